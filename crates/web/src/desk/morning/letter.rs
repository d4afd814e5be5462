use super::{page::promises, promises::Compared};
use crate::{desk::figures::change, problem::Answer, ui, visit::Visit};
use domain::{
    Desk, Refusal,
    contacts::topics::{self, Topic},
    quality::{
        measures::{Period, Value},
        morning::{self, Came},
        reasons::{self, Contacts, Narrowed},
    },
};
use jiff::Span;
use kernel::Date;
use maud::{Markup, html};

struct Shown {
    compared: Compared,
    came: Came,
    came_before: Came,
    contacts: Contacts,
    contacts_before: Contacts,
    topics: Vec<Topic>,
}

fn load(desk: &mut Desk<'_>, month: Date, zone: &kernel::TimeZone) -> domain::Result<Shown> {
    let next = month.saturating_add(Span::new().months(1));
    let period = Period::new(month, next, zone.clone())?;
    let before = period.year_before();
    Ok(Shown {
        compared: Compared::load(desk, &period, &before)?,
        came: morning::came(desk, &period)?,
        came_before: morning::came(desk, &before)?,
        contacts: reasons::ask(desk, &period, &Narrowed::default())?,
        contacts_before: reasons::ask(desk, &before, &Narrowed::default())?,
        topics: topics::all(desk)?,
    })
}

/// A month as a letter that can be printed: what came, what was kept, why clients came.
pub(super) async fn page(visit: Visit) -> Answer<Markup> {
    let zone = visit.voice.zone.clone();
    let this = visit.app.now().day(&zone).first_of_month();
    let last = this.saturating_sub(Span::new().months(1));
    let month = match visit.query.given("month") {
        Some(text) => format!("{text}-01").parse().map_err(|_| Refusal::Unknown("month"))?,
        None => last,
    };
    // A month that is not over is no month to compare.
    if month >= this {
        return Err(Refusal::Unknown("month").into());
    }
    let shown = visit.look(move |desk| load(desk, month, &zone)).await?;
    let name = month_name(&visit, month);
    let title = visit.voice.tell("letter-title", &[("month", name.into())]);
    let content = html! {
        (months(&visit, month, this))
        article.letter {
            @for text in paragraphs(&visit, &shown) { p { (text) } }
            h2 { (visit.say("letter-promises")) }
            (promises(&visit, &shown.compared.promises(&visit)))
            (came_about(&visit, &shown))
            p.note {
                (visit.voice.tell("letter-made", &[
                    ("at", visit.voice.full(visit.app.now()).into()),
                ]))
            }
        }
    };
    Ok(ui::desk_page(&visit, &title, content))
}

fn month_name(visit: &Visit, month: Date) -> String {
    let index = usize::from(month.month().unsigned_abs()).saturating_sub(1);
    format!("{} {}", visit.voice.month_name(index), month.year())
}

fn months(visit: &Visit, month: Date, this: Date) -> Markup {
    let before = month.saturating_sub(Span::new().months(1));
    let after = month.saturating_add(Span::new().months(1));
    let address = |date: Date| format!("/desk/letter?month={}-{:02}", date.year(), date.month());
    html! {
        nav.presets aria-label=(visit.say("presets")) {
            a.chip rel="prev" href=(address(before)) { "← " (month_name(visit, before)) }
            @if after < this {
                a.chip rel="next" href=(address(after)) { (month_name(visit, after)) " →" }
            }
        }
    }
}

/// The change on the year before in words, in brackets; nothing where there is nothing to compare.
fn changed(visit: &Visit, now: Option<Value>, before: Option<Value>) -> String {
    let told = now.zip(before).and_then(|(now, before)| change::told(&visit.voice, now, before));
    told.map_or_else(String::new, |change| format!(" ({change})"))
}

fn percent(visit: &Visit, value: Option<Value>) -> String {
    match value {
        Some(Value::Share { kept, of, .. }) => visit.voice.percent_to(kept, of, 2),
        _ => "–".to_owned(),
    }
}

fn paragraphs(visit: &Visit, shown: &Shown) -> Vec<String> {
    let voice = &visit.voice;
    let (offered, offered_before) = shown.compared.value("calls.offered");
    let (quick, quick_before) = shown.compared.value("calls.answered_within_10s");
    let (answered, answered_before) = shown.compared.value("answer_rate.raw");
    let count = |value: Option<Value>| match value {
        Some(Value::Count(count)) => voice.number(count),
        _ => voice.number(0),
    };
    let calls = voice.tell(
        "letter-calls",
        &[
            ("calls", count(offered).into()),
            ("change", changed(visit, offered, offered_before).into()),
            ("answered", percent(visit, answered).into()),
            ("answered-change", changed(visit, answered, answered_before).into()),
            ("quick", percent(visit, quick).into()),
            ("quick-change", changed(visit, quick, quick_before).into()),
        ],
    );
    let mut all = vec![calls];
    let (came, before) = (&shown.came, &shown.came_before);
    if came.requests > 0 {
        let counts = (came.requests, before.requests, came.answered);
        all.push(received(visit, "letter-written", counts));
    }
    all.push(resolution(visit, shown));
    if came.complaints > 0 {
        let counts = (came.complaints, before.complaints, came.complaints_answered);
        all.push(received(visit, "letter-complaints", counts));
    }
    all
}

/// How many came, the change, and how many of them are answered.
fn received(visit: &Visit, text: &str, (now, before, answered): (i64, i64, i64)) -> String {
    let change = changed(visit, Some(Value::Count(now)), Some(Value::Count(before)));
    visit.voice.tell(
        text,
        &[
            ("count", visit.voice.number(now).into()),
            ("change", change.into()),
            ("answered", visit.voice.number(answered).into()),
        ],
    )
}

fn resolution(visit: &Visit, shown: &Shown) -> String {
    let (now, before) = (&shown.contacts.whole, &shown.contacts_before.whole);
    let share = |(kept, of): (i64, i64)| Some(Value::Share { kept, of, running: None });
    visit.voice.tell(
        "letter-resolution",
        &[
            ("contacts", visit.voice.number(now.contacts).into()),
            ("gross", percent(visit, share(now.gross())).into()),
            ("change", changed(visit, share(now.gross()), share(before.gross())).into()),
            ("net", percent(visit, share(now.net_without_repeats())).into()),
            ("passed", visit.voice.number(now.passed).into()),
        ],
    )
}

/// Reasons that a letter names.
const REASONS: usize = 5;

fn came_about(visit: &Visit, shown: &Shown) -> Markup {
    let all = shown.contacts.by_volume();
    let whole: i64 = all.iter().map(|(_, reason)| reason.volume()).sum();
    let name = |code: &str| {
        let topic = shown.topics.iter().find(|topic| topic.code == code);
        topic.map_or(code, |topic| topic.name.in_language(visit.voice.language)).to_owned()
    };
    let line = |(code, reason): &(&str, &reasons::Reason)| {
        let before = shown.contacts_before.topics.get(*code).map_or(0, reasons::Reason::volume);
        let volume = reason.volume();
        visit.voice.tell(
            "letter-reason",
            &[
                ("reason", name(code).into()),
                ("contacts", visit.voice.number(volume).into()),
                ("share", visit.voice.percent(volume, whole).into()),
                (
                    "change",
                    changed(visit, Some(Value::Count(volume)), Some(Value::Count(before))).into(),
                ),
            ],
        )
    };
    if all.iter().all(|(code, _)| code.is_empty()) {
        return html! {};
    }
    html! {
        h2 { (visit.say("letter-reasons")) }
        ol { @for one in all.iter().filter(|(code, _)| !code.is_empty()).take(REASONS) {
            li { (line(one)) }
        } }
    }
}
