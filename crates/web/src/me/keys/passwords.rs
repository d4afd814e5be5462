//! A client's password, where they want one.

use super::back;
use crate::{
    fields::Fields,
    me::{page::client, profile},
    password,
    problem::Answer,
    ui::Form,
    visit::Visit,
};
use axum::{
    http::StatusCode,
    response::{IntoResponse, Response},
};
use domain::accounts;
use kernel::Instant;
use maud::{Markup, html};

/// Sets or changes it, for who has just come in; gives it up.
pub(super) fn form(
    (visit, form): (&Visit, &Form<'_>),
    since: Option<Instant>,
    is_fresh: bool,
) -> Markup {
    let hint = html! { (visit.say("password-hint")) };
    html! {
        @if let Some(at) = since {
            p { (visit.say("me-password-since")) " "
                time datetime=(at) { (visit.voice.full(at)) } }
        }
        @if is_fresh {
            details.import open[form.has_faults()] {
                summary { (visit.say(since.map_or("me-password", |_| "password-set"))) }
                form.stack method="post" action="/me/profile/password" {
                    (form.input_with("new", "password", "password-new", hint))
                    button { (visit.say("save")) }
                }
                @if since.is_some() {
                    form.inline method="post" action="/me/profile/password/removal" {
                        button.quiet { (visit.say("me-password-drop")) }
                    }
                }
            }
        }
    }
}

/// Where one that was refused is shown; looking at it again leads back to the form.
pub(super) async fn page() -> Response {
    back()
}

/// Sets a new one.
pub(super) async fn set(visit: Visit, fields: Fields) -> Answer<Response> {
    visit.app.knock(&visit.address)?;
    let (session, way) = (client(&visit)?.session, visit.say("password"));
    let faults = password::faults("new", fields.raw("new"));
    if !faults.is_empty() {
        let page = profile::shown(&visit, &faults).await?;
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    }
    let hash = password::hash(&visit.app, fields.raw("new").to_owned()).await?;
    visit.act(move |desk| accounts::set_password(desk, session, &hash, &way)).await?;
    Ok(back())
}

/// Gives it up.
pub(super) async fn remove(visit: Visit) -> Answer<Response> {
    let session = client(&visit)?.session;
    visit.act(move |desk| accounts::drop_password(desk, session)).await?;
    Ok(back())
}
