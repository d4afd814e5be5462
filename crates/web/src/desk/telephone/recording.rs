//! The recording of a call: whether it runs, whether the caller was told, and the pause for what
//! must not be in it. The recording itself stays at the exchange.

use crate::{fields::Fields, problem::Answer, ui, visit::Visit};
use axum::{
    extract::Path,
    response::{IntoResponse, Redirect, Response},
};
use domain::{
    Refusal, Right,
    contacts::{
        calls::{self, Recording, Sheet},
        exchanges::{self, Asked},
    },
};
use maud::{Markup, html};

/// How the recording stands, with what the agent who talks in the call can do; nothing where
/// nobody records.
pub(super) fn told(visit: &Visit, sheet: &Sheet, mine: bool) -> Markup {
    let Some(recording) = sheet.recording else { return html! {} };
    let tone = match recording {
        Recording::Runs => "live",
        Recording::Paused => "warn",
        Recording::Over => "calm",
    };
    let going_on = recording != Recording::Over;
    let acts = going_on && mine && visit.may(Right::WorkRequests);
    html! {
        div.toolbar.recording {
            (ui::badge(tone, &visit.voice.word("recording", recording.word()))) " "
            @match sheet.announced_at {
                Some(at) => span.note {
                    (visit.say("recording-announced")) " " (visit.voice.minute(at))
                },
                None => (ui::badge("warn", &visit.say("recording-not-announced"))),
            }
            @if acts && sheet.announced_at.is_none() {
                (button(visit, sheet, "announce", ("recording-announce", None)))
            }
            @if acts && recording == Recording::Runs {
                (button(visit, sheet, "pause", ("recording-pause", Some("r"))))
            }
            @if acts && recording == Recording::Paused {
                (button(visit, sheet, "resume", ("recording-resume", Some("r"))))
            }
            @if let Some(link) = &sheet.recording_link {
                a href=(link) rel="noreferrer" { (visit.say("recording-open")) }
            }
        }
    }
}

/// A button; what cannot be undone has no key that a slip of the hand could press.
fn button(visit: &Visit, sheet: &Sheet, what: &str, (text, key): (&str, Option<&str>)) -> Markup {
    let address = format!("/desk/calls/{}/recording", sheet.id);
    html! {
        form.inline method="post" action=(address) data-in-place {
            input type="hidden" name="do" value=(what);
            button data-key=[key] {
                (visit.say(text)) @if let Some(key) = key { " " kbd { (key) } }
            }
        }
    }
}

/// Does it, or asks the exchange to.
pub(super) async fn act(visit: Visit, Path(id): Path<String>, fields: Fields) -> Answer<Response> {
    let id = visit.identify(&id, "call")?;
    visit
        .act(move |desk| match fields.text("do") {
            "announce" => calls::announce_recording(desk, id),
            "pause" => exchanges::ask_of_recording(desk, id, Asked::PauseRecording),
            "resume" => exchanges::ask_of_recording(desk, id, Asked::ResumeRecording),
            _ => Err(Refusal::invalid("do", "fault-choice")),
        })
        .await?;
    Ok(Redirect::to("/desk/telephone").into_response())
}
