//! Recordings of calls: that they began, paused, went on and ended, and that the caller was told.
//!
//! The mixing monitor says all but the last; that the caller was told, the dial plan says with
//! `UserEvent(RecordingAnnounced)`.

use super::{events::Events, messages::Message};
use domain::{Kind, contacts::exchanges::Heard};
use kernel::Instant;

impl Events {
    pub(super) fn take_recording(&mut self, event: &Message, at: Instant, heard: &mut Heard) {
        let kind = match (event.get("Event").unwrap_or_default(), event.get("State")) {
            ("MixMonitorStart", _) => Kind::CallRecordingStarted,
            ("MixMonitorMute", Some("1")) => Kind::CallRecordingPaused,
            ("MixMonitorMute", _) => Kind::CallRecordingResumed,
            ("MixMonitorStop", _) => Kind::CallRecordingStopped,
            _ => Kind::CallRecordingAnnounced,
        };
        let Some(call) = self.call_of(event) else { return };
        if let (Kind::CallRecordingStarted, Some(channel)) = (kind, event.get("Channel")) {
            self.recordings.put(&call, channel);
        }
        self.recordings.hold(&call, kind, at);
        self.tell_recording(&call, heard);
    }

    /// Tells what is known of the recording of a call, once it is known to be a call.
    pub(super) fn tell_recording(&mut self, call: &str, heard: &mut Heard) {
        if self.courses.get(call).is_some() {
            for fact in self.recordings.take(call) {
                self.tell(fact, heard);
            }
        }
    }

    /// The call whose channel this is: another channel of the call can be the recorded one.
    fn call_of(&mut self, event: &Message) -> Option<String> {
        let ids = [event.get("Linkedid"), event.get("Uniqueid")];
        let known = ids.into_iter().flatten().find(|id| self.courses.get(id).is_some());
        known.or(event.get("Linkedid")).or(event.get("Uniqueid")).map(str::to_owned)
    }
}
