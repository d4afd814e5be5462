//! What colleagues ask, as actions of the manager interface, and what it answers.

use super::{action_as, events::Events, messages::Message};
use domain::contacts::exchanges::{Answered, Asked, Fate, Order, Unsaid};
use kernel::Id;

/// Before the id of an order in the id of its action.
const PREFIX: &str = "premura-order-";

/// The action that does what is asked.
pub(super) fn action(order: &Order, events: &Events) -> Result<Vec<u8>, Unsaid> {
    let id = format!("{PREFIX}{}", order.id);
    let of_agent = |paused: &str, reason: &str| {
        let interface = events.interfaces.get(&order.agent).ok_or(Unsaid::NoSuchAgent)?;
        let fields = [("Interface", interface), ("Paused", paused), ("Reason", reason)];
        action_as("QueuePause", &id, &fields).map_err(|_| Unsaid::NoName)
    };
    let of_recording = |state: &str| {
        let call = order.call.as_deref().unwrap_or_default();
        let channel = events.recordings.place(call).or(events.channels.get(call));
        let channel = channel.ok_or(Unsaid::NotRecorded)?;
        let fields = [("Channel", channel), ("Direction", "both"), ("State", state)];
        action_as("MixMonitorMute", &id, &fields).map_err(|_| Unsaid::NoName)
    };
    match order.asked {
        Asked::Pause => of_agent("true", order.reason.as_deref().unwrap_or_default()),
        Asked::Resume => of_agent("false", ""),
        Asked::PauseRecording => of_recording("1"),
        Asked::ResumeRecording => of_recording("0"),
    }
}

/// What a reply says of an order; none where it is a reply to something else.
pub(super) fn answered(reply: &Message) -> Option<Answered> {
    let id: Id<Order> = reply.get("ActionID")?.strip_prefix(PREFIX)?.parse().ok()?;
    let done = reply.get("Response") == Some("Success");
    let fate = if done { Fate::Done } else { Fate::Refused };
    Some(Answered { id, fate, said: reply.get("Message").unwrap_or_default().to_owned() })
}
