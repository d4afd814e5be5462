//! Everything we had to do with a client, the newest first. Nothing in it is ever changed: a note
//! that was wrong is corrected by another.

use super::one::Shown;
use crate::{
    desk::{
        calls::{clock_line, place_in_list},
        correcting,
        notices::notice_name,
    },
    fields::Fields,
    ui::{self, Form},
    visit::Visit,
};
use domain::{
    contacts::clients::{Entry, TIMELINE_PAGE, TimelineFilter, What},
    messaging,
};
use kernel::Id;
use maud::{Markup, html};

/// What the address asks for.
pub(super) fn filter_of(query: &Fields) -> TimelineFilter {
    TimelineFilter {
        what: What::from_word(query.text("what")),
        search: query.text("find").to_owned(),
        before: query
            .given("before")
            .and_then(place_in_list::<Entry>)
            .map(|(at, id)| (at, id.bytes())),
    }
}

/// The filter, the place to note something, and the entries.
pub(super) fn all(visit: &Visit, shown: &Shown, (writes, typed): (bool, &Fields)) -> Markup {
    let full = i64::try_from(shown.entries.len()).is_ok_and(|length| length == TIMELINE_PAGE);
    let next = shown.entries.last().filter(|_| full);
    let next =
        next.map(|last| format!("{}.{}", last.at.micros(), Id::<Entry>::from_bytes(last.id)));
    html! {
        (filter_bar(visit))
        @if writes {
            form.answer method="post" {
                (Form::new(visit, typed, &[]).area("text", "client-note", 2, html! {}))
                p { button name="do" value="note" data-main { (visit.say("note-save")) } }
            }
        }
        @if shown.entries.is_empty() {
            (ui::empty(&visit.say("timeline-none"), &visit.say("timeline-none-advice")))
        } @else {
            ol.timeline { @for entry in &shown.entries { (line(visit, shown, entry, writes)) } }
            (ui::pager(visit, next.as_deref()))
        }
    }
}

fn filter_bar(visit: &Visit) -> Markup {
    let form = Form::new(visit, &visit.query, &[]);
    let all = (String::new(), visit.say("all"));
    let told = What::ALL.iter().map(|one| (one.word().to_owned(), entry_word(visit, *one)));
    let kinds: Vec<(String, String)> = std::iter::once(all).chain(told).collect();
    html! {
        form.filters method="get" role="search" {
            (form.input("find", "search", "find"))
            (form.choice("what", "entry-kind", &kinds))
            div.actions { button { (visit.say("show")) } }
        }
    }
}

fn entry_word(visit: &Visit, what: What) -> String {
    visit.voice.word("entry", what.word())
}

fn line(visit: &Visit, shown: &Shown, entry: &Entry, writes: bool) -> Markup {
    let clocks: Vec<_> = shown.clocks.iter().filter(|row| row.subject == entry.id).collect();
    let id = Id::<Entry>::from_bytes(entry.id);
    html! {
        li.(entry.what.word()) id=[(entry.what == What::Note).then_some(id)] {
            p.note {
                time datetime=(entry.at) { (visit.voice.moment(entry.at)) } " · "
                strong { (link(visit, shown, entry)) }
                @if entry.what == What::Message { " " (message_state(visit, shown, entry)) }
                @else { " · " (state(visit, entry)) }
            }
            @if entry.what == What::Check {
                p.text { (asked(visit, &entry.text)) }
            } @else if entry.what == What::Message {
                p.text { (way(visit, &entry.text)) }
            } @else if !entry.text.is_empty() {
                p.text { (entry.text) }
            }
            @if !clocks.is_empty() { (clock_line(visit, &clocks, &shown.pinned)) }
            @if let Some(corrects) = entry.corrects {
                (correcting::link(visit, Id::<Entry>::from_bytes(corrects)))
            }
            @if writes && entry.what == What::Note { (correcting::form(visit, &id.to_string())) }
        }
    }
}

/// What was asked of a caller, in words.
fn asked(visit: &Visit, words: &str) -> String {
    let told: Vec<String> =
        words.split_whitespace().map(|word| visit.voice.word("asked", word)).collect();
    told.join(", ")
}

/// By what a message went, and where.
fn way(visit: &Visit, text: &str) -> String {
    let (channel, to) = text.split_once(' ').unwrap_or((text, ""));
    format!("{} {to}", visit.voice.word("channel", channel))
}

/// How a message stands, and when it arrived.
fn message_state(visit: &Visit, shown: &Shown, entry: &Entry) -> Markup {
    html! {
        @if let Some(state) = messaging::State::from_word(&entry.state) {
            (ui::message_badge(visit, state))
        }
        @if let Some(at) = shown.arrived.get(&entry.id) {
            " " time datetime=(at) { (visit.voice.moment(*at)) }
        }
        @if let Some(paper) = shown.papers.get(&entry.id) {
            " " a href=(format!("/desk/outbox/{}/paper", Id::<Entry>::from_bytes(entry.id))) {
                (visit.say("paper-proof"))
                @if let Some(number) = &paper.number { " " (number) }
            }
        }
    }
}

fn link(visit: &Visit, shown: &Shown, entry: &Entry) -> Markup {
    let (subject, own) = (Id::<Entry>::from_bytes(entry.subject), Id::from_bytes(entry.id));
    let place = match entry.what {
        What::Call => "calls",
        What::Request | What::Word => "requests",
        What::Complaint => "complaints",
        What::Message => "outbox",
        What::Callback | What::Note | What::Check | What::Contract => "",
    };
    let page = if entry.what == What::Message { own } else { subject };
    let told = entry_word(visit, entry.what);
    let told = match entry.what {
        What::Request | What::Word | What::Callback | What::Contract => {
            format!("{told} {}", entry.title)
        }
        What::Message => {
            visit.voice.labelled(&told, &notice_name(visit, &shown.book, &entry.title))
        }
        _ => told,
    };
    html! { @if place.is_empty() { (told) } @else {
        a href=(format!("/desk/{place}/{page}")) { (told) }
    } }
}

fn state(visit: &Visit, entry: &Entry) -> String {
    state_family(entry.what).map_or_else(String::new, |one| visit.voice.word(one, &entry.state))
}

/// The family of words that say how an entry stands; a note only stands there.
pub(crate) fn state_family(what: What) -> Option<&'static str> {
    Some(match what {
        What::Call => "call-record",
        What::Request => "request",
        What::Word => "word",
        What::Callback => "callback",
        What::Note => return None,
        What::Check => "checked",
        What::Complaint => "complaint-state",
        What::Contract => "contract",
        What::Message => "message-state",
    })
}
