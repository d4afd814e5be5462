//! Signing in: an address, then the code that went there, or the link beside it. What is asked for
//! in vain looks the same.

use crate::{
    app::{App, chance},
    fields::Fields,
    me::page::outside,
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
    accounts::{self, Account, Chance, Code, Opening},
    identity::secrets,
};
use kernel::{Id, Language};
use maud::{Markup, html};

/// Asks for an address.
pub(super) async fn page(visit: Visit) -> Answer<Response> {
    if visit.client.is_some() {
        return Ok(Redirect::to("/me").into_response());
    }
    let form = Form::new(&visit, &visit.query, &[]);
    let content = html! {
        p { (visit.say("me-enter-lead")) }
        form.stack method="post" action="/me/sign-in" {
            (form.filled_by("address", "text", "me-address", "username"))
            button.primary { (visit.say("me-send-code")) }
        }
        p { a href="/me/register" { (visit.say("me-register")) } }
    };
    Ok(outside(&visit, &visit.say("me-enter"), content).into_response())
}

/// Chance for a code and its link.
pub(super) fn dice() -> domain::Result<Chance> {
    Ok(Chance { digits: u64::from_le_bytes(chance()?), link: secrets::token(&chance::<32>()?) })
}

/// Sends a code to the address, where it lets anybody in.
pub(super) async fn ask(visit: Visit, fields: Fields) -> Answer<Response> {
    visit.app.knock(&visit.address)?;
    let (typed, language, dice) =
        (fields.text("address").to_owned(), visit.voice.language, dice()?);
    let code =
        visit.for_stranger(move |desk| accounts::ask_to_enter(desk, &typed, language, &dice));
    Ok(to_code(code.await?))
}

pub(super) fn to_code(code: Id<Code>) -> Response {
    Redirect::to(&format!("/me/code/{code}")).into_response()
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
        Some(_) => Ok(inside(&visit.app, &token)),
        None => {
            let faults = [Fault::new("code", "fault-code-wrong")];
            let page = code_form(&visit, &fields, &faults);
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}

/// What a session is opened with.
struct Session {
    token: String,
    browser: String,
    language: Language,
    inside: Option<Id<Account>>,
}

impl Session {
    fn of(visit: &Visit, token: &str) -> Self {
        let language = visit.voice.language;
        let inside = visit.client.as_ref().map(|client| client.account);
        Self { token: token.to_owned(), browser: visit.browser.clone(), language, inside }
    }

    fn opening(&self) -> Opening<'_> {
        let Self { token, browser, language, inside } = self;
        Opening { token, browser, language: *language, inside: *inside }
    }
}

fn inside(app: &App, token: &str) -> Response {
    ([(header::SET_COOKIE, cookie(app, token))], Redirect::to("/me")).into_response()
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
        Some(_) => Ok(inside(&visit.app, &token)),
        None => {
            let page = link_form(&visit, &[Fault::new("link", "fault-link-old")]);
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}
