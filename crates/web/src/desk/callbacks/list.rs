//! Everybody who is owed a call, the next deadline first, each with the place to write down what
//! came of ringing them.

use super::wishing;
use crate::{
    desk::requests::{Choices, due},
    fields::Fields,
    problem::Answer,
    public::slot_of,
    ui::{self, cell, head},
    visit::Visit,
};
use axum::{
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use domain::{
    Desk, Fault, Refusal, Right,
    contacts::{
        callbacks::{self, Attempting, Outcome, Owed, Withheld},
        clients::{self, Recognised},
    },
};
use maud::{Markup, html};

struct Shown {
    owed: Vec<(Owed, Option<String>)>,
    withheld: Withheld,
    choices: Choices,
}

fn load(desk: &mut Desk<'_>) -> domain::Result<Shown> {
    let mut owed = Vec::new();
    for one in callbacks::owed(desk)? {
        let name = name_of(desk, &one)?;
        owed.push((one, name));
    }
    Ok(Shown { owed, withheld: callbacks::withheld(desk)?, choices: Choices::load(desk)? })
}

/// What to call them: as they said themselves, or as the only party at this number.
fn name_of(desk: &mut Desk<'_>, owed: &Owed) -> domain::Result<Option<String>> {
    let said = owed.wish.as_ref().map(|wish| wish.name.clone()).filter(|name| !name.is_empty());
    if said.is_some() || !desk.who.may(Right::SeeParties) {
        return Ok(said);
    }
    Ok(match clients::recognise(desk, Some(&owed.phone))? {
        Recognised::One(candidate) => Some(candidate.party.name),
        _ => None,
    })
}

pub(super) async fn page(visit: Visit) -> Answer<Markup> {
    shown(&visit, &Fields::default(), &[]).await
}

/// The list, with what was typed and what is wrong with it.
pub(super) async fn shown(visit: &Visit, typed: &Fields, faults: &[Fault]) -> Answer<Markup> {
    let shown = visit.act(load).await?;
    let writes = visit.may(Right::WorkRequests);
    let count = [("count", shown.withheld.calls.to_string().into())];
    let content = html! {
        p { (visit.say("callbacks-lead")) }
        (ui::faults_of(visit, faults))
        @if shown.owed.is_empty() {
            (ui::empty(&visit.say("callbacks-none"), &visit.say("callbacks-none-advice")))
        } @else {
            (table(visit, &shown, writes))
        }
        @if shown.withheld.calls > 0 {
            p.note { (visit.voice.tell("callbacks-withheld", &count)) }
        }
        @if writes { (wishing::form(visit, &shown.choices, typed, faults)) }
    };
    Ok(ui::desk_page(visit, &visit.say("nav-callbacks"), content))
}

fn table(visit: &Visit, shown: &Shown, writes: bool) -> Markup {
    let mut heads = vec![
        head(visit.say("client")),
        head(visit.say("due")),
        head(visit.say("since")),
        head(visit.say("callback-about")),
    ];
    if writes {
        heads.push(head(visit.say("callback-outcome")));
    }
    let row = |(owed, name): &(Owed, Option<String>)| {
        let mut row = vec![
            cell(whom(owed, name.as_deref())),
            cell(when(visit, owed)),
            cell(html! { time datetime=(owed.since) { (visit.voice.brief(owed.since)) } }),
            cell(about(visit, shown, owed)),
        ];
        if writes {
            row.push(cell(outcome_form(visit, &shown.choices, owed)));
        }
        row
    };
    ui::list(&heads, shown.owed.iter().map(row).collect())
}

fn whom(owed: &Owed, name: Option<&str>) -> Markup {
    let party = owed.wish.as_ref().and_then(|wish| wish.party);
    html! {
        @match (party, name) {
            (Some(party), name) => a href=(format!("/desk/clients/{party}")) {
                (name.unwrap_or("–"))
            },
            (None, Some(name)) => (name),
            (None, None) => {}
        }
        " "
        a.whole href=(format!("tel:{}", owed.phone.replace(' ', ""))) { (owed.phone) }
    }
}

/// A slot that has not begun is told as one; everything else by its deadline.
fn when(visit: &Visit, owed: &Owed) -> Markup {
    let later = owed.from > visit.app.now();
    html! {
        @if later {
            (ui::badge("calm", &visit.voice.brief(owed.from))) " "
        }
        (due(visit, owed.due_at))
    }
}

fn about(visit: &Visit, shown: &Shown, owed: &Owed) -> Markup {
    html! {
        @if let Some(wish) = &owed.wish {
            @if wish.topic.is_some() { (shown.choices.topic(visit, wish.topic.as_deref())) }
            @if !wish.note.is_empty() { " " span.note { (wish.note) } }
            @if wish.attempts > 0 {
                " " span.note { (visit.voice.tell("callback-attempts",
                    &[("count", wish.attempts.to_string().into())])) }
            }
        }
        @for call in owed.missed.iter().take(3) {
            " " a href=(format!("/desk/calls/{call}")) { (visit.say("callback-missed")) }
        }
    }
}

fn outcome_form(visit: &Visit, choices: &Choices, owed: &Owed) -> Markup {
    html! {
        form.inline method="post" action="/desk/callbacks" {
            input type="hidden" name="phone" value=(owed.phone);
            select name="outcome" aria-label=(visit.say("callback-outcome")) {
                option value="" { "–" }
                @for outcome in Outcome::ALL {
                    option value=(outcome.word()) { (visit.voice.word("rang", outcome.word())) }
                }
            }
            details.help {
                summary { (visit.say("callback-more")) }
                select name="slot" aria-label=(visit.say("callback-later")) {
                    @for (value, text) in choices.slot_options(visit) {
                        option value=(value) {
                            (if value.is_empty() { visit.say("callback-later") } else { text })
                        }
                    }
                }
                input name="note" aria-label=(visit.say("note")) placeholder=(visit.say("note"));
            }
            button { (visit.say("save")) }
        }
        @if let Some(wish) = owed.wish.as_ref().filter(|wish| wish.attempts > 0) {
            form.inline method="post" action=(format!("/desk/callbacks/{}/end", wish.id)) {
                button.quiet { (visit.say("callback-give-up")) }
            }
        }
    }
}

/// Writes down that somebody was rung.
pub(super) async fn ring(visit: Visit, fields: Fields) -> Answer<Response> {
    let rung = match attempting(&fields) {
        Ok(attempting) => visit.act(move |desk| callbacks::ring(desk, &attempting)).await,
        Err(fault) => Err(Refusal::Invalid(vec![fault]).into()),
    };
    match rung {
        Ok(()) => Ok(Redirect::to("/desk/callbacks").into_response()),
        Err(problem) => {
            let page = shown(&visit, &Fields::default(), &problem.into_faults()?).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}

fn attempting(fields: &Fields) -> Result<Attempting, Fault> {
    let outcome = Outcome::from_word(fields.text("outcome"));
    let outcome = outcome.ok_or_else(|| Fault::new("outcome", "fault-choice"))?;
    let later = slot_of(fields.text("slot"))?.filter(|_| outcome == Outcome::Later);
    Ok(Attempting {
        phone: fields.text("phone").to_owned(),
        outcome,
        later,
        note: fields.raw("note").to_owned(),
    })
}
