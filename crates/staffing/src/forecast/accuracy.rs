use super::{
    HALVES, History, Outlook, Special, SpecialDays, history::later, naive, spread::Expected,
};
use kernel::Date;

/// Weeks held back to measure a forecast.
pub const TRIAL_WEEKS: i32 = 4;

/// How a forecast did on weeks it had not seen, each forecast from what lay before it.
///
/// Only half hours are judged that were counted, on days that were not closed, and of which the
/// simple guesses could say something too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Accuracy {
    /// The first day that was held back.
    pub from: Date,
    /// The last.
    pub to: Date,
    /// Half hours judged.
    pub halves: u32,
    /// Calls that came in them.
    pub calls: u64,
    /// This forecast.
    pub ours: Error,
    /// The same half hour of the week before.
    pub last_week: Error,
    /// The mean of the same half hour on the last four same weekdays.
    pub mean_of_four: Error,
    /// Thousandths of the half hours that lay within the interval.
    pub covered: i64,
}

/// How far a forecast was off, in thousandths of the calls that came.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Error {
    /// The sum of what each half hour was off, either way.
    pub off: i64,
    /// What all together were off: above 0 where too many were expected.
    pub bias: i64,
}

/// A line's past, and the days of it that were not like others.
pub type Past<'a> = (&'a History, &'a SpecialDays);

/// Holds back the last [`TRIAL_WEEKS`] weeks of these lines, and forecasts each from what lies
/// before it: line by line, and all lines as one. `share` is the probability of the interval.
///
/// Nothing for a line of which too little was counted before them, or nothing in them.
pub fn accuracy(lines: &[Past<'_>], share: f64) -> (Vec<Option<Accuracy>>, Option<Accuracy>) {
    let ends = lines.iter().filter_map(|(history, _)| Some(history.span()?.1));
    let Some(end) = ends.max() else { return (vec![None; lines.len()], None) };
    let mut tallies = vec![Tally::default(); lines.len()];
    let mut together = Tally::default();
    for week in (1..=TRIAL_WEEKS).rev() {
        let from = later(end, 1 - 7 * week);
        let outlooks: Vec<Option<Outlook>> =
            lines.iter().map(|(past, special)| Outlook::of(past, special, from, 7)).collect();
        let judge = Judge { share, from };
        for ((line, outlook), tally) in lines.iter().zip(&outlooks).zip(&mut tallies) {
            if let Some(outlook) = outlook {
                judge.week(&[*line], outlook, tally);
            }
        }
        let all: Option<Vec<&Outlook>> = outlooks.iter().map(Option::as_ref).collect();
        if let Some(pool) = all.and_then(|all| Outlook::pooled(&all)) {
            judge.week(lines, &pool, &mut together);
        }
    }
    let judged = |tally: Tally| tally.judged(later(end, 1 - 7 * TRIAL_WEEKS), end);
    (tallies.into_iter().map(judged).collect(), judged(together))
}

/// One week on trial.
struct Judge {
    share: f64,
    from: Date,
}

impl Judge {
    fn week(&self, lines: &[Past<'_>], outlook: &Outlook, tally: &mut Tally) {
        for date in (0..7).map(|days| later(self.from, days)) {
            for half in 0..HALVES {
                if let Some((calls, guesses)) = came(lines, date, half)
                    && let Some(expected) = outlook.expected(date, half, self.share)
                {
                    tally.add(calls, expected, guesses);
                }
            }
        }
    }
}

/// What came in all lines that were not closed together, and the simple guesses.
fn came(lines: &[Past<'_>], date: Date, half: usize) -> Option<(f64, [f64; 2])> {
    let (mut calls, mut guesses, mut open) = (0.0, [0.0; 2], false);
    for (history, special) in lines {
        if special.get(&date) == Some(&Special::Closed) {
            continue;
        }
        open = true;
        calls += f64::from(history.day(date)?[half]?);
        guesses[0] += naive::last_week(history, special, date, half)?;
        guesses[1] += naive::mean_of_four(history, special, date, half)?;
    }
    open.then_some((calls, guesses))
}

/// Sums over half hours.
#[derive(Clone, Default)]
struct Tally {
    halves: u32,
    covered: u32,
    calls: f64,
    /// For each of the three: what it was off, and what it said too much.
    off: [(f64, f64); 3],
}

impl Tally {
    fn add(&mut self, calls: f64, expected: Expected, guesses: [f64; 2]) {
        self.halves += 1;
        self.calls += calls;
        let within = expected.low as f64 <= calls && calls <= expected.high as f64;
        self.covered += u32::from(within);
        for (sums, said) in self.off.iter_mut().zip([expected.mean, guesses[0], guesses[1]]) {
            sums.0 += (said - calls).abs();
            sums.1 += said - calls;
        }
    }

    fn judged(self, from: Date, to: Date) -> Option<Accuracy> {
        if self.halves == 0 || self.calls == 0.0 {
            return None;
        }
        let thousandths = |part: f64, whole: f64| (part / whole * 1e3).round() as i64;
        let [ours, last_week, mean_of_four] = self.off.map(|(off, bias)| Error {
            off: thousandths(off, self.calls),
            bias: thousandths(bias, self.calls),
        });
        let covered = thousandths(f64::from(self.covered), f64::from(self.halves));
        let (halves, calls) = (self.halves, self.calls as u64);
        Some(Accuracy { from, to, halves, calls, ours, last_week, mean_of_four, covered })
    }
}
