//! One campaign: to whom it goes, what was counted, what becomes of its messages.

use super::tone;
use crate::{
    assets,
    desk::notices::{notice_name, senders},
    fields::Fields,
    problem::Answer,
    ui::{self, Card, cell, head, message_badge, number},
    visit::Visit,
};
use axum::{
    extract::Path,
    response::{IntoResponse, Redirect, Response},
};
use domain::{
    Refusal,
    campaigns::{self, Audience, Campaign, Counted, Results, State},
    identity::{self, Unit},
    messaging,
    notices::{Book, Reason},
    parties::{self, Kinds},
};
use kernel::Instant;
use maud::{Markup, html};
use std::sync::Arc;

/// What the page shows.
struct Shown {
    campaign: Campaign,
    results: Results,
    book: Arc<Book>,
    kinds: Kinds,
    units: Vec<Unit>,
}

/// The page.
pub(super) async fn page(visit: Visit, Path(id): Path<String>) -> Answer<Markup> {
    let id = visit.identify::<Campaign>(&id, "campaign")?;
    let read = visit.look(move |desk| {
        Ok(Shown {
            campaign: campaigns::find(desk, id)?,
            results: campaigns::results(desk, id)?,
            book: Book::open(desk)?,
            kinds: parties::kinds(desk)?,
            units: identity::units(desk)?,
        })
    });
    let shown = read.await?;
    let campaign = &shown.campaign;
    let goes_on = matches!(campaign.state, State::Counting | State::Running);
    let content = html! {
        p { a href="/desk/campaigns" { (visit.say("campaign-back")) } }
        div.measured data-refresh=[goes_on.then_some("3")] {
            p { (ui::badge(tone(campaign.state),
                &visit.voice.word("campaign", campaign.state.word()))) }
            (facts(&visit, &shown))
            (progress(&visit, campaign))
            (counted(&visit, campaign))
            (buttons(&visit, campaign, &shown.results))
            (results(&visit, &shown))
        }
        script type="module" src=(assets::address("desk.js")) {}
    };
    Ok(ui::desk_page(&visit, &campaign.made.name, content))
}

fn facts(visit: &Visit, shown: &Shown) -> Markup {
    let (campaign, made) = (&shown.campaign, &shown.campaign.made);
    let moments = [
        ("campaign-made", Some(campaign.made_at)),
        ("campaign-started", campaign.started_at),
        ("campaign-ended", campaign.ended_at),
    ];
    let told: Vec<(&str, Instant)> =
        moments.into_iter().filter_map(|(key, at)| Some((key, at?))).collect();
    html! {
        dl.facts {
            dt { (visit.say("audience")) }
            dd { (audience(visit, shown, &made.audience)) }
            dt { (visit.say("campaign-offer")) }
            dd { a href=(format!("/desk/notices/{}", made.notice)) {
                (notice_name(visit, &shown.book, &made.notice))
            } }
            @if let Some(sender) = campaign.sender {
                dt { (visit.say("notice-sender")) }
                dd { (senders::name(visit, &shown.units, Some(sender))) }
            }
            dt { (visit.say("campaign-per-hour")) }
            dd { @if made.per_hour == 0 { (visit.say("campaign-no-rate")) }
                @else { (visit.voice.number(made.per_hour)) } }
            @for (key, at) in told {
                dt { (visit.say(key)) }
                dd { time datetime=(at) { (visit.voice.full(at)) } }
            }
        }
    }
}

/// An audience in words.
fn audience(visit: &Visit, shown: &Shown, audience: &Audience) -> String {
    let tell =
        |key: &str, name: &str, value: String| visit.voice.tell(key, &[(name, value.into())]);
    let mut parts = vec![match audience.kind.as_str() {
        "" => visit.say("audience-all"),
        kind => tell("audience-kind", "kind", shown.kinds.name(kind).to_owned()),
    }];
    if !audience.unit.is_empty() {
        let unit = shown.units.iter().find(|unit| unit.path == audience.unit);
        let name = unit.map_or_else(|| "–".to_owned(), |unit| unit.name.clone());
        parts.push(tell("audience-unit", "unit", name));
    }
    let days = [("from", audience.ends_from), ("before", audience.ends_before)];
    if !audience.product.is_empty() {
        parts.push(tell("audience-product", "product", audience.product.clone()));
    } else if days.iter().any(|(_, day)| day.is_some()) {
        parts.push(visit.say("audience-contract"));
    }
    if let Some(day) = audience.ends_from {
        parts.push(tell("audience-from", "day", visit.voice.day(day)));
    }
    if let Some(day) = audience.ends_before {
        parts.push(tell("audience-before", "day", visit.voice.day(day)));
    }
    parts.join(", ")
}

/// How far it is, as far as the size of its audience is known.
fn progress(visit: &Visit, campaign: &Campaign) -> Markup {
    let counted = &campaign.counted;
    let moves = matches!(campaign.state, State::Counting | State::Running | State::Paused);
    html! {
        @if moves && counted.of > 0 {
            progress max=(counted.of) value=(counted.looked_at.min(counted.of))
                aria-label=(visit.say("campaign-progress")) {}
        } @else if moves {
            progress aria-label=(visit.say("campaign-progress")) {}
        }
    }
}

/// Whom it reaches, and why not the others.
fn counted(visit: &Visit, campaign: &Campaign) -> Markup {
    let counted = &campaign.counted;
    if campaign.state == State::Draft && !counted.dry {
        return html! { p { (visit.say("campaign-uncounted")) } };
    }
    let of = |part: i64| match counted.looked_at {
        0 => String::new(),
        whole => visit.voice.percent(part, whole),
    };
    let cards = [
        Card {
            label: visit.say("campaign-looked-at"),
            value: visit.voice.number(counted.looked_at),
            note: match counted.of {
                0 => String::new(),
                of => visit.voice.tell("campaign-of", &[("count", visit.voice.number(of).into())]),
            },
            ..Card::default()
        },
        Card {
            label: visit.say(if counted.dry { "campaign-would-reach" } else { "campaign-reached" }),
            value: visit.voice.number(counted.reached),
            note: of(counted.reached),
            ..Card::default()
        },
    ];
    html! {
        div.cards.few { @for one in &cards { (ui::card(one)) } }
        (not_reached(visit, counted, of))
    }
}

/// Why the others were not reached.
fn not_reached(visit: &Visit, counted: &Counted, of: impl Fn(i64) -> String) -> Markup {
    let left: Vec<(Reason, i64)> = Reason::ALL
        .iter()
        .map(|reason| (*reason, counted.withheld(*reason)))
        .filter(|(_, count)| *count > 0)
        .collect();
    let heads = [
        head(visit.say("withheld-reason")),
        ui::number_head(visit.say("campaign-clients")),
        ui::number_head(visit.say("campaign-share")),
    ];
    let row = |(reason, count): &(Reason, i64)| {
        vec![
            cell(visit.voice.word("withheld", reason.word())),
            number(visit.voice.number(*count)),
            number(of(*count)),
        ]
    };
    html! {
        @if !left.is_empty() {
            h2 { (visit.say("campaign-not-reached")) }
            (ui::list(&heads, left.iter().map(row).collect()))
        }
    }
}

fn buttons(visit: &Visit, campaign: &Campaign, results: &Results) -> Markup {
    let counted = &campaign.counted;
    let is_counted = campaign.state == State::Draft && counted.dry;
    let reached = [("count", visit.voice.number(counted.reached).into())];
    let waits = results.iter().any(|(state, _)| state == messaging::State::Waiting.word());
    let goes = campaign.state == State::Running || campaign.state == State::Done && waits;
    let stops = goes || matches!(campaign.state, State::Paused | State::Counting);
    html! {
        @if is_counted && counted.reached == 0 { p.warning { (visit.say("campaign-nobody")) } }
        div.toolbar {
            form.inline method="post" {
                @if is_counted && counted.reached > 0 {
                    button.primary data-main name="do" value="start" {
                        (visit.voice.tell("campaign-start", &reached))
                    }
                }
                @if campaign.state == State::Draft {
                    button.primary[!counted.dry] name="do" value="count" {
                        (visit.say(if counted.dry { "campaign-recount" } else { "campaign-count" }))
                    }
                }
                @if goes {
                    button name="do" value="pause" { (visit.say("campaign-pause")) }
                }
                @if campaign.state == State::Paused {
                    button.primary name="do" value="resume" { (visit.say("campaign-resume")) }
                }
            }
            @if stops {
                details.confirm {
                    summary { (visit.say("campaign-stop")) }
                    p { (visit.say("campaign-stop-lead")) }
                    form method="post" {
                        button.danger name="do" value="stop" { (visit.say("campaign-stop-button")) }
                    }
                }
            }
        }
    }
}

fn results(visit: &Visit, shown: &Shown) -> Markup {
    let heads = [head(visit.say("state")), ui::number_head(visit.say("campaign-messages"))];
    let row = |(state, count): &(String, i64)| {
        let badge = match messaging::State::from_word(state) {
            Some(state) => message_badge(visit, state),
            None => html! { (state) },
        };
        vec![cell(badge), number(visit.voice.number(*count))]
    };
    html! {
        @if !shown.results.is_empty() {
            h2 { (visit.say("campaign-results")) }
            (ui::list(&heads, shown.results.iter().map(row).collect()))
            p { a href=(format!("/desk/outbox?campaign={}", shown.campaign.id)) {
                (visit.say("notice-sent"))
            } }
        }
    }
}

/// Does what the pressed button says.
pub(super) async fn act(visit: Visit, Path(id): Path<String>, fields: Fields) -> Answer<Response> {
    let id = visit.identify::<Campaign>(&id, "campaign")?;
    let word = fields.text("do").to_owned();
    let done = visit.act(move |desk| match word.as_str() {
        "count" => campaigns::count(desk, id),
        "start" => campaigns::start(desk, id),
        "pause" => campaigns::pause(desk, id),
        "resume" => campaigns::resume(desk, id),
        "stop" => campaigns::stop(desk, id),
        _ => Err(Refusal::invalid("do", "fault-choice")),
    });
    done.await?;
    Ok(Redirect::to(&format!("/desk/campaigns/{id}")).into_response())
}
