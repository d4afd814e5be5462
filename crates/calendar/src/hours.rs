use crate::Reason;
use kernel::Date;
use opening_hours::{Context, OpeningHours, RuleKind};
use opening_hours_syntax::{
    ExtendedTime,
    rules::{
        OpeningHoursExpression, RuleOperator, RuleSequence,
        day::{HolidayKind, WeekDayRange},
        time::{Time, TimeSelector, TimeSpan},
    },
};
use std::ops::Range;

/// Part of a local day, in minutes from its midnight: `0..1440` is all of it.
pub(crate) type Run = Range<u16>;

/// The minutes of a local day by the wall clock.
pub(crate) const DAY_MINUTES: u16 = 1_440;

/// Hours longer than this are refused unread. The longest real one seen has some 200 bytes; the
/// parser goes one level deeper for each rule, so the bound also keeps it off the stack's end.
pub(crate) const HOURS_BYTES_MAX: usize = 1_000;

/// Weekly hours, as windows that belong to the day on which they start.
#[derive(Clone, Debug)]
pub(crate) struct Hours {
    /// What a day's own windows cover of that day.
    own: OpeningHours,
    /// What they cover of the next day, as minutes of that next day; none pass midnight where
    /// absent.
    next_morning: Option<OpeningHours>,
    /// Whether they say themselves what a public holiday means.
    pub names_public_holidays: bool,
}

impl Hours {
    /// Reads hours in OpenStreetMap's syntax, with the holidays that `PH` and `SH` stand for.
    pub fn parse(text: &str, context: &Context) -> Result<Hours, Reason> {
        if text.len() > HOURS_BYTES_MAX {
            return Err(Reason::TooLong(HOURS_BYTES_MAX));
        }
        let whole: OpeningHours = text.trim().parse().map_err(|_| Reason::Hours)?;
        let expression = whole.get_expression();
        if !expression.rules.iter().flat_map(|rule| &rule.time_selector.spans).all(has_clock_times)
        {
            return Err(Reason::NotClockTimes);
        }
        let names_public_holidays = expression.rules.iter().any(names_public_holidays);
        let (own, next_morning) = match tails(&expression) {
            None => (whole.with_context(context.clone()), None),
            Some(tails) => (reread(&heads(&expression), context)?, Some(reread(&tails, context)?)),
        };
        Ok(Hours { own, next_morning, names_public_holidays })
    }

    /// The runs of the windows that start on this date, up to its midnight.
    pub fn own(&self, date: Date) -> Vec<Run> {
        runs_of(&self.own, date)
    }

    /// The runs on the next date of the windows that start on this one.
    pub fn next_morning(&self, date: Date) -> Vec<Run> {
        self.next_morning.as_ref().map_or_else(Vec::new, |tails| runs_of(tails, date))
    }
}

/// The same day in the other crate's type. Years 1970 to 2199 have a date in both.
pub(crate) fn chrono_date(date: Date) -> chrono::NaiveDate {
    let (month, day) = (date.month().unsigned_abs(), date.day().unsigned_abs());
    chrono::NaiveDate::from_ymd_opt(i32::from(date.year()), u32::from(month), u32::from(day))
        .expect("every civil date of one library is one of the other")
}

/// Sorted, and runs that touch or overlap joined.
pub(crate) fn joined(mut runs: Vec<Run>) -> Vec<Run> {
    runs.sort_unstable_by_key(|run| run.start);
    runs.dedup_by(|next, kept| {
        let touches = next.start <= kept.end;
        if touches {
            kept.end = kept.end.max(next.end);
        }
        touches
    });
    runs
}

fn runs_of(hours: &OpeningHours, date: Date) -> Vec<Run> {
    let schedule = hours.schedule_at(chrono_date(date)).into_iter();
    let open = schedule.filter(|span| span.kind == RuleKind::Open).map(|span| span.range);
    joined(open.map(|range| minutes(range.start)..minutes(range.end)).collect())
}

fn minutes(time: ExtendedTime) -> u16 {
    time.mins_from_midnight()
}

fn has_clock_times(span: &TimeSpan) -> bool {
    let fixed = matches!(span.range, Range { start: Time::Fixed(_), end: Time::Fixed(_) });
    fixed && !span.open_end && span.repeats.is_none()
}

fn names_public_holidays(rule: &RuleSequence) -> bool {
    rule.day_selector
        .weekday
        .iter()
        .any(|day| matches!(day, WeekDayRange::Holiday { kind: HolidayKind::Public, .. }))
}

/// The parsed hours as text and back, because only text can be given the holidays.
fn reread(rules: &OpeningHoursExpression, context: &Context) -> Result<OpeningHours, Reason> {
    let hours: OpeningHours = rules.to_string().parse().map_err(|_| Reason::Hours)?;
    Ok(hours.with_context(context.clone()))
}

/// The same rules with every window ending at midnight at the latest.
fn heads(whole: &OpeningHoursExpression) -> OpeningHoursExpression {
    let mut heads = whole.clone();
    for span in heads.rules.iter_mut().flat_map(|rule| &mut rule.time_selector.spans) {
        if overhang(span).is_some() {
            span.range.end = Time::Fixed(ExtendedTime::MIDNIGHT_24);
        }
    }
    heads
}

/// The rules for what lies beyond midnight alone; `None` where nothing does.
fn tails(whole: &OpeningHoursExpression) -> Option<OpeningHoursExpression> {
    let open = whole.rules.iter().filter(|rule| rule.kind == RuleKind::Open);
    if !open.flat_map(|rule| &rule.time_selector.spans).any(|span| overhang(span).is_some()) {
        return None;
    }
    let mut rules: Vec<_> = whole.rules.iter().filter_map(tail).collect();
    rules[0].operator = RuleOperator::Normal;
    Some(OpeningHoursExpression { rules })
}

/// What one rule says of the time beyond its days' midnight; `None` where it says nothing.
///
/// A rule that replaces a day by windows without an overhang takes the earlier rules' overhang
/// away, and so becomes a closing; a rule that adds windows without one says nothing.
fn tail(rule: &RuleSequence) -> Option<RuleSequence> {
    let spans: Vec<_> = rule.time_selector.spans.iter().filter_map(overhang).collect();
    let mut tail = RuleSequence { comment: "".into(), ..rule.clone() };
    if !spans.is_empty() {
        tail.time_selector = TimeSelector::new(spans);
        return Some(tail);
    }
    let closes_the_day = rule.time_selector == TimeSelector::default();
    match (rule.kind, rule.operator) {
        (RuleKind::Closed, _) if closes_the_day => Some(tail),
        (RuleKind::Closed, _) => None,
        (_, RuleOperator::Normal) => {
            tail.kind = RuleKind::Closed;
            tail.time_selector = TimeSelector::default();
            Some(tail)
        }
        _ => None,
    }
}

/// The part of a window beyond midnight, as a window of the next day.
fn overhang(span: &TimeSpan) -> Option<TimeSpan> {
    let (Time::Fixed(start), Time::Fixed(end)) = (span.range.start, span.range.end) else {
        return None;
    };
    let end = if start < end { end.add_hours(-24)? } else { end };
    (end > ExtendedTime::MIDNIGHT_00).then(|| TimeSpan::fixed_range(ExtendedTime::MIDNIGHT_00, end))
}
