//! Signing in without a code: by a passkey, which needs no name, or by a password, for those who
//! have set one.

use super::entering::{Session, again, inside, shown};
use crate::{
    app::chance,
    fields::Fields,
    me::keys::{packed, site, unpacked},
    password,
    problem::{Answer, Problem},
    ui::Form,
    visit::Visit,
};
use axum::{
    Json,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use domain::{
    Fault,
    accounts::{self, ANSWERED_IN, Account, Used},
    identity::secrets,
};
use kernel::{Id, Instant};
use maud::{Markup, html};
use passkeys::CHALLENGE;
use serde_json::{Value, json};

/// A button for a passkey, which shows where the browser has some; `is_offered` where the browser
/// may offer them by itself.
pub(super) fn passkey_form(visit: &Visit, is_offered: bool) -> Markup {
    html! {
        @if site(visit).is_some() {
            form.stack #passkey-enter method="post" action="/me/passkey" hidden
                data-ask="/me/passkey/challenge" data-offer[is_offered] {
                @for name in ["challenge", "credential", "account", "client", "authenticator"] {
                    input type="hidden" name=(name);
                }
                input type="hidden" name="signature";
                (again(visit))
                button { (visit.say("me-passkey-enter")) }
                p.fault role="status" hidden { (visit.say("me-passkey-nothing")) }
            }
        }
    }
}

/// A form for a password, folded away.
pub(super) fn password_form(visit: &Visit, form: &Form<'_>, open: bool) -> Markup {
    html! {
        details.import open[open] {
            summary { (visit.say("me-password-enter")) }
            form.stack method="post" action="/me/sign-in/password" {
                (again(visit))
                (form.input("email", "email", "email"))
                (form.input("password", "password", "password"))
                button { (visit.say("me-enter")) }
            }
        }
    }
}

/// What the browser is to have answered. It says nothing of who there is.
pub(super) async fn challenge(visit: Visit) -> Answer<Json<Value>> {
    visit.app.challenged(&visit.address)?;
    let site = site(&visit).ok_or(Problem::NoSuchPage)?;
    let (challenge, from) = (chance::<CHALLENGE>()?, visit.address.clone());
    let id = visit.for_stranger(move |desk| accounts::ask_passkey(desk, &from, &challenge)).await?;
    Ok(Json(json!({
        "id": id.to_string(),
        "publicKey": {
            "challenge": packed(&challenge),
            "rpId": site.host,
            "userVerification": "required",
            "timeout": ANSWERED_IN / Instant::SECOND * 1_000,
        },
    })))
}

/// Lets somebody in whose passkey answered.
pub(super) async fn by_passkey(visit: Visit, fields: Fields) -> Answer<Response> {
    visit.app.knock(&visit.address)?;
    let site = site(&visit).ok_or(Problem::NoSuchPage)?;
    let used = Used {
        challenge: fields.text("challenge").parse().unwrap_or(Id::from_bytes([0; 16])),
        credential: unpacked(&fields, "credential"),
        account: unpacked(&fields, "account"),
        client: unpacked(&fields, "client"),
        authenticator: unpacked(&fields, "authenticator"),
        signature: unpacked(&fields, "signature"),
    };
    let token = secrets::token(&chance::<32>()?);
    let with = Session::of(&visit, &token);
    let entered = visit
        .for_stranger(move |desk| accounts::enter_by_passkey(desk, &site, &used, &with.opening()));
    let faults = [Fault::new("passkey", "fault-passkey")];
    Ok(answered(&visit, &fields, entered.await?, (&token, &faults)))
}

/// Lets somebody in whose password is right. Who mistypes the address and who mistypes the password
/// get the same answer, in the same time.
pub(super) async fn by_password(visit: Visit, fields: Fields) -> Answer<Response> {
    visit.app.knock(&visit.address)?;
    let email = fields.text("email").to_owned();
    let tried = visit.for_stranger(move |desk| accounts::try_password(desk, &email)).await?;
    let stored = tried.as_ref().map(|tried| tried.hash.clone());
    let right = password::is_right(&visit.app, stored, fields.raw("password")).await?;
    let token = secrets::token(&chance::<32>()?);
    let with = Session::of(&visit, &token);
    let entered = match tried.filter(|_| right) {
        Some(tried) => {
            let enter = move |desk: &mut domain::Desk<'_>| {
                accounts::enter_by_password(desk, &tried, &with.opening())
            };
            visit.for_stranger(enter).await?
        }
        None => None,
    };
    let faults = [Fault::new("password", "fault-password-wrong")];
    Ok(answered(&visit, &fields, entered, (&token, &faults)))
}

/// Where a failed try is shown; looking at it again leads back to the page of all ways.
pub(super) async fn back(visit: Visit) -> Redirect {
    let again = if visit.client.is_some() { "?again=1" } else { "" };
    Redirect::to(&format!("/me/sign-in{again}"))
}

fn answered(
    visit: &Visit,
    fields: &Fields,
    entered: Option<Id<Account>>,
    (token, faults): (&str, &[Fault]),
) -> Response {
    let is_again = fields.given("again").is_some();
    match entered {
        Some(_) => inside(visit, token, is_again),
        None => (StatusCode::UNPROCESSABLE_ENTITY, shown(visit, fields, faults)).into_response(),
    }
}
