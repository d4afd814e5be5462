use super::promises::{Compared, Promise};
use crate::{
    problem::Answer,
    ui::{self, Card, cell, head, number, number_head},
    visit::Visit,
};
use domain::{
    Desk,
    contacts::topics::{self, Topic},
    quality::{
        measures::{Period, Value},
        morning::{self, Came, Rising, Waiting},
    },
};
use jiff::Span;
use kernel::{Date, Instant};
use maud::{Markup, html};

struct Shown {
    day: Date,
    compared: Compared,
    came: Came,
    waiting: Waiting,
    rising: Vec<Rising>,
    topics: Vec<Topic>,
}

/// Weeks with which a day is compared.
const WEEKS: i64 = 4;

fn load(desk: &mut Desk<'_>, day: Date, zone: &kernel::TimeZone) -> domain::Result<Shown> {
    let next = day.saturating_add(Span::new().days(1));
    let period = Period::new(day, next, zone.clone())?;
    let month =
        Period { from: day.saturating_sub(Span::new().weeks(WEEKS)), to: day, ..period.clone() };
    let tomorrow = desk.now().day(zone).saturating_add(Span::new().days(1));
    Ok(Shown {
        day,
        compared: Compared::load(desk, &period, &month)?,
        came: morning::came(desk, &period)?,
        waiting: morning::waiting(desk, Instant::start_of(tomorrow, zone))?,
        rising: morning::rising(desk, &period)?,
        topics: topics::all(desk)?,
    })
}

/// How a day went, what stands out, and what waits now.
pub(super) async fn page(visit: Visit) -> Answer<Markup> {
    let zone = visit.voice.zone.clone();
    let yesterday = visit.app.now().day(&zone).saturating_sub(Span::new().days(1));
    let day = visit.query.given("day").and_then(|text| text.parse().ok()).unwrap_or(yesterday);
    let shown = visit.look(move |desk| load(desk, day, &zone)).await?;
    let content = html! {
        (days(&visit, shown.day, yesterday))
        h2 { (visit.say("morning-waits")) }
        (waits(&visit, &shown.waiting))
        h2 { (visit.say("morning-day")) }
        (went(&visit, &shown))
        h2 { (visit.say("morning-promises")) }
        (promises(&visit, &shown.compared.promises(&visit)))
        h2 { (visit.say("morning-rising")) }
        (rising(&visit, &shown))
        p { a.button href="/desk/letter" { (visit.say("letter-last")) } }
    };
    Ok(ui::desk_page(&visit, &visit.say("nav-morning"), content))
}

/// The day, and the way to its neighbours.
fn days(visit: &Visit, day: Date, yesterday: Date) -> Markup {
    let before = day.saturating_sub(Span::new().days(1));
    let after = day.saturating_add(Span::new().days(1));
    html! {
        nav.presets aria-label=(visit.say("presets")) {
            a.chip rel="prev" href=(format!("/desk/morning?day={before}")) {
                "← " (visit.voice.short_day(before))
            }
            @if day < yesterday {
                a.chip rel="next" href=(format!("/desk/morning?day={after}")) {
                    (visit.voice.short_day(after)) " →"
                }
            }
        }
        p.lead { (visit.voice.weekday(day)) }
    }
}

fn waits(visit: &Visit, waiting: &Waiting) -> Markup {
    let of = |label: &str, count: i64, late: i64, link: &str| Card {
        label: visit.say(label),
        value: visit.voice.number(count),
        note: if late > 0 {
            visit.voice.tell("morning-late", &[("count", visit.voice.number(late).into())])
        } else {
            visit.say("morning-in-time")
        },
        tone: if late > 0 { "bad" } else { "good" },
        link: Some(link.to_owned()),
    };
    let today = Card {
        tone: "",
        note: String::new(),
        ..of("morning-due", waiting.due_today, 0, "/desk/requests")
    };
    let complaints = Card {
        tone: "",
        note: String::new(),
        ..of("morning-complaints", waiting.complaints, 0, "/desk/complaints")
    };
    let cards = [
        of("morning-requests", waiting.requests, waiting.overdue, "/desk/requests"),
        today,
        of("morning-callbacks", waiting.callbacks, waiting.callbacks_overdue, "/desk/callbacks"),
        complaints,
    ];
    html! { div.cards { @for one in &cards { (ui::card(one)) } } }
}

/// The figures that a morning begins with.
const FIGURES: [(&str, &str); 5] = [
    ("calls.offered", "figure-calls-offered"),
    ("calls.answered_within_10s", "morning-quick"),
    ("answer_rate.raw", "figure-answer-rate-raw"),
    ("calls.solved_first_level", "figure-calls-solved-first-level"),
    ("calls.wait_of_answered", "figure-calls-wait-of-answered"),
];

/// The day beside the four weeks before it; counts are told per day of them.
fn went(visit: &Visit, shown: &Shown) -> Markup {
    let heads = [
        head(visit.say("figure")),
        number_head(visit.say("value")),
        number_head(visit.say("morning-four-weeks")),
    ];
    let told = |value: Option<Value>, over: i64| match value {
        Some(Value::Count(count)) => visit.voice.number((count + over / 2) / over),
        Some(Value::Share { kept, of, .. }) => visit.voice.percent_to(kept, of, 2),
        Some(Value::Mean { sum, count }) => visit.voice.mean_seconds(sum, count),
        _ => "–".to_owned(),
    };
    let of_figure = |(id, name): &(&str, &str)| {
        let (now, before) = shown.compared.value(id);
        let link = html! {
            a href=(format!("/desk/figures/{id}?from={0}&to={0}", shown.day)) { (visit.say(name)) }
        };
        vec![cell(link), number(told(now, 1)), number(told(before, 7 * WEEKS))]
    };
    let came = |name: &str, count: i64, answered: i64| {
        let answered = [("count", visit.voice.number(answered).into())];
        vec![
            cell(visit.say(name)),
            number(visit.voice.number(count)),
            number(visit.voice.tell("morning-answered", &answered)),
        ]
    };
    let mut rows: Vec<_> = FIGURES.iter().map(of_figure).collect();
    rows.push(came("morning-written", shown.came.requests, shown.came.answered));
    rows.push(came("morning-complained", shown.came.complaints, shown.came.complaints_answered));
    ui::list(&heads, rows)
}

/// The promises of a period, those that were missed marked.
pub(super) fn promises(visit: &Visit, all: &[Promise]) -> Markup {
    if all.is_empty() {
        return ui::empty(&visit.say("morning-no-promises"), &visit.say("morning-no-promises-why"));
    }
    let heads = [
        head(visit.say("morning-promise")),
        number_head(visit.say("morning-kept")),
        number_head(visit.say("of-how-many")),
        number_head(visit.say("morning-promised")),
        number_head(visit.say("morning-change")),
    ];
    let row = |one: &Promise| {
        let (tone, word) =
            if one.is_missed() { ("bad", "morning-missed") } else { ("good", "morning-met") };
        let name = html! {
            a href=(format!("/desk/figures/promises.{}", one.code)) { (one.name) } " "
            (ui::badge(tone, &visit.say(word)))
        };
        let of = format!("{} / {}", visit.voice.number(one.kept), visit.voice.number(one.of));
        vec![
            cell(name),
            number(html! { strong { (visit.voice.percent_to(one.kept, one.of, 2)) } }),
            number(of),
            number(one.permille.map_or_else(String::new, |share| visit.voice.permille(share))),
            number(one.change.clone().unwrap_or_else(|| visit.say("change-none"))),
        ]
    };
    ui::list(&heads, all.iter().map(row).collect())
}

fn rising(visit: &Visit, shown: &Shown) -> Markup {
    if shown.rising.is_empty() {
        return html! { p { (visit.say("morning-nothing-rises")) } };
    }
    let heads = [
        head(visit.say("contact-reason")),
        number_head(visit.say("contacts")),
        number_head(visit.say("morning-usual")),
    ];
    let row = |one: &Rising| {
        let topic = shown.topics.iter().find(|topic| topic.code == one.topic);
        let name = topic.map(|topic| topic.name.in_language(visit.voice.language));
        let query = format!("from={0}&to={0}", shown.day);
        let link = html! {
            a href=(format!("/desk/reasons/{}?{query}", one.topic)) {
                (name.unwrap_or(&one.topic))
            }
        };
        vec![
            cell(link),
            number(visit.voice.number(one.came)),
            number(visit.voice.number(one.usual())),
        ]
    };
    ui::list(&heads, shown.rising.iter().map(row).collect())
}
