//! Editing a commitment: a form, tried on a start before it is saved as the next version.

use super::{
    fields::{self, LISTS},
    unit_list,
};
use crate::{
    fields::Fields,
    problem::{Answer, Problem},
    ui::{self, Form},
    visit::Visit,
};
use axum::{
    extract::Path,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use domain::{
    Fault, Refusal,
    commitments::{self, Basis, Commitment, Preview, Reopening},
};
use jiff::civil::{DateTime, Weekday};
use kernel::{Instant, Language};
use maud::{Markup, html};

pub(super) async fn new(visit: Visit) -> Answer<Markup> {
    let today = visit.app.now().day(&visit.voice.zone);
    let fields = Fields::default().and("valid_from", today.to_string()).and("share", "95%");
    page_of(&visit, fields, &[], None).await
}

pub(super) async fn page(visit: Visit, Path(code): Path<String>) -> Answer<Markup> {
    let version = visit.look(move |desk| commitments::find(desk, &code)).await?;
    page_of(&visit, fields::of(&version.commitment), &[], None).await
}

async fn page_of(
    visit: &Visit,
    fields: Fields,
    faults: &[Fault],
    preview: Option<&Preview>,
) -> Answer<Markup> {
    let calendars = visit.look(commitments::calendars).await?;
    // What a commitment names is everybody's calendar; a unit's own takes its place by itself.
    let shared = calendars.iter().filter(|calendar| calendar.unit.is_none());
    let codes: Vec<String> = shared.map(|calendar| calendar.code.clone()).collect();
    let units = unit_list(visit).await?;
    let fields = match fields.given("try_at") {
        Some(_) => fields,
        None => fields.and("try_at", next_friday(visit)),
    };
    let title = match fields.given("code") {
        Some(code) => format!("{} {code}", visit.say("commitment-edit")),
        None => visit.say("commitment-new"),
    };
    let form = Form::new(visit, &fields, faults);
    let content = html! {
        (form.summary())
        @if let Some(preview) = preview { (preview_told(visit, preview)) }
        form method="post" action="/desk/commitments" {
            (promise_fields(visit, &form, &codes))
            (event_fields(visit, &form))
            (text_fields(visit, &form))
            (try_fields(visit, &form, &units))
        }
    };
    Ok(ui::desk_page(visit, &title, content))
}

/// Ten to six on the next Friday: the start that shows what a weekend does.
pub(super) fn next_friday(visit: &Visit) -> String {
    let today = visit.app.now().day(&visit.voice.zone);
    let friday = today.nth_weekday(1, Weekday::Friday).unwrap_or(today);
    format!("{friday}T17:50")
}

fn promise_fields(visit: &Visit, form: &Form<'_>, calendars: &[String]) -> Markup {
    let none = (String::new(), visit.say("public-real-time"));
    let codes = calendars.iter().map(|code| (code.clone(), code.clone()));
    let calendars: Vec<(String, String)> = std::iter::once(none).chain(codes).collect();
    let word = |family: &str, word: &str| (word.to_owned(), visit.voice.word(family, word));
    let bases: Vec<_> = Basis::ALL.iter().map(|one| word("basis", one.word())).collect();
    let reopenings: Vec<_> =
        Reopening::ALL.iter().map(|one| word("reopening", one.word())).collect();
    let public = [("yes".to_owned(), visit.say("on-public-page"))];
    html! {
        fieldset.grid {
            legend { (visit.say("commitment")) }
            (form.input_with("code", "text", "code-short", html! { code { "requests.48h" } }))
            (form.input_with("within", "text", "within", html! { (visit.say("within-hint")) }))
            (form.choice("calendar", "calendar", &calendars))
            (form.input_with("share", "text", "share", html! { "95%" }))
            (form.input("valid_from", "date", "public-valid-from"))
            (form.input_with("warn_before", "text", "warn-before", html! { "30m, 4h" }))
            (form.choice("basis", "public-basis", &bases))
            (form.input("law", "text", "law"))
            (form.choice("reopening", "reopening", &reopenings))
            (form.boxes("public", "visibility", &public))
        }
    }
}

fn event_fields(visit: &Visit, form: &Form<'_>) -> Markup {
    html! {
        fieldset.grid {
            legend { (visit.say("events")) }
            p.hint { (visit.say("events-hint")) }
            @for name in LISTS {
                (form.area(name, &format!("list-{name}"), 2, html! {}))
            }
            @let hint = html! { (visit.say("client-kinds-hint")) };
            (form.area("client_kinds", "client-kinds", 2, hint))
            (form.area("priorities", "priorities", 2, html! { code { "urgent = 4h" } }))
        }
    }
}

fn text_fields(visit: &Visit, form: &Form<'_>) -> Markup {
    html! {
        fieldset.grid {
            legend { (visit.say("texts")) }
            @for language in Language::ALL {
                div.language {
                    p.hint lang=(language) { (language.own_name()) }
                    (form.input(&format!("name_{language}"), "text", "name"))
                    (form.area(&format!("how_{language}"), "public-how", 3, html! {}))
                }
            }
        }
    }
}

fn try_fields(visit: &Visit, form: &Form<'_>, units: &[(String, String)]) -> Markup {
    html! {
        fieldset.grid {
            legend { (visit.say("try")) }
            @let hint = html! { (visit.say("try-hint")) };
            (form.input_with("try_at", "datetime-local", "try-at", hint))
            @if units.len() > 2 { (form.choice("try_unit", "unit", units)) }
            div.actions {
                button name="do" value="try" { (visit.say("try-button")) }
                button.primary name="do" value="save" { (visit.say("save-version")) }
            }
        }
    }
}

fn preview_told(visit: &Visit, preview: &Preview) -> Markup {
    let voice = crate::Voice { zone: preview.zone.clone(), ..visit.voice.clone() };
    let start = voice.full(preview.start);
    html! {
        div.once role="status" {
            @match preview.clock.due_at {
                Some(due) => p { (voice.tell("preview-due",
                    &[("start", start.into()), ("due", voice.deadline(due).into())])) },
                None => p { (voice.tell("preview-none", &[("start", start.into())])) },
            }
        }
    }
}

/// A local hour as browsers send it, in the tenant's zone.
pub(super) fn local_instant(visit: &Visit, text: &str) -> Answer<Instant> {
    let wrong = || Problem::from(Refusal::invalid("try_at", "fault-date"));
    let local: DateTime = text.parse().map_err(|_| wrong())?;
    let zoned = local.to_zoned(visit.voice.zone.clone()).map_err(|_| wrong())?;
    Ok(zoned.timestamp().into())
}

/// Tries the commitment, or saves it.
pub(super) async fn save(visit: Visit, form: Fields) -> Answer<Response> {
    match done(&visit, &form).await {
        Ok(Ok(code)) => Ok(Redirect::to(&format!("/desk/commitments/{code}")).into_response()),
        Ok(Err(preview)) => Ok(page_of(&visit, form, &[], Some(&preview)).await?.into_response()),
        Err(problem) => {
            let faults = problem.into_faults()?;
            let page = page_of(&visit, form, &faults, None).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}

/// The code that was saved, or what a try comes to.
async fn done(visit: &Visit, form: &Fields) -> Answer<Result<String, Preview>> {
    let commitment: Commitment = fields::read(form)?;
    if form.text("do") == "save" {
        let code = commitment.code.clone();
        visit.act(move |desk| commitments::save(desk, &commitment)).await?;
        return Ok(Ok(code));
    }
    let start = local_instant(visit, form.text("try_at"))?;
    let unit = form.given("try_unit").map(|id| visit.identify(id, "unit")).transpose()?;
    let tried = visit.look(move |desk| commitments::preview(desk, &commitment, start, unit));
    Ok(Err(tried.await?))
}
