//! What colleagues ask, as commands of the event socket, and what it answers.

use super::events::Events;
use domain::contacts::exchanges::{Answered, Asked, Fate, Order, Unsaid};

/// The command that does what is asked.
pub(super) fn command(order: &Order, events: &Events) -> Result<String, Unsaid> {
    let of_agent = |status: &str| {
        let agent = word(name_there(order, events))?;
        Ok(format!("api callcenter_config agent set status {agent} '{status}'\n\n"))
    };
    let of_recording = |what: &str| {
        let call = word(order.call.as_deref().unwrap_or_default())?;
        let file = events.recordings.place(call).ok_or(Unsaid::NotRecorded)?;
        Ok(format!("api uuid_record {call} {what} {}\n\n", word(file)?))
    };
    match order.asked {
        Asked::Pause => of_agent("On Break"),
        Asked::Resume => of_agent("Available"),
        Asked::PauseRecording => of_recording("mask"),
        Asked::ResumeRecording => of_recording("unmask"),
    }
}

/// What the exchange calls an agent whom we know under another name: as it last told of them, else
/// as the configuration says.
fn name_there<'a>(order: &'a Order, events: &'a Events) -> &'a str {
    let configured = || {
        let there = events.manners.agents.iter().find(|(_, here)| **here == order.agent);
        there.map_or(order.agent.as_str(), |(there, _)| there)
    };
    events.agents.get(&order.agent).unwrap_or_else(configured)
}

/// A word of a command: what would end it, or begin another, cannot be said.
fn word(text: &str) -> Result<&str, Unsaid> {
    let breaks = |letter: char| letter.is_whitespace() || letter.is_control() || letter == '\'';
    if text.is_empty() || text.contains(breaks) { Err(Unsaid::NoName) } else { Ok(text) }
}

/// What the answer to a command says of the order behind it.
pub(super) fn answered(order: &Order, body: &[u8]) -> Answered {
    let said = String::from_utf8_lossy(body);
    let said: String = said.trim().chars().filter(|letter| !letter.is_control()).collect();
    let fate = if said.starts_with("+OK") { Fate::Done } else { Fate::Refused };
    Answered { id: order.id, fate, said }
}
