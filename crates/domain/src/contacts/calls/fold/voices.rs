//! A call that was told twice: live, and by the exchange's own record.
//!
//! Each voice is folded for itself, so that the same event is never counted twice, and one of the
//! two results holds as a whole. What we tell ourselves belongs to both. What is told of a
//! recording says nothing of the course and gives no voice.
//!
//! 1. The record has the last word as soon as it has an end for every queue that the live events
//!    know. The exchange's own whole seconds are then the figures, whatever the network did to the
//!    events.
//! 2. Until then the newer of the two holds: the events while the record is behind, the record
//!    where events were lost.
//! 3. Of a call that never came to a queue the record has a line at the most and no end: what the
//!    events saw of it holds.

use super::{Folded, Folding, course, recording::is_of_recording};
use crate::{Kind, contacts::calls::Voice};
use kernel::Instant;

/// Folds a call from what all voices tell of it.
pub(super) fn fold(facts: &[Folding]) -> Folded {
    let (live, record) = (newest(facts, Voice::Live), newest(facts, Voice::Record));
    let (Some(live_at), Some(record_at)) = (live, record) else {
        return course(facts.iter());
    };
    let of = |other: Voice| course(facts.iter().filter(move |fact| voice(fact) != other));
    let (record, live) = (of(Voice::Live), of(Voice::Record));
    let (one, other) =
        if holds(&record, record_at, &live, live_at) { (record, live) } else { (live, record) };
    Folded {
        solved: one.solved.or(other.solved),
        topic: one.topic.clone().or(other.topic),
        number: one.number.or(other.number),
        client_kind: one.client_kind.clone().or(other.client_kind),
        ..one
    }
}

/// True where the record holds.
fn holds(record: &Folded, record_at: Instant, live: &Folded, live_at: Instant) -> bool {
    if record.visits.is_empty() && !live.open {
        return false;
    }
    let ended = !record.open && record.visits.len() >= live.visits.len();
    ended || record_at > live_at
}

fn newest(facts: &[Folding], of: Voice) -> Option<Instant> {
    let speaks = |fact: &&Folding| voice(fact) == of && !is_of_recording(fact);
    facts.iter().filter(speaks).map(|fact| fact.at).max()
}

/// What a colleague writes down is ours, whatever the row says.
fn voice(fact: &Folding) -> Voice {
    if fact.kind == Some(Kind::CallWrappedUp) { Voice::House } else { fact.voice }
}
