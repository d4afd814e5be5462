//! The client's messages. One is read when they say so: looking at a page changes nothing.

use super::page::page;
use crate::{problem::Answer, ui, visit::Visit};
use axum::{
    extract::Path,
    response::{IntoResponse, Redirect, Response},
};
use domain::{
    messaging::{self, Message},
    notices,
};
use maud::{Markup, html};

/// Messages that are shown.
const SHOWN: i64 = 200;

/// The newest of them.
pub(super) async fn list(visit: Visit) -> Answer<Markup> {
    let read = visit.look(|desk| {
        let mut all = messaging::inbox(desk, SHOWN)?;
        notices::spoken(desk, &mut all)?;
        Ok(all)
    });
    let all = read.await?;
    let content = html! {
        @if all.is_empty() {
            (ui::empty(&visit.say("me-messages-none"), &visit.say("me-messages-advice")))
        }
        @for one in &all { (message(&visit, one)) }
    };
    Ok(page(&visit, &visit.say("me-messages"), content))
}

fn message(visit: &Visit, one: &Message) -> Markup {
    html! {
        article.letter.unread[one.read_at.is_none()] id=(one.id) {
            h2 { (one.title) }
            p.note { time datetime=(one.at) { (visit.voice.full(one.at)) } }
            p { (one.text) }
            @if one.read_at.is_none() {
                form method="post" action=(format!("/me/messages/{}", one.id)) {
                    button.quiet { (visit.say("me-read")) }
                }
            }
        }
    }
}

/// The client has read one.
pub(super) async fn read(visit: Visit, Path(id): Path<String>) -> Answer<Response> {
    let id = visit.identify::<Message>(&id, "message")?;
    visit.act(move |desk| messaging::read(desk, id)).await?;
    Ok(Redirect::to("/me/messages").into_response())
}
