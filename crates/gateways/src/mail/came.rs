//! A letter as it lies in a box.

use kernel::Instant;
use std::time::SystemTime;

/// A letter that came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Came<'a> {
    /// All of it.
    pub bytes: &'a [u8],
    /// Since when it lies in the box, as the box says; none where it does not.
    pub at: Option<Instant>,
}

/// A moment of this machine.
pub(super) fn of_machine(time: SystemTime) -> Option<Instant> {
    let micros = time.duration_since(SystemTime::UNIX_EPOCH).ok()?.as_micros();
    i64::try_from(micros).ok().map(Instant::from_micros)
}

const MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// The moment that a server gives as `17-Jul-1996 02:44:25 -0700` (RFC 9051, 2.3.3).
pub(super) fn of_server(text: &str) -> Option<Instant> {
    let (date, rest) = text.trim().split_once(' ')?;
    let (time, zone) = rest.split_once(' ')?;
    let [day, month, year]: [&str; 3] = date.split('-').collect::<Vec<_>>().try_into().ok()?;
    let month = MONTHS.iter().position(|one| one.eq_ignore_ascii_case(month))? + 1;
    let (hours, minutes) = zone.split_at_checked(3)?;
    format!("{year}-{month:02}-{day:0>2}T{time}{hours}:{minutes}").parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_servers_moment_is_read_and_nothing_else() {
        let read = |text: &str| of_server(text).map(|at| at.to_string());
        assert_eq!(read("17-Jul-1996 02:44:25 -0700").as_deref(), Some("1996-07-17T09:44:25Z"));
        assert_eq!(read(" 7-JUL-2026 02:44:25 +0000").as_deref(), Some("2026-07-07T02:44:25Z"));
        for odd in ["", "17-Jul-1996", "17-Foo-1996 02:44:25 -0700", "1-1-1-1 x y", "a-b-c d è"] {
            assert_eq!(read(odd), None, "{odd}");
        }
    }
}
