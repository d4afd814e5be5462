use super::{Outcome, importing};
use crate::{Place, Stop, cli::Replay, import::each_fact};
use domain::{
    Kind, Tenant,
    contacts::calls::{Ending, Fact, Recorded, Unknown},
    reactions,
};
use kernel::{Id, Instant};
use std::{collections::BTreeMap, time::Duration};

/// Plays a telephone log as if it happened now: a run of its own, with a source of its own, its
/// instants shifted to now and drawn together by the speed.
pub fn run(place: &Place, tenant: Option<&str>, replay: &Replay) -> Outcome {
    let tenant = place.tenant(tenant)?;
    let options = importing::options(place, &tenant, &replay.file)?;
    let now = place.clock.now();
    let mut player = Player {
        place,
        tenant: tenant.id,
        source: format!("replay {}", Id::<Fact>::new(now, now.micros().cast_unsigned(), 0)),
        speed: i64::from(replay.speed.max(1)),
        began: now,
        first: None,
        waiting: BTreeMap::new(),
        told: 0,
    };
    each_fact(&options, |fact| player.take(fact))?;
    player.tell_until(Instant::from_micros(i64::MAX))?;
    eprintln!("premura: {} facts played as {}", player.told, player.source);
    Ok(0)
}

struct Player<'a> {
    place: &'a Place,
    tenant: Id<Tenant>,
    source: String,
    speed: i64,
    began: Instant,
    first: Option<Instant>,
    waiting: BTreeMap<(Instant, String), Fact>,
    told: u64,
}

/// Facts told in one unit of work at the most.
const AT_ONCE: usize = 500;

impl Player<'_> {
    fn take(&mut self, fact: Fact) -> Result<(), Box<dyn std::error::Error>> {
        let at = fact.at;
        for fact in spread(fact) {
            let fact = self.shifted(fact);
            self.waiting.insert((fact.at, fact.key.clone()), fact);
        }
        let upto = self.shift(at);
        self.tell_until(upto)
    }

    fn shift(&mut self, at: Instant) -> Instant {
        let first = *self.first.get_or_insert(at);
        self.began + (at - first) / self.speed
    }

    /// The fact at its new hour. A figure of the exchange itself holds only at its own speed.
    fn shifted(&mut self, fact: Fact) -> Fact {
        let kept = |figure: Option<i64>| figure.filter(|_| self.speed == 1);
        let (wait_us, talk_us) = (kept(fact.wait_us), kept(fact.talk_us));
        let at = self.shift(fact.at);
        Fact { at, wait_us, talk_us, source: self.source.clone(), ..fact }
    }

    /// Tells what waits up to an instant, each thing once its hour has come.
    fn tell_until(&mut self, upto: Instant) -> Result<(), Box<dyn std::error::Error>> {
        let never = Stop::default();
        while let Some(next) =
            self.waiting.keys().next().map(|(at, _)| *at).filter(|at| *at <= upto)
        {
            let now = self.place.clock.now();
            if next > now {
                let micros = u64::try_from(next - now).unwrap_or(0);
                never.wait(Duration::from_micros(micros));
                continue;
            }
            let due: Vec<_> =
                self.waiting.range(..=(now, String::from("\u{10ffff}"))).take(AT_ONCE).collect();
            let keys: Vec<_> = due.iter().map(|(key, _)| (*key).clone()).collect();
            let facts: Vec<Fact> = keys.iter().filter_map(|key| self.waiting.remove(key)).collect();
            self.told += facts.len() as u64;
            self.place.act(self.tenant, move |desk| {
                reactions::calls_told(desk, &facts, Unknown::Create)
            })?;
        }
        Ok(())
    }
}

/// A whole call as the facts it is made of; any other fact as it is.
fn spread(fact: Fact) -> Vec<Fact> {
    let Some(record) = fact.record.clone() else { return vec![fact] };
    let Recorded { offered_at, ending, answered_at, ended_at, .. } = record;
    let part = |name: &str, at: Instant, kind: Kind| Fact {
        key: format!("{}.{name}", fact.key),
        at,
        kind: Some(kind),
        record: None,
        ..fact.clone()
    };
    let at = Instant::from_micros;
    let mut facts = vec![part("arrived", fact.at, Kind::CallArrived)];
    facts.extend(offered_at.map(|offered| part("queued", at(offered), Kind::CallQueued)));
    facts.extend(answered_at.map(|answered| part("answered", at(answered), Kind::CallAnswered)));
    let end = match ending {
        Ending::Abandoned => Kind::CallAbandoned,
        Ending::FlowedOut => Kind::CallLeftQueue,
        Ending::Refused => Kind::CallRefused,
        Ending::Answered | Ending::LeftBeforeQueue => Kind::CallEnded,
    };
    facts.push(part("ended", at(ended_at), end));
    facts
}
