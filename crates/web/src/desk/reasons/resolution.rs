use super::asked::{self, Shown, changed, fields, picker, share};
use crate::{
    problem::Answer,
    ui::{self, Cell, cell, head, number, number_head},
    visit::Visit,
};
use domain::quality::reasons::Tally;
use maud::{Markup, html};

/// What the first level solved, in each way it can be counted, and what it passed on.
pub(super) async fn page(visit: Visit) -> Answer<Markup> {
    let shown = asked::shown(&visit, None).await?;
    let query = fields(&visit, &shown.period).with("", "");
    let file = html! {
        a.button href={ "/desk/resolution.csv?" (query) } download { (visit.say("download-csv")) }
    };
    let content = html! {
        p { (visit.say("resolution-lead")) }
        (picker(&visit, &shown, "/desk/resolution", file))
        (ways(&visit, &shown))
        @for part in parts(&visit, &shown) {
            h2 { (visit.say(part.title)) }
            (table(&visit, &part))
        }
        h2 { (visit.say("passed-on-why")) }
        (passed(&visit, &shown))
    };
    Ok(ui::desk_page(&visit, &visit.say("nav-resolution"), content))
}

/// A way of counting.
pub(super) struct Way {
    /// The key of its name.
    pub name: &'static str,
    /// The key of its formula in words.
    formula: &'static str,
    /// How it is read from a tally: solved, of how many.
    pub of: fn(&Tally) -> (i64, i64),
}

/// The ways of counting, as they stand side by side.
pub(super) const WAYS: [Way; 4] = [
    Way { name: "resolution-gross", formula: "resolution-gross-formula", of: Tally::gross },
    Way { name: "resolution-net", formula: "resolution-net-formula", of: Tally::net },
    Way {
        name: "resolution-gross-repeats",
        formula: "resolution-gross-repeats-formula",
        of: Tally::gross_without_repeats,
    },
    Way {
        name: "resolution-net-repeats",
        formula: "resolution-net-repeats-formula",
        of: Tally::net_without_repeats,
    },
];

/// All contacts, by each way of counting, with the change on the year before.
fn ways(visit: &Visit, shown: &Shown) -> Markup {
    let (now, before) = (&shown.now.whole, &shown.year_before.whole);
    let heads = [
        head(visit.say("resolution-way")),
        number_head(visit.say("value")),
        number_head(visit.say("of-how-many")),
        number_head(visit.say("year-before")),
        number_head(visit.say("change")),
    ];
    let mut rows: Vec<Vec<Cell>> = WAYS
        .iter()
        .map(|way| {
            let (value, earlier) = ((way.of)(now), (way.of)(before));
            vec![
                cell(html! {
                    (visit.say(way.name)) p.note { (visit.say(way.formula)) }
                }),
                number(html! { strong { (visit.voice.percent_to(value.0, value.1, 2)) } }),
                number(of(visit, value)),
                number(visit.voice.percent_to(earlier.0, earlier.1, 2)),
                number(changed(visit, share(value), share(earlier))),
            ]
        })
        .collect();
    let by_survey = visit.say("resolution-survey");
    rows.push(vec![
        cell(html! { (by_survey) p.note { (visit.say("resolution-survey-formula")) } }),
        number("–"),
        number(""),
        number("–"),
        number("–"),
    ]);
    let unsettled = [("count", visit.voice.number(now.unsettled).into())];
    html! {
        (ui::list(&heads, rows))
        @if now.unsettled > 0 {
            p.note { (visit.voice.tell("resolution-unsettled", &unsettled)) }
        }
    }
}

fn of(visit: &Visit, (kept, whole): (i64, i64)) -> String {
    format!("{} / {}", visit.voice.number(kept), visit.voice.number(whole))
}

/// Contacts told apart by something: each name with its tally now and a year before.
pub(super) struct Part {
    pub title: &'static str,
    pub rows: Vec<(String, Tally, Tally)>,
}

/// By subject, team, number and channel, the most contacts first.
pub(super) fn parts(visit: &Visit, shown: &Shown) -> Vec<Part> {
    let (now, before) = (&shown.now, &shown.year_before);
    let subjects = now.topics.iter().map(|(code, reason)| {
        let earlier = before.topics.get(code).map_or_else(Tally::default, |one| one.tally);
        (shown.reason(visit, code), reason.tally, earlier)
    });
    let teams = now.teams.iter().map(|(id, tally)| {
        (shown.team(visit, id), *tally, before.teams.get(id).copied().unwrap_or_default())
    });
    let numbers = now.numbers.iter().map(|(id, tally)| {
        (shown.number(visit, id), *tally, before.numbers.get(id).copied().unwrap_or_default())
    });
    let channels = now.channels.iter().map(|(word, tally)| {
        let earlier = before.channels.get(word).copied().unwrap_or_default();
        (visit.voice.word("channel", word), *tally, earlier)
    });
    let mut parts = vec![
        Part { title: "per-subject", rows: subjects.collect() },
        Part { title: "per-team", rows: teams.collect() },
        Part { title: "per-number", rows: numbers.collect() },
        Part { title: "per-channel", rows: channels.collect() },
    ];
    for part in &mut parts {
        part.rows.sort_by(|one, other| (other.1.contacts, &one.0).cmp(&(one.1.contacts, &other.0)));
    }
    parts
}

fn table(visit: &Visit, part: &Part) -> Markup {
    if part.rows.is_empty() {
        return ui::empty(&visit.say("contacts-none"), &visit.say("contacts-none-advice"));
    }
    let mut heads = vec![head(visit.say(part.title)), number_head(visit.say("contacts"))];
    heads.extend(WAYS.iter().map(|way| number_head(visit.say(way.name))));
    heads.push(number_head(visit.say("resolution-change")));
    let row = |(name, now, before): &(String, Tally, Tally)| {
        let mut row = vec![cell(name), number(visit.voice.number(now.contacts))];
        row.extend(WAYS.iter().map(|way| {
            let (kept, of) = (way.of)(now);
            number(visit.voice.percent_to(kept, of, 2))
        }));
        row.push(number(changed(visit, share(now.gross()), share(before.gross()))));
        row
    };
    ui::list(&heads, part.rows.iter().map(row).collect())
}

/// What went on to colleagues, the most frequent first.
fn passed(visit: &Visit, shown: &Shown) -> Markup {
    let mut all: Vec<_> = shown.now.passed.iter().collect();
    if all.is_empty() {
        return ui::empty(&visit.say("passed-none"), &visit.say("passed-none-advice"));
    }
    all.sort_by_key(|(pass, count)| (std::cmp::Reverse(**count), *pass));
    let heads = [
        head(visit.say("per-subject")),
        head(visit.say("passed-to")),
        head(visit.say("reason")),
        number_head(visit.say("contacts")),
        number_head(visit.say("year-before")),
    ];
    let row = |(pass, count): &(&domain::quality::reasons::Pass, &i64)| {
        let before = shown.year_before.passed.get(pass).copied().unwrap_or(0);
        vec![
            cell(shown.reason(visit, &pass.topic)),
            cell(&pass.to),
            cell(visit.voice.word("reason", &pass.reason)),
            number(visit.voice.number(**count)),
            number(visit.voice.number(before)),
        ]
    };
    ui::list(&heads, all.iter().map(row).collect())
}
