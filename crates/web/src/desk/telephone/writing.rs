//! Writing a call up, from the form.

use super::wrap_up;
use crate::{
    app::chance, desk::clients::checking, fields::Fields, problem::Answer, public::slot_of,
    visit::Visit,
};
use axum::{
    extract::Path,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use domain::{
    Desk, Fault, Refusal, Result,
    contacts::{
        calls::Call,
        clients, requests,
        wrap_ups::{self, Promise, WrapUp},
    },
    identity::secrets,
};
use kernel::{Id, Language};

pub(super) async fn save(visit: Visit, Path(id): Path<String>, fields: Fields) -> Answer<Response> {
    let id = visit.identify::<Call>(&id, "call")?;
    let link = secrets::token(&chance()?);
    let language = visit.voice.language;
    let form = fields.clone();
    let written = visit.act(move |desk| write(desk, id, (&form, language), &link)).await;
    match written {
        Ok(()) => Ok(Redirect::to("/desk/telephone").into_response()),
        Err(problem) => {
            let page = wrap_up::shown(&visit, id, Some(&fields), &problem.into_faults()?).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}

/// What was asked of the caller is written down with it.
fn write(
    desk: &mut Desk<'_>,
    id: Id<Call>,
    (form, language): (&Fields, Language),
    link: &str,
) -> Result<()> {
    let wrap_up = read(form, language, link).map_err(|fault| Refusal::Invalid(vec![fault]))?;
    let party = wrap_up.party;
    wrap_ups::write_up(desk, id, &wrap_up)?;
    requests::forget_draft(desk, id.bytes())?;
    if let Some(party) = party.filter(|_| form.given("outcome").is_some()) {
        let mut checking = checking(party, form);
        checking.call = Some(id);
        clients::check(desk, &checking)?;
    }
    Ok(())
}

fn read(form: &Fields, language: Language, link: &str) -> std::result::Result<WrapUp, Fault> {
    let given = |name: &str| form.given(name).map(str::to_owned);
    let id = |name: &str| form.given(name).map(str::to_owned);
    let wrong = |name: &'static str| Fault::new(name, "fault-choice");
    let party = id("party").map(|text| text.parse().map_err(|_| wrong("party"))).transpose()?;
    let passed_to = id("queue").map(|text| text.parse().map_err(|_| wrong("queue"))).transpose()?;
    let callback = match form.given("callback") {
        None => None,
        Some(_) => Some(Promise {
            phone: form.text("phone").to_owned(),
            slot_from: slot_of(form.text("slot"))?,
        }),
    };
    Ok(WrapUp {
        party,
        topic: given("topic"),
        solved: match form.text("solved") {
            "yes" => Some(true),
            "no" => Some(false),
            _ => None,
        },
        reason: given("reason").filter(|_| passed_to.is_some()),
        passed_to,
        note: form.raw("note").to_owned(),
        recording: given("recording"),
        callback,
        complaint: form.given("complaint").is_some(),
        language,
        link: link.to_owned(),
    })
}
