//! The frame of the client's pages.

use crate::{
    assets,
    problem::{Answer, Problem},
    ui,
    visit::Visit,
};
use domain::accounts::Client;
use maud::{Markup, html};

/// The client who is in.
///
/// # Errors
/// `SignInFirst` where nobody is: a door has made sure that somebody is.
pub(super) fn client(visit: &Visit) -> Answer<&Client> {
    visit.client.as_deref().ok_or(Problem::SignInFirst)
}

/// Where one goes: address and text.
const WAYS: [(&str, &str); 7] = [
    ("/me", "me-home"),
    ("/me/messages", "me-messages"),
    ("/me/requests", "me-requests"),
    ("/me/contracts", "me-contracts"),
    ("/me/claims", "me-claims"),
    ("/me/documents", "me-documents"),
    ("/me/profile", "me-profile"),
];

/// A page of somebody who is in.
pub(super) fn page(visit: &Visit, title: &str, content: Markup) -> Markup {
    let here = |address: &str| match address {
        "/me" => visit.path == "/me",
        address => visit.path.starts_with(address),
    };
    let inside = html! {
        nav.ways.area aria-label=(visit.say("nav-label")) {
            @for (address, label) in WAYS {
                a href=(address) aria-current=[here(address).then_some("page")] {
                    (visit.say(label))
                }
            }
        }
        main #content tabindex="-1" { h1 { (title) } (content) }
        script type="module" src=(assets::address("me.js")) {}
    };
    ui::area_page(visit, title, inside)
}

/// A page before one is in.
pub(super) fn outside(visit: &Visit, title: &str, content: Markup) -> Markup {
    ui::area_page(
        visit,
        title,
        html! {
            main #content.narrow tabindex="-1" { h1 { (title) } (content) }
        },
    )
}
