//! What clients ask of us by law about their own data, by when we answer, and the place to end it.

use super::requests::due;
use crate::{
    fields::Fields,
    problem::Answer,
    ui::{self, Cell, cell, cell_of, head},
    visit::Visit,
};
use axum::{
    extract::Path,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use domain::{
    Fault, Refusal, Right,
    contacts::area::{self, Outcome, Procedure},
};
use kernel::Id;
use maud::{Markup, html};

/// The procedures, those that run first.
pub(super) async fn page(visit: Visit) -> Answer<Markup> {
    shown(&visit, None, &[]).await
}

/// What was typed about one of them.
type Typed<'a> = (Id<Procedure>, &'a Fields);

async fn shown(visit: &Visit, typed: Option<Typed<'_>>, faults: &[Fault]) -> Answer<Markup> {
    let all = visit.look(area::procedures).await?;
    let writes = visit.may(Right::WorkRequests);
    let mut heads: Vec<_> =
        ["client", "data-what", "since", "due"].map(|key| head(visit.say(key))).into();
    heads.push(head(visit.say("data-ended")));
    let row = |one: &Procedure| {
        let mut row = vec![
            cell(html! { a href=(format!("/desk/clients/{}", one.party)) { (one.name) } }),
            cell(visit.voice.word("data-asked", one.asked.word())),
            cell(html! { time datetime=(one.at) { (visit.voice.moment(one.at)) } }),
            cell(html! { @match one.due_at {
                Some(at) if one.ended.is_none() => (due(visit, at)),
                _ => "–",
            } }),
        ];
        row.push(end(visit, one, typed.filter(|_| writes), writes));
        row
    };
    let content = html! {
        p { (visit.say("data-requests-lead")) }
        (ui::faults_of(visit, faults))
        @if all.is_empty() {
            (ui::empty(&visit.say("data-requests-none"), &visit.say("data-requests-advice")))
        } @else { (ui::list(&heads, all.iter().map(row).collect())) }
    };
    Ok(ui::desk_page(visit, &visit.say("nav-data-requests"), content))
}

/// How it ended, or the form that ends it.
fn end(visit: &Visit, one: &Procedure, typed: Option<Typed<'_>>, writes: bool) -> Cell {
    let typed = typed.filter(|(id, _)| *id == one.id).map(|(_, fields)| fields);
    cell_of(
        "long",
        html! {
            @if let Some((at, outcome)) = &one.ended {
                @let tone = if *outcome == Outcome::Refused { "warn" } else { "good" };
                (ui::badge(tone, &visit.voice.word("data-outcome", outcome.word()))) " "
                time.note datetime=(at) { (visit.voice.moment(*at)) }
                p.note { (one.reason) }
            } @else if writes {
                (form(visit, one, typed))
            } @else {
                (ui::badge("live", &visit.say("data-runs")))
            }
        },
    )
}

fn form(visit: &Visit, one: &Procedure, typed: Option<&Fields>) -> Markup {
    let (chosen, reason) =
        typed.map_or(("", ""), |fields| (fields.text("outcome"), fields.raw("reason")));
    html! {
        details.help open[typed.is_some()] {
            summary { (visit.say("data-end")) }
            form.stack method="post" action=(format!("/desk/data-requests/{}", one.id)) {
                label { (visit.say("outcome")) select name="outcome" required {
                    @for outcome in Outcome::ALL {
                        @let word = outcome.word();
                        option value=(word) selected[word == chosen] {
                            (visit.voice.word("data-outcome", word))
                        }
                    }
                } }
                label { (visit.say("data-reason"))
                    textarea name="reason" rows="3" required { (reason) }
                }
                p.note { (visit.say("data-reason-note")) }
                button.primary { (visit.say("data-end")) }
            }
        }
    }
}

/// Ends one of them.
pub(super) async fn finish(
    visit: Visit,
    Path(id): Path<String>,
    fields: Fields,
) -> Answer<Response> {
    let id = visit.identify::<Procedure>(&id, "data-request")?;
    let (outcome, reason) =
        (Outcome::from_word(fields.text("outcome")), fields.text("reason").to_owned());
    let done = visit.act(move |desk| match outcome {
        Some(outcome) => area::finish(desk, id, outcome, &reason),
        None => Err(Refusal::invalid("outcome", "fault-choice")),
    });
    match done.await {
        Ok(()) => Ok(Redirect::to("/desk/data-requests").into_response()),
        Err(problem) => {
            let page = shown(&visit, Some((id, &fields)), &problem.into_faults()?).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}
