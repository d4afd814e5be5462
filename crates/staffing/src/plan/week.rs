use super::{
    Fault, Faults, HalfHour, Line, LinePlan, Price, Settings, faults,
    need::{Coming, seconds},
    prices,
};
use crate::{
    forecast::{Accuracy, Expected, HALVES, Halves, History, Outlook, Past, accuracy, later},
    queue::Unreachable,
};
use kernel::Date;

/// Days of a plan.
pub const DAYS: usize = 7;

/// A week as the past foretells it, before anyone is asked to work in it.
#[derive(Clone, Debug)]
pub struct Week {
    from: Date,
    interval: u16,
    lines: Vec<Ahead>,
    pool: Pool,
}

/// The people a week needs: line by line, and if all agents answered all lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// The first of its [`DAYS`].
    pub from: Date,
    /// What it was made under.
    pub settings: Settings,
    /// Each line with agents of its own.
    pub lines: Vec<LinePlan>,
    /// All lines as one. With a single line it is the same as that one.
    pub pool: LinePlan,
    /// What better and worse promises would cost.
    pub prices: Vec<Price>,
}

/// The whole way from history to people.
///
/// # Errors
/// When something asked for lies outside what makes sense, all of it at once.
pub fn plan(lines: &[Line], from: Date, settings: &Settings) -> Result<Plan, Faults> {
    faults::check_settings(settings)?;
    Week::of(lines, from, settings.interval)?.plan(settings)
}

/// One line and the days ahead of it.
#[derive(Clone, Debug)]
struct Ahead {
    id: String,
    name: String,
    accuracy: Option<Accuracy>,
    outlook: Option<Outlook>,
    open: Vec<Halves<bool>>,
    handling: f64,
    patience: Option<f64>,
}

/// What is known of all lines as one.
#[derive(Clone, Debug)]
struct Pool {
    accuracy: Option<Accuracy>,
    outlook: Option<Outlook>,
}

impl Week {
    /// Forecasts the days from `from` on, and holds weeks back to see how well that goes.
    /// `interval` is the probability, in thousandths, with which calls are to lie in it.
    ///
    /// # Errors
    /// When a number of a line lies outside what makes sense.
    pub fn of(lines: &[Line], from: Date, interval: u16) -> Result<Self, Faults> {
        faults::check_lines(lines)?;
        let pasts: Vec<History> = lines.iter().map(|line| line.past(from)).collect();
        let trial: Vec<Past> =
            pasts.iter().zip(lines).map(|(past, line)| (past, &line.special)).collect();
        let (each, together) = accuracy(&trial, f64::from(interval) / 1e3);
        let mut ahead = Vec::with_capacity(lines.len());
        for ((line, past), accuracy) in lines.iter().zip(&pasts).zip(each) {
            let days = (0..DAYS as i32).map(|day| later(from, day));
            ahead.push(Ahead {
                id: line.id.clone(),
                name: line.name.clone(),
                accuracy,
                outlook: Outlook::of(past, &line.special, from, DAYS),
                open: days.map(|day| line.open(day)).collect(),
                handling: seconds(line.handling),
                patience: line.patience.map(seconds),
            });
        }
        let outlooks: Vec<&Outlook> =
            ahead.iter().filter_map(|line| line.outlook.as_ref()).collect();
        let pool = Pool { accuracy: together, outlook: Outlook::pooled(&outlooks) };
        Ok(Self { from, interval, lines: ahead, pool })
    }

    /// Staffs the week. The interval is the one it was forecast with.
    ///
    /// # Errors
    /// When a setting lies outside what makes sense, or no number of agents would do.
    pub fn plan(&self, settings: &Settings) -> Result<Plan, Faults> {
        let settings = Settings { interval: self.interval, ..*settings };
        faults::check_settings(&settings)?;
        self.staffed(&settings).map_err(|Unreachable| Faults(vec![Fault::Unreachable]))
    }

    fn staffed(&self, settings: &Settings) -> Result<Plan, Unreachable> {
        let apart: Vec<Vec<Coming>> =
            self.lines.iter().map(|line| self.coming(line, settings)).collect();
        let together = self.coming_together(settings);
        let staffed = |halves: &[Coming]| -> Result<Vec<HalfHour>, Unreachable> {
            halves.iter().map(|half| half.staffed(settings)).collect()
        };
        let mut lines = Vec::with_capacity(apart.len());
        for (line, halves) in self.lines.iter().zip(&apart) {
            lines.push(LinePlan {
                id: line.id.clone(),
                name: line.name.clone(),
                accuracy: line.accuracy,
                forecast: line.outlook.is_some(),
                halves: staffed(halves)?,
            });
        }
        let pool = LinePlan {
            id: String::new(),
            name: String::new(),
            accuracy: self.pool.accuracy,
            forecast: self.pool.outlook.is_some(),
            halves: staffed(&together)?,
        };
        let prices = prices::of(&apart, &together, settings)?;
        Ok(Plan { from: self.from, settings: *settings, lines, pool, prices })
    }

    /// The open half hours of one line.
    fn coming(&self, line: &Ahead, settings: &Settings) -> Vec<Coming> {
        let mut halves = Vec::new();
        for (day, half) in self.halves().filter(|(day, half)| line.open[*day][*half]) {
            halves.push(Coming {
                date: later(self.from, day as i32),
                half,
                calls: self.around(&line.outlook, line.mean(self.from, day, half), settings),
                handling: line.handling,
                patience: line.patience,
            });
        }
        halves
    }

    /// The half hours in which any line is open: calls add up, times are means over calls.
    fn coming_together(&self, settings: &Settings) -> Vec<Coming> {
        let mut halves = Vec::new();
        for (day, half) in self.halves() {
            let open: Vec<&Ahead> = self.lines.iter().filter(|line| line.open[day][half]).collect();
            if open.is_empty() {
                continue;
            }
            let mut sums = Sums::default();
            open.iter().for_each(|line| sums.add(line, line.mean(self.from, day, half)));
            halves.push(Coming {
                date: later(self.from, day as i32),
                half,
                calls: self.around(&self.pool.outlook, sums.calls, settings),
                handling: sums.handling(),
                patience: sums.patience(),
            });
        }
        halves
    }

    fn halves(&self) -> impl Iterator<Item = (usize, usize)> + use<> {
        (0..DAYS).flat_map(|day| (0..HALVES).map(move |half| (day, half)))
    }

    /// So many calls as the settings make of them, and between what they lie.
    fn around(&self, outlook: &Option<Outlook>, mean: f64, settings: &Settings) -> Expected {
        let mean = mean * f64::from(settings.volume) / 1e3;
        match outlook {
            Some(outlook) => outlook.around(mean, f64::from(self.interval) / 1e3),
            None => Expected::NOBODY,
        }
    }
}

impl Ahead {
    fn mean(&self, from: Date, day: usize, half: usize) -> f64 {
        let outlook = self.outlook.as_ref();
        outlook.and_then(|outlook| outlook.mean(later(from, day as i32), half)).unwrap_or(0.0)
    }
}

/// Means over the calls of several lines.
#[derive(Default)]
struct Sums {
    calls: f64,
    busy: f64,
    /// Callers who would give up in a second, all together, if all of them waited.
    giving_up: f64,
    /// The handling time of a half hour in which nobody calls; it makes no difference there.
    longest: f64,
}

impl Sums {
    fn add(&mut self, line: &Ahead, calls: f64) {
        self.calls += calls;
        self.busy += calls * line.handling;
        self.giving_up += line.patience.map_or(0.0, |patience| calls / patience);
        self.longest = self.longest.max(line.handling);
    }

    fn handling(&self) -> f64 {
        if self.calls > 0.0 { self.busy / self.calls } else { self.longest }
    }

    fn patience(&self) -> Option<f64> {
        (self.giving_up > 0.0).then(|| self.calls / self.giving_up)
    }
}
