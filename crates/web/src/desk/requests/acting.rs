//! What the forms of a request's page do.

use super::one;
use crate::{
    app::chance,
    desk::drafts,
    fields::Fields,
    problem::{Answer, Problem},
    visit::Visit,
};
use axum::{
    extract::Path,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use domain::{
    Desk, Refusal, Result,
    contacts::{
        complaints,
        requests::{self, ClosedAs, Filter, Passing, Request},
    },
    identity::secrets,
};
use kernel::Id;

/// Does what the pressed button says, and shows the request again. Nothing that was typed is lost.
pub(super) async fn act(visit: Visit, Path(id): Path<String>, fields: Fields) -> Answer<Response> {
    let id = visit.identify::<Request>(&id, "request")?;
    let secret = secrets::token(&chance()?);
    let form = fields.clone();
    let done = visit.act(move |desk| perform(desk, id, &form, &secret)).await;
    let status = match done {
        Ok(()) => return Ok(Redirect::to(&next(id, &fields)).into_response()),
        Err(Problem::Refused(Refusal::Conflict(why))) => {
            let fault = domain::Fault::new("do", why);
            (StatusCode::CONFLICT, vec![fault])
        }
        Err(problem) => (StatusCode::UNPROCESSABLE_ENTITY, problem.into_faults()?),
    };
    let page = one::shown(&visit, id, Some(&fields), &status.1).await?;
    Ok((status.0, page).into_response())
}

/// What was passed on may be out of sight: the list comes next.
fn next(id: Id<Request>, form: &Fields) -> String {
    if form.text("do") == "pass" { "/desk/requests".into() } else { format!("/desk/requests/{id}") }
}

fn perform(desk: &mut Desk<'_>, id: Id<Request>, form: &Fields, secret: &str) -> Result<()> {
    let text = form.raw("text");
    let answer = |by_phone: bool| requests::Answer { text: text.to_owned(), by_phone };
    let written = matches!(form.text("do"), "answer" | "phone" | "ask" | "note");
    match form.text("do") {
        "answer" => domain::reactions::answer_request(desk, id, &answer(false))?,
        "phone" => domain::reactions::answer_request(desk, id, &answer(true))?,
        "ask" => requests::ask_client(desk, id, text)?,
        "note" => requests::note(desk, id, text)?,
        "correct" => {
            let wrong = |_| Refusal::Unknown("note");
            requests::correct_note(desk, id, form.text("old").parse().map_err(wrong)?, text)?;
        }
        "draft" => {
            requests::save_draft(desk, id.bytes(), text, drafts::since(form)).map(drop)?;
        }
        "seen" => requests::seen(desk, id)?,
        "take" => requests::take(desk, id, form.given("from").and_then(|text| text.parse().ok()))?,
        "pass" => requests::pass_on(desk, id, &passing(form)?)?,
        "attribute" => {
            let wrong = |_| Refusal::Unknown("party");
            requests::attribute(desk, id, form.text("party").parse().map_err(wrong)?)?;
        }
        "priority" => requests::prioritise(desk, id, form.text("priority"))?,
        "close" => requests::close(desk, id, closed_as(form)?)?,
        "undo" => requests::undo_closing(desk, id)?,
        "reopen" => requests::reopen(desk, id)?,
        "complaint" => complaints::of_request(desk, id).map(|_| ())?,
        "merge" => {
            let into = numbered(desk, form.text("other"))?;
            requests::merge(desk, id, into)?;
        }
        "link" => {
            let other = numbered(desk, form.text("other"))?;
            requests::link(desk, id, other)?;
        }
        "split" => {
            let topic = form.given("topic").map(str::to_owned);
            requests::split(desk, id, topic, text, secret)?;
        }
        _ => return Err(Refusal::invalid("do", "fault-choice")),
    }
    if written { requests::forget_draft(desk, id.bytes()) } else { Ok(()) }
}

fn passing(form: &Fields) -> Result<Passing> {
    let wrong = |_| Refusal::invalid("queue", "fault-choice");
    Ok(Passing {
        queue: form.text("queue").parse().map_err(wrong)?,
        reason: form.text("reason").to_owned(),
        note: form.raw("note").to_owned(),
    })
}

fn closed_as(form: &Fields) -> Result<ClosedAs> {
    ClosedAs::from_word(form.text("as")).ok_or_else(|| Refusal::invalid("as", "fault-choice"))
}

/// The request of this number.
fn numbered(desk: &mut Desk<'_>, number: &str) -> Result<Id<Request>> {
    let number = number.to_uppercase();
    let filter = Filter { search: number.clone(), ..Filter::default() };
    let found = requests::list(desk, &filter)?;
    let found = found.iter().find(|one| !number.is_empty() && one.number == number);
    found.map(|one| one.id).ok_or_else(|| Refusal::invalid("other", "fault-number-unknown"))
}
