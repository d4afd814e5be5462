//! Calendars: the list, and one of them as a form with what it makes of a start.

use super::{calendar_form, edit::next_friday, files, unit_list, versions::version_list};
use crate::{
    fields::Fields,
    problem::Answer,
    ui::{self, Form, cell, cell_of, head, number, number_head},
    visit::Visit,
};
use axum::{
    extract::Path,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use calendar::{Calendar, Definition};
use domain::{
    Fault, Refusal, Right,
    commitments::{self, CalendarVersion, Saved},
};
use maud::{Markup, html};

/// Every calendar.
pub(super) async fn page(visit: Visit) -> Answer<Markup> {
    let read = visit.look(|desk| {
        let saved = commitments::calendars(desk)?;
        let written = commitments::written(desk, &saved)?;
        Ok(saved.into_iter().zip(written).collect::<Vec<_>>())
    });
    let calendars = read.await?;
    let edits = visit.may(Right::EditCommitments);
    let content = html! {
        div.toolbar {
            @if edits {
                a.button.primary href="/desk/calendars/new" { (visit.say("calendar-new")) }
            }
            a.button href="/desk/calendars.toml" download { (visit.say("export-toml")) }
        }
        @if calendars.is_empty() {
            (ui::empty(&visit.say("calendars-none"), &visit.say("calendars-none-advice")))
        } @else { (table(&visit, &calendars)) }
        @if edits { (files::import_form(&visit, "/desk/calendars/import", &[])) }
    };
    Ok(ui::desk_page(&visit, &visit.say("nav-calendars"), content))
}

fn table(visit: &Visit, calendars: &[(CalendarVersion, Definition)]) -> Markup {
    let heads = [
        head(visit.say("calendar")),
        head(visit.say("unit")),
        head(visit.say("calendar-hours")),
        head(visit.say("calendar-holidays")),
        number_head(visit.say("version")),
        head(visit.say("saved-at")),
    ];
    let row = |(calendar, definition): &(CalendarVersion, Definition)| {
        let link = html! {
            a href=(format!("/desk/calendars/{}", calendar.code)) { (calendar.code) }
        };
        vec![
            cell(link),
            cell(definition.unit.clone().unwrap_or_else(|| visit.say("all"))),
            cell(html! { code { (definition.hours) } }),
            cell(definition.holidays.as_deref().unwrap_or("–")),
            number(calendar.version),
            cell_of("whole", visit.voice.moment(calendar.saved_at)),
        ]
    };
    ui::list(&heads, calendars.iter().map(row).collect())
}

pub(super) async fn new(visit: Visit) -> Answer<Markup> {
    let fields = Fields::default()
        .and("zone", visit.tenant.zone_name.clone())
        .and("hours", "Mo-Fr 09:00-18:00");
    shown(&visit, fields, &[], &[]).await
}

pub(super) async fn one(visit: Visit, Path(code): Path<String>) -> Answer<Markup> {
    let read = visit.look(move |desk| {
        let saved = commitments::calendar(desk, &code)?;
        let written = commitments::written(desk, std::slice::from_ref(&saved))?;
        Ok((saved, written, commitments::calendar_saves(desk, &code)?))
    });
    let (saved, written, saves) = read.await?;
    let definition = written.into_iter().next().unwrap_or_default();
    shown(&visit, calendar_form::of(&definition, &saved), &[], &saves).await
}

async fn shown(visit: &Visit, fields: Fields, faults: &[Fault], saves: &[Saved]) -> Answer<Markup> {
    let units = unit_list(visit).await?;
    let fields = match fields.given("try_at") {
        Some(_) => fields,
        None => fields.and("try_at", next_friday(visit)),
    };
    let title = fields
        .given("id")
        .map_or_else(|| visit.say("calendar-new"), |id| format!("{} {id}", visit.say("calendar")));
    let form = Form::new(visit, &fields, faults);
    let tried = Calendar::new(&calendar_form::read(&fields)).ok().filter(|_| faults.is_empty());
    let preview = match tried {
        Some(calendar) => calendar_form::preview(visit, &calendar, fields.text("try_at"))?,
        None => html! {},
    };
    let edits = visit.may(Right::EditCommitments);
    let content = html! {
        (form.summary())
        (preview)
        form method="post" action="/desk/calendars" {
            (calendar_form::shown(visit, &form, &units))
            @if edits {
                fieldset.grid {
                    legend { (visit.say("try")) }
                    @let hint = html! { (visit.say("try-hint")) };
                    (form.input_with("try_at", "datetime-local", "try-at", hint))
                    div.actions {
                        button name="do" value="try" { (visit.say("try-button")) }
                        button.primary name="do" value="save" { (visit.say("save-version")) }
                    }
                }
            }
        }
        @if !saves.is_empty() { (version_list(visit, saves)) }
    };
    Ok(ui::desk_page(visit, &title, content))
}

/// Tries the calendar, or saves it.
pub(super) async fn save(visit: Visit, form: Fields) -> Answer<Response> {
    let definition = calendar_form::read(&form);
    let done = if form.text("do") == "save" {
        let saved = visit.act(move |desk| commitments::save_calendar(desk, &definition, None));
        saved.await.map(|saved| Some(saved.code))
    } else {
        tried(&definition).map(|()| None).map_err(Into::into)
    };
    match done {
        Ok(Some(code)) => Ok(Redirect::to(&format!("/desk/calendars/{code}")).into_response()),
        Ok(None) => Ok(shown(&visit, form, &[], &[]).await?.into_response()),
        Err(problem) => {
            let page = shown(&visit, form, &problem.into_faults()?, &[]).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}

fn tried(definition: &Definition) -> domain::Result<()> {
    let Err(faults) = Calendar::new(definition) else { return Ok(()) };
    let told = faults
        .0
        .into_iter()
        .map(|fault| Fault::new(fault.field, "fault-calendar").with(fault.reason.to_string()));
    Err(Refusal::Invalid(told.collect()))
}
