//! The second factor: a secret shared with an authenticator, shown once, confirmed by a code.

use super::account::shown;
use crate::{app::chance, fields::Fields, problem::Answer, ui::Form, visit::Visit};
use axum::{
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use domain::{
    Fault,
    identity::{self, Factor},
};
use maud::{Markup, PreEscaped, html};
use qrcode::{QrCode, render::svg};

/// The part of the account page that is about it.
pub(super) fn section(visit: &Visit, fields: &Fields, faults: &[Fault]) -> Answer<Markup> {
    let set = visit.colleague()?.factor == Factor::OneTimeCode;
    Ok(html! {
        section {
            h2 { (visit.say("factor")) }
            @if set {
                p { (visit.say("factor-is-set")) }
                form method="post" action="/desk/me/factor/removal" {
                    button { (visit.say("factor-drop")) }
                }
            } @else if let Some(secret) = fields.given("secret") {
                (confirmation(visit, secret, &Form::new(visit, fields, faults))?)
            } @else {
                p { (visit.say("factor-lead")) }
                form method="post" action="/desk/me/factor" {
                    button { (visit.say("factor-start")) }
                }
            }
        }
    })
}

fn confirmation(visit: &Visit, secret: &str, form: &Form<'_>) -> Answer<Markup> {
    let link = link(visit, secret)?;
    // A code of this length always fits; without the picture the link and the text are there.
    let picture = QrCode::new(&link)
        .map(|code| code.render::<svg::Color<'_>>().min_dimensions(180, 180).build())
        .unwrap_or_default();
    let picture = picture.split_once("?>").map_or(picture.as_str(), |(_, svg)| svg).to_owned();
    Ok(html! {
        p { (visit.say("factor-scan")) }
        div.qr { (PreEscaped(picture)) }
        p { a href=(link) { (visit.say("factor-link")) } }
        p { (visit.say("factor-secret")) (visit.voice.colon()) code { (secret) } }
        form.stack method="post" action="/desk/me/factor/confirmation" {
            input type="hidden" name="secret" value=(secret);
            (form.input("code", "text", "code"))
            button.primary { (visit.say("factor-confirm")) }
        }
    })
}

/// The address that authenticator apps open.
fn link(visit: &Visit, secret: &str) -> Answer<String> {
    let encode = |text: &str| form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
    let issuer = encode(&visit.tenant.name).replace('+', "%20");
    let account = encode(&visit.colleague()?.email);
    Ok(format!("otpauth://totp/{issuer}:{account}?secret={}&issuer={issuer}", encode(secret)))
}

/// Begins: the secret is shown on the page that answers, and nowhere again.
pub(super) async fn start(visit: Visit) -> Answer<Response> {
    let random = chance::<20>()?;
    let secret = visit.act(move |desk| identity::start_second_factor(desk, &random)).await?;
    let fields = Fields::default().and("secret", secret);
    Ok(shown(&visit, &fields, &[]).await?.into_response())
}

/// Sets it, given a code.
pub(super) async fn confirm(visit: Visit, fields: Fields) -> Answer<Response> {
    visit.app.knock(&visit.address)?;
    let code = fields.text("code").to_owned();
    let set = visit.act(move |desk| identity::confirm_second_factor(desk, &code)).await;
    match set {
        Ok(()) => Ok(Redirect::to("/desk/me").into_response()),
        Err(problem) => {
            let faults = problem.into_faults()?;
            let page = shown(&visit, &fields, &faults).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}

/// Gives it up.
pub(super) async fn drop_it(visit: Visit) -> Answer<Redirect> {
    visit.act(identity::drop_second_factor).await?;
    Ok(Redirect::to("/desk/me"))
}
