use kernel::{Date, Instant, TimeZone};

/// When a half hour begins on the wall clock, such as `08:30`; the one after the last is `24:00`.
pub(crate) fn wall(half: u8) -> String {
    format!("{:02}:{:02}", half / 2, half % 2 * 30)
}

/// When a half hour of a local day begins; one that daylight saving skips begins after the gap,
/// one that comes twice begins the first time. Half hour 48 is the next midnight.
pub(crate) fn begins(date: Date, half: u8, zone: &TimeZone) -> Instant {
    if half >= 48 {
        return Instant::start_of(date.tomorrow().unwrap_or(date), zone);
    }
    let time = jiff::civil::time((half / 2) as i8, (half % 2 * 30) as i8, 0, 0);
    let zoned = zone.to_ambiguous_zoned(date.to_datetime(time)).compatible();
    zoned.map_or(Instant::start_of(date, zone), |zoned| zoned.timestamp().into())
}
