//! Commitments for anyone: target, result, years before, and what is done about a missed one.

use crate::{
    problem::Answer,
    ui::{self, Card},
    visit::Visit,
    voice::Voice,
};
use axum::extract::Path;
use domain::{
    Refusal,
    commitments::Commitment,
    quality::{
        measures::Promise,
        publication::{self, Entry, Year},
    },
};
use maud::{Markup, html};

pub(super) async fn entries(visit: &Visit) -> Answer<Vec<Entry>> {
    let language = visit.voice.language;
    visit.look(move |desk| publication::commitments_page(desk, language)).await
}

/// Every public commitment.
pub(super) async fn page(visit: Visit) -> Answer<Markup> {
    let entries = entries(&visit).await?;
    let content = html! {
        p.lead { (visit.say("public-lead")) }
        @if entries.is_empty() {
            (ui::empty(&visit.say("public-none"), &visit.say("public-none-advice")))
        }
        @for entry in &entries {
            section.promise aria-labelledby=(entry.version.commitment.code) {
                h2 #(entry.version.commitment.code) {
                    a href=(address(entry)) { (name(&visit, entry)) }
                }
                p.target {
                    (visit.say("public-target")) (visit.voice.colon())
                    strong { (target(&visit.voice, &entry.version.commitment)) }
                }
                (years(&visit, entry))
            }
        }
    };
    Ok(ui::public_page(&visit, &visit.say("public-commitments"), content))
}

/// One of them, with how it is measured.
pub(super) async fn one(visit: Visit, Path(code): Path<String>) -> Answer<Markup> {
    let entries = entries(&visit).await?;
    let entry = entries.iter().find(|entry| entry.version.commitment.code == code);
    let entry = entry.ok_or(Refusal::Unknown("commitment"))?;
    let commitment = &entry.version.commitment;
    let how = commitment.how.in_language(visit.voice.language);
    let content = html! {
        p.lead {
            (visit.say("public-target")) (visit.voice.colon())
            strong { (target(&visit.voice, commitment)) }
        }
        (years(&visit, entry))
        h2 { (visit.say("public-how")) }
        @if !how.is_empty() { p { (how) } }
        dl.facts {
            dt { (visit.say("public-calendar")) }
            dd { (commitment.calendar.clone().unwrap_or_else(|| visit.say("public-real-time"))) }
            dt { (visit.say("public-basis")) }
            dd {
                (visit.voice.word("basis", commitment.basis.word()))
                @if let Some(law) = &commitment.law { " – " (law) }
            }
            dt { (visit.say("version")) } dd { (entry.version.version) }
            dt { (visit.say("public-valid-from")) }
            dd { (visit.voice.day(entry.version.valid_from.day(&visit.voice.zone))) }
        }
        p { a href="/commitments" { "← " (visit.say("public-all-commitments")) } }
    };
    Ok(ui::public_page(&visit, name(&visit, entry), content))
}

fn name<'a>(visit: &Visit, entry: &'a Entry) -> &'a str {
    entry.version.commitment.name.in_language(visit.voice.language)
}

fn address(entry: &Entry) -> String {
    format!("/commitments/{}", entry.version.commitment.code)
}

/// What is promised, in words: 95 % within 24 h.
pub(crate) fn target(voice: &Voice, commitment: &Commitment) -> String {
    let share = voice.permille(commitment.share.permille());
    match &commitment.within {
        None => share,
        Some(within) => {
            let time = time(voice, within);
            voice.tell("public-within", &[("share", share.into()), ("time", time.into())])
        }
    }
}

/// A target's time in words: `10bd` is 10 business days.
pub(crate) fn time(voice: &Voice, within: &str) -> String {
    let digits = within.chars().take_while(char::is_ascii_digit).count();
    let (count, unit) = within.split_at(digits);
    voice.tell(&format!("time-{unit}"), &[("count", count.into())])
}

/// This year's results as cards.
pub(super) fn cards(visit: &Visit, entries: &[Entry]) -> Markup {
    html! {
        div.cards {
            @for entry in entries {
                (ui::card(&year_card(visit, entry)))
            }
        }
    }
}

fn year_card(visit: &Visit, entry: &Entry) -> Card {
    let commitment = &entry.version.commitment;
    let year = entry.years.first();
    let promise = year.and_then(|year| year.promise.as_ref());
    let missed = year.is_some_and(|year| year.is_missed(commitment.share.permille()));
    let decided = promise.map_or(0, |promise| promise.kept + promise.breached);
    Card {
        label: name(visit, entry).to_owned(),
        value: promise.map_or_else(|| "–".into(), |promise| result(&visit.voice, promise)),
        note: visit.voice.labelled(&visit.say("public-target"), &target(&visit.voice, commitment)),
        tone: if decided == 0 {
            ""
        } else if missed {
            "bad"
        } else {
            "good"
        },
        link: Some(address(entry)),
    }
}

fn result(voice: &Voice, promise: &Promise) -> String {
    voice.percent(promise.kept, promise.kept + promise.breached)
}

fn years(visit: &Visit, entry: &Entry) -> Markup {
    let permille = entry.version.commitment.share.permille();
    html! {
        div.scroll tabindex="0" { table {
            thead { tr {
                th scope="col" { (visit.say("public-year")) }
                th.number scope="col" { (visit.say("public-result")) }
                th.number scope="col" { (visit.say("public-cases")) }
                td {}
            } }
            tbody {
                @for (at, year) in entry.years.iter().enumerate() {
                    (year_row(visit, year, permille, at == 0))
                }
            }
        } }
        @for year in entry.years.iter().filter(|year| year.is_missed(permille)) {
            (why(visit, year))
        }
    }
}

fn year_row(visit: &Visit, year: &Year, permille: u32, so_far: bool) -> Markup {
    let told = year.year.to_string();
    let told = if so_far {
        visit.voice.tell("public-year-so-far", &[("year", format!("{told}\u{2060}").into())])
    } else {
        told
    };
    let decided = year.promise.as_ref().map_or(0, |promise| promise.kept + promise.breached);
    html! {
        tr {
            th scope="row" { (told) }
            @if let Some(promise) = &year.promise {
                td.number { (result(&visit.voice, promise)) }
                td.number {
                    (visit.voice.number(decided))
                    @if promise.running > 0 {
                        span.note {
                            " + " (visit.voice.number(promise.running)) " "
                            (visit.say("public-running"))
                        }
                    }
                }
            } @else { td.number { "–" } td.number { "0" } }
            td {
                @if decided == 0 { (ui::badge("calm", &visit.say("public-nothing"))) }
                @else if year.is_missed(permille) {
                    (ui::badge("bad", &visit.say("public-missed")))
                }
                @else { (ui::badge("good", &visit.say("public-kept"))) }
            }
        }
    }
}

/// Why it was missed and what is done about it, or that this is still to be said.
fn why(visit: &Visit, year: &Year) -> Markup {
    html! {
        div.why {
            h3 { (year.year) (visit.voice.colon()) (visit.say("public-missed")) }
            @if let Some(note) = &year.note {
                dl.facts {
                    dt { (visit.say("public-cause")) } dd { (note.cause) }
                    dt { (visit.say("public-action")) } dd { (note.action) }
                }
            } @else { p { (visit.say("public-no-note")) } }
        }
    }
}
