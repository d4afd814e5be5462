//! Recordings of calls: that they began and ended, by events; that they paused and went on, by the
//! answer to what we asked, for which there is no event. That the caller was told, the dial plan
//! says with an event of its own, `premura::recording_announced`.

use super::events::{Event, Events, text};
use domain::{
    Kind,
    contacts::{
        calls::Fact,
        exchanges::{Asked, Heard, Order},
    },
};
use kernel::Instant;

/// The dial plan's own event that the caller was told.
const ANNOUNCED: &str = "premura::recording_announced";

impl Events {
    /// Takes an event about a recording; false where it is about something else.
    pub(super) fn take_recording(&mut self, event: &Event, at: Instant, heard: &mut Heard) -> bool {
        let kind = match (text(event, "Event-Name"), text(event, "Event-Subclass")) {
            (Some("RECORD_START"), _) => Kind::CallRecordingStarted,
            (Some("RECORD_STOP"), _) => Kind::CallRecordingStopped,
            (_, Some(ANNOUNCED)) => Kind::CallRecordingAnnounced,
            _ => return false,
        };
        let Some(call) = text(event, "Unique-ID") else { return true };
        if let (Kind::CallRecordingStarted, Some(file)) = (kind, text(event, "Record-File-Path")) {
            self.recordings.put(call, file);
        }
        self.recordings.hold(call, kind, at);
        self.tell_recording(call, heard);
        true
    }

    /// Tells what is known of the recording of a call, once it is known to be a call. A recording
    /// pauses more than once: the instant is part of what tells facts apart.
    pub(super) fn tell_recording(&mut self, call: &str, heard: &mut Heard) {
        if !self.is_known(call) {
            return;
        }
        for fact in self.recordings.take(call) {
            let kind = fact.kind.unwrap_or(Kind::CallRecordingStarted);
            let about = self.about(call, fact.at, kind, &fact.at.micros().to_string());
            self.tell(Fact { link: fact.link, ..about }, heard);
        }
    }

    /// Tells what an order did to a recording.
    pub(super) fn recording_ordered(&mut self, order: &Order, at: Instant, heard: &mut Heard) {
        let kind = match order.asked {
            Asked::PauseRecording => Kind::CallRecordingPaused,
            Asked::ResumeRecording => Kind::CallRecordingResumed,
            Asked::Pause | Asked::Resume => return,
        };
        if let Some(call) = &order.call {
            self.recordings.hold(call, kind, at);
            self.tell_recording(call, heard);
        }
    }
}
