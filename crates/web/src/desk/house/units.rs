use super::unit_options;
use crate::{
    fields::Fields,
    problem::Answer,
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
    identity::{self, Unit, UnitKind, Watching},
    reactions,
};
use kernel::Id;
use maud::{Markup, html};

pub(super) async fn page(visit: Visit) -> Answer<Markup> {
    shown(&visit, &Fields::default(), &[]).await
}

async fn shown(visit: &Visit, fields: &Fields, faults: &[Fault]) -> Answer<Markup> {
    let units = visit.look(identity::units).await?;
    let content = html! {
        p { (visit.say("watching-lead")) }
        @for fault in faults.iter().filter(|fault| fault.field == "agreement") {
            div.faults role="alert" { p { (visit.voice.fault(fault)) } }
        }
        div.scroll tabindex="0" { table.rows {
            thead { tr {
                th scope="col" { (visit.say("unit")) }
                th scope="col" { (visit.say("kind")) }
                th scope="col" { (visit.say("watching")) }
            } }
            tbody { @for (unit, (_, told)) in units.iter().zip(unit_options(&units)) {
                tr {
                    th scope="row" { (told) }
                    td { (visit.voice.word("unit", unit.kind.word())) }
                    td { (watching_form(visit, unit)) }
                }
            } }
        } }
        section {
            h2 { (visit.say("unit-add-title")) }
            (add_form(visit, fields, faults, &units))
        }
    };
    Ok(ui::desk_page(visit, &visit.say("nav-units"), content))
}

fn watching_form(visit: &Visit, unit: &Unit) -> Markup {
    let agreement = unit.agreement.as_deref().unwrap_or("");
    html! {
        form.inline method="post" action=(format!("/desk/units/{}/watching", unit.id)) {
            @let label = visit.voice.labelled(&visit.say("watching"), &unit.name);
            select name="watching" aria-label=(label) {
                @for setting in Watching::ALL {
                    option value=(setting.word()) selected[*setting == unit.watching] {
                        (visit.voice.word("watching", setting.word()))
                    }
                }
            }
            input name="agreement" value=(agreement) placeholder=(visit.say("agreement"))
                aria-label=(visit.voice.labelled(&visit.say("agreement"), &unit.name));
            button { (visit.say("save")) }
        }
    }
}

fn add_form(visit: &Visit, fields: &Fields, faults: &[Fault], units: &[Unit]) -> Markup {
    let form = Form::new(visit, fields, faults);
    let kind = |kind: &UnitKind| (kind.word().to_owned(), visit.voice.word("unit", kind.word()));
    let kinds: Vec<(String, String)> = UnitKind::ALL.iter().map(kind).collect();
    html! {
        form.grid method="post" action="/desk/units" {
            (form.input("name", "text", "name"))
            (form.choice("kind", "kind", &kinds))
            (form.choice("parent", "unit-parent", &unit_options(units)))
            div.actions { button.primary { (visit.say("unit-add")) } }
        }
    }
}

async fn answered(visit: &Visit, fields: &Fields, done: Answer<()>) -> Answer<Response> {
    match done {
        Ok(()) => Ok(Redirect::to("/desk/units").into_response()),
        Err(problem) => {
            let page = shown(visit, fields, &problem.into_faults()?).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}

/// Adds a unit.
pub(super) async fn add(visit: Visit, fields: Fields) -> Answer<Response> {
    let wrong = |field| Refusal::invalid(field, "fault-choice");
    let kind = UnitKind::from_word(fields.text("kind")).ok_or_else(|| wrong("kind"))?;
    let parent: Id<Unit> = fields.text("parent").parse().map_err(|_| wrong("parent"))?;
    let name = fields.text("name").to_owned();
    let added = visit.act(move |desk| identity::add_unit(desk, parent, kind, &name)).await;
    answered(&visit, &fields, added.map(|_| ())).await
}

/// Sets how closely the people of a unit may be looked at.
pub(super) async fn watch(
    visit: Visit,
    Path(id): Path<String>,
    fields: Fields,
) -> Answer<Response> {
    let id = visit.identify(&id, "unit")?;
    let wrong = || Refusal::invalid("watching", "fault-choice");
    let watching = Watching::from_word(fields.text("watching")).ok_or_else(wrong)?;
    let agreement = fields.given("agreement").map(str::to_owned);
    let set = visit.act(move |desk| reactions::watch(desk, id, watching, agreement.as_deref()));
    let set = set.await;
    answered(&visit, &Fields::default(), set).await
}
