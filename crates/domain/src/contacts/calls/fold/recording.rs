//! How the recording of a call stands, whoever tells of it.

use super::Folding;
use crate::Kind;
use kernel::{Instant, words};

words! {
    /// How a recording stands.
    pub enum Recording {
        /// What is said is recorded.
        Runs = "runs",
        /// What is said now is not in it.
        Paused = "paused",
        /// There is one, and it is over.
        Over = "over",
    }
}

/// True for what says something of a recording and nothing of the call's course.
pub(super) fn is_of_recording(fact: &Folding) -> bool {
    use Kind::{
        CallRecordingAnnounced, CallRecordingPaused, CallRecordingResumed, CallRecordingStarted,
        CallRecordingStopped,
    };
    matches!(
        fact.kind,
        Some(
            CallRecordingAnnounced
                | CallRecordingStarted
                | CallRecordingPaused
                | CallRecordingResumed
                | CallRecordingStopped
        )
    )
}

/// How the recording stands, and when the caller was first told of it. A pause without a beginning
/// shows that there is one; what comes after the end changes nothing.
pub(super) fn fold(facts: &[Folding], call_is_open: bool) -> (Option<Recording>, Option<Instant>) {
    let mut told: Vec<&Folding> = facts.iter().filter(|fact| is_of_recording(fact)).collect();
    told.sort_by_key(|fact| (fact.at, fact.kind));
    let (mut state, mut announced_at) = (None, None);
    for fact in told {
        match fact.kind {
            Some(Kind::CallRecordingAnnounced) => announced_at = announced_at.or(Some(fact.at)),
            Some(Kind::CallRecordingStarted) => state = Some(Recording::Runs),
            _ if state == Some(Recording::Over) => {}
            Some(Kind::CallRecordingPaused) => state = Some(Recording::Paused),
            Some(Kind::CallRecordingResumed) => state = Some(Recording::Runs),
            _ => state = Some(Recording::Over),
        }
    }
    (state.map(|state| if call_is_open { state } else { Recording::Over }), announced_at)
}
