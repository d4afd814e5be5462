//! When which alert of a contract is due: pure rules.

use db::{FromRow, Row};
use kernel::{Date, words};

words! {
    /// What became of an alert.
    pub enum Fate {
        /// It was composed.
        Sent = "sent",
        /// It did not arrive by any of its ways; it goes once there is another address.
        Failed = "failed",
        /// A nearer one went in its place.
        PassedOver = "passed_over",
        /// There is no address at which it would reach anybody; it goes once there is.
        Unreached = "unreached",
        /// Its notice was withheld: the client wants none, or it has no words.
        Withheld = "withheld",
        /// The contract does not end on that day any more.
        Lapsed = "lapsed",
    }
}

/// An alert of a contract that ends on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Step {
    /// The notice that the law wants.
    Legal,
    /// A reminder, due so many days before the end.
    Reminder(i64),
}

/// What became of one alert: the row that keeps it.
#[derive(Debug)]
pub enum Alert {}

impl Step {
    /// As it is kept: its kind and its days.
    pub(super) fn words(self) -> (&'static str, i64) {
        match self {
            Self::Legal => ("legal", 0),
            Self::Reminder(days) => ("reminder", days),
        }
    }

    pub(super) fn read(row: &Row) -> db::Result<Self> {
        let kind: String = row.get("kind")?;
        Ok(if kind == "legal" { Self::Legal } else { Self::Reminder(row.get("days")?) })
    }
}

/// The notice that the law wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Legal {
    /// It must have gone so many days before the end.
    pub days: i64,
    /// It goes so many days earlier.
    pub margin: i64,
}

impl Legal {
    /// So many days before the end it goes.
    pub fn opens(self) -> i64 {
        self.days + self.margin
    }
}

/// A rule as it is saved.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Saving {
    /// The product; empty: all that have no rule of their own.
    pub product: String,
    /// So many days before the end clients are reminded.
    pub reminders: Vec<i64>,
    /// What the law wants, if it wants something.
    pub legal: Option<Legal>,
}

/// A rule in force.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// 1, 2, 3 …
    pub version: i64,
    /// What it says.
    pub saved: Saving,
}

impl FromRow for Rule {
    fn from_row(row: &Row) -> db::Result<Self> {
        let wrong = || db::Error::Column { column: "reminders".into(), wanted: "days" };
        let reminders: String = row.get("reminders")?;
        let reminders: Result<Vec<i64>, _> = reminders.split_whitespace().map(str::parse).collect();
        let (days, margin): (Option<i64>, i64) = (row.get("legal_days")?, row.get("margin_days")?);
        Ok(Self {
            version: row.get("version")?,
            saved: Saving {
                product: row.get("product")?,
                reminders: reminders.map_err(|_| wrong())?,
                legal: days.map(|days| Legal { days, margin }),
            },
        })
    }
}

/// The rule that holds for a product: its own, or that of all others.
pub(super) fn rule_of<'a>(rules: &'a [Rule], product: &str) -> Option<&'a Rule> {
    let of = |name: &str| rules.iter().find(|rule| rule.saved.product == name);
    of(product).or_else(|| of(""))
}

/// Days from one to the other.
pub(super) fn days_between(from: Date, to: Date) -> i64 {
    crate::days::number_of(to) - crate::days::number_of(from)
}

impl Saving {
    /// The alerts, each with the days before the end on which it is due.
    pub(super) fn steps(&self) -> impl Iterator<Item = (Step, i64)> {
        let legal = self.legal.map(|legal| (Step::Legal, legal.opens()));
        legal.into_iter().chain(self.reminders.iter().map(|days| (Step::Reminder(*days), *days)))
    }

    /// The first day before the end on which anything is due.
    pub(super) fn earliest(&self) -> i64 {
        self.steps().map(|(_, days)| days).max().unwrap_or(0)
    }

    /// What is to be done for a contract that ends in so many days, of whose alerts so much is
    /// known: which of them goes now, and which are passed over. At most one goes: the legal
    /// notice, or else the nearest reminder.
    pub(super) fn due(&self, left: i64, known: impl Fn(Step) -> Option<Fate>) -> Due {
        if left <= 0 {
            return Due::default();
        }
        let is_open = |step: &Step| match known(*step) {
            None | Some(Fate::Unreached | Fate::Failed | Fate::Lapsed) => true,
            Some(Fate::Sent | Fate::PassedOver | Fate::Withheld) => false,
        };
        let come = self.steps().filter(|(_, days)| left <= *days).map(|(step, _)| step);
        let nearest = self.reminders.iter().filter(|days| left <= **days).min();
        let is_nearest = |step: &Step| {
            *step == Step::Legal || nearest.is_some_and(|days| *step == Step::Reminder(*days))
        };
        let mut open: Vec<Step> = come.filter(is_open).collect();
        open.sort_unstable_by_key(|step| (!is_nearest(step), *step));
        let goes = open.first().copied().filter(is_nearest);
        open.retain(|step| Some(*step) != goes);
        Due { goes, passed_over: open }
    }
}

/// What is to be done for a contract now.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Due {
    pub goes: Option<Step>,
    pub passed_over: Vec<Step>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule() -> Saving {
        Saving {
            product: String::new(),
            reminders: vec![60, 30, 7],
            legal: Some(Legal { days: 30, margin: 10 }),
        }
    }

    #[test]
    fn one_alert_goes_at_a_time_and_the_missed_ones_are_passed_over() {
        let due = |left, known: &[(Step, Fate)]| {
            let due = rule()
                .due(left, |step| known.iter().find(|(of, _)| *of == step).map(|(_, fate)| *fate));
            (due.goes, due.passed_over)
        };
        let (legal, sixty, thirty, seven) =
            (Step::Legal, Step::Reminder(60), Step::Reminder(30), Step::Reminder(7));
        let sent = |step| (step, Fate::Sent);
        assert_eq!(due(61, &[]), (None, vec![]));
        assert_eq!(due(60, &[]), (Some(sixty), vec![]));
        assert_eq!(due(40, &[sent(sixty)]), (Some(legal), vec![]));
        assert_eq!(due(20, &[sent(sixty), sent(legal)]), (Some(thirty), vec![]));
        assert_eq!(due(3, &[]), (Some(legal), vec![seven, thirty, sixty]), "it stood still");
        assert_eq!(due(3, &[sent(legal)]), (Some(seven), vec![thirty, sixty]));
        assert_eq!(due(0, &[]), (None, vec![]), "it has passed");
        let unreached = [(sixty, Fate::Unreached)];
        assert_eq!(due(50, &unreached), (Some(sixty), vec![]), "it goes once it can");
        let all = [sent(legal), sent(sixty), (thirty, Fate::PassedOver), sent(seven)];
        assert_eq!(due(2, &all), (None, vec![]));
        assert_eq!(due(20, &[sent(legal), sent(thirty)]), (None, vec![sixty]));
    }
}
