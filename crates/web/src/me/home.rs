//! The first page: what needs attention, and where everything is.

use super::{
    page::{client, page as framed},
    requests::promise,
};
use crate::{problem::Answer, ui, visit::Visit};
use domain::contacts::area::{self, Attention};
use maud::{Markup, html};

/// The page.
pub(super) async fn page(visit: Visit) -> Answer<Markup> {
    let name = client(&visit)?.name.clone();
    let read = visit.look(|desk| Ok((area::attention(desk)?, area::my_requests(desk)?)));
    let (attention, requests) = read.await?;
    let content = html! {
        p.lead { (name) }
        h2 { (visit.say("me-attention")) }
        (needs(&visit, &attention))
        h2 { (visit.say("me-to-sign")) }
        p.note { (visit.say("me-to-sign-none")) }
        h2 { (visit.say("me-requests")) }
        @if requests.is_empty() { p.note { (visit.say("me-requests-none")) } }
        ul.plain { @for one in requests.iter().take(5) {
            li {
                a href=(format!("/me/requests/{}", one.id)) { (one.number) " · " (one.title) }
                (promise(&visit, one))
            }
        } }
        p.actions {
            a.button.primary href="/me/ask" { (visit.say("me-ask")) }
            a.button href="/me/call" { (visit.say("call-me")) }
        }
        p #install hidden { button type="button" { (visit.say("me-install")) } }
    };
    Ok(framed(&visit, &visit.say("me-home"), content))
}

fn needs(visit: &Visit, attention: &Attention) -> Markup {
    let nothing =
        attention.unread == 0 && attention.waiting.is_empty() && attention.ending.is_empty();
    html! {
        @if nothing { (ui::empty(&visit.say("me-nothing"), &visit.say("me-nothing-advice"))) }
        ul.plain {
            @if attention.unread > 0 {
                li { a href="/me/messages" {
                    @let count = attention.unread.to_string();
                    (visit.voice.tell("me-unread", &[("count", count.into())]))
                } }
            }
            @for one in &attention.waiting {
                li { a href=(format!("/me/requests/{}", one.id)) {
                    (visit.say("me-we-asked")) " " (one.number) " · " (one.title)
                } }
            }
            @for one in &attention.ending {
                @if let Some(day) = one.ends_on {
                    li { a href="/me/contracts" {
                        (visit.voice.tell("me-ends", &[
                            ("number", one.number.clone().into()),
                            ("day", visit.voice.short_day(day).into()),
                        ]))
                    } }
                }
            }
        }
    }
}
