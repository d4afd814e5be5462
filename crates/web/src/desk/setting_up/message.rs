//! One message: its words, each attempt to send it, and what was heard of it since, with what
//! proves it.

use super::outbox::{recipient, state};
use crate::{
    desk::notices::notice_name,
    problem::Answer,
    ui::{self, cell, head},
    visit::Visit,
};
use axum::extract::Path;
use domain::{
    Desk, Refusal,
    contacts::letters::{self, Proved, Stage, Standing},
    messaging::{self, Attempt, Channel, Message, Told},
    notices::{self, Book},
    parties::{self, Party},
};
use kernel::Id;
use maud::{Markup, html};
use std::sync::Arc;

/// What the page shows.
struct Shown {
    message: Message,
    client: Option<Party>,
    attempts: Vec<Attempt>,
    told: Vec<Told>,
    certified: Option<(Standing, Vec<Proved>)>,
    book: Arc<Book>,
}

fn load(desk: &mut Desk<'_>, id: Id<Message>) -> domain::Result<Shown> {
    let mut found = [messaging::message(desk, id)?];
    notices::spoken(desk, &mut found)?;
    let [message] = found;
    let client = match message.party {
        Some(party) => match parties::find(desk, Id::from_bytes(party)) {
            Err(Refusal::Forbidden) => None,
            found => Some(found?),
        },
        None => None,
    };
    let is_certified = message.channel == Channel::Pec.word();
    Ok(Shown {
        client,
        attempts: messaging::attempts(desk, id)?,
        told: messaging::told(desk, id)?,
        certified: if is_certified { Some(letters::proved(desk, id)?) } else { None },
        book: Book::open(desk)?,
        message,
    })
}

/// The page.
pub(super) async fn page(visit: Visit, Path(id): Path<String>) -> Answer<Markup> {
    let id = visit.identify::<Message>(&id, "message")?;
    let shown = visit.act(move |desk| load(desk, id)).await?;
    let message = &shown.message;
    let content = html! {
        p { a href="/desk/outbox" { (visit.say("message-back")) } }
        (facts(&visit, &shown))
        article.letter {
            @if !message.title.is_empty() { h2 { (message.title) } }
            p { (message.text) }
        }
        @if message.channel != Channel::Inbox.word() {
            h2 { (visit.say("message-attempts")) }
            (attempts(&visit, &shown.attempts))
        }
        @if !shown.told.is_empty() {
            h2 { (visit.say("message-told")) }
            (told(&visit, &shown.told))
        }
        @if let Some((standing, all)) = &shown.certified {
            h2 { (visit.say("message-certified")) }
            (certified(&visit, standing, all))
        }
    };
    Ok(ui::desk_page(&visit, &notice_name(&visit, &shown.book, &message.kind), content))
}

fn facts(visit: &Visit, shown: &Shown) -> Markup {
    let message = &shown.message;
    html! {
        dl.facts {
            dt { (visit.say("state")) } dd { (state(visit, message)) }
            dt { (visit.say("channel")) } dd { (visit.voice.word("channel", &message.channel)) }
            @if message.channel != Channel::Inbox.word() {
                dt { (visit.say("recipient")) } dd { (recipient(visit, message)) }
            }
            @if let Some(client) = &shown.client {
                dt { (visit.say("client")) }
                dd { a href=(format!("/desk/clients/{}", client.id)) { (client.name) } }
            }
            dt { (visit.say("composed")) }
            dd { time datetime=(message.at) { (visit.voice.full(message.at)) } }
            @if let Some(at) = message.read_at {
                dt { (visit.say("message-read-at")) }
                dd { time datetime=(at) { (visit.voice.full(at)) } }
            }
        }
    }
}

fn attempts(visit: &Visit, attempts: &[Attempt]) -> Markup {
    if attempts.is_empty() {
        return html! { p.note { (visit.say("message-no-attempt")) } };
    }
    let heads = ["message-began", "message-ended", "message-fate", "message-said"];
    let row = |one: &Attempt| {
        vec![
            cell(html! { time datetime=(one.began_at) { (visit.voice.moment(one.began_at)) } }),
            cell(html! {
                @match one.ended_at {
                    Some(at) => { time datetime=(at) { (visit.voice.moment(at)) } }
                    None => { "–" }
                }
            }),
            cell(visit.voice.word("attempt", one.fate.word())),
            cell(one.said.clone()),
        ]
    };
    ui::list(&heads.map(|key| head(visit.say(key))), attempts.iter().map(row).collect())
}

fn told(visit: &Visit, told: &[Told]) -> Markup {
    let heads = ["letter-heard", "state", "message-said"];
    let row = |one: &Told| {
        vec![
            cell(html! { time datetime=(one.at) { (visit.voice.moment(one.at)) } }),
            cell(visit.voice.word("heard", one.heard.word())),
            cell(one.said.clone()),
        ]
    };
    ui::list(&heads.map(|key| head(visit.say(key))), told.iter().map(row).collect())
}

/// How far a certified message has come with its recipient, and each receipt of it.
fn certified(visit: &Visit, standing: &Standing, all: &[Proved]) -> Markup {
    let tone = match standing.stage {
        Stage::Handed | Stage::Accepted | Stage::TakenInCharge => "live",
        Stage::Delivered => "good",
        Stage::Refused | Stage::Failed | Stage::Virus => "bad",
    };
    let heads = ["certified-at", "state", "certified-provider", "letter-proof", "letter"];
    let row = |one: &Proved| {
        let (tone, word) =
            if one.proves { ("good", "certified-counts") } else { ("warn", "certified-no-proof") };
        vec![
            cell(html! { time datetime=(one.at) { (visit.voice.moment(one.at)) } }),
            cell(html! {
                (visit.voice.word("certificate", one.step.word()))
                @if let Some(recipient) = &one.recipient { p.note { (recipient) } }
            }),
            cell(one.provider.clone()),
            cell(ui::badge(tone, &visit.say(word))),
            cell(html! { a href=(format!("/desk/letters/{}", one.letter)) download {
                (visit.say("letter-original"))
            } }),
        ]
    };
    html! {
        p {
            (ui::badge(tone, &visit.voice.word("certified", standing.stage.word())))
            @if let Some(since) = standing.since {
                " " time datetime=(since) { (visit.voice.full(since)) }
            }
        }
        @if let Some(warned) = standing.warned {
            p.warning { (visit.voice.tell("certified-warned", &[
                ("when", visit.voice.moment(warned).into()),
            ])) }
        }
        @if !all.is_empty() {
            (ui::list(&heads.map(|key| head(visit.say(key))), all.iter().map(row).collect()))
        }
    }
}
