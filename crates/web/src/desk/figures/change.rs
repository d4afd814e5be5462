//! The change on the year before, always said whether in points or in per cent.

use crate::voice::Voice;
use domain::quality::measures::{Measured, Value, decimal};

/// The same figure of the year before.
pub(super) fn before<'a>(figures: &'a [Measured], of: &Measured) -> Option<&'a Measured> {
    let same = |value: Value| match (value, of.value) {
        (Value::Percentile { p, .. }, Value::Percentile { p: wanted, .. }) => p == wanted,
        (one, other) => std::mem::discriminant(&one) == std::mem::discriminant(&other),
    };
    figures.iter().find(|figure| figure.id == of.id && same(figure.value))
}

/// The change in words; nothing where there is nothing to compare with.
pub(in crate::desk) fn told(voice: &Voice, now: Value, before: Value) -> Option<String> {
    match (now, before) {
        (Value::Share { kept, of, .. }, Value::Share { kept: kept_before, of: of_before, .. }) => {
            let tenths = tenths(kept * 100, of)? - tenths(kept_before * 100, of_before)?;
            let change = voice.signed_tenths(tenths);
            Some(voice.tell("change-points", &[("change", change.into())]))
        }
        (now, before) => {
            let (now, before) = (plain(now)?, plain(before)?);
            let tenths = tenths((now.0 * before.1 - before.0 * now.1) * 100, before.0 * now.1)?;
            let change = voice.signed_tenths(tenths);
            Some(voice.tell("change-percent", &[("change", change.into())]))
        }
    }
}

/// A value as a fraction.
fn plain(value: Value) -> Option<(i64, i64)> {
    match value {
        Value::Count(count) => Some((count, 1)),
        Value::Mean { sum, count } => (count > 0).then_some((sum, count)),
        Value::Percentile { seconds, .. } => Some((seconds, 1)),
        Value::Share { .. } => None,
    }
}

/// A quotient in tenths, rounded half up.
fn tenths(part: i64, whole: i64) -> Option<i64> {
    decimal(part.checked_mul(10)?, whole, 0)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::{Language, TimeZone};

    #[test]
    fn shares_change_by_points_and_counts_by_per_cent() {
        let voice = Voice { language: Language::En, zone: TimeZone::UTC };
        let share = |kept| Value::Share { kept, of: 1000, running: None };
        let points = told(&voice, share(982), share(963)).expect("comparable");
        assert!(points.starts_with("+1.9"), "{points}");
        let percent = told(&voice, Value::Count(90), Value::Count(100)).expect("comparable");
        assert!(percent.starts_with("−10.0"), "{percent}");
        assert_eq!(told(&voice, Value::Count(5), Value::Count(0)), None);
    }
}
