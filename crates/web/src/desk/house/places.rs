use super::unit_options;
use crate::{
    desk::calls::kind_options,
    fields::Fields,
    problem::Answer,
    ui::{self, faults_of},
    visit::Visit,
};
use axum::{
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use domain::{
    Desk, Fault, Refusal,
    contacts::calls::{self, Naming, Place, Places},
    identity::{self, Unit},
    parties::{self, Kinds},
};
use kernel::Id;
use maud::{Markup, html};
use std::collections::HashMap;

/// Places of each kind that a page shows; a search narrows what is more.
const SHOWN: usize = 200;
/// Characters of a name: it stands in the column of a table.
const NAME_MAX: usize = 80;

/// What the exchange speaks of, with the names and the units we give it.
struct Shown {
    places: Places,
    units: Vec<(String, String)>,
    numbers: Vec<(String, String)>,
    kinds: Kinds,
}

fn load(desk: &mut Desk<'_>) -> domain::Result<Shown> {
    let places = calls::places(desk)?;
    let told = |place: &Place| (place.code.clone(), place.name.clone());
    let none = (String::new(), "–".to_owned());
    let mut numbers: Vec<(String, String)> = places.numbers.values().map(told).collect();
    numbers.sort_by(|one, other| one.1.cmp(&other.1));
    numbers.insert(0, none.clone());
    let mut units = unit_options(&identity::units(desk)?);
    units.insert(0, none);
    Ok(Shown { places, units, numbers, kinds: parties::kinds(desk)? })
}

pub(super) async fn page(visit: Visit) -> Answer<Markup> {
    shown(&visit, &[]).await
}

async fn shown(visit: &Visit, faults: &[Fault]) -> Answer<Markup> {
    let shown = visit.look(load).await?;
    let content = html! {
        p { (visit.say("places-lead")) }
        (faults_of(visit, faults))
        form.filters method="get" action="/desk/places" role="search" {
            div.field {
                label for="find" { (visit.say("find")) }
                input id="find" name="find" type="search" value=(visit.query.text("find"));
            }
            div.actions { button { (visit.say("show")) } }
        }
        h2 { (visit.say("places-number")) }
        (section(visit, &shown, "number", &shown.places.numbers))
        h2 { (visit.say("places-queue")) }
        (section(visit, &shown, "queue", &shown.places.queues))
        h2 { (visit.say("places-agent")) }
        (section(visit, &shown, "agent", &shown.places.agents))
        h2 { (visit.say("places-kind")) }
        p { (visit.say("places-kind-lead")) }
        (kind_section(visit, &shown.kinds))
    };
    Ok(ui::desk_page(visit, &visit.say("nav-places"), content))
}

fn section(visit: &Visit, shown: &Shown, what: &str, places: &HashMap<String, Place>) -> Markup {
    let sought = visit.query.text("find").to_lowercase();
    let found = |place: &&Place| {
        sought.is_empty()
            || place.code.to_lowercase().contains(&sought)
            || place.name.to_lowercase().contains(&sought)
    };
    let mut found: Vec<&Place> = places.values().filter(found).collect();
    found.sort_by(|one, other| one.code.cmp(&other.code));
    if found.is_empty() {
        return ui::empty(&visit.say("places-none"), &visit.say("places-none-advice"));
    }
    html! {
        div.scroll tabindex="0" { table.places {
            tbody { @for place in found.iter().take(SHOWN) { tr {
                th.day scope="row" { (place.code) }
                td { (naming_form(visit, shown, what, place)) }
            } } }
        } }
    }
}

fn naming_form(visit: &Visit, shown: &Shown, what: &str, place: &Place) -> Markup {
    let label = |key: &str| visit.voice.labelled(&visit.say(key), &place.code);
    let number = place.number.and_then(|id| shown.places.numbers.values().find(|one| one.id == id));
    let unit = place.unit.map_or_else(String::new, |id| Id::<Unit>::from_bytes(id).to_string());
    html! {
        form.inline method="post" action="/desk/places" {
            input type="hidden" name="what" value=(what);
            input type="hidden" name="code" value=(place.code);
            input name="name" value=(place.name) aria-label=(label("name")) required;
            @if what == "number" {
                @let kinds = kind_options("–".to_owned(), &shown.kinds);
                @let kind = place.kind.as_deref().unwrap_or("");
                (choice("kind", &label("client-kind"), &kinds, kind))
            }
            @if what == "queue" {
                @let levels = ["1", "2"].map(|level| {
                    (level.to_owned(), format!("{} {level}", visit.say("level")))
                });
                (choice("level", &label("level"), &levels, &place.level.to_string()))
                @let number = number.map_or("", |number| number.code.as_str());
                (choice("number", &label("number"), &shown.numbers, number))
            }
            (choice("unit", &label("unit"), &shown.units, &unit))
            button { (visit.say("save")) }
        }
    }
}

fn choice(name: &str, label: &str, options: &[(String, String)], chosen: &str) -> Markup {
    html! {
        select name=(name) aria-label=(label) {
            @for (value, text) in options {
                option value=(value) selected[value == chosen] { (text) }
            }
        }
    }
}

/// Every kind of client with its name, and a line for another one.
fn kind_section(visit: &Visit, kinds: &Kinds) -> Markup {
    let label = |code: &str| visit.voice.labelled(&visit.say("name"), code);
    html! {
        div.scroll tabindex="0" { table.places {
            tbody {
                @for (code, name) in kinds.iter() { tr {
                    th.day scope="row" { (code) }
                    td { form.inline method="post" action="/desk/places" {
                        input type="hidden" name="what" value="kind";
                        input type="hidden" name="code" value=(code);
                        input name="name" value=(name) aria-label=(label(code)) required;
                        button { (visit.say("save")) }
                    } }
                } }
            }
        } }
        form.inline method="post" action="/desk/places" {
            input type="hidden" name="what" value="kind";
            input name="code" required aria-label=(visit.say("code-short"))
                placeholder=(visit.say("code-short"));
            input name="name" required aria-label=(visit.say("name"))
                placeholder=(visit.say("name"));
            button { (visit.say("kind-add")) }
        }
    }
}

/// Names a place and says where it belongs.
pub(super) async fn save(visit: Visit, fields: Fields) -> Answer<Response> {
    match visit.act(move |desk| name(desk, &fields)).await {
        Ok(()) => Ok(Redirect::to("/desk/places").into_response()),
        Err(problem) => {
            let page = shown(&visit, &problem.into_faults()?).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}

fn name(desk: &mut Desk<'_>, form: &Fields) -> domain::Result<()> {
    let known = calls::places(desk)?;
    let (code, name) = (form.text("code"), form.text("name"));
    if form.text("what") == "kind" {
        return parties::name_kind(desk, code, name);
    }
    if name.is_empty() || name.chars().count() > NAME_MAX {
        return Err(Refusal::invalid("name", "fault-required"));
    }
    let naming = Naming {
        code,
        name,
        kind: form.given("kind"),
        unit: unit_of(desk, form)?,
        number: known.numbers.get(form.text("number")).map(|number| number.id),
        level: if form.text("level") == "2" { 2 } else { 1 },
    };
    let named = match form.text("what") {
        "number" if known.numbers.contains_key(code) => calls::name_number(desk, &naming),
        "queue" if known.queues.contains_key(code) => calls::name_queue(desk, &naming),
        "agent" if known.agents.contains_key(code) => calls::name_agent(desk, &naming),
        _ => Err(Refusal::Invalid(vec![Fault::new("code", "fault-unknown-place").with(code)])),
    };
    named.map(|_| ())
}

fn unit_of(desk: &mut Desk<'_>, form: &Fields) -> domain::Result<Option<[u8; 16]>> {
    let Some(text) = form.given("unit") else { return Ok(None) };
    let id: Id<Unit> = text.parse().map_err(|_| Refusal::invalid("unit", "fault-choice"))?;
    Ok(Some(identity::unit(desk, id)?.id.bytes()))
}
