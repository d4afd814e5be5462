use super::{helping, unit_options};
use crate::{
    app::chance,
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
    Fault, Refusal, Role,
    identity::{self, Factor, Invitation, Staff, Unit, secrets},
};
use kernel::Id;
use maud::{Markup, html};

pub(super) async fn page(visit: Visit) -> Answer<Markup> {
    shown(&visit, &Fields::default(), &[], None).await
}

async fn shown(
    visit: &Visit,
    fields: &Fields,
    faults: &[Fault],
    link: Option<&str>,
) -> Answer<Markup> {
    let read = visit.look(|desk| {
        Ok((identity::staff(desk)?, identity::units(desk)?, identity::pending(desk)?))
    });
    let (staff, units, pending) = read.await?;
    let content = html! {
        @if let Some(link) = link {
            div.once role="status" {
                p { (visit.say("invite-made")) }
                p { code { (link) } }
            }
        }
        (helping::told(visit, &staff))
        (table(visit, &staff, &units))
        h2 { (visit.say("pending-title")) }
        (helping::pending(visit, &pending, &units))
        section {
            h2 { (visit.say("invite-title")) }
            p { (visit.say("invite-lead")) }
            (invite_form(visit, fields, faults, &units))
        }
    };
    Ok(ui::desk_page(visit, &visit.say("nav-people"), content))
}

fn table(visit: &Visit, staff: &[Staff], units: &[Unit]) -> Markup {
    html! {
        div.scroll tabindex="0" { table.rows {
            thead { tr {
                th scope="col" { (visit.say("name")) }
                th scope="col" { (visit.say("email")) }
                th scope="col" { (visit.say("role")) }
                th scope="col" { (visit.say("unit")) }
                th scope="col" { (visit.say("factor")) }
                th scope="col" { (visit.say("standing")) }
                td {}
            } }
            tbody { @for one in staff { (row(visit, one, units)) } }
        } }
    }
}

fn row(visit: &Visit, one: &Staff, units: &[Unit]) -> Markup {
    let unit = units.iter().find(|unit| unit.id == one.unit);
    let factor = if one.factor == Factor::OneTimeCode { "yes" } else { "no" };
    html! {
        tr {
            th scope="row" { (one.name) }
            td { (one.email) }
            td { (visit.voice.word("role", one.role.word())) }
            td { (unit.map_or("–", |unit| unit.name.as_str())) }
            td { (visit.say(factor)) }
            td {
                @if one.left_at.is_some() { (ui::badge("calm", &visit.say("standing-left"))) }
                @else if one.locked_until > visit.app.now() {
                    (ui::badge("warn", &visit.say("standing-locked")))
                } @else { (ui::badge("good", &visit.say("standing-active"))) }
            }
            td { (helping::ways(visit, one)) }
        }
    }
}

fn invite_form(visit: &Visit, fields: &Fields, faults: &[Fault], units: &[Unit]) -> Markup {
    let form = Form::new(visit, fields, faults);
    let role = |role: &Role| (role.word().to_owned(), visit.voice.word("role", role.word()));
    let roles: Vec<(String, String)> = Role::ALL.iter().map(role).collect();
    html! {
        form.grid method="post" action="/desk/people/invitations" {
            (form.input("email", "email", "email"))
            (form.choice("role", "role", &roles))
            (form.choice("unit", "unit", &unit_options(units)))
            div.actions { button.primary { (visit.say("invite")) } }
        }
    }
}

/// Invites a colleague; the link is shown on the page that answers, and nowhere again.
pub(super) async fn invite(visit: Visit, fields: Fields) -> Answer<Response> {
    let token = secrets::token(&chance::<32>()?);
    let (email, given) = (fields.text("email").to_owned(), token.clone());
    let wrong = |field| Refusal::invalid(field, "fault-choice");
    let role = Role::from_word(fields.text("role")).ok_or_else(|| wrong("role"))?;
    let unit: Id<Unit> = fields.text("unit").parse().map_err(|_| wrong("unit"))?;
    let invited = visit.act(move |desk| {
        identity::invite(desk, &Invitation { email: &email, role, unit, token: &given })
    });
    match invited.await {
        Ok(()) => {
            let scheme = if visit.app.settings().secure_cookies { "https" } else { "http" };
            let link = format!("{scheme}://{}/desk/join/{token}", visit.tenant.host);
            let page = shown(&visit, &Fields::default(), &[], Some(&link)).await?;
            Ok((StatusCode::CREATED, page).into_response())
        }
        Err(problem) => {
            let faults = problem.into_faults()?;
            let page = shown(&visit, &fields, &faults, None).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}

/// Shuts a colleague out.
pub(super) async fn shut_out(visit: Visit, Path(id): Path<String>) -> Answer<Redirect> {
    let id = visit.identify(&id, "colleague")?;
    visit.act(move |desk| identity::leave(desk, id)).await?;
    Ok(Redirect::to("/desk/people"))
}
