//! What a mapping makes of the file, before anything is written.

use crate::{
    ui::{self, Card, cell, head, number, number_head},
    visit::Visit,
};
use domain::contacts::{
    calls::{Caller, Fact},
    logs::preview::{Preview, REASONS, ROWS_MAX},
};
use flate2::read::MultiGzDecoder;
use maud::{Markup, html};
use std::io::Read;

/// Bytes of a file that are looked at, packed or not.
pub(super) const LOOKED_AT: i64 = 4 << 20;
/// Words for topics that are named.
const TOPICS_SHOWN: usize = 30;
/// Bytes of text that are tried.
const TRIED_MAX: u64 = 4 << 20;

/// The beginning of a file, unpacked.
pub(super) fn beginning(bytes: &[u8]) -> Vec<u8> {
    let mut text = Vec::new();
    if bytes.starts_with(&[0x1f, 0x8b]) {
        // What is damaged further on is told by the import.
        drop(MultiGzDecoder::new(bytes).take(TRIED_MAX).read_to_end(&mut text));
        return text;
    }
    let most = bytes.len().min(usize::try_from(TRIED_MAX).unwrap_or(usize::MAX));
    bytes[..most].to_vec()
}

/// Figures and first calls, or why there are none.
pub(super) fn shown(visit: &Visit, tried: &Result<Preview, String>) -> Markup {
    match tried {
        Ok(preview) => html! {
            (figures(visit, preview))
            (rejected(visit, preview))
            @let unknown = preview.unknown_topics.iter().map(|(word, count)| (word, *count));
            (unknown_topics(visit, unknown))
            (calls(visit, &preview.first))
        },
        Err(reason) => fault(visit, "imports-unreadable", reason),
    }
}

/// What the reader of files says is wrong, in its own words.
pub(super) fn fault(visit: &Visit, title: &str, reason: &str) -> Markup {
    html! { p.fault role="alert" { (visit.say(title)) " " span lang="en" { (reason) } } }
}

fn figures(visit: &Visit, preview: &Preview) -> Markup {
    let count = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
    let (offered, answered) = (count(preview.offered), count(preview.answered));
    let card = |label: &str, value: String, note: String| Card {
        label: visit.say(label),
        value,
        note,
        ..Card::default()
    };
    let most = [("count", visit.voice.number(count(ROWS_MAX)).into())];
    let tried = if preview.rows < ROWS_MAX {
        String::new()
    } else {
        visit.voice.tell("imports-first-rows", &most)
    };
    let bad = count(preview.rejected.values().sum());
    let cards = [
        card("imports-rows", visit.voice.number(count(preview.rows)), tried),
        Card {
            tone: if bad > 0 { "bad" } else { "good" },
            ..card(
                "imports-rejected",
                visit.voice.number(bad),
                visit.voice.percent(bad, count(preview.rows)),
            )
        },
        card(
            "figure-answer-rate-raw",
            visit.voice.percent(answered, answered + count(preview.abandoned)),
            format!("{} / {}", visit.voice.number(answered), visit.voice.number(offered)),
        ),
        card(
            "morning-quick",
            visit.voice.percent(count(preview.within_10s), offered),
            visit.voice.mean_seconds(preview.waited_us / kernel::Instant::SECOND, answered),
        ),
    ];
    html! { div.cards { @for one in &cards { (ui::card(one)) } } }
}

fn rejected(visit: &Visit, preview: &Preview) -> Markup {
    let Some((line, column, _)) = &preview.first_rejected else { return html! {} };
    let line = [("line", line.to_string().into())];
    html! {
        p.note {
            (visit.voice.tell("imports-first-rejected", &line)) (visit.voice.colon())
            @if let Some(column) = column { code { (column) } " " }
            @for (at, (reason, count)) in preview.rejected.iter().enumerate() {
                @if at > 0 { ", " }
                (told(visit, reason)) " (" (count) ")"
            }
        }
    }
}

/// What calls are said to be about and no topic is called, so many times each.
pub(super) fn unknown_topics<'a>(
    visit: &Visit,
    counts: impl Iterator<Item = (&'a String, u64)>,
) -> Markup {
    let told: Vec<String> =
        counts.take(TOPICS_SHOWN).map(|(word, count)| format!("{word} ({count})")).collect();
    html! { @if !told.is_empty() {
        p.note {
            (visit.voice.labelled(&visit.say("imports-unknown-topics"), &told.join(", "))) " "
            (visit.say("imports-unknown-topics-advice"))
        }
    } }
}

/// A reason in words; one that the mapping gives is said as it stands there.
fn told(visit: &Visit, reason: &str) -> String {
    if REASONS.contains(&reason) { visit.voice.word("rejected", reason) } else { reason.to_owned() }
}

fn calls(visit: &Visit, first: &[Fact]) -> Markup {
    if first.is_empty() {
        return ui::empty(&visit.say("calls-none"), &visit.say("imports-none-read"));
    }
    let heads = [
        head(visit.say("meaning-at")),
        head(visit.say("meaning-queue")),
        head(visit.say("meaning-number")),
        head(visit.say("meaning-caller")),
        head(visit.say("meaning-agent")),
        head(visit.say("meaning-outcome")),
        head(visit.say("meaning-topic")),
        number_head(visit.say("meaning-waited")),
        number_head(visit.say("meaning-talked")),
    ];
    let text = |text: &Option<String>| text.clone().unwrap_or_else(|| "–".to_owned());
    let row = |fact: &Fact| {
        let record = fact.record.as_ref();
        let ending = record.map(|record| visit.voice.word("ending", record.ending.word()));
        vec![
            cell(visit.voice.moment(fact.at)),
            cell(text(&fact.queue)),
            cell(text(&fact.number)),
            cell(match &fact.caller {
                Caller::Known(number) => number.as_str(),
                Caller::Withheld => "∅",
                Caller::Untold => "–",
            }),
            cell(text(&fact.agent)),
            cell(ending.unwrap_or_default()),
            cell(text(&fact.topic)),
            number(visit.voice.wait(record.map(|record| record.wait_us))),
            number(visit.voice.wait(record.and_then(|record| record.handling_us))),
        ]
    };
    ui::list(&heads, first.iter().map(row).collect())
}
