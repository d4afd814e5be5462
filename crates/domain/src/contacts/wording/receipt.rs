//! The confirmation that a request has reached us, put into words where it is sent.

use super::{Placeholders, fill};
use crate::{Desk, Refusal, Result, identity};
use kernel::{Instant, Language};
use serde::Deserialize;

/// What a confirmation says: it is kept so with the message, and no words with it, since many are
/// composed at once.
#[derive(Debug, Deserialize)]
struct Said {
    number: String,
    title: String,
    client: String,
    due_at: String,
}

/// The heading in the first line, then the letter.
fn template(language: Language) -> &'static str {
    match language {
        Language::It => include_str!("receipt/it.txt"),
        Language::Fr => include_str!("receipt/fr.txt"),
        Language::Nl => include_str!("receipt/nl.txt"),
        Language::En => include_str!("receipt/en.txt"),
    }
}

/// Heading and text of a confirmation in the client's language. It names the promised hour in the
/// company's own zone, and none where none is promised.
///
/// # Errors
/// `Unknown` for what is no confirmation.
pub fn receipt(desk: &mut Desk<'_>, language: Language, said: &str) -> Result<(String, String)> {
    let said: Said = serde_json::from_str(said).map_err(|_| Refusal::Unknown("receipt"))?;
    let tenant = identity::tenant(desk)?;
    let due = said.due_at.parse::<Instant>().ok();
    let promise = due.map(|due| due.in_zone(&tenant.zone).strftime("%d.%m.%Y, %H:%M").to_string());
    let with = Placeholders {
        client: said.client,
        number: said.number,
        title: said.title,
        promise: promise.unwrap_or_default(),
        colleague: String::new(),
        company: tenant.name,
    };
    let letter = fill(template(language), &with)?;
    let (heading, text) = letter.split_once('\n').unwrap_or((&letter, ""));
    Ok((heading.to_owned(), text.trim().to_owned() + "\n"))
}
