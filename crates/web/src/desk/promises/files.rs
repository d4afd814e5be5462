//! Commitments and calendars as files: out, and in again.

use crate::{
    fields::Fields,
    problem::Answer,
    ui::{self, Form},
    visit::Visit,
};
use axum::{
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use calendar::File;
use domain::{
    Fault, Refusal,
    commitments::{self, Document},
};
use maud::{Markup, html};

fn attachment(name: &str, text: String) -> Response {
    ui::attachment("application/toml; charset=utf-8", name, text)
}

/// A place to paste a file.
pub(super) fn import_form(visit: &Visit, action: &str, faults: &[Fault]) -> Markup {
    let fields = Fields::default();
    let form = Form::new(visit, &fields, faults);
    html! {
        details.import open[!faults.is_empty()] {
            summary { (visit.say("import-toml")) }
            form method="post" action=(action) {
                (form.area("file", "import-file", 8, html! { (visit.say("import-hint")) }))
                div.actions { button.primary { (visit.say("import-button")) } }
            }
        }
    }
}

/// Every commitment in force.
pub(super) async fn commitments(visit: Visit) -> Answer<Response> {
    let versions = visit.look(commitments::all).await?;
    let commitment = versions.iter().map(|version| version.commitment.clone()).collect();
    Ok(attachment("commitments.toml", Document { commitment }.write()))
}

pub(super) async fn import_commitments(visit: Visit, form: Fields) -> Answer<Response> {
    let text = form.raw("file").to_owned();
    if text.trim().is_empty() {
        return answered(&visit, "/desk/commitments", Err(nothing().into()));
    }
    let done = match Document::read(&text) {
        Ok(document) => {
            visit.act(move |desk| commitments::import(desk, &document)).await.map(|_| ())
        }
        Err(refusal) => Err(refusal.into()),
    };
    answered(&visit, "/desk/commitments", done)
}

fn nothing() -> Refusal {
    Refusal::invalid("file", "fault-required")
}

fn answered(visit: &Visit, place: &str, done: Answer<()>) -> Answer<Response> {
    let Err(problem) = done else { return Ok(Redirect::to(place).into_response()) };
    let faults = problem.into_faults()?;
    let content = html! {
        (ui::faults_of(visit, &faults))
        (import_form(visit, &format!("{place}/import"), &faults))
    };
    let page = ui::desk_page(visit, &visit.say("import-toml"), content);
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

/// Every calendar.
pub(super) async fn calendars(visit: Visit) -> Answer<Response> {
    let read = visit.look(|desk| {
        let saved = commitments::calendars(desk)?;
        commitments::written(desk, &saved)
    });
    let file = File { calendar: read.await? };
    Ok(attachment("calendars.toml", file.to_toml()))
}

pub(super) async fn import_calendars(visit: Visit, form: Fields) -> Answer<Response> {
    if form.text("file").is_empty() {
        return answered(&visit, "/desk/calendars", Err(nothing().into()));
    }
    let done = match File::parse(form.raw("file")) {
        Ok(file) => visit.act(move |desk| {
            for definition in &file.calendar {
                commitments::save_calendar(desk, definition, None)?;
            }
            Ok(())
        }),
        Err(faults) => {
            let fault = Fault::new("file", "fault-unreadable").with(faults.to_string());
            return answered(&visit, "/desk/calendars", Err(Refusal::Invalid(vec![fault]).into()));
        }
    };
    let done = done.await;
    answered(&visit, "/desk/calendars", done)
}
