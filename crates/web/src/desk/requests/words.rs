//! What was said about a request, in the order in which it was said.

use super::Choices;
use crate::{desk::correcting, visit::Visit};
use domain::{
    Right,
    contacts::requests::{Request, Word, WordKind},
};
use maud::{Markup, html};

/// Who asks, as far as it is known.
pub(super) fn person(request: &Request) -> &str {
    let sender = &request.sender;
    let named = Some(sender.name.as_str()).filter(|name| !name.is_empty());
    named.or(sender.email.as_deref()).or(sender.phone.as_deref()).unwrap_or("–")
}

/// All of it; what is ours stands apart from what is theirs, and notes from both.
pub(super) fn thread(
    visit: &Visit,
    request: &Request,
    words: &[Word],
    choices: &Choices,
) -> Markup {
    html! {
        ol.words {
            @if !request.fields.is_empty() {
                li.theirs {
                    (said_by(visit, person(request), "web", request.received_at))
                    dl.facts { @for field in &request.fields {
                        dt { (field.label) } dd { (field.value) }
                    } }
                }
            }
            @for word in words { (said(visit, request, word, choices)) }
        }
    }
}

fn said(visit: &Visit, request: &Request, word: &Word, choices: &Choices) -> Markup {
    let side = match word.kind {
        WordKind::Question | WordKind::Reply => "theirs",
        WordKind::Answer | WordKind::Asked | WordKind::Receipt => "ours",
        WordKind::Note => "note-word",
    };
    let who = match side {
        "theirs" => person(request),
        _ => choices.colleague(word.staff),
    };
    let is_note = word.kind == WordKind::Note;
    html! {
        li.(side) id=[is_note.then_some(word.id)] {
            p.note {
                strong { (visit.voice.word("word", word.kind.word())) }
                " · " (who) " · " (channel(visit, &word.channel)) " · "
                time datetime=(word.at) { (visit.voice.moment(word.at)) }
            }
            p.text { (word.text) }
            @if let Some(corrects) = word.corrects { (correcting::link(visit, corrects)) }
            @if is_note && visit.may(Right::WorkRequests) {
                (correcting::form(visit, &word.id.to_string()))
            }
        }
    }
}

fn said_by(visit: &Visit, who: &str, by: &str, at: kernel::Instant) -> Markup {
    html! {
        p.note {
            (who) " · " (channel(visit, by)) " · "
            time datetime=(at) { (visit.voice.moment(at)) }
        }
    }
}

fn channel(visit: &Visit, word: &str) -> String {
    visit.voice.word("channel", word)
}

/// The client's last words as a quotation, line by line.
pub(super) fn quoted(words: &[Word]) -> String {
    let theirs = |word: &&Word| matches!(word.kind, WordKind::Question | WordKind::Reply);
    let Some(last) = words.iter().rev().find(theirs) else { return String::new() };
    let lines: Vec<String> = last.text.lines().map(|line| format!("> {line}")).collect();
    lines.join("\n") + "\n\n"
}
