//! What was written to clients, how each message stands, and the place to send one again.

use crate::{
    desk::{calls::place_in_list, notices::notice_name},
    fields::Fields,
    problem::Answer,
    ui::{self, Form, cell, cell_of, head},
    visit::Visit,
};
use axum::{
    extract::Path,
    response::{IntoResponse, Redirect, Response},
};
use domain::{
    Right,
    campaigns::Campaign,
    messaging::{self, Channel, Message, PAGE, Shown, State},
    notices,
};
use kernel::Id;
use maud::{Markup, html};

/// What was composed for clients, the newest first.
pub(super) async fn page(visit: Visit) -> Answer<Markup> {
    let before = visit.query.given("before").and_then(place_in_list);
    let campaign = visit.query.text("campaign").parse::<Id<Campaign>>();
    let shown = match (visit.query.text("show"), visit.query.given("kind"), campaign) {
        ("troubled", ..) => Shown::Troubled,
        (_, Some(code), _) => Shown::Notice(code.to_owned()),
        (.., Ok(campaign)) => Shown::Campaign(campaign.bytes()),
        _ => Shown::All,
    };
    let read = visit.act(move |desk| {
        let mut found = messaging::list(desk, shown.clone(), before)?;
        notices::spoken(desk, &mut found)?;
        Ok((found, notices::Book::open(desk)?))
    });
    let (found, book) = read.await?;
    let full = i64::try_from(found.len()).is_ok_and(|length| length == PAGE);
    let next = found.last().filter(|_| full);
    let next = next.map(|last| format!("{}.{}", last.at.micros(), last.id));
    let shows = ["all", "troubled"].map(|one| (one.to_owned(), visit.voice.word("outbox", one)));
    let content = html! {
        p { (visit.say("outbox-lead")) }
        form.filters method="get" action="/desk/outbox" role="search" {
            (Form::new(&visit, &visit.query, &[]).choice("show", "requests-show", &shows))
            div.actions { button.primary { (visit.say("show")) } }
        }
        @if found.is_empty() {
            (ui::empty(&visit.say("outbox-none"), &visit.say("outbox-none-advice")))
        } @else {
            (table(&visit, &book, &found))
            (ui::pager(&visit, next.as_deref()))
        }
    };
    Ok(ui::desk_page(&visit, &visit.say("nav-outbox"), content))
}

fn table(visit: &Visit, book: &notices::Book, found: &[Message]) -> Markup {
    let heads = ["composed", "message", "recipient", "state", "text"];
    let row = |one: &Message| {
        vec![
            cell(html! { time datetime=(one.at) { (visit.voice.moment(one.at)) } }),
            cell(html! {
                a href=(format!("/desk/outbox/{}", one.id)) {
                    (notice_name(visit, book, &one.kind))
                } " "
                span.note { (visit.voice.word("channel", &one.channel)) }
            }),
            cell(recipient(visit, one)),
            cell(state(visit, one)),
            cell_of("long", gist(one)),
        ]
    };
    ui::list(&heads.map(|key| head(visit.say(key))), found.iter().map(row).collect())
}

/// What tells it from others: its heading, or how it begins where it has none. All of it stands on
/// its page.
fn gist(one: &Message) -> String {
    if one.title.is_empty() { ui::gist(&one.text) } else { one.title.clone() }
}

/// To whom it goes; of a letter on paper there is a page of its own.
pub(super) fn recipient(visit: &Visit, one: &Message) -> Markup {
    let channel = Channel::from_word(&one.channel);
    html! {
        @if channel == Some(Channel::Inbox) {
            (visit.say("recipient-area"))
        } @else if channel.is_some_and(Channel::is_on_paper) {
            @for line in one.recipient.lines() { (line) br; }
            a href=(format!("/desk/outbox/{}/paper", one.id)) { (visit.say("paper-proof")) }
        } @else {
            (one.recipient)
        }
    }
}

/// How a message stands, what the other side said of it, and the button to send it again.
pub(super) fn state(visit: &Visit, one: &Message) -> Markup {
    let is_over =
        matches!(one.state, State::Failed | State::Bounced | State::Held | State::Expired);
    let went = matches!(one.state, State::Sent | State::Delivered);
    html! {
        (ui::message_badge(visit, one.state))
        @if !one.said.is_empty() && !went { p.note { (one.said) } }
        @if is_over && visit.may(Right::WorkRequests) {
            form.inline method="post" action=(format!("/desk/outbox/{}", one.id)) {
                button.quiet { (visit.say("message-again")) }
            }
        }
    }
}

/// Has a message sent again.
pub(super) async fn again(visit: Visit, Path(id): Path<String>, _: Fields) -> Answer<Response> {
    let id = visit.identify::<Message>(&id, "message")?;
    visit.act(move |desk| messaging::again(desk, id)).await?;
    Ok(Redirect::to("/desk/outbox?show=troubled").into_response())
}
