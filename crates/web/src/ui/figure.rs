//! One figure as a card: what it is, its value, what it is compared with, and where it leads.

use maud::{Markup, html};

/// What a card shows.
#[derive(Clone, Debug, Default)]
pub(crate) struct Card {
    /// What the figure is.
    pub label: String,
    /// Its value.
    pub value: String,
    /// A smaller line below: of how many, or the change.
    pub note: String,
    /// `good`, `bad` or nothing.
    pub tone: &'static str,
    /// Where it leads.
    pub link: Option<String>,
}

/// The card.
pub(crate) fn card(card: &Card) -> Markup {
    let sign = match card.tone {
        "good" => "✓ ",
        "bad" => "✕ ",
        _ => "",
    };
    let inside = html! {
        span.label { (card.label) }
        span.value { (card.value) }
        span.note { span aria-hidden="true" { (sign) } (card.note) }
    };
    html! {
        @if let Some(link) = &card.link {
            a.card.(card.tone) href=(link) { (inside) }
        } @else {
            div.card.(card.tone) { (inside) }
        }
    }
}
