use super::asked::{self, Shown, changed, contacts_card, fields, picker, share};
use crate::{
    problem::Answer,
    ui::{self, Card, Chart, Point},
    visit::Visit,
};
use axum::extract::Path;
use domain::{
    days,
    quality::{
        measures::By,
        reasons::{self, Reason, Season},
    },
};
use maud::{Markup, html};
use std::collections::BTreeMap;

/// One reason: its course, its season, its hours, and how it ends.
pub(super) async fn page(visit: Visit, Path(code): Path<String>) -> Answer<Markup> {
    let code = if code == "-" { String::new() } else { code };
    let shown = asked::shown(&visit, Some(code.clone())).await?;
    let (today, zone) = (visit.app.now().day(&visit.voice.zone), visit.voice.zone.clone());
    let seasons = visit.look(move |desk| reasons::season(desk, today, &zone)).await?;
    let address = format!("/desk/reasons/{}", if code.is_empty() { "-" } else { &code });
    let none = Reason::default();
    let reason = shown.now.topics.get(&code).unwrap_or(&none);
    let content = html! {
        p { a href={ "/desk/reasons?" (fields(&visit, &shown.period).with("", "")) } {
            "← " (visit.say("nav-reasons"))
        } }
        (picker(&visit, &shown, &address, html! {}))
        (cards(&visit, &shown, reason))
        div.charts { (course(&visit, &shown, reason)) (season(&visit, &seasons, &code)) }
        h2 { (visit.say("reason-hours")) }
        (hours(&visit, reason))
    };
    Ok(ui::desk_page(&visit, &shown.reason(&visit, &code), content))
}

fn cards(visit: &Visit, shown: &Shown, reason: &Reason) -> Markup {
    let of = |tally: (i64, i64), before: (i64, i64), label: &str| Card {
        label: visit.say(label),
        value: visit.voice.percent_to(tally.0, tally.1, 2),
        note: changed(visit, share(tally), share(before)),
        ..Card::default()
    };
    let (now, before) = (&shown.now.whole, &shown.year_before.whole);
    // A weekday in large letters is wider than a card on a telephone.
    let (weekday, hour) = reason.busiest_hour().map_or(("", String::new()), |(day, hour, _)| {
        (visit.voice.weekday_name(day), format!("{hour:02}:00"))
    });
    let cards = [
        contacts_card(visit, shown),
        of(now.gross(), before.gross(), "resolution-gross"),
        of(now.net_without_repeats(), before.net_without_repeats(), "resolution-net-repeats"),
        Card {
            label: visit.say("busiest-hour"),
            value: hour,
            note: weekday.to_owned(),
            ..Card::default()
        },
    ];
    html! { div.cards { @for one in &cards { (ui::card(one)) } } }
}

/// Longer periods are drawn by weeks.
const DAYS_DRAWN: i64 = 62;

/// How it came, day by day or week by week.
fn course(visit: &Visit, shown: &Shown, reason: &Reason) -> Markup {
    let (first, end) = (shown.period.first_day(), shown.period.last_day());
    let by = if end - first > DAYS_DRAWN { By::Week } else { By::Day };
    let name = |day: i64| match by {
        By::Week => {
            let week = days::date(day).iso_week_date();
            format!("{}-W{:02}", week.year(), week.week())
        }
        _ => days::date(day).to_string(),
    };
    let mut parts: BTreeMap<String, i64> = (first..end).map(|day| (name(day), 0)).collect();
    for (day, count) in &reason.days {
        *parts.entry(name(*day)).or_default() += count;
    }
    let point = |(name, count): (&String, &i64)| Point {
        label: visit.voice.period(name),
        value: Some(*count),
        told: visit.voice.number(*count),
        link: None,
    };
    let read = |value: i64| visit.voice.number(value);
    ui::chart(&Chart {
        title: visit.say("contacts"),
        about: visit.voice.word("by", by.word()),
        points: parts.iter().map(point).collect(),
        target: None,
        from: 0,
        most: None,
        read: &read,
    })
}

/// A row for each hour that has any, a column for each day of the week.
fn hours(visit: &Visit, reason: &Reason) -> Markup {
    let busiest = reason.hours.iter().flatten().copied().max().unwrap_or(0);
    let some = |hour: &usize| reason.hours.iter().any(|day| day[*hour] > 0);
    let tone = |count: i64| if count > 0 && count == busiest { "number busiest" } else { "number" };
    html! {
        div.scroll tabindex="0" { table.staffing {
            thead { tr {
                th scope="col" { (visit.say("by-hour")) }
                @for day in 0..7 { th.number scope="col" { (visit.voice.weekday_name(day)) } }
            } }
            tbody { @for hour in (0..24).filter(some) { tr {
                th.day scope="row" { (format!("{hour:02}:00")) }
                @for day in &reason.hours {
                    td class=(tone(day[hour])) { (visit.voice.number(day[hour])) }
                }
            } } }
        } }
    }
}

/// What each month has of the average month.
fn season(visit: &Visit, seasons: &Season, code: &str) -> Markup {
    let Some(months) = seasons.get(code) else {
        return ui::empty(&visit.say("season-short"), &visit.say("season-short-advice"));
    };
    let read = |value: i64| visit.voice.percent_to(value, 100, 0);
    let point = |(month, index): (usize, &i64)| Point {
        label: visit.voice.month_name(month).to_owned(),
        value: Some(*index),
        told: read(*index),
        link: None,
    };
    ui::chart(&Chart {
        title: visit.say("reason-season"),
        about: visit.say("season-note"),
        points: months.iter().enumerate().map(point).collect(),
        target: Some((100, visit.say("season-average"))),
        from: 0,
        most: None,
        read: &read,
    })
}
