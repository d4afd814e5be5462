//! A calendar as fields of a form, and back; and what it makes of a start.

use super::edit::local_instant;
use crate::{fields::Fields, problem::Answer, ui::Form, visit::Visit, voice::Voice};
use calendar::{Calendar, Definition, OpenDay, Within};
use domain::commitments::CalendarVersion;
use maud::{Markup, html};

/// The fields of a calendar, its unit by id.
pub(super) fn of(one: &Definition, saved: &CalendarVersion) -> Fields {
    let open = one.open.iter().map(|day| format!("{} {}", day.date, day.hours));
    let fields = Fields::default()
        .and("id", one.id.clone())
        .and("unit", saved.unit.map_or_else(String::new, |unit| unit.to_string()))
        .and("zone", one.zone.clone())
        .and("hours", one.hours.clone())
        .and("holidays", one.holidays.clone().unwrap_or_default())
        .and("closed", one.closed.join("\n"))
        .and("open", open.collect::<Vec<_>>().join("\n"))
        .and("suspended", one.suspended.join("\n"));
    if one.roll { fields.and("roll", "yes") } else { fields }
}

/// The calendar that these fields describe; what is wrong with it is found when it is tried.
pub(super) fn read(fields: &Fields) -> Definition {
    let open = fields.lines("open").into_iter().map(|line| {
        let (date, hours) = line.split_once(char::is_whitespace).unwrap_or((&line, ""));
        OpenDay { date: date.to_owned(), hours: hours.trim().to_owned() }
    });
    Definition {
        id: fields.text("id").to_owned(),
        unit: fields.given("unit").map(str::to_owned),
        zone: fields.text("zone").to_owned(),
        hours: fields.text("hours").to_owned(),
        holidays: fields.given("holidays").map(str::to_uppercase),
        closed: fields.lines("closed"),
        open: open.collect(),
        suspended: fields.lines("suspended"),
        roll: fields.given("roll").is_some(),
    }
}

/// The fields as they are shown.
pub(super) fn shown(visit: &Visit, form: &Form<'_>, units: &[(String, String)]) -> Markup {
    let roll = [("yes".to_owned(), visit.say("calendar-roll-text"))];
    html! {
        fieldset.grid {
            legend { (visit.say("calendar")) }
            (form.input_with("id", "text", "calendar-id", html! { code { "it-office" } }))
            @if units.len() > 2 {
                (form.choice_with("unit", "calendar-unit", units,
                    html! { (visit.say("calendar-unit-hint")) " " code { "it-office@lyon" } }))
            }
            (form.input_with("zone", "text", "calendar-zone", html! { code { "Europe/Rome" } }))
            (form.input_with("hours", "text", "calendar-hours",
                html! { code { "Mo-Fr 08:30-12:30,14:00-18:00" } }))
            (form.input_with("holidays", "text", "calendar-holidays", html! { "IT, FR, NL" }))
            @let days = html! { code { "2026-12-24" } " · " code { "2026-12-28/2026-12-31" } };
            (form.area("closed", "calendar-closed", 4, days))
            (form.area("open", "calendar-open", 4, html! { code { "2026-12-19 09:00-12:00" } }))
            (form.area("suspended", "calendar-suspended", 2, html! { code { "08-01/08-31" } }))
            (form.boxes("roll", "calendar-roll", &roll))
        }
    }
}

/// Targets that a preview is made for.
const TRIED: [&str; 6] = ["1h", "8h", "48h", "2d", "10bd", "1mo"];

/// When something that comes in at this hour is due, for targets people use.
pub(super) fn preview(visit: &Visit, calendar: &Calendar, at: &str) -> Answer<Markup> {
    let voice = Voice { zone: calendar.zone().clone(), ..visit.voice.clone() };
    let there = Visit { voice: voice.clone(), ..visit.clone() };
    let start = local_instant(&there, at)?;
    let due = |text: &str| {
        let within: Within = text.parse().ok()?;
        calendar.due(start, &within).ok()
    };
    Ok(html! {
        div.once role="status" {
            p { (voice.tell("preview-start", &[("start", voice.full(start).into())])) }
            table {
                tbody { @for text in TRIED {
                    tr {
                        th scope="row" { (crate::public::time(&voice, text)) }
                        td { (due(text).map_or_else(|| "–".to_owned(), |due| voice.deadline(due))) }
                    }
                } }
            }
        }
    })
}
