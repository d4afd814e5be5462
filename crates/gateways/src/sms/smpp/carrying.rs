//! Handing messages over: many under way, each with its own end.

use super::{
    hearing::{self, Hearing, Listener},
    link::{Answer, Link, Said},
    pace::Pace,
    parts,
    pdu::{BIND_RECEIVER, BIND_TRANSCEIVER, BIND_TRANSMITTER},
    smsc::{Binding, Smsc},
    statuses,
};
use crate::carrier::{Carrier, Handed, NOT_BEGUN};
use domain::messaging::{Fate, Parcel};
use std::{
    collections::{BTreeMap, VecDeque},
    io,
    time::{Duration, Instant},
};

/// So long a session is waited for before the messages at hand go back.
const SESSION_WITHIN: Duration = Duration::from_secs(5);
/// How often a part of a long message is said again that surely was not taken, so that a message is
/// not left in pieces.
const TRIES_MAX: u8 = 3;

/// Hands messages over to an SMSC, and hears what it delivers.
pub struct Smpp {
    smsc: Smsc,
    link: Link,
    /// Where there is one session for each way, the one that hears.
    _receiver: Option<Link>,
    /// After the links: it ends when nothing more can come.
    _hearing: Hearing,
    pace: Pace,
    /// Messages that may be without an answer now.
    room: usize,
    /// Tells long messages to the same number apart.
    reference: u8,
}

impl Smpp {
    /// Opens the session with this SMSC, and keeps it up until this is dropped; what the SMSC
    /// delivers is told to `listener`.
    ///
    /// # Errors
    /// Where the machine gives no thread. That the SMSC is not reached is no error: it is tried
    /// again, with longer pauses up to half a minute.
    pub fn open(smsc: Smsc, listener: Listener) -> io::Result<Self> {
        let (hearing, delivered) = Hearing::start(smsc.clone(), listener)?;
        let says = match smsc.binding {
            Binding::Transceiver => BIND_TRANSCEIVER,
            Binding::Separate | Binding::Transmitter => BIND_TRANSMITTER,
        };
        let link = Link::start(smsc.clone(), says, delivered.clone())?;
        let receiver = match smsc.binding {
            Binding::Separate => Some(Link::start(smsc.clone(), BIND_RECEIVER, delivered)?),
            Binding::Transceiver | Binding::Transmitter => None,
        };
        let (pace, room) = (Pace::new(smsc.per_second), window(&smsc));
        Ok(Self { smsc, link, _receiver: receiver, _hearing: hearing, pace, room, reference: 0 })
    }

    /// Each message with its parts, or why it cannot be said.
    fn wholes(&mut self, parcels: &[Parcel]) -> Vec<Whole> {
        if let (0, Some(first)) = (self.reference, parcels.first()) {
            self.reference = first.attempt.bytes()[15];
        }
        let mut one = |parcel| {
            self.reference = self.reference.wrapping_add(1);
            match parts::parts(&self.smsc, parcel, self.reference) {
                Ok(bodies) => Whole { bodies, ..Whole::default() },
                Err(said) => Whole { no: Some((Fate::Refused, said)), ..Whole::default() },
            }
        };
        parcels.iter().map(&mut one).collect()
    }
}

fn window(smsc: &Smsc) -> usize {
    smsc.window.clamp(1, 1_000)
}

impl Carrier for Smpp {
    fn carry(&mut self, parcels: &[Parcel], ends: &dyn Fn() -> bool) -> Vec<Handed> {
        let wholes = self.wholes(parcels);
        let turn = |whole, part| Turn { whole, part, tries: 0 };
        let queue = wholes
            .iter()
            .enumerate()
            .flat_map(|(whole, one)| (0..one.bodies.len()).map(move |part| turn(whole, part)))
            .collect();
        let under_way = BTreeMap::new();
        let mut course = Course { smpp: self, ends, wholes, queue, under_way, is_silent: false };
        course.run();
        course.wholes.into_iter().map(Whole::handed).collect()
    }

    /// The session stays: by it is heard what became of messages.
    fn rest(&mut self) {}
}

/// A message on its way.
#[derive(Default)]
struct Whole {
    /// What is said for each part.
    bodies: Vec<Vec<u8>>,
    /// Whether any of it was said.
    is_begun: bool,
    /// Parts that were taken.
    taken: usize,
    /// What the SMSC calls the last part, by which a receipt names the message.
    reference: Option<String>,
    /// Why a part may be there or not.
    unknown: Option<String>,
    /// Why a part is not there.
    no: Option<(Fate, String)>,
    /// What was said of the last part that was taken.
    said: String,
}

impl Whole {
    /// Whether it makes no sense to say more of it.
    fn is_lost(&self) -> bool {
        self.unknown.is_some() || self.no.is_some()
    }

    /// How it ended. One that was taken in part is a riddle to who gets it, and a person must say
    /// what becomes of it: nobody knows what the client has.
    fn handed(self) -> Handed {
        let parts = self.bodies.len();
        if parts > 0 && self.taken == parts {
            let Self { said, reference, .. } = self;
            return Handed { fate: Fate::Accepted, said, reference };
        }
        match (self.unknown, self.no) {
            (None, no) if self.taken == 0 => {
                let (fate, said) = no.unwrap_or((Fate::Postponed, NOT_BEGUN.to_owned()));
                Handed::new(fate, said)
            }
            (Some(said), _) if parts == 1 => Handed::new(Fate::Unknown, said),
            (unknown, no) => {
                let said = unknown.or(no.map(|(_, said)| said)).unwrap_or_default();
                Handed::new(Fate::Unknown, format!("{} of {parts} were taken: {said}", self.taken))
            }
        }
    }
}

/// A part that is to be said.
struct Turn {
    whole: usize,
    part: usize,
    tries: u8,
}

/// One call of `carry`.
struct Course<'a> {
    smpp: &'a mut Smpp,
    ends: &'a dyn Fn() -> bool,
    wholes: Vec<Whole>,
    queue: VecDeque<Turn>,
    under_way: BTreeMap<u32, (Turn, Instant)>,
    /// Something was not answered in time: nothing more is said before all else is known.
    is_silent: bool,
}

impl Course<'_> {
    fn run(&mut self) {
        while !self.queue.is_empty() || !self.under_way.is_empty() {
            let now = Instant::now();
            if self.under_way.is_empty() && std::mem::take(&mut self.is_silent) {
                self.smpp.link.give_up();
            }
            let may_say =
                !self.queue.is_empty() && !self.is_silent && self.under_way.len() < self.smpp.room;
            let until = if may_say { self.smpp.pace.next(now) } else { self.deadline(now) };
            for answer in self.smpp.link.answers(until) {
                self.hear(answer);
            }
            self.look_for_silence();
            if may_say && until <= now {
                self.say(now);
            }
        }
        if self.is_silent {
            self.smpp.link.give_up();
        }
    }

    /// Until when the oldest submit may be answered.
    fn deadline(&self, now: Instant) -> Instant {
        let oldest = self.under_way.values().map(|(_, since)| *since).min();
        oldest.map_or(now, |since| since + self.smpp.smsc.answer_within)
    }

    /// Says the next part, if it still makes sense and there is a session.
    fn say(&mut self, now: Instant) {
        let Some(mut turn) = self.queue.pop_front() else { return };
        let whole = &mut self.wholes[turn.whole];
        if whole.is_lost() {
            return;
        }
        if !whole.is_begun && (self.ends)() {
            whole.no = Some((Fate::Postponed, NOT_BEGUN.to_owned()));
            return;
        }
        if let Err(trouble) = self.smpp.link.ready(SESSION_WITHIN) {
            self.queue.push_front(turn);
            return self.go_back(&trouble);
        }
        match self.smpp.link.submit(&whole.bodies[turn.part]) {
            Ok(sequence) => {
                whole.is_begun = true;
                self.under_way.insert(sequence, (turn, now));
                self.smpp.pace.said(now);
            }
            Err(trouble) if turn.tries >= TRIES_MAX => {
                whole.no = Some((Fate::Postponed, trouble));
            }
            Err(_) => {
                turn.tries += 1;
                self.queue.push_front(turn);
            }
        }
    }

    /// There is no session: what was not said yet goes back.
    fn go_back(&mut self, trouble: &str) {
        for turn in self.queue.drain(..) {
            let whole = &mut self.wholes[turn.whole];
            if !whole.is_lost() {
                whole.no = Some((Fate::Postponed, trouble.to_owned()));
            }
        }
    }

    fn hear(&mut self, answer: Answer) {
        let Some((turn, _)) = self.under_way.remove(&answer.sequence) else { return };
        match answer.said {
            Said::Nothing(trouble) => self.lose(&turn, trouble),
            Said::Status(status, id) => self.note(turn, status, &id),
        }
    }

    fn note(&mut self, mut turn: Turn, status: u32, id: &str) {
        let fate = statuses::fate(&self.smpp.smsc, status);
        let whole = &mut self.wholes[turn.whole];
        let parts = whole.bodies.len();
        match fate {
            Fate::Accepted => {
                whole.taken += 1;
                if turn.part + 1 == parts {
                    let id = hearing::submitted(&self.smpp.smsc, id);
                    whole.said = format!("{}, id {id}", statuses::words(status));
                    whole.reference = Some(id).filter(|id| !id.is_empty());
                }
                self.smpp.pace.recover();
                self.smpp.room = (self.smpp.room * 2).min(window(&self.smpp.smsc));
            }
            Fate::Postponed if parts > 1 && turn.tries < TRIES_MAX => {
                turn.tries += 1;
                self.queue.push_front(turn);
            }
            _ => {
                whole.no.get_or_insert((fate, statuses::words(status)));
            }
        }
        if statuses::is_too_fast(status) {
            self.smpp.pace.slow_down(Instant::now());
        }
    }

    /// Nobody knows whether the SMSC has this part. Until one is taken again, one goes at a time: a
    /// message that ends the session takes no others with it.
    fn lose(&mut self, turn: &Turn, trouble: String) {
        self.wholes[turn.whole].unknown.get_or_insert(trouble);
        self.smpp.room = 1;
    }

    fn look_for_silence(&mut self) {
        let (now, within) = (Instant::now(), self.smpp.smsc.answer_within);
        let is_late = |since: &Instant| now.saturating_duration_since(*since) >= within;
        while let Some((sequence, _)) = self.under_way.iter().find(|(_, one)| is_late(&one.1)) {
            let sequence = *sequence;
            self.is_silent = true;
            if let Some((turn, _)) = self.under_way.remove(&sequence) {
                self.lose(&turn, format!("{}: no answer", self.smpp.smsc.name()));
            }
        }
    }
}
