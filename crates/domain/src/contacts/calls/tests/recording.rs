//! How a recording stands follows from its facts, in whichever order they come.

use crate::{
    Kind,
    contacts::calls::{Folding, Recording, Voice, fold},
};
use kernel::Instant;

fn at(seconds: i64, kind: Kind) -> Folding {
    let at = Instant::from_seconds(1_795_000_000 + seconds);
    Folding { at, kind: Some(kind), voice: Voice::Live, ..Folding::default() }
}

/// Every order in which these facts can come.
fn orders(facts: &[Folding]) -> Vec<Vec<Folding>> {
    if facts.len() < 2 {
        return vec![facts.to_vec()];
    }
    let mut all = Vec::new();
    for first in 0..facts.len() {
        let mut rest = facts.to_vec();
        let head = rest.remove(first);
        for mut tail in orders(&rest) {
            tail.insert(0, head.clone());
            all.push(tail);
        }
    }
    all
}

#[test]
fn a_recording_stands_as_its_last_fact_says_until_it_or_the_call_is_over() {
    let begun = [at(0, Kind::CallArrived), at(1, Kind::CallQueued)];
    let told = [
        at(2, Kind::CallRecordingStarted),
        at(3, Kind::CallRecordingAnnounced),
        at(4, Kind::CallRecordingPaused),
        at(5, Kind::CallRecordingResumed),
        at(6, Kind::CallRecordingStopped),
    ];
    let expected = [
        None,
        Some(Recording::Runs),
        Some(Recording::Runs),
        Some(Recording::Paused),
        Some(Recording::Runs),
        Some(Recording::Over),
    ];
    for (count, expected) in expected.into_iter().enumerate() {
        for order in orders(&told[..count]) {
            let facts = [&begun[..], &order].concat();
            let folded = fold(&facts);
            assert_eq!(folded.recording, expected, "{order:?}");
            let announced = (count >= 2).then(|| told[1].at);
            assert_eq!(folded.announced_at, announced);
            assert!(folded.open);
        }
    }
    let ended = [&begun[..], &told[..3], &[at(9, Kind::CallEnded)]].concat();
    assert_eq!(fold(&ended).recording, Some(Recording::Over), "with the call");
}

#[test]
fn a_pause_seen_alone_shows_that_somebody_records() {
    let facts = [at(0, Kind::CallQueued), at(2, Kind::CallRecordingPaused)];
    assert_eq!(fold(&facts).recording, Some(Recording::Paused));
    let over =
        [&facts[..], &[at(3, Kind::CallRecordingStopped)], &[at(4, Kind::CallRecordingPaused)]];
    assert_eq!(
        fold(&over.concat()).recording,
        Some(Recording::Over),
        "what comes after is nothing"
    );
}

#[test]
fn a_live_recording_gives_no_voice_to_a_call_that_only_the_log_knows() {
    let record = |seconds, kind| Folding { voice: Voice::Record, ..at(seconds, kind) };
    let log = [record(0, Kind::CallQueued), record(5, Kind::CallAnswered)];
    let facts = [&log[..], &[at(9, Kind::CallRecordingPaused)]].concat();
    let (with, without) = (fold(&facts), fold(&log));
    assert_eq!((with.outcome, with.open, &with.visits), (without.outcome, true, &without.visits));
    assert_eq!(with.recording, Some(Recording::Paused));
}
