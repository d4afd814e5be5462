use super::unit_options;
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
    Fault, Refusal, Right,
    identity::{self, ApiKey, Unit, secrets},
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
    token: Option<&str>,
) -> Answer<Markup> {
    let (keys, units) =
        visit.look(|desk| Ok((identity::keys(desk)?, identity::units(desk)?))).await?;
    let form = Form::new(visit, fields, faults);
    let right = |right: &Right| (right.word().to_owned(), told(visit, *right));
    let rights: Vec<(String, String)> = Right::ALL.iter().map(right).collect();
    let content = html! {
        @if let Some(token) = token {
            div.once role="status" {
                p { (visit.say("key-made")) }
                p { code { (token) } }
            }
        }
        @if keys.is_empty() {
            (ui::empty(&visit.say("keys-none"), &visit.say("keys-none-advice")))
        } @else { (table(visit, &keys)) }
        section {
            h2 { (visit.say("key-make-title")) }
            form.grid method="post" action="/desk/keys" {
                (form.input("name", "text", "key-for"))
                (form.choice("unit", "unit", &unit_options(&units)))
                (form.boxes("scopes", "key-rights", &rights))
                div.actions { button.primary { (visit.say("key-make")) } }
            }
        }
    };
    Ok(ui::desk_page(visit, &visit.say("nav-keys"), content))
}

fn told(visit: &Visit, right: Right) -> String {
    format!("{} ({})", visit.voice.word("right", right.word()), right.word())
}

fn table(visit: &Visit, keys: &[ApiKey]) -> Markup {
    html! {
        div.scroll tabindex="0" { table.rows {
            thead { tr {
                th scope="col" { (visit.say("key-for")) }
                th scope="col" { (visit.say("key-rights")) }
                th scope="col" { (visit.say("key-since")) }
                th scope="col" { (visit.say("standing")) }
                td {}
            } }
            tbody { @for key in keys { tr {
                th scope="row" { (key.name) }
                td.long { @for right in &key.rights { code { (right.word()) } " " } }
                td { (visit.voice.moment(key.created_at)) }
                td {
                    @if key.revoked_at.is_some() { (ui::badge("calm", &visit.say("key-revoked"))) }
                    @else { (ui::badge("good", &visit.say("standing-active"))) }
                }
                td { @if key.revoked_at.is_none() {
                    form method="post" action=(format!("/desk/keys/{}/revocation", key.id)) {
                        button.quiet { (visit.say("key-revoke")) }
                    }
                } }
            } } }
        } }
    }
}

/// Makes a key; it is shown on the page that answers, and nowhere again.
pub(super) async fn make(visit: Visit, fields: Fields) -> Answer<Response> {
    let token = secrets::token(&chance::<32>()?);
    let wrong = || Refusal::invalid("unit", "fault-choice");
    let unit: Id<Unit> = fields.text("unit").parse().map_err(|_| wrong())?;
    let rights: Vec<Right> = fields.all("scopes").filter_map(Right::from_word).collect();
    let (name, given) = (fields.text("name").to_owned(), token.clone());
    let made = visit.act(move |desk| identity::make_key(desk, &name, &rights, unit, &given)).await;
    match made {
        Ok(_) => {
            let page = shown(&visit, &Fields::default(), &[], Some(&token)).await?;
            Ok((StatusCode::CREATED, page).into_response())
        }
        Err(problem) => {
            let faults = problem.into_faults()?;
            let page = shown(&visit, &fields, &faults, None).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}

/// Takes a key back.
pub(super) async fn revoke(visit: Visit, Path(id): Path<String>) -> Answer<Redirect> {
    let id = visit.identify(&id, "key")?;
    visit.act(move |desk| identity::revoke(desk, id)).await?;
    Ok(Redirect::to("/desk/keys"))
}
