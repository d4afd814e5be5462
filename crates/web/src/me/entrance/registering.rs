//! Registering: the number of a contract, the day of birth, and a code to where the register knows
//! that its holder is reached.

use super::entering::{dice, evenly, to_code};
use crate::{fields::Fields, me::page::outside, problem::Answer, ui::Form, visit::Visit};
use axum::response::Response;
use domain::accounts::{self, Registering, Role, Sent};
use maud::{Markup, html};

/// The form.
pub(super) async fn page(visit: Visit) -> Markup {
    let fields = Fields::default().and("by", "email").and("role", Role::Own.word());
    let form = Form::new(&visit, &fields, &[]);
    let by = ["email", "sms"].map(|one| (one.to_owned(), visit.voice.word("me-by", one)));
    let roles: Vec<(String, String)> = Role::ALL
        .iter()
        .map(|one| (one.word().to_owned(), visit.voice.word("me-role", one.word())))
        .collect();
    let content = html! {
        p { (visit.say("me-register-lead")) }
        form.stack method="post" action="/me/register" {
            (form.filled_by("contract", "text", "me-contract", "off"))
            (form.filled_by("born_on", "date", "me-born", "bday"))
            (form.radios("by", &visit.say("me-by"), &by))
            (form.radios("role", &visit.say("me-role"), &roles))
            button.primary { (visit.say("me-send-code")) }
        }
        p.note { (visit.say("me-register-note")) }
        @if visit.client.is_none() {
            p { a href="/me/sign-in" { (visit.say("me-enter")) } }
        }
    };
    outside(&visit, &visit.say("me-register"), content)
}

/// Sends a code where everything fits; the answer is the same in any case.
pub(super) async fn ask(visit: Visit, fields: Fields) -> Answer<Response> {
    visit.app.knock(&visit.address)?;
    let registering = Registering {
        contract: fields.text("contract").chars().take(200).collect(),
        born_on: fields.text("born_on").parse().ok(),
        by: if fields.text("by") == "sms" { Sent::BySms } else { Sent::ByMail },
        role: Role::from_word(fields.text("role")).unwrap_or(Role::Own),
        language: visit.voice.language,
        account: visit.client.as_ref().map(|client| client.account),
        from: visit.address.clone(),
    };
    let dice = dice()?;
    let code = visit.for_stranger(move |desk| accounts::register(desk, &registering, &dice));
    Ok(to_code(evenly(code).await?, false))
}
