//! No more offers: one press, without signing in (RFC 8058). Looking at the page changes nothing,
//! and nobody can tell from it whether there was such a message.

use crate::{problem::Answer, ui, visit::Visit};
use axum::extract::Path;
use domain::{messaging::Message, notices};
use kernel::Id;
use maud::{Markup, html};

/// The page with the button.
pub(super) async fn page(visit: Visit, Path(_): Path<String>) -> Markup {
    let content = html! {
        p { (visit.say("unsubscribe-lead")) }
        form method="post" { button.primary { (visit.say("unsubscribe")) } }
    };
    ui::public_page(&visit, &visit.say("unsubscribe-title"), content)
}

/// Takes it, from a person or from a mail program for them.
pub(super) async fn done(visit: Visit, Path(message): Path<String>) -> Answer<Markup> {
    let message: Id<Message> = message.parse().unwrap_or(Id::from_bytes([0; 16]));
    let text = visit.say("unsubscribe-lead");
    visit
        .for_stranger(move |desk| notices::unsubscribe(desk, message, ("unsubscribe", &text)))
        .await?;
    let content = html! { div.once role="status" { p { (visit.say("unsubscribe-done")) } } };
    Ok(ui::public_page(&visit, &visit.say("unsubscribe-title"), content))
}
