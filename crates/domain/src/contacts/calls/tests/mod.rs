mod agents;
mod order;
mod outcomes;
mod recording;
mod topics;

use super::*;
use crate::{
    Kind,
    commitments::{State, of_subject},
    house::House,
    reactions::calls_told,
};
use kernel::Instant;

const PROMISES: &str = r#"
[[commitment]]
code = "calls.10s"
starts = ["call.offered"]
stops = ["call.answered"]
fails = ["call.abandoned"]
voids = ["call.left_queue", "call.ended"]
within = "10s"
share = "95%"
valid_from = "2020-01-01"
name.en = "Answered within ten seconds"

[[commitment]]
code = "callbacks.24h"
starts = ["callback.wished", "call.missed"]
stops = ["callback.attempted", "call.rang_back"]
within = "24h"
share = "95%"
valid_from = "2020-01-01"
name.en = "Called back within a day"
"#;

fn at(text: &str) -> Instant {
    text.parse().expect("a story's own instant")
}

/// A fact of the call `c1`, so many microseconds after nine o'clock.
fn fact(key: &str, micros: i64, kind: Kind) -> Fact {
    Fact {
        source: "pbx".into(),
        key: key.into(),
        at: at("2026-05-04T09:00:00Z") + micros,
        kind: Some(kind),
        call: "c1".into(),
        ..Fact::default()
    }
}

fn queued(micros: i64, queue: &str) -> Fact {
    Fact { queue: Some(queue.into()), ..fact(&format!("q{micros}"), micros, Kind::CallQueued) }
}

const S: i64 = Instant::SECOND;

fn told(house: &House, when: &str, facts: Vec<Fact>) {
    house.system(when, move |desk| calls_told(desk, &facts, Unknown::Create));
}

fn the_call(house: &House) -> Sheet {
    house.system("2026-05-05T00:00:00Z", |desk| {
        let mut found = list(desk, &Filter::default())?;
        assert_eq!(found.len(), 1);
        Ok(found.remove(0))
    })
}

fn clock(house: &House, code: &'static str) -> (State, Option<i64>) {
    house.system("2026-05-05T00:00:00Z", move |desk| {
        let call = list(desk, &Filter::default())?.remove(0);
        let rows = of_subject(desk, call.id.bytes())?;
        let row = rows.into_iter().find(|row| row.code == code).expect("it has such a clock");
        Ok((row.state_at(desk.now()), row.clock.delay_s))
    })
}
