//! States: a sign, a word and a colour, so that none of them carries the meaning alone.

use crate::visit::Visit;
use domain::contacts::{calls::agents::AgentState, exchanges::PAUSES};
use domain::{commitments::State, contacts::calls::Outcome, messaging};
use maud::{Markup, html};

/// A badge of a tone (`good`, `bad`, `warn`, `calm`) with its sign.
pub(crate) fn badge(tone: &str, text: &str) -> Markup {
    let sign = match tone {
        "good" => "✓",
        "bad" => "✕",
        "warn" => "!",
        "live" => "●",
        _ => "–",
    };
    html! { span.badge.(tone) { span.sign aria-hidden="true" { (sign) } (text) } }
}

/// How a call stands or ended.
pub(crate) fn outcome_badge(visit: &Visit, outcome: Outcome) -> Markup {
    let tone = match outcome {
        Outcome::Answered => "good",
        Outcome::Abandoned | Outcome::Refused => "bad",
        Outcome::FlowedOut | Outcome::LeftBeforeQueue => "warn",
        Outcome::Waiting | Outcome::Talking | Outcome::Arrived => "live",
        Outcome::Unknown | Outcome::Linked => "calm",
    };
    badge(tone, &visit.voice.word("outcome", outcome.word()))
}

/// What a clock says.
pub(crate) fn state_badge(visit: &Visit, state: State) -> Markup {
    let tone = match state {
        State::Kept => "good",
        State::Breached => "bad",
        State::Running => "live",
        State::Paused => "warn",
        State::Void => "calm",
    };
    badge(tone, &visit.voice.word("state", state.word()))
}

/// How a message stands.
pub(crate) fn message_badge(visit: &Visit, state: messaging::State) -> Markup {
    use messaging::State;
    let tone = match state {
        State::Waiting | State::Sending => "live",
        State::Sent | State::Delivered => "good",
        State::Failed | State::Bounced => "bad",
        State::Held => "warn",
        State::Expired => "calm",
    };
    badge(tone, &visit.voice.word("message-state", state.word()))
}

/// What an agent does.
pub(crate) fn agent_badge(visit: &Visit, state: AgentState) -> Markup {
    badge(agent_tone(state), &visit.voice.word("agent", state.word()))
}

/// The tone of what an agent does.
pub(crate) fn agent_tone(state: AgentState) -> &'static str {
    match state {
        AgentState::Ready => "good",
        AgentState::Ringing | AgentState::Talking => "live",
        AgentState::Paused => "warn",
        AgentState::Away => "calm",
    }
}

/// Why an agent pauses: one of our own reasons in the visitor's language, another as the exchange
/// has it.
pub(crate) fn pause_reason(visit: &Visit, reason: &str) -> String {
    match PAUSES.contains(&reason) {
        true => visit.voice.word("pause", reason),
        false => reason.to_owned(),
    }
}
