//! The figures: each a named, versioned formula over [`Sums`].

use super::{
    ask::{Answer, Group},
    histogram::Histogram,
    sums::{LIMITS, Sums},
};
use crate::{Desk, Kind, Refusal, Result, Right, commitments};
use serde_json::{Map, Value as Json, json};

/// How a figure is made from sums.
#[derive(Clone, Copy)]
pub enum Shape {
    /// A count.
    Count(fn(&Sums) -> i64),
    /// Kept, of how many.
    Share(fn(&Sums) -> (i64, i64)),
    /// The mean, and percentiles by nearest rank, of whole seconds.
    Seconds(fn(&Sums) -> &Histogram),
}

/// A formula with a name that a published figure can point to.
#[derive(Clone, Copy)]
pub struct Figure {
    /// Its name, such as `calls.offered`.
    pub id: &'static str,
    /// Raised whenever its formula changes; a published figure names it.
    pub version: i64,
    /// How it is made.
    pub shape: Shape,
}

const fn count(id: &'static str, of: fn(&Sums) -> i64) -> Figure {
    Figure { id, version: 1, shape: Shape::Count(of) }
}

const fn share(id: &'static str, of: fn(&Sums) -> (i64, i64)) -> Figure {
    Figure { id, version: 1, shape: Shape::Share(of) }
}

const fn seconds(id: &'static str, of: fn(&Sums) -> &Histogram) -> Figure {
    Figure { id, version: 1, shape: Shape::Seconds(of) }
}

/// Calls that count for an answer within a limit: offered, and either answered, gone, or still
/// waiting beyond it.
fn decided(sums: &Sums, slot: usize) -> i64 {
    sums.offered - sums.undecided[slot]
}

/// The slot of the promised ten seconds in [`LIMITS`].
const PROMISED: usize = 0;

/// Handling, of the time in which the same agents took calls. Pauses are no such time; and where
/// nothing is known of agents' hours, or may be counted, there is nothing to divide by. Above one
/// where agents handled calls while the exchange took them for absent.
fn occupancy(sums: &Sums) -> (i64, i64) {
    if sums.ready_s == 0 { (0, 0) } else { (sums.busy_s, sums.ready_s) }
}

/// Every figure of calls. Those of promises follow from the commitments themselves.
pub const FIGURES: &[Figure] = &[
    count("calls.arrived", |s| s.arrived),
    count("calls.refused", |s| s.refused),
    count("calls.left_before_queue", |s| s.left_before_queue),
    count("calls.offered", |s| s.offered),
    count("calls.answered", |s| s.answered),
    count("calls.abandoned", |s| s.abandoned),
    count("calls.short_abandoned", |s| s.short_abandoned),
    count("calls.flowed_out", |s| s.flowed_out),
    count("calls.transferred", |s| s.transferred),
    share("calls.solved_first_level", |s| (s.solved, s.judged)),
    share("calls.occupancy", occupancy),
    seconds("calls.wait_of_answered", |s| &s.wait_of_answered),
    seconds("calls.wait_of_abandoned", |s| &s.wait_of_abandoned),
    seconds("calls.handling", |s| &s.handling),
    share("calls.answered_within_10s", |s| (s.within[0], decided(s, 0))),
    share("calls.answered_within_20s", |s| (s.within[1], decided(s, 1))),
    share("calls.answered_within_30s", |s| (s.within[2], decided(s, 2))),
    share("calls.answered_within_60s", |s| (s.within[3], decided(s, 3))),
    share("calls.answered_within_10s.from_arrival", |s| (s.within_from_arrival[0], decided(s, 0))),
    share("calls.answered_within_20s.from_arrival", |s| (s.within_from_arrival[1], decided(s, 1))),
    share("calls.answered_within_30s.from_arrival", |s| (s.within_from_arrival[2], decided(s, 2))),
    share("calls.answered_within_60s.from_arrival", |s| (s.within_from_arrival[3], decided(s, 3))),
    share("service_level.strict", |s| (s.within[PROMISED], s.answered + s.abandoned)),
    share("service_level.no_short_abandons", |s| {
        (s.within[PROMISED], s.answered + s.abandoned - s.short_abandoned)
    }),
    share("service_level.abandons_in_target_ignored", |s| {
        (s.within[PROMISED], s.answered + s.abandoned - s.abandoned_within[PROMISED])
    }),
    share("service_level.abandons_in_target_kept", |s| {
        (s.within[PROMISED] + s.abandoned_within[PROMISED], s.answered + s.abandoned)
    }),
    share("service_level.of_answered", |s| (s.within[PROMISED], s.answered)),
    share("answer_rate.raw", |s| (s.answered, s.answered + s.abandoned)),
    share("answer_rate.no_short_abandons", |s| {
        (s.answered, s.answered + s.abandoned - s.short_abandoned)
    }),
    share("answer_rate.no_abandons_in_target", |s| {
        (s.answered, s.answered + s.abandoned - s.abandoned_within[PROMISED])
    }),
];

const _: () = assert!(LIMITS[PROMISED] == 10);

/// The figure of this name.
pub fn by_id(id: &str) -> Option<&'static Figure> {
    FIGURES.iter().find(|figure| figure.id == id)
}

/// One figure with its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Measured {
    /// The figure's name.
    pub id: String,
    /// The version of its formula; of a promise, the newest version of the commitment that
    /// measured any of it.
    pub version: i64,
    /// Every version of the commitment that measured some of it, where several did.
    pub versions: Vec<i64>,
    /// The value.
    pub value: Value,
}

/// What a figure comes to, in whole numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Value {
    /// A count.
    Count(i64),
    /// Kept, of how many; `running` where some are not decided yet.
    Share {
        /// Kept.
        kept: i64,
        /// Of how many.
        of: i64,
        /// Still running.
        running: Option<i64>,
    },
    /// The sum of so many whole seconds.
    Mean {
        /// All seconds together.
        sum: i64,
        /// How many.
        count: i64,
    },
    /// A percentile in whole seconds.
    Percentile {
        /// Which.
        p: i64,
        /// The seconds.
        seconds: i64,
    },
}

/// The percentiles that are told of everything measured in seconds.
const PERCENTILES: [i64; 4] = [50, 90, 95, 99];

/// Every figure of these sums.
pub fn figures(sums: &Sums) -> Vec<Measured> {
    let mut all = Vec::new();
    for figure in FIGURES {
        match figure.shape {
            Shape::Count(of) => {
                all.push(measured(figure.id, figure.version, Value::Count(of(sums))))
            }
            Shape::Share(of) => {
                let (kept, of) = of(sums);
                let value = Value::Share { kept, of, running: None };
                all.push(measured(figure.id, figure.version, value));
            }
            Shape::Seconds(of) => all.extend(of_histogram(figure.id, figure.version, of(sums))),
        }
    }
    for (code, promise) in &sums.promises {
        let id = format!("promises.{code}");
        let (kept, of) = (promise.kept, promise.kept + promise.breached);
        let value = Value::Share { kept, of, running: Some(promise.running) };
        let version = promise.versions.last().copied().unwrap_or(1);
        let versions: Vec<i64> = promise.versions.iter().copied().collect();
        let share = std::iter::once(measured(&id, version, value));
        let told = share.chain(percentiles(&id, version, &promise.delay)).map(|one| {
            if versions.len() > 1 { Measured { versions: versions.clone(), ..one } } else { one }
        });
        all.extend(told);
    }
    all
}

fn measured(id: &str, version: i64, value: Value) -> Measured {
    Measured { id: id.to_owned(), version, versions: Vec::new(), value }
}

fn of_histogram(id: &str, version: i64, histogram: &Histogram) -> Vec<Measured> {
    let mean = Value::Mean { sum: histogram.sum(), count: histogram.count() };
    let mut all = vec![measured(id, version, mean)];
    all.extend(percentiles(id, version, histogram));
    all
}

fn percentiles(id: &str, version: i64, histogram: &Histogram) -> Vec<Measured> {
    let value = |p: i64| histogram.percentile(p).map(|seconds| Value::Percentile { p, seconds });
    PERCENTILES.into_iter().filter_map(|p| Some(measured(id, version, value(p)?))).collect()
}

/// A quotient as a decimal fraction, rounded half up to so many places; none of nothing.
///
/// ```
/// use domain::quality::measures::decimal;
/// assert_eq!(decimal(2, 3, 5).as_deref(), Some("0.66667"));
/// assert_eq!(decimal(1, 0, 5), None);
/// ```
pub fn decimal(part: i64, whole: i64, places: u32) -> Option<String> {
    if whole == 0 {
        return None;
    }
    let scale = 10_i128.pow(places);
    let doubled = 2 * i128::from(part) * scale + i128::from(whole);
    let rounded = doubled.div_euclid(2 * i128::from(whole));
    let (units, rest) = (rounded.div_euclid(scale), rounded.rem_euclid(scale));
    if places == 0 {
        return Some(units.to_string());
    }
    Some(format!("{units}.{rest:0width$}", width = places as usize))
}

impl Measured {
    /// As the document prints it.
    fn json(&self, by: &Map<String, Json>) -> Json {
        let mut figure = Map::new();
        figure.insert("id".into(), json!(self.id));
        figure.insert("version".into(), json!(self.version));
        if !self.versions.is_empty() {
            figure.insert("versions".into(), json!(self.versions));
        }
        figure.insert("by".into(), Json::Object(by.clone()));
        let number = |text: Option<String>| {
            text.and_then(|text| text.parse::<f64>().ok()).map_or(Json::Null, |value| json!(value))
        };
        match self.value {
            Value::Count(count) => {
                figure.insert("value".into(), json!(count));
            }
            Value::Share { kept, of, running } => {
                figure.insert("value".into(), number(decimal(kept, of, 6)));
                figure.insert("kept".into(), json!(kept));
                figure.insert("of".into(), json!(of));
                if let Some(running) = running {
                    figure.insert("running".into(), json!(running));
                }
            }
            Value::Mean { sum, count } => {
                figure.insert("value".into(), number(decimal(sum, count, 6)));
                figure.insert("sum".into(), json!(sum));
                figure.insert("count".into(), json!(count));
            }
            Value::Percentile { p, seconds } => {
                figure.insert("p".into(), json!(p));
                figure.insert("value".into(), json!(seconds));
            }
        }
        Json::Object(figure)
    }
}

/// The document that the command line and the API print: stable, for outside checks.
pub fn document(answer: &Answer) -> Json {
    let period = &answer.question.period;
    let figures: Vec<Json> = answer
        .groups
        .iter()
        .flat_map(|group: &Group| {
            let mut by = Map::new();
            if let Some(split) = answer.question.by {
                by.insert(split.word().into(), json!(group.name));
            }
            figures(&group.sums).into_iter().map(move |one| one.json(&by)).collect::<Vec<_>>()
        })
        .collect();
    let mut document = json!({
        "from": period.from.to_string(),
        "to": period.to.to_string(),
        "zone": period.zone.iana_name().unwrap_or("UTC"),
        "figures": figures,
    });
    let only: Map<String, Json> =
        answer.question.only.given().map(|(field, text)| (field.into(), json!(text))).collect();
    if !only.is_empty() {
        document["only"] = Json::Object(only);
    }
    document
}

/// The kinds of figure of which one formula is the published one.
const CHOICES: [&str; 2] = ["service_level", "answer_rate"];

/// The formula that is published for a kind of figure.
///
/// # Errors
/// `Unknown` for a kind that has no choice of formulas.
pub fn published_formula(desk: &mut Desk<'_>, figure: &str) -> Result<String> {
    if !CHOICES.contains(&figure) {
        return Err(Refusal::Unknown("figure"));
    }
    let chosen: Option<String> = desk.optional(
        "select formula from published_formulas where tenant = $1 and figure = $2",
        &[&desk.tenant.clone(), &figure],
    )?;
    let first = if figure == "service_level" { "service_level.strict" } else { "answer_rate.raw" };
    Ok(chosen.unwrap_or_else(|| first.to_owned()))
}

/// Makes another formula the published one.
///
/// # Errors
/// `Invalid` for a formula that is none of this kind.
pub fn publish_formula(desk: &mut Desk<'_>, figure: &str, formula: &str) -> Result<()> {
    desk.reach(Right::EditCommitments)?;
    let of_kind = formula.split_once('.').is_some_and(|(kind, _)| kind == figure);
    if !CHOICES.contains(&figure) || !of_kind || by_id(formula).is_none() {
        return Err(Refusal::invalid("formula", "fault-unknown-formula"));
    }
    desk.execute(
        "insert into published_formulas (tenant, figure, formula, saved_at, actor)
         values ($1, $2, $3, $4, $5)
         on conflict (tenant, figure) do update set
            formula = excluded.formula, saved_at = excluded.saved_at, actor = excluded.actor",
        &[&desk.tenant.clone(), &figure, &formula, &desk.now(), &desk.who.actor().label()],
    )?;
    let version = commitments::Book::open(desk)?.current().next().map(|version| version.id);
    let subject = version.unwrap_or(kernel::Id::from_bytes([0; 16]));
    desk.record(subject, Kind::FormulaPublished, &json!({ "figure": figure, "formula": formula }))
}
