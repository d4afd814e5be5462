use super::asked::{self, Shown, changed, contacts_card, fields, picker};
use crate::{
    problem::Answer,
    ui::{self, Card, Cell, cell, head, number, number_head},
    visit::Visit,
};
use domain::{
    days,
    quality::{measures::Value, reasons::Reason},
};
use maud::{Markup, html};

/// What clients come about, the most frequent first.
pub(super) async fn page(visit: Visit) -> Answer<Markup> {
    let shown = asked::shown(&visit, None).await?;
    let content = html! {
        p { (visit.say("reasons-lead")) }
        (picker(&visit, &shown, "/desk/reasons", html! {}))
        (cards(&visit, &shown))
        (table(&visit, &shown))
        p.note { (visit.say("reasons-note")) }
    };
    Ok(ui::desk_page(&visit, &visit.say("nav-reasons"), content))
}

fn cards(visit: &Visit, shown: &Shown) -> Markup {
    let now = &shown.now;
    let unsaid = now.topics.get("").map_or(0, Reason::volume);
    let cards = [
        contacts_card(visit, shown),
        Card {
            label: visit.say("reason-repeats"),
            value: visit.voice.percent(now.whole.repeats, now.whole.contacts),
            note: visit.say("reason-repeats-note"),
            ..Card::default()
        },
        Card {
            label: visit.say("reason-passed"),
            value: visit.voice.percent(now.whole.passed, now.whole.contacts),
            link: Some(format!("/desk/resolution?{}", fields(visit, &shown.period).with("", ""))),
            ..Card::default()
        },
        Card {
            label: visit.say("reason-unsaid"),
            value: visit.voice.percent(unsaid, now.whole.volume()),
            note: visit.say("reason-unsaid-note"),
            ..Card::default()
        },
    ];
    html! { div.cards { @for one in &cards { (ui::card(one)) } } }
}

fn table(visit: &Visit, shown: &Shown) -> Markup {
    let all = shown.now.by_volume();
    if all.is_empty() {
        return ui::empty(&visit.say("contacts-none"), &visit.say("contacts-none-advice"));
    }
    let whole: i64 = all.iter().map(|(_, reason)| reason.volume()).sum();
    let heads = [
        head(visit.say("contact-reason")),
        number_head(visit.say("contacts")),
        number_head(visit.say("share-of-all")),
        number_head(visit.say("change-on-period-before")),
        number_head(visit.say("change")),
        number_head(visit.say("reason-repeats")),
        head(visit.say("busiest-hour")),
        head(visit.say("busiest-day")),
    ];
    let query = fields(visit, &shown.period).with("", "");
    let rows = all.iter().map(|(code, reason)| {
        let address = if code.is_empty() { "-" } else { code };
        let name = shown.reason(visit, code);
        let link = html! { a href=(format!("/desk/reasons/{address}?{query}")) { (name) } };
        row(visit, shown, (code, reason, whole), cell(link))
    });
    ui::list(&heads, rows.collect())
}

fn row(
    visit: &Visit,
    shown: &Shown,
    (code, reason, whole): (&str, &Reason, i64),
    name: Cell,
) -> Vec<Cell> {
    let count = |of: Option<&Reason>| Value::Count(of.map_or(0, Reason::volume));
    let now = Value::Count(reason.volume());
    vec![
        name,
        number(visit.voice.number(reason.volume())),
        number(visit.voice.percent(reason.volume(), whole)),
        number(changed(visit, now, count(shown.before.topics.get(code)))),
        number(changed(visit, now, count(shown.year_before.topics.get(code)))),
        number(visit.voice.percent(reason.tally.repeats, reason.tally.contacts)),
        cell(busiest_hour(visit, reason)),
        cell(busiest_day(visit, reason)),
    ]
}

/// The hour of the week that had most.
fn busiest_hour(visit: &Visit, reason: &Reason) -> String {
    reason.busiest_hour().map_or_else(String::new, |(weekday, hour, _)| {
        format!("{} {hour:02}:00", visit.voice.weekday_name(weekday))
    })
}

/// The day that had most, and how many.
fn busiest_day(visit: &Visit, reason: &Reason) -> String {
    reason.busiest_day().map_or_else(String::new, |(day, count)| {
        let (day, count) = (visit.voice.short_day(days::date(day)), visit.voice.number(count));
        format!("{day} · {count}")
    })
}
