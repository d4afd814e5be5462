use super::{Manners, messages::Message};
use domain::{
    Kind,
    contacts::{calls::Fact, logs},
};
use kernel::Instant;

/// What an event says of an agent in a queue.
pub(super) fn told(event: &Message, at: Instant, manners: &Manners) -> Vec<Fact> {
    let Some(agent) = agent(event, manners) else { return Vec::new() };
    let queue = event.get("Queue").map(str::to_owned);
    let fact = |kind: Kind, at: Instant| Fact {
        source: manners.source.clone(),
        key: logs::key(&format!(
            "live|{agent}|{}|{}|{}",
            queue.as_deref().unwrap_or(""),
            kind.word(),
            at.micros()
        )),
        at,
        kind: Some(kind),
        agent: Some(agent.clone()),
        queue: queue.clone(),
        ..Fact::default()
    };
    let paused = event.get("Paused") == Some("1");
    let reason = || {
        let reason = logs::cut(event.get("PausedReason").unwrap_or_default(), logs::REASON_MAX);
        Some(reason.to_owned()).filter(|reason| !reason.is_empty())
    };
    let pause = |at: Instant| Fact { reason: reason(), ..fact(Kind::AgentPaused, at) };
    match event.get("Event").unwrap_or_default() {
        "QueueMemberRemoved" => vec![fact(Kind::AgentSignedOut, at)],
        "QueueMemberAdded" if paused => vec![fact(Kind::AgentSignedIn, at), pause(at + 1)],
        "QueueMemberAdded" => vec![fact(Kind::AgentSignedIn, at)],
        "QueueMemberPause" if paused => vec![pause(at)],
        "QueueMemberPause" => vec![fact(Kind::AgentResumed, at)],
        "QueueMember" if paused => vec![pause(since(event, "LastPause").unwrap_or(at))],
        // Somebody who does not pause came back from the last pause after its first second.
        "QueueMember" => {
            let back = since(event, "LastPause").map(|paused_at| paused_at + Instant::SECOND);
            let since = back.or(since(event, "LoginTime")).unwrap_or(at);
            vec![fact(Kind::AgentSignedIn, since)]
        }
        _ => Vec::new(),
    }
}

/// The one name of an agent: the member's, as the log's own lines of calls have it. Who is found in
/// a queue is named in other fields than who comes and goes.
pub(super) fn agent(event: &Message, manners: &Manners) -> Option<String> {
    let named = ["MemberName", "Name", "Interface", "Location"];
    let named = named.into_iter().find_map(|field| event.get(field))?;
    Some(manners.agents.get(named).cloned().unwrap_or_else(|| named.to_owned()))
}

/// The telephone of an agent, by the exchange's name for it.
pub(super) fn interface(event: &Message) -> Option<&str> {
    event.get("Interface").or_else(|| event.get("Location"))
}

fn since(event: &Message, field: &str) -> Option<Instant> {
    let seconds = event.number(field).filter(|seconds| logs::YEARS.contains(seconds))?;
    Some(Instant::from_seconds(seconds))
}
