//! Signing in: an address, then the code that went there, or the link beside it. What is asked for
//! in vain looks the same.

use super::other_ways;
use crate::{
    app::{App, chance},
    assets,
    fields::Fields,
    me::{keys, page::outside},
    problem::Answer,
    ui::Form,
    visit::{Visit, client_cookie},
};
use axum::{
    extract::Path,
    http::{StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};
use domain::{
    Fault,
    accounts::{self, Asker, Chance, Client, Code, Opening},
    identity::secrets,
};
use kernel::{Id, Language};
use maud::{Markup, html};
use std::{sync::Arc, time::Duration};

/// Asks for an address, or shows the other ways in. Who is in proves here, again, who they are.
pub(super) async fn page(visit: Visit) -> Answer<Response> {
    if visit.client.is_some() && visit.query.given("again").is_none() {
        return Ok(Redirect::to("/me").into_response());
    }
    Ok(shown(&visit, &visit.query, &[]).into_response())
}

/// The page, with what was typed and what is wrong with it.
pub(super) fn shown(visit: &Visit, fields: &Fields, faults: &[Fault]) -> Markup {
    let form = Form::new(visit, fields, faults);
    let is_password = fields.given("email").is_some();
    let content = html! {
        (form.summary())
        (other_ways::passkey_form(visit, faults.is_empty()))
        p { (visit.say("me-enter-lead")) }
        form.stack method="post" action="/me/sign-in" {
            (again(visit))
            (form.filled_by("address", "text", "me-address", "username webauthn"))
            button.primary { (visit.say("me-send-code")) }
        }
        (other_ways::password_form(visit, &form, is_password))
        @if visit.client.is_none() {
            p { a href="/me/register" { (visit.say("me-register")) } }
        }
        script type="module" src=(assets::address("passkeys.js")) {}
    };
    outside(visit, &visit.say("me-enter"), content)
}

/// Carries on that somebody who is in proves again who they are.
pub(super) fn again(visit: &Visit) -> Markup {
    html! { @if visit.client.is_some() { input type="hidden" name="again" value="1"; } }
}

/// Chance for a code and its link.
pub(super) fn dice() -> domain::Result<Chance> {
    Ok(Chance { digits: u64::from_le_bytes(chance()?), link: secrets::token(&chance::<32>()?) })
}

/// Whoever asks for a code is answered no sooner: more than making one takes, and less than anybody
/// waits for.
pub(crate) const ANSWERED_AFTER: Duration = Duration::from_millis(200);

/// Does what makes a code, or none, and is as long over the one as over the other: the time that an
/// answer takes tells nobody who is known.
pub(super) async fn evenly<T>(making: impl Future<Output = Answer<T>>) -> Answer<T> {
    let over = tokio::time::sleep(ANSWERED_AFTER);
    let made = making.await;
    over.await;
    made
}

/// Sends a code to the address, where it lets anybody in.
pub(super) async fn ask(visit: Visit, fields: Fields) -> Answer<Response> {
    visit.app.knock(&visit.address)?;
    let (typed, dice) = (fields.text("address").to_owned(), dice()?);
    let asker = Asker { from: visit.address.clone(), language: visit.voice.language };
    let code = visit.for_stranger(move |desk| accounts::ask_to_enter(desk, &typed, &asker, &dice));
    Ok(to_code(evenly(code).await?, fields.given("again").is_some()))
}

pub(super) fn to_code(code: Id<Code>, is_again: bool) -> Response {
    let again = if is_again { "?again=1" } else { "" };
    Redirect::to(&format!("/me/code/{code}{again}")).into_response()
}

/// Asks for the code.
pub(super) async fn code_page(visit: Visit, Path(_): Path<String>) -> Markup {
    code_form(&visit, &Fields::default(), &[])
}

fn code_form(visit: &Visit, fields: &Fields, faults: &[Fault]) -> Markup {
    let form = Form::new(visit, fields, faults);
    let content = html! {
        p { (visit.say("me-code-lead")) }
        (form.summary())
        form.stack method="post" {
            (form.filled_by("code", "text", "me-code", "one-time-code"))
            button.primary { (visit.say("me-enter")) }
        }
        p { a href="/me/sign-in" { (visit.say("me-code-again")) } }
    };
    outside(visit, &visit.say("me-code"), content)
}

/// Lets somebody in who has the code.
pub(super) async fn enter(
    visit: Visit,
    Path(code): Path<String>,
    fields: Fields,
) -> Answer<Response> {
    visit.app.knock(&visit.address)?;
    let code: Id<Code> = code.parse().unwrap_or(Id::from_bytes([0; 16]));
    let guess = fields.text("code").to_owned();
    let token = secrets::token(&chance::<32>()?);
    let with = Session::of(&visit, &token);
    let entered = visit
        .for_stranger(move |desk| accounts::enter(desk, code, &guess, &with.opening()))
        .await?;
    match entered {
        Some(_) => Ok(inside(&visit, &token, visit.query.given("again").is_some())),
        None => {
            let faults = [Fault::new("code", "fault-code-wrong")];
            let page = code_form(&visit, &fields, &faults);
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}

/// What a session is opened with.
pub(super) struct Session {
    token: String,
    browser: String,
    language: Language,
    client: Option<Arc<Client>>,
}

impl Session {
    pub(super) fn of(visit: &Visit, token: &str) -> Self {
        Self {
            token: token.to_owned(),
            browser: visit.browser.clone(),
            language: visit.voice.language,
            client: visit.client.clone(),
        }
    }

    pub(super) fn opening(&self) -> Opening<'_> {
        let Self { token, browser, language, client } = self;
        let (inside, replaces) =
            client.as_ref().map(|client| (client.account, client.session)).unzip();
        Opening { token, browser, language: *language, inside, replaces }
    }
}

/// Lets somebody in: to their area, or back to where they were to prove again who they are.
pub(super) fn inside(visit: &Visit, token: &str, is_again: bool) -> Response {
    let to = if is_again { keys::PLACE } else { "/me" };
    ([(header::SET_COOKIE, cookie(&visit.app, token))], Redirect::to(to)).into_response()
}

/// The cookie of a client's session; an empty token takes it away.
pub(super) fn cookie(app: &App, token: &str) -> String {
    let name = client_cookie(app);
    let secure = if app.settings().secure_cookies { "; Secure" } else { "" };
    let ends = if token.is_empty() { 0 } else { 30 * 24 * 3600 };
    format!("{name}={token}; Path=/; HttpOnly; SameSite=Lax; Max-Age={ends}{secure}")
}

/// The page of a link: a button, because programs that look at letters open every link.
pub(super) async fn link_page(visit: Visit, Path(_): Path<String>) -> Markup {
    link_form(&visit, &[])
}

fn link_form(visit: &Visit, faults: &[Fault]) -> Markup {
    let fields = Fields::default();
    let form = Form::new(visit, &fields, faults);
    let content = html! {
        (form.summary())
        form.stack method="post" { button.primary { (visit.say("me-enter")) } }
        p { a href="/me/sign-in" { (visit.say("me-code-again")) } }
    };
    outside(visit, &visit.say("me-enter"), content)
}

/// Lets somebody in who presses it.
pub(super) async fn by_link(visit: Visit, Path(link): Path<String>) -> Answer<Response> {
    visit.app.knock(&visit.address)?;
    let token = secrets::token(&chance::<32>()?);
    let with = Session::of(&visit, &token);
    let entered =
        visit.for_stranger(move |desk| accounts::by_link(desk, &link, &with.opening())).await?;
    match entered {
        Some(_) => Ok(inside(&visit, &token, false)),
        None => {
            let page = link_form(&visit, &[Fault::new("link", "fault-link-old")]);
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}
