//! What the forms of a client's page do.

use super::{accounts, one, wishes};
use crate::{fields::Fields, problem::Answer, visit::Visit};
use axum::{
    extract::Path,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use domain::{
    Desk, Fault, Refusal, Result,
    contacts::clients::{self, Checked, Checking, DelegateKind, Delegating, Scope},
    parties::Party,
};
use kernel::{Date, Id};

/// Does what the pressed button says, and shows the client again.
pub(super) async fn act(visit: Visit, Path(id): Path<String>, fields: Fields) -> Answer<Response> {
    let id = visit.identify::<Party>(&id, "party")?;
    let form = fields.clone();
    match visit.act(move |desk| perform(desk, id, &form)).await {
        Ok(()) => Ok(Redirect::to(&format!("/desk/clients/{id}")).into_response()),
        Err(problem) => {
            let page = one::shown(&visit, id, &fields, &problem.into_faults()?).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}

fn perform(desk: &mut Desk<'_>, id: Id<Party>, form: &Fields) -> Result<()> {
    let text = form.raw("text");
    match form.text("do") {
        "note" => clients::note(desk, id, text).map(|_| ()),
        "correct" => {
            let old = form.text("old").parse().map_err(|_| Refusal::Unknown("note"))?;
            clients::correct_note(desk, id, old, text).map(|_| ())
        }
        "check" => clients::check(desk, &checking(id, form)).map(|_| ()),
        "appoint" => clients::appoint(desk, id, &delegating(form)?).map(|_| ()),
        "revoke" => {
            let wrong = |_| Refusal::Unknown("delegate");
            clients::revoke_delegate(desk, id, form.text("delegate").parse().map_err(wrong)?)
        }
        "take_back" => accounts::take_back(desk, id, form),
        "wish" => wishes::keep(desk, id, form),
        _ => Err(Refusal::invalid("do", "fault-choice")),
    }
}

/// A check as the form has it.
pub(in crate::desk) fn checking(party: Id<Party>, form: &Fields) -> Checking {
    Checking {
        party: Some(party),
        call: None,
        delegate: form.given("delegate").and_then(|text| text.parse().ok()),
        asked: form.all("asked").map(str::to_owned).collect(),
        outcome: Checked::from_word(form.text("outcome")),
    }
}

fn delegating(form: &Fields) -> Result<Delegating> {
    let mut faults = Vec::new();
    let mut day = |name: &str| -> Option<Date> {
        let text = form.given(name)?;
        let day = text.parse().ok();
        if day.is_none() {
            faults.push(Fault::new(name, "fault-date"));
        }
        day
    };
    let (from_on, until_on) = (day("from_on"), day("until_on"));
    if form.given("from_on").is_none() {
        faults.push(Fault::new("from_on", "fault-required"));
    }
    let kind = DelegateKind::from_word(form.text("kind"));
    let scope = Scope::from_word(form.text("scope"));
    if kind.is_none() {
        faults.push(Fault::new("kind", "fault-choice"));
    }
    if scope.is_none() {
        faults.push(Fault::new("scope", "fault-choice"));
    }
    let (Some(kind), Some(scope), Some(from_on), true) = (kind, scope, from_on, faults.is_empty())
    else {
        return Err(Refusal::Invalid(faults));
    };
    let phone = form.given("phone").map(str::to_owned);
    Ok(Delegating { kind, name: form.text("name").to_owned(), phone, scope, from_on, until_on })
}
