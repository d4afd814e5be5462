//! Clocks and events, as the pages of calls and of other subjects show them.

use crate::{public::time, ui, visit::Visit};
use domain::{
    Desk, Result, Right,
    commitments::{self, Book, ClockRow, State, Version},
    history::Entry,
    parties::Kinds,
};
use kernel::Id;
use maud::{Markup, html};
use serde_json::Value as Json;
use std::{collections::HashMap, sync::Arc};

/// The versions of rule and calendar that clocks have pinned.
#[derive(Clone, Debug, Default)]
pub(in crate::desk) struct Pinned {
    versions: HashMap<[u8; 16], Arc<Version>>,
    calendars: HashMap<[u8; 16], String>,
}

impl Pinned {
    /// What the promise of a clock is called; its code where its rule is not theirs to see.
    fn name<'a>(&'a self, visit: &Visit, row: &'a ClockRow) -> &'a str {
        let version = self.versions.get(&row.commitment.bytes());
        version.map_or(&row.code, |it| it.commitment.name.in_language(visit.voice.language))
    }
}

/// What made these clocks.
pub(in crate::desk) fn versions_of(desk: &mut Desk<'_>, clocks: &[ClockRow]) -> Result<Pinned> {
    let mut pinned = Pinned::default();
    if !desk.who.may(Right::SeeFigures) {
        return Ok(pinned);
    }
    let ids: Vec<Id<Version>> = clocks.iter().map(|clock| clock.commitment).collect();
    for version in commitments::versions(desk, &ids)? {
        pinned.versions.insert(version.id.bytes(), version);
    }
    let newest = if desk.who.may(Right::SeeCommitments) {
        commitments::calendars(desk)?
    } else {
        Vec::new()
    };
    let book = Book::open(desk)?;
    for id in clocks.iter().filter_map(|clock| clock.calendar) {
        let code = book.calendar(id).map(|shelved| shelved.calendar.id().to_owned());
        let version = newest.iter().find(|one| one.id == id).map(|one| one.version);
        let told = version.map_or_else(String::new, |version| format!(" v{version}"));
        pinned.calendars.insert(id.bytes(), code.unwrap_or_default() + &told);
    }
    Ok(pinned)
}

/// The promises of one subject in a line: which, how each stands, and until when one that runs is
/// to be kept.
pub(in crate::desk) fn clock_line(visit: &Visit, clocks: &[&ClockRow], pinned: &Pinned) -> Markup {
    html! {
        p.note.clocks { @for row in clocks {
            span {
                (ui::state_badge(visit, row.state_at(visit.app.now()))) " "
                (pinned.name(visit, row))
                @if let (State::Running, Some(due)) = (row.clock.state, row.clock.due_at) {
                    " " (visit.say("due-by")) " " (moment(visit, Some(due)))
                }
            } " "
        } }
    }
}

/// The clocks of one subject, each with the versions that made its due instant.
pub(in crate::desk) fn clock_table(visit: &Visit, clocks: &[ClockRow], pinned: &Pinned) -> Markup {
    if clocks.is_empty() {
        return ui::empty(&visit.say("clocks-none"), &visit.say("clocks-none-advice"));
    }
    html! {
        div.scroll tabindex="0" { table {
            thead { tr {
                th scope="col" { (visit.say("commitment")) }
                th scope="col" { (visit.say("state")) }
                th scope="col" { (visit.say("started")) }
                th scope="col" { (visit.say("due")) }
                th scope="col" { (visit.say("stopped")) }
                th.number scope="col" { (visit.say("took")) }
                th scope="col" { (visit.say("measured-by")) }
            } }
            tbody { @for clock in clocks { (clock_row(visit, clock, pinned)) } }
        } }
    }
}

fn clock_row(visit: &Visit, row: &ClockRow, pinned: &Pinned) -> Markup {
    let version = pinned.versions.get(&row.commitment.bytes());
    html! {
        tr {
            th scope="row" {
                a href=(format!("/desk/commitments/{}", row.code)) { (pinned.name(visit, row)) }
            }
            td { (ui::state_badge(visit, row.state_at(visit.app.now()))) }
            td { (moment(visit, Some(row.clock.started_at))) }
            td { (moment(visit, row.clock.due_at)) }
            td { (moment(visit, row.clock.stopped_at)) }
            td.number {
                (row.clock.delay_s.map_or_else(|| "–".to_owned(), |s| visit.voice.seconds(s)))
            }
            td.note { (measured_by(visit, row, version, pinned)) }
        }
    }
}

/// Where there is little room, the hour goes below its day.
fn moment(visit: &Visit, at: Option<kernel::Instant>) -> Markup {
    let told = at.map_or_else(|| "–".to_owned(), |at| visit.voice.moment(at));
    let (day, hour) = told.rsplit_once(' ').unwrap_or((&told, ""));
    html! { span.whole { (day) } " " span.whole { (hour) } }
}

fn measured_by(
    visit: &Visit,
    row: &ClockRow,
    version: Option<&Arc<Version>>,
    pinned: &Pinned,
) -> Markup {
    let within = version.and_then(|version| version.commitment.within.as_deref());
    let calendar = row.calendar.and_then(|id| pinned.calendars.get(&id.bytes()));
    html! {
        @if let Some(version) = version { (row.code) " v" (version.version) }
        @if let Some(within) = within { " · " (time(&visit.voice, within)) }
        " · "
        @match calendar {
            Some(calendar) => (calendar),
            None => (visit.say("public-real-time")),
        }
    }
}

/// What happened, in the order in which it did; a promise leads to its commitment.
pub(in crate::desk) fn event_list(visit: &Visit, events: &[Entry], kinds: &Kinds) -> Markup {
    if events.is_empty() {
        return ui::empty(&visit.say("events-none"), &visit.say("events-none-advice"));
    }
    html! {
        ol.events { @for event in events {
            li.(event.kind.subject()) {
                time datetime=(event.at) { (visit.voice.moment(event.at)) }
                span { (visit.voice.word("event", event.kind.word())) (about(visit, event, kinds)) }
                @if late(event) {
                    span.note {
                        (visit.say("learnt-later")) " " (visit.voice.moment(event.recorded_at))
                    }
                }
            }
        } }
    }
}

/// Facts that arrived this long after they happened are said to be late.
const LATE: i64 = kernel::Instant::MINUTE;

fn late(event: &Entry) -> bool {
    event.recorded_at - event.at > LATE
}

fn about(visit: &Visit, event: &Entry, kinds: &Kinds) -> Markup {
    let text = |name: &str| event.facts.get(name).and_then(Json::as_str);
    html! {
        @if let Some(code) = text("code") {
            " · " a href=(format!("/desk/commitments/{code}")) { (code) }
        }
        @if let Some(asked) = text("asked") {
            " · " (visit.voice.word("asked-of-exchange", asked))
        }
        @for name in ["reason", "priority", "into"] {
            @if let Some(text) = text(name) { " · " (text) }
        }
        @if let Some(kind) = text("client_kind").or(text("kind")) { " · " (kinds.name(kind)) }
    }
}
