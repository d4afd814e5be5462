//! A client's password, where they want one.

use super::back;
use crate::{fields::Fields, me::page::client, password, problem::Answer, ui::Form, visit::Visit};
use axum::response::Response;
use domain::{Refusal, accounts};
use kernel::Instant;
use maud::{Markup, html};

/// Sets or changes it, for who has just come in; gives it up.
pub(super) fn form(visit: &Visit, since: Option<Instant>, is_fresh: bool) -> Markup {
    let fields = Fields::default();
    let form = Form::new(visit, &fields, &[]);
    let hint = html! { (visit.say("password-hint")) };
    html! {
        @if let Some(at) = since {
            p { (visit.say("me-password-since")) " "
                time datetime=(at) { (visit.voice.full(at)) } }
        }
        @if is_fresh {
            details.import {
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

/// Sets a new one.
pub(super) async fn set(visit: Visit, fields: Fields) -> Answer<Response> {
    visit.app.knock(&visit.address)?;
    let (session, way) = (client(&visit)?.session, visit.say("password"));
    Refusal::unless_none(password::faults("new", fields.raw("new")))?;
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
