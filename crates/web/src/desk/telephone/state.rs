//! The colleague's own telephone: how it stands, and the wish that it stand otherwise, which the
//! exchange is asked to grant.

use crate::{fields::Fields, problem::Answer, ui, visit::Visit};
use axum::response::{IntoResponse, Redirect, Response};
use domain::{
    Refusal,
    contacts::{
        calls::{Stand, agents::AgentState},
        exchanges::{self, Asked, Fate, PAUSES, Standing, Unsaid},
    },
};
use maud::{Markup, html};

/// How it stands, and what became of the last wish where that is worth a word.
pub(super) fn told(visit: &Visit, stand: Option<&Stand>, wish: Option<&Standing>) -> Markup {
    html! {
        p.note {
            @match stand {
                Some(stand) => {
                    (ui::agent_badge(visit, stand.state)) " "
                    @if let Some(reason) = &stand.reason { (ui::pause_reason(visit, reason)) " · " }
                    (visit.voice.minute(stand.since))
                },
                None => (ui::agent_badge(visit, AgentState::Away)),
            }
        }
        @if let Some(wish) = wish { (last_wish(visit, wish)) }
    }
}

fn last_wish(visit: &Visit, wish: &Standing) -> Markup {
    let tone = match wish.fate {
        Fate::Waiting | Fate::Sent | Fate::Done => "calm",
        Fate::Refused | Fate::Late | Fate::Unknown => "warn",
    };
    let said = match Unsaid::from_word(&wish.said) {
        Some(why) => visit.voice.word("unsaid", why.word()),
        None => wish.said.clone(),
    };
    let fate = visit.voice.word("fate", wish.fate.word());
    html! {
        p role="status" {
            (asked(visit, wish.asked)) " " (ui::badge(tone, &fate))
            @if !said.is_empty() { " " span.note { (said) } }
        }
    }
}

fn asked(visit: &Visit, asked: Asked) -> String {
    visit.voice.word("asked-of-exchange", asked.word())
}

/// Pause, for a reason, and come back; it stands outside of what repaints itself.
pub(super) fn form(visit: &Visit) -> Markup {
    html! {
        div.toolbar {
            form.inline method="post" action="/desk/telephone/state" data-in-place {
                input type="hidden" name="do" value="pause";
                select name="reason" aria-label=(visit.say("pause-reason")) {
                    @for reason in PAUSES {
                        option value=(reason) { (visit.voice.word("pause", reason)) }
                    }
                }
                button data-key="p" { (asked(visit, Asked::Pause)) " " kbd { "p" } }
            }
            form.inline method="post" action="/desk/telephone/state" data-in-place {
                input type="hidden" name="do" value="resume";
                button data-key="b" { (asked(visit, Asked::Resume)) " " kbd { "b" } }
            }
        }
    }
}

/// Asks the exchange for it.
pub(super) async fn ask(visit: Visit, fields: Fields) -> Answer<Response> {
    visit
        .act(move |desk| match fields.text("do") {
            "pause" => exchanges::ask_pause(desk, fields.text("reason")),
            "resume" => exchanges::ask_resume(desk),
            _ => Err(Refusal::invalid("do", "fault-choice")),
        })
        .await?;
    Ok(Redirect::to("/desk/telephone").into_response())
}
