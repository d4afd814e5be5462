//! One commitment: what it says, its words for the public page, and what can be done about it.

use super::versions::version_list;
use crate::{
    fields::Fields,
    problem::Answer,
    public::target,
    ui::{self, Form},
    visit::Visit,
};
use axum::{
    extract::Path,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use domain::{
    Fault, Refusal, Right,
    commitments::{self, Commitment, Note, Version},
    reactions,
};
use kernel::Language;
use maud::{Markup, html};
use std::sync::Arc;

pub(super) async fn page(visit: Visit, Path(code): Path<String>) -> Answer<Markup> {
    shown(&visit, code, &Fields::default(), &[]).await
}

async fn shown(visit: &Visit, code: String, form: &Fields, faults: &[Fault]) -> Answer<Markup> {
    let read = visit.look(move |desk| {
        let version = commitments::find(desk, &code)?;
        Ok((version, commitments::notes(desk, &code)?, commitments::saves(desk, &code)?))
    });
    let (version, notes, saves) = read.await?;
    let commitment = &version.commitment;
    let content = html! {
        @if let Some(count) = visit.query.given("recalculated") {
            div.once role="status" {
                p { (visit.voice.tell("recalculated", &[("count", count.into())])) }
            }
        }
        (facts(visit, &version))
        @if visit.may(Right::EditCommitments) { (actions(visit, &version)) }
        h2 { (visit.say("notes")) }
        p { (visit.say("notes-lead")) }
        (note_list(visit, &notes))
        @if visit.may(Right::EditCommitments) {
            (note_form(visit, &commitment.code, form, faults))
        }
        (version_list(visit, &saves))
    };
    Ok(ui::desk_page(visit, commitment.name.in_language(visit.voice.language), content))
}

fn facts(visit: &Visit, version: &Arc<Version>) -> Markup {
    let one = &version.commitment;
    let at = version.valid_from.day(&visit.voice.zone);
    html! {
        p.lead {
            (visit.say("target")) (visit.voice.colon())
            strong { (target(&visit.voice, one)) }
        }
        dl.facts {
            dt { (visit.say("code-short")) } dd { code { (one.code) } }
            dt { (visit.say("version")) }
            dd {
                (version.version) " · " (visit.say("public-valid-from")) " " (visit.voice.day(at))
            }
            dt { (visit.say("calendar")) }
            dd {
                @match &one.calendar {
                    Some(code) => a href=(format!("/desk/calendars/{code}")) { (code) },
                    None => (visit.say("public-real-time")),
                }
            }
            dt { (visit.say("public-basis")) }
            dd {
                (visit.voice.word("basis", one.basis.word()))
                @if let Some(law) = &one.law { " – " (law) }
            }
            dt { (visit.say("on-public-page")) }
            dd { (visit.say(if one.public { "yes" } else { "no" })) }
            @for (name, words) in lists(one) {
                @if !words.is_empty() {
                    dt { (visit.say(&format!("list-{name}"))) }
                    dd { @for word in words { (visit.voice.word("event", word)) br; } }
                }
            }
        }
        @let how = one.how.in_language(visit.voice.language);
        @if !how.is_empty() { p { (how) } }
        p { a href=(format!("/desk/figures/promises.{}", one.code)) { (visit.say("to-figures")) } }
    }
}

fn lists(one: &Commitment) -> [(&'static str, &[String]); 7] {
    [
        ("starts", &one.starts),
        ("stops", &one.stops),
        ("fails", &one.fails),
        ("voids", &one.voids),
        ("pauses", &one.pauses),
        ("resumes", &one.resumes),
        ("reopens", &one.reopens),
    ]
}

fn actions(visit: &Visit, version: &Arc<Version>) -> Markup {
    let code = &version.commitment.code;
    html! {
        div.toolbar {
            a.button.primary href=(format!("/desk/commitments/{code}/edit")) { (visit.say("edit")) }
            form method="post" action=(format!("/desk/commitments/{code}/recalculation")) {
                button { (visit.say("recalculate")) }
            }
            details.confirm {
                summary { (visit.say("commitment-end")) }
                p { (visit.say("commitment-end-lead")) }
                form method="post" action=(format!("/desk/commitments/{code}/end")) {
                    button.danger { (visit.say("commitment-end-button")) }
                }
            }
        }
        p.note { (visit.say("recalculate-note")) }
    }
}

fn note_list(visit: &Visit, notes: &[Note]) -> Markup {
    if notes.is_empty() {
        return ui::empty(&visit.say("notes-none"), &visit.say("notes-none-advice"));
    }
    html! {
        div.scroll tabindex="0" { table {
            thead { tr {
                th scope="col" { (visit.say("public-year")) }
                th scope="col" { (visit.say("language")) }
                th scope="col" { (visit.say("public-cause")) }
                th scope="col" { (visit.say("public-action")) }
            } }
            tbody { @for note in notes { tr {
                th scope="row" { (note.period) }
                td { (note.language.own_name()) }
                td.long lang=(note.language) { (note.cause) }
                td.long lang=(note.language) { (note.action) }
            } } }
        } }
    }
}

fn note_form(visit: &Visit, code: &str, fields: &Fields, faults: &[Fault]) -> Markup {
    let form = Form::new(visit, fields, faults);
    let languages =
        Language::ALL.map(|language| (language.to_string(), language.own_name().to_owned()));
    html! {
        form.grid method="post" action=(format!("/desk/commitments/{code}/notes")) {
            (form.input("period", "number", "public-year"))
            (form.choice("language", "language", &languages))
            (form.area("cause", "public-cause", 3, html! {}))
            (form.area("action", "public-action", 3, html! {}))
            div.actions { button.primary { (visit.say("save")) } }
        }
    }
}

/// Writes why it was missed and what is done about it.
pub(super) async fn note(visit: Visit, Path(code): Path<String>, form: Fields) -> Answer<Response> {
    let wrong = |()| Refusal::invalid("language", "fault-choice");
    let note = Note {
        code: code.clone(),
        period: form.text("period").to_owned(),
        language: form.text("language").parse().map_err(wrong)?,
        cause: form.text("cause").to_owned(),
        action: form.text("action").to_owned(),
    };
    match visit.act(move |desk| commitments::save_note(desk, &note)).await {
        Ok(()) => Ok(Redirect::to(&format!("/desk/commitments/{code}")).into_response()),
        Err(problem) => {
            let page = shown(&visit, code, &form, &problem.into_faults()?).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}

/// Slices of one recalculation at the most: two million running clocks.
const SLICES_MAX: usize = 1_000;

/// Brings the running clocks to the newest versions, slice by slice, so that each unit is short.
pub(super) async fn recalculate(visit: Visit, Path(code): Path<String>) -> Answer<Redirect> {
    let (mut after, mut looked_at) = (None, 0);
    for _ in 0..SLICES_MAX {
        let asked = code.clone();
        let slice = visit.act(move |desk| reactions::recalculate(desk, &asked, after)).await?;
        looked_at += slice.looked_at;
        after = slice.next;
        if after.is_none() {
            break;
        }
    }
    Ok(Redirect::to(&format!("/desk/commitments/{code}?recalculated={looked_at}")))
}

/// Gives the commitment up.
pub(super) async fn end(visit: Visit, Path(code): Path<String>) -> Answer<Redirect> {
    visit.act(move |desk| commitments::end(desk, &code)).await?;
    Ok(Redirect::to("/desk/commitments"))
}
