//! A period of contacts as an address asks for it, beside the periods it is compared with.

use crate::{
    desk::{
        calls::Names,
        figures::{
            change,
            period::{self, last_day, presets},
        },
    },
    fields::Fields,
    problem::Answer,
    ui::{Card, Form},
    visit::Visit,
};
use domain::{
    Desk, Fault,
    contacts::{
        requests::Channel,
        topics::{self, Topic},
    },
    identity,
    quality::{
        measures::{Period, Question, Value},
        reasons::{self, Contacts, NOBODY, Narrowed},
    },
};
use jiff::Span;
use kernel::Date;
use maud::{Markup, html};
use std::collections::HashMap;

/// What the pages of contacts show.
pub(super) struct Shown {
    pub period: Period,
    pub faults: Vec<Fault>,
    pub now: Contacts,
    pub year_before: Contacts,
    /// The period of the same length before this one.
    pub before: Contacts,
    topics: Vec<Topic>,
    teams: HashMap<[u8; 16], String>,
    names: Names,
}

/// The contacts that the address asks for.
pub(super) async fn shown(visit: &Visit, topic: Option<String>) -> Answer<Shown> {
    let asked = period::read(visit);
    let channel = visit.query.given("channel").map(str::to_owned);
    let narrowed = Narrowed { topic, channel };
    let (period, faults) = (asked.question.period, asked.faults);
    visit.look(move |desk| load(desk, (&period, &faults), &narrowed)).await
}

fn load(
    desk: &mut Desk<'_>,
    (period, faults): (&Period, &[Fault]),
    narrowed: &Narrowed,
) -> domain::Result<Shown> {
    let length = Span::new().days(period.last_day() - period.first_day());
    let from = period.from.saturating_sub(length);
    let before = Period { from, to: period.from, zone: period.zone.clone() };
    let units = identity::units(desk)?;
    Ok(Shown {
        now: reasons::ask(desk, period, narrowed)?,
        year_before: reasons::ask(desk, &period.year_before(), narrowed)?,
        before: reasons::ask(desk, &before, narrowed)?,
        topics: topics::all(desk)?,
        teams: units.into_iter().map(|unit| (unit.id.bytes(), unit.name)).collect(),
        names: Names::load(desk)?,
        period: period.clone(),
        faults: faults.to_vec(),
    })
}

impl Shown {
    /// What a reason is called.
    pub(super) fn reason(&self, visit: &Visit, code: &str) -> String {
        if code.is_empty() {
            return visit.say("reason-unsaid");
        }
        let topic = self.topics.iter().find(|topic| topic.code == code);
        topic.map_or(code, |topic| topic.name.in_language(visit.voice.language)).to_owned()
    }

    /// What a team is called.
    pub(super) fn team(&self, visit: &Visit, id: &[u8; 16]) -> String {
        self.teams.get(id).cloned().unwrap_or_else(|| visit.say("unnamed"))
    }

    /// What a number is called.
    pub(super) fn number(&self, visit: &Visit, id: &[u8; 16]) -> String {
        if *id == NOBODY {
            return visit.say("reason-no-number");
        }
        self.names.number(Some(*id))
    }
}

/// The way the days and the channel are chosen.
pub(super) fn picker(visit: &Visit, shown: &Shown, action: &str, extra: Markup) -> Markup {
    let standing = fields(visit, &shown.period);
    let form = Form::new(visit, &standing, &shown.faults);
    let told = |channel: &Channel| {
        let word = channel.word();
        (word.to_owned(), visit.voice.word("channel", word))
    };
    let all = (String::new(), visit.say("all"));
    let channels: Vec<_> = std::iter::once(all).chain(Channel::ALL.iter().map(told)).collect();
    let today = visit.app.now().day(&visit.voice.zone);
    html! {
        nav.presets aria-label=(visit.say("presets")) {
            @for (key, from, to, _) in presets(today) {
                @let here = shown.period.from == from && last_day(&shown.period) == to;
                a.chip href=(address(visit, action, (from, to)))
                    aria-current=[here.then_some("true")] { (visit.say(key)) }
            }
        }
        (form.summary())
        form.filters method="get" action=(action) {
            (form.input("from", "date", "from"))
            (form.input("to", "date", "to-included"))
            (form.choice("channel", "channel", &channels))
            div.actions { button.primary { (visit.say("show")) } (extra) }
        }
        p.lead {
            (visit.voice.day(shown.period.from)) " – " (visit.voice.day(last_day(&shown.period)))
        }
    }
}

/// The same question about other days.
fn address(visit: &Visit, action: &str, (from, to): (Date, Date)) -> String {
    let days = Fields::default().and("from", from.to_string()).and("to", to.to_string());
    format!("{action}?{}", days.with("channel", visit.query.text("channel")))
}

/// The same question as an address writes it.
pub(super) fn fields(visit: &Visit, period: &Period) -> Fields {
    let question = Question::of(period.clone(), None);
    period::fields(&question).and("channel", visit.query.text("channel"))
}

/// How many contacts there were, and the change on the year before.
pub(super) fn contacts_card(visit: &Visit, shown: &Shown) -> Card {
    let (now, before) = (shown.now.whole.volume(), shown.year_before.whole.volume());
    Card {
        label: visit.say("contacts"),
        value: visit.voice.number(now),
        note: changed(visit, Value::Count(now), Value::Count(before)),
        ..Card::default()
    }
}

/// A share as figures compare it.
pub(super) fn share((kept, of): (i64, i64)) -> Value {
    Value::Share { kept, of, running: None }
}

/// The change from one value to another in words.
pub(super) fn changed(visit: &Visit, now: Value, before: Value) -> String {
    change::told(&visit.voice, now, before).unwrap_or_else(|| visit.say("change-none"))
}
