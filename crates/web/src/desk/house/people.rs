use super::{helping, unit_options};
use crate::{
    app::chance,
    fields::Fields,
    problem::Answer,
    ui::{self, Cell, Form, Head, cell, head},
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
    let heads = ["name", "email", "role", "unit", "factor", "standing"];
    let mut heads: Vec<Head> = heads.iter().map(|key| head(visit.say(key))).collect();
    heads.push(head(String::new()));
    ui::list(&heads, staff.iter().map(|one| row(visit, one, units)).collect())
}

fn row(visit: &Visit, one: &Staff, units: &[Unit]) -> Vec<Cell> {
    let unit = units.iter().find(|unit| unit.id == one.unit);
    let factor = if one.factor == Factor::OneTimeCode { "yes" } else { "no" };
    let (tone, standing) = if one.left_at.is_some() {
        ("calm", "standing-left")
    } else if one.locked_until > visit.app.now() {
        ("warn", "standing-locked")
    } else {
        ("good", "standing-active")
    };
    vec![
        cell(&one.name),
        cell(&one.email),
        cell(visit.voice.word("role", one.role.word())),
        cell(unit.map_or("–", |unit| unit.name.as_str())),
        cell(visit.say(factor)),
        cell(ui::badge(tone, &visit.say(standing))),
        cell(helping::ways(visit, one)),
    ]
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
