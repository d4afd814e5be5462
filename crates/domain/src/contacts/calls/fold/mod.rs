mod recording;
mod voices;

use super::model::{Ending, Outcome, Recorded, Visit, Voice};
use crate::{Kind, commitments::Moment};
use kernel::Instant;

pub use recording::Recording;

/// A fact with its places already identified, as history keeps it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "each field is that of `Fact`, its place as an id")]
pub struct Folding {
    pub at: Instant,
    pub kind: Option<Kind>,
    pub leg: Option<String>,
    pub number: Option<[u8; 16]>,
    pub queue: Option<[u8; 16]>,
    pub agent: Option<[u8; 16]>,
    pub reason: Option<String>,
    pub wait_us: Option<i64>,
    pub talk_us: Option<i64>,
    pub solved: Option<bool>,
    pub topic: Option<String>,
    pub client_kind: Option<String>,
    pub record: Option<Recorded>,
    pub voice: Voice,
}

/// A call as its facts tell it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Folded {
    /// How it stands or ended.
    pub outcome: Outcome,
    /// False once nothing more is to be expected.
    pub open: bool,
    /// The first thing that is known of it.
    pub arrived_at: Instant,
    /// From when on it could be answered.
    pub offered_at: Option<Instant>,
    /// When an agent first answered.
    pub answered_at: Option<Instant>,
    /// When it was over.
    pub ended_at: Option<Instant>,
    /// The wait of record in microseconds, of an answered or an abandoned call.
    pub wait_us: Option<i64>,
    /// The wait from arrival to the answer in microseconds, menu included.
    pub menu_wait_us: Option<i64>,
    /// All talk with agents in microseconds.
    pub handling_us: Option<i64>,
    /// True where it was handed on.
    pub transferred: bool,
    /// The agent's word whether the matter was solved.
    pub solved: Option<bool>,
    /// The topic, by its code: the last one that was told.
    pub topic: Option<String>,
    /// The number that was dialled.
    pub number: Option<[u8; 16]>,
    /// The kind of client.
    pub client_kind: Option<String>,
    /// How its recording stands; none: nobody records.
    pub recording: Option<Recording>,
    /// When the caller was told of it.
    pub announced_at: Option<Instant>,
    /// Each queue it was in.
    pub visits: Vec<Visit>,
}

/// The reason an exchange's restart leaves on the calls that it lost.
pub const RESTARTED: &str = "exchange_restarted";

/// Folds a call from its facts. Pure: their order does not matter, nor does a fact told twice.
/// Where it was told live too, see `voices`.
pub fn fold(facts: &[Folding]) -> Folded {
    let folded = voices::fold(facts);
    let (recording, announced_at) = recording::fold(facts, folded.open);
    Folded { recording, announced_at, ..folded }
}

/// Folds what one voice tells of a call.
fn course<'a>(facts: impl Iterator<Item = &'a Folding>) -> Folded {
    let mut ordered: Vec<&Folding> = facts.collect();
    ordered.sort_by(|one, other| order(one).cmp(&order(other)));
    ordered.dedup();
    let mut course = Course::default();
    for fact in ordered {
        course.take(fact);
    }
    course.end()
}

type Place = (Option<[u8; 16]>, Option<[u8; 16]>);
type Order<'a> = (Instant, Option<Kind>, &'a Option<String>, Place, &'a Option<String>);

fn order(fact: &Folding) -> Order<'_> {
    (fact.at, fact.kind, &fact.leg, (fact.queue, fact.agent), &fact.topic)
}

#[derive(Default)]
struct Course {
    first_at: Option<Instant>,
    visits: Vec<Visit>,
    refused: bool,
    lost: bool,
    ended_at: Option<Instant>,
    solved: Option<bool>,
    topic: Option<String>,
    number: Option<[u8; 16]>,
    client_kind: Option<String>,
}

impl Course {
    fn take(&mut self, fact: &Folding) {
        self.first_at = self.first_at.or(Some(fact.at));
        if recording::is_of_recording(fact) {
            return;
        }
        self.number = self.number.or(fact.number);
        self.solved = fact.solved.or(self.solved);
        if fact.topic.is_some() {
            self.topic.clone_from(&fact.topic);
        }
        if self.client_kind.is_none() {
            self.client_kind.clone_from(&fact.client_kind);
        }
        match fact.kind {
            Some(Kind::CallRefused) => {
                self.refused = true;
                self.ended_at = Some(fact.at);
            }
            Some(Kind::CallQueued) => self.join(fact),
            Some(Kind::CallRinging) => self.ring(fact),
            Some(Kind::CallAnswered) => self.answer(fact),
            Some(Kind::CallAbandoned) => self.leave(fact, Outcome::Abandoned),
            Some(Kind::CallLeftQueue) => self.leave(fact, Outcome::FlowedOut),
            Some(Kind::CallTransferred) => self.hang_up(fact, true),
            Some(Kind::CallEnded) => self.over(fact),
            Some(Kind::CallRecorded) => self.record(fact),
            _ => {}
        }
    }

    /// A caller who joins another queue on the same leg has left the one before, whatever the
    /// exchange says of it later.
    fn join(&mut self, fact: &Folding) {
        for visit in self.visits.iter_mut().filter(|visit| visit.left_at.is_none()) {
            if visit.leg == fact.leg {
                match visit.outcome {
                    Outcome::Talking => visit.hang_up(fact.at, None, true),
                    _ => visit.leave(fact.at, None, Outcome::FlowedOut),
                }
            }
        }
        self.visits.push(Visit {
            leg: fact.leg.clone(),
            queue: fact.queue,
            agent: None,
            outcome: Outcome::Waiting,
            joined_at: fact.at,
            answered_at: None,
            left_at: None,
            wait_us: None,
            talk_us: None,
            missed: 0,
            transferred: false,
        });
    }

    /// The visit a fact speaks of: the last open one of its queue, as far as it says, and rather
    /// of its leg than of another.
    fn visit(&mut self, fact: &Folding, outcome: Outcome) -> Option<&mut Visit> {
        let fits = |visit: &Visit| {
            let open = visit.outcome == outcome && visit.left_at.is_none();
            open && (fact.queue.is_none() || visit.queue == fact.queue)
        };
        let own = |visit: &Visit| fact.leg.is_some() && visit.leg == fact.leg && fits(visit);
        let at = self.visits.iter().rposition(own);
        let at = at.or_else(|| self.visits.iter().rposition(fits))?;
        self.visits.get_mut(at)
    }

    fn ring(&mut self, fact: &Folding) {
        if let Some(visit) = self.visit(fact, Outcome::Waiting) {
            visit.missed += 1;
        }
    }

    fn answer(&mut self, fact: &Folding) {
        if self.visit(fact, Outcome::Waiting).is_none() {
            // Answered without a queue: nobody had to wait for it.
            self.join(fact);
        }
        if let Some(visit) = self.visit(fact, Outcome::Waiting) {
            visit.outcome = Outcome::Talking;
            visit.agent = fact.agent;
            visit.answered_at = Some(fact.at);
            visit.wait_us = Some(fact.wait_us.unwrap_or(fact.at - visit.joined_at));
        }
    }

    fn leave(&mut self, fact: &Folding, outcome: Outcome) {
        let (at, wait_us) = (fact.at, fact.wait_us);
        if let Some(visit) = self.visit(fact, Outcome::Waiting) {
            visit.leave(at, wait_us, outcome);
        }
    }

    fn hang_up(&mut self, fact: &Folding, transferred: bool) {
        if let Some(visit) = self.visit(fact, Outcome::Talking) {
            visit.hang_up(fact.at, fact.talk_us, transferred);
        }
    }

    fn over(&mut self, fact: &Folding) {
        let restarted = fact.reason.as_deref() == Some(RESTARTED);
        let talk_lost = restarted && self.visit(fact, Outcome::Talking).is_some();
        self.hang_up(fact, false);
        if let Some(visit) = self.visit(fact, Outcome::Waiting) {
            let outcome = if restarted { Outcome::Unknown } else { Outcome::Abandoned };
            visit.leave(fact.at, fact.wait_us, outcome);
        }
        self.lost |= restarted;
        let last = self.visits.last_mut().filter(|visit| talk_lost && visit.is_answered());
        if let Some(visit) = last {
            visit.talk_us = None;
        }
        if self.visits.iter().all(|visit| visit.left_at.is_some()) {
            self.ended_at = Some(fact.at);
        }
    }

    fn record(&mut self, fact: &Folding) {
        let Some(record) = &fact.record else { return };
        let ended_at = Instant::from_micros(record.ended_at);
        self.ended_at = Some(ended_at);
        self.refused = record.ending == Ending::Refused;
        let Some(offered_at) = record.offered_at.map(Instant::from_micros) else { return };
        let answered_at = record.answered_at.map(Instant::from_micros);
        self.visits.push(Visit {
            leg: fact.leg.clone(),
            queue: fact.queue,
            agent: fact.agent,
            outcome: match record.ending {
                Ending::Answered => Outcome::Answered,
                Ending::Abandoned => Outcome::Abandoned,
                _ => Outcome::FlowedOut,
            },
            joined_at: offered_at,
            answered_at,
            left_at: Some(ended_at),
            wait_us: Some(record.wait_us),
            talk_us: record.handling_us.filter(|_| answered_at.is_some()),
            missed: 0,
            transferred: false,
        });
    }

    fn end(self) -> Folded {
        let arrived_at = self.first_at.unwrap_or_default();
        let offered_at = self.visits.first().map(|visit| visit.joined_at);
        let outcome = self.outcome();
        let open = matches!(outcome, Outcome::Arrived | Outcome::Waiting | Outcome::Talking);
        let decisive = self
            .visits
            .iter()
            .find(|visit| visit.answered_at.is_some())
            .or(self.visits.last().filter(|visit| visit.left_at.is_some()));
        let wait_us = decisive
            .zip(offered_at)
            .map(|(visit, offered_at)| (visit.joined_at - offered_at) + visit.wait_us.unwrap_or(0));
        let answered_at = decisive.and_then(|visit| visit.answered_at);
        let talks: Vec<i64> = self.visits.iter().filter_map(|visit| visit.talk_us).collect();
        let left_at = self.visits.iter().filter_map(|visit| visit.left_at).max();
        Folded {
            outcome,
            open,
            arrived_at,
            offered_at,
            answered_at,
            ended_at: if open { None } else { self.ended_at.max(left_at) },
            wait_us,
            menu_wait_us: answered_at.map(|at| at - arrived_at),
            handling_us: (!open && !talks.is_empty()).then(|| talks.iter().sum()),
            transferred: self.visits.iter().any(|visit| visit.transferred),
            solved: self.solved,
            topic: self.topic,
            number: self.number,
            client_kind: self.client_kind,
            recording: None,
            announced_at: None,
            visits: self.visits,
        }
    }

    fn outcome(&self) -> Outcome {
        let Some(last) = self.visits.last() else {
            return match (self.refused, self.lost, self.ended_at) {
                (true, _, _) => Outcome::Refused,
                (false, true, _) => Outcome::Unknown,
                (false, false, Some(_)) => Outcome::LeftBeforeQueue,
                (false, false, None) => Outcome::Arrived,
            };
        };
        let answered = self.visits.iter().any(|visit| visit.answered_at.is_some());
        let open = self.visits.iter().rev().find(|visit| visit.left_at.is_none());
        match open {
            Some(visit) => visit.outcome,
            None if answered => Outcome::Answered,
            None => last.outcome,
        }
    }
}

impl Visit {
    fn is_answered(&self) -> bool {
        self.answered_at.is_some()
    }

    fn leave(&mut self, at: Instant, wait_us: Option<i64>, outcome: Outcome) {
        self.outcome = outcome;
        self.left_at = Some(at);
        self.wait_us = Some(wait_us.unwrap_or(at - self.joined_at));
    }

    fn hang_up(&mut self, at: Instant, talk_us: Option<i64>, transferred: bool) {
        self.outcome = Outcome::Answered;
        self.left_at = Some(at);
        let since = self.answered_at.unwrap_or(self.joined_at);
        self.talk_us = Some(talk_us.unwrap_or(at - since));
        self.transferred |= transferred;
    }
}

impl Folded {
    /// What clocks need to know of the call. The answer stands where the wait of record puts it;
    /// `shown_at` is the arrival for a promise that counts the menu too.
    pub fn moments(&self, extra: impl Iterator<Item = Moment>) -> Vec<Moment> {
        let at = |at: Instant, kind: Kind| Moment { at, kind, priority: None, due: None };
        let mut moments = vec![at(self.arrived_at, Kind::CallArrived)];
        if let Some(offered_at) = self.offered_at {
            moments.push(at(offered_at, Kind::CallOffered));
            let decided = offered_at + self.wait_us.unwrap_or(0);
            match (self.answered_at, self.outcome) {
                (Some(_), _) => moments.push(at(decided, Kind::CallAnswered)),
                (None, Outcome::Abandoned) => moments.push(at(decided, Kind::CallAbandoned)),
                (None, Outcome::FlowedOut | Outcome::Unknown) => {
                    moments.push(at(decided, Kind::CallLeftQueue));
                }
                _ => {}
            }
        }
        let missed = matches!(
            self.outcome,
            Outcome::Abandoned | Outcome::FlowedOut | Outcome::Refused | Outcome::LeftBeforeQueue
        );
        if let Some(ended_at) = self.ended_at.filter(|_| missed) {
            moments.push(at(ended_at, Kind::CallMissed));
        }
        if let Some(ended_at) = self.ended_at {
            moments.push(at(ended_at, Kind::CallEnded));
        }
        moments.extend(extra);
        moments
    }
}
