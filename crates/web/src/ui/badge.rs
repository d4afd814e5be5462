//! States: a sign, a word and a colour, so that none of them carries the meaning alone.

use crate::visit::Visit;
use domain::{commitments::State, contacts::calls::Outcome};
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
