use super::{
    change, leads,
    narrow::{self, Choices},
    period::{self, last_day, presets},
    told,
};
use crate::{
    problem::Answer,
    ui::{self, Card, Chart, Form, Point},
    visit::Visit,
};
use domain::{
    Desk, Fault,
    accounts::{self, Numbers},
    commitments::Book,
    quality::measures::{
        By, Group, Measured, Only, Period, Question, Value, ask, figures, published_formula,
    },
};
use kernel::Date;
use maud::{Markup, html};
use std::sync::Arc;

/// What the page shows.
struct Shown {
    question: Question,
    groups: Vec<Group>,
    now: Vec<Measured>,
    before: Vec<Measured>,
    book: Arc<Book>,
    choices: Choices,
    quick: String,
    answered: String,
    area: Numbers,
}

fn load(desk: &mut Desk<'_>, question: &Question, all: &str) -> domain::Result<Shown> {
    let whole = Question { by: None, ..question.clone() };
    let year_before = Question { period: question.period.year_before(), ..whole.clone() };
    let whole_period =
        |groups: Vec<Group>| groups.first().map_or_else(Vec::new, |group| figures(&group.sums));
    Ok(Shown {
        groups: ask(desk, question)?.groups,
        now: whole_period(ask(desk, &whole)?.groups),
        before: whole_period(ask(desk, &year_before)?.groups),
        book: Book::open(desk)?,
        choices: Choices::load(desk, all)?,
        quick: published_formula(desk, "service_level")?,
        answered: published_formula(desk, "answer_rate")?,
        question: question.clone(),
        area: accounts::numbers(desk)?,
    })
}

/// A period in figures.
pub(super) async fn page(visit: Visit) -> Answer<Markup> {
    let asked = period::read(&visit);
    let (question, mut faults) = (asked.question, asked.faults);
    let whole = Question { only: Only::default(), ..question.clone() };
    let (all, again) = (visit.say("all"), visit.say("all"));
    let shown = match visit.look(move |desk| load(desk, &question, &all)).await {
        Ok(shown) => shown,
        Err(problem) => {
            faults.extend(problem.into_faults()?);
            visit.look(move |desk| load(desk, &whole, &again)).await?
        }
    };
    let (first, last) = (shown.question.period.from, last_day(&shown.question.period));
    let content = html! {
        (picker(&visit, &shown, &faults))
        p.lead { (visit.voice.day(first)) " – " (visit.voice.day(last)) }
        (cards(&visit, &shown))
        (charts(&visit, &shown))
        (group_table(&visit, &shown))
        h2 { (visit.say("figures-all")) }
        (figure_table(&visit, &shown))
        h2 { (visit.say("area-numbers")) }
        (area_cards(&visit, shown.area))
    };
    Ok(ui::desk_page(&visit, &visit.say("nav-figures"), content))
}

/// Clients in their own area, since the start: whoever reads the figures reads how it is used.
fn area_cards(visit: &Visit, numbers: Numbers) -> Markup {
    let card = |key: &str, value: i64| Card {
        label: visit.voice.word("area", key),
        value: visit.voice.number(value),
        note: visit.voice.word("area-note", key),
        ..Card::default()
    };
    let cards = [card("registered", numbers.registered), card("installed", numbers.installed)];
    html! { div.cards.few { @for one in &cards { (ui::card(one)) } } }
}

fn picker(visit: &Visit, shown: &Shown, faults: &[Fault]) -> Markup {
    let question = &shown.question;
    let today = visit.app.now().day(&visit.voice.zone);
    let by = question.by.map_or("none", By::word);
    let asked = period::fields(&Question { only: visit.query.only(), ..question.clone() });
    let standing = asked.clone().and("by", by);
    let told = By::ALL.iter().map(|by| (by.word().to_owned(), visit.voice.word("by", by.word())));
    let whole = ("none".to_owned(), visit.say("by-none"));
    let splits: Vec<(String, String)> = std::iter::once(whole).chain(told).collect();
    let form = Form::new(visit, &standing, faults);
    html! {
        nav.presets aria-label=(visit.say("presets")) {
            @for (key, from, to, by) in presets(today) {
                @let here = question.period.from == from && last_day(&question.period) == to;
                a.chip href=(preset_address(question, (from, to, by)))
                    aria-current=[here.then_some("true")] {
                    (visit.say(key))
                }
            }
        }
        form.filters method="get" action="/desk/figures" {
            (form.input("from", "date", "from"))
            (form.input("to", "date", "to-included"))
            (form.choice("by", "by", &splits))
            (narrow::fields(visit, &form, &shown.choices))
            div.actions {
                button.primary { (visit.say("show")) }
                a.button href={ "/desk/figures.csv?" (standing.with("", "")) } download {
                    (visit.say("download-csv"))
                }
            }
        }
    }
}

/// The same question about another period.
fn preset_address(question: &Question, (from, to, by): (Date, Date, &str)) -> String {
    let until = to.saturating_add(jiff::Span::new().days(1));
    let period = Period { from, to: until, ..question.period.clone() };
    let asked = period::fields(&Question { period, ..question.clone() });
    format!("/desk/figures?{}", asked.with("by", by))
}

/// The figures that everybody asks for first.
fn cards(visit: &Visit, shown: &Shown) -> Markup {
    let ids = [
        "calls.offered",
        shown.answered.as_str(),
        shown.quick.as_str(),
        "calls.solved_first_level",
        "calls.wait_of_answered",
    ];
    html! {
        div.cards { @for id in ids {
            @if let Some(measured) = shown.now.iter().find(|one| one.id == id) {
                (ui::card(&figure_card(visit, shown, measured)))
            }
        } }
    }
}

fn figure_card(visit: &Visit, shown: &Shown, measured: &Measured) -> Card {
    Card {
        label: told::measured_name(visit, &shown.book, measured),
        value: told::value(&visit.voice, measured.value),
        note: changed(visit, shown, measured),
        link: Some(figure_address(shown, &measured.id)),
        ..Card::default()
    }
}

fn changed(visit: &Visit, shown: &Shown, measured: &Measured) -> String {
    let before = change::before(&shown.before, measured);
    let told = before.and_then(|before| change::told(&visit.voice, measured.value, before.value));
    told.unwrap_or_else(|| visit.say("change-none"))
}

fn figure_address(shown: &Shown, id: &str) -> String {
    format!("/desk/figures/{id}?{}", period::fields(&shown.question).with("by", ""))
}

fn charts(visit: &Visit, shown: &Shown) -> Markup {
    if shown.groups.len() < 2 {
        return html! {};
    }
    let name = |id: &str| told::name(&visit.voice, &shown.book, id);
    let about = visit.say("chart-about");
    let count = |count: i64| visit.voice.number(count);
    let share = |permille: i64| visit.voice.permille(u32::try_from(permille).unwrap_or(0));
    let offered = Chart {
        title: name("calls.offered"),
        about: about.clone(),
        points: points(visit, shown, "calls.offered"),
        target: None,
        from: 0,
        most: None,
        read: &count,
    };
    let promised = |code: &str| {
        let found = shown.book.current().find(|version| version.commitment.code == code);
        found.map(|version| i64::from(version.commitment.share.permille()))
    };
    let target = promised("calls.answered")
        .map(|permille| (permille, format!("{} {}", visit.say("target"), share(permille))));
    let rates = points(visit, shown, &shown.answered);
    let lowest = rates.iter().filter_map(|point| point.value).min().unwrap_or(0);
    let answered = Chart {
        title: name(&shown.answered),
        about,
        points: rates,
        target,
        from: (lowest - 50).max(0) / 100 * 100,
        most: Some(1000),
        read: &share,
    };
    html! { div.charts { (ui::chart(&offered)) (ui::chart(&answered)) } }
}

fn points(visit: &Visit, shown: &Shown, id: &str) -> Vec<Point> {
    let point = |group: &Group| {
        let measured = figures(&group.sums).into_iter().find(|one| one.id == id);
        let value = measured.and_then(|one| match one.value {
            Value::Count(count) => Some(count),
            Value::Share { kept, of, .. } => (of > 0).then(|| kept * 1000 / of),
            _ => None,
        });
        Point {
            label: group_name(visit, shown, group),
            value,
            told: group_value(visit, group, id),
            link: leads::calls_of(&shown.question, &group.name),
        }
    };
    shown.groups.iter().map(point).collect()
}

fn group_name(visit: &Visit, shown: &Shown, group: &Group) -> String {
    match shown.question.by {
        None => visit.say("by-none"),
        Some(By::HourOfDay) => format!("{}:00", group.name),
        Some(By::Number | By::Queue | By::Unit | By::Kind) if group.name == "-" => {
            visit.say("unnamed")
        }
        Some(By::Number) => shown.choices.names.number_called(&group.name),
        Some(By::Queue) => shown.choices.names.queue_called(&group.name).to_owned(),
        Some(By::Kind) => shown.choices.names.kind(Some(&group.name)).to_owned(),
        Some(By::Unit) => group.name.clone(),
        Some(_) => visit.voice.period(&group.name),
    }
}

fn group_value(visit: &Visit, group: &Group, id: &str) -> String {
    let all = figures(&group.sums);
    let measured = all.iter().find(|one| one.id == id);
    measured.map_or_else(|| "–".to_owned(), |one| told::value(&visit.voice, one.value))
}

/// The main figures of each group; a row leads to its calls.
fn group_table(visit: &Visit, shown: &Shown) -> Markup {
    if shown.groups.is_empty() {
        return ui::empty(&visit.say("figures-none"), &visit.say("figures-none-advice"));
    }
    let columns = [
        "calls.offered",
        "calls.answered",
        "calls.abandoned",
        shown.answered.as_str(),
        shown.quick.as_str(),
        "calls.solved_first_level",
        "calls.wait_of_answered",
        "calls.handling",
    ];
    // Where the screen is narrow, these three stay.
    let main = ["calls.offered", shown.answered.as_str(), shown.quick.as_str()];
    let minor = |id: &&str| if main.contains(id) { "" } else { "minor" };
    let by = shown.question.by.map_or("none", By::word);
    html! {
        div.scroll tabindex="0" { table.rows data-list="true" {
            thead { tr {
                th scope="col" { (visit.voice.word("by", by)) }
                @for id in columns {
                    @let name = told::name(&visit.voice, &shown.book, id);
                    th.number.(minor(&id)) scope="col" { (name) }
                }
            } }
            tbody { @for group in &shown.groups { tr {
                th.day scope="row" {
                    @match leads::calls_of(&shown.question, &group.name) {
                        Some(lead) => a href=(lead) { (group_name(visit, shown, group)) },
                        None => (group_name(visit, shown, group)),
                    }
                }
                @for id in columns {
                    td.number.(minor(&id)) { (group_value(visit, group, id)) }
                }
            } } }
        } }
    }
}

/// Every figure of the whole period, with the change on the year before.
fn figure_table(visit: &Visit, shown: &Shown) -> Markup {
    let published = |id: &str| id == shown.quick || id == shown.answered;
    let single = |one: &&Measured| !matches!(one.value, Value::Percentile { p: 50 | 99, .. });
    html! {
        div.scroll tabindex="0" { table.rows {
            thead { tr {
                th scope="col" { (visit.say("figure")) }
                th.number scope="col" { (visit.say("value")) }
                th.number.minor scope="col" { (visit.say("of-how-many")) }
                th.number scope="col" { (visit.say("change")) }
            } }
            tbody { @for one in shown.now.iter().filter(single) { tr {
                th scope="row" {
                    a href=(figure_address(shown, &one.id)) {
                        (told::measured_name(visit, &shown.book, one))
                    }
                    @if published(&one.id) { " " (ui::badge("good", &visit.say("published"))) }
                }
                td.number { (told::value(&visit.voice, one.value)) }
                td.number.minor { (told::of(&visit.voice, one.value)) }
                td.number { (changed(visit, shown, one)) }
            } } }
        } }
    }
}
