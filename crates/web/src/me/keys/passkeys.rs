//! A client's passkeys: there are these, one more, one less.

use super::{back, packed, site, unpacked};
use crate::{
    app::chance,
    assets,
    fields::Fields,
    me::page::client,
    problem::{Answer, Problem},
    ui,
    visit::Visit,
};
use axum::{Json, extract::Path, response::Response};
use domain::{
    Fault, Refusal,
    accounts::{self, ANSWERED_IN, Made, Passkey},
};
use kernel::{Id, Instant};
use maud::{Markup, html};
use passkeys::{ALGORITHMS, CHALLENGE};
use serde_json::{Value, json};

/// Those there are, and a form for one more, which shows where the browser can make one.
pub(super) fn list(visit: &Visit, all: &[Passkey], is_fresh: bool) -> Markup {
    html! {
        @if !all.is_empty() { ul.plain.rows { @for one in all { li {
            strong { (one.name) } " "
            @if one.is_kept { (ui::badge("calm", &visit.say("me-passkey-kept"))) }
            p.note {
                (visit.say("me-passkey-made")) " "
                time datetime=(one.made_at) { (visit.voice.full(one.made_at)) }
                @if let Some(at) = one.used_at {
                    " · " (visit.say("me-passkey-used")) " "
                    time datetime=(at) { (visit.voice.full(at)) }
                }
            }
            form.inline method="post" action=(format!("/me/passkeys/{}/removal", one.id)) {
                button.quiet aria-label=(format!("{} {}", visit.say("me-remove"), one.name)) {
                    (visit.say("me-remove"))
                }
            }
        } } } }
        @if is_fresh && site(visit).is_some() {
            form.stack #passkey-add method="post" action="/me/passkeys" hidden
                data-ask="/me/passkeys/challenge" {
                input type="hidden" name="challenge";
                input type="hidden" name="client";
                input type="hidden" name="attestation";
                div.field {
                    label for="passkey-name" { (visit.say("me-passkey-name")) }
                    input id="passkey-name" name="name" maxlength="60" autocomplete="off"
                        value=(named(visit));
                }
                button.primary { (visit.say("me-passkey-add")) }
                p.fault role="status" hidden { (visit.say("me-passkey-nothing")) }
            }
            script type="module" src=(assets::address("passkeys.js")) {}
        }
    }
}

/// What a passkey is called where nobody says otherwise: the browser that makes it.
fn named(visit: &Visit) -> String {
    crate::me::profile::browser(&visit.browser).unwrap_or_default()
}

/// What the browser needs to make one.
pub(super) async fn challenge(visit: Visit) -> Answer<Json<Value>> {
    visit.app.challenged(&visit.address)?;
    let site = site(&visit).ok_or(Problem::NoSuchPage)?;
    let me = client(&visit)?.clone();
    let (challenge, from) = (chance::<CHALLENGE>()?, visit.address.clone());
    let asked = visit
        .act(move |desk| accounts::ask_for_passkey(desk, me.session, &from, &challenge))
        .await?;
    let kinds: Vec<Value> =
        ALGORITHMS.iter().map(|one| json!({ "type": "public-key", "alg": one })).collect();
    let known: Vec<Value> =
        asked.known.iter().map(|one| json!({ "type": "public-key", "id": packed(one) })).collect();
    let name = client(&visit)?.name.clone();
    Ok(Json(json!({
        "id": asked.id.to_string(),
        "publicKey": {
            "challenge": packed(&challenge),
            "rp": { "id": site.host, "name": visit.tenant.name },
            "user": { "id": packed(&asked.account.bytes()), "name": name, "displayName": name },
            "pubKeyCredParams": kinds,
            "excludeCredentials": known,
            "authenticatorSelection": {
                "residentKey": "required", "requireResidentKey": true,
                "userVerification": "required",
            },
            "attestation": "none",
            "timeout": ANSWERED_IN / Instant::SECOND * 1_000,
        },
    })))
}

/// Adds the one that the browser made.
pub(super) async fn add(visit: Visit, fields: Fields) -> Answer<Response> {
    visit.app.knock(&visit.address)?;
    let site = site(&visit).ok_or(Problem::NoSuchPage)?;
    let session = client(&visit)?.session;
    let name = fields.given("name").map_or_else(|| visit.say("me-passkey"), str::to_owned);
    let made = Made {
        challenge: fields.text("challenge").parse().unwrap_or(Id::from_bytes([0; 16])),
        client: unpacked(&fields, "client"),
        attestation: unpacked(&fields, "attestation"),
        name,
    };
    let added = visit.act(move |desk| accounts::add_passkey(desk, session, &site, &made)).await?;
    if added {
        return Ok(back());
    }
    Err(Refusal::Invalid(vec![Fault::new("name", "fault-passkey")]).into())
}

/// Removes one.
pub(super) async fn remove(visit: Visit, Path(id): Path<String>) -> Answer<Response> {
    let id = visit.identify(&id, "passkey")?;
    visit.act(move |desk| accounts::remove_passkey(desk, id)).await?;
    Ok(back())
}
