use super::{Aim, LinePlan, Plan, Team};
use crate::clock::begins;
use kernel::{Date, Instant, TimeZone};

/// Octets of a line of a calendar file, its end not counted.
const OCTETS: usize = 75;

/// Who publishes a calendar, and for whom.
pub struct Publisher<'a> {
    /// The zone of the local days.
    pub zone: &'a TimeZone,
    /// When the file is made.
    pub stamp: Instant,
    /// The host name after the `@` of each event's name, so that no other publisher's is alike.
    pub host: &'a str,
    /// Whose numbers the events are of.
    pub aim: Aim,
    /// What an event is called, in the reader's language.
    pub title: &'a dyn Fn(&Run) -> String,
}

/// Half hours on end with as many people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run<'a> {
    /// The line; empty for all lines as one.
    pub line: &'a str,
    /// The line's name.
    pub name: &'a str,
    /// Its day.
    pub date: Date,
    /// Its first half hour.
    pub first: u8,
    /// Half hours.
    pub length: u8,
    /// The people in each of them.
    pub team: Team,
}

/// The runs of equal staffing of a line, day by day; half hours that need nobody are left out.
pub fn runs(line: &LinePlan, aim: Aim) -> Vec<Run<'_>> {
    let mut runs: Vec<Run> = Vec::new();
    for half in line.halves.iter().filter(|half| half.team(aim).roster > 0) {
        let team = half.team(aim);
        match runs.last_mut() {
            Some(run) if run.team == team && run.end() == (half.date, half.half) => {
                run.length += 1;
            }
            _ => runs.push(Run {
                line: &line.id,
                name: &line.name,
                date: half.date,
                first: half.half,
                length: 1,
                team,
            }),
        }
    }
    runs
}

impl Run<'_> {
    /// The half hour after its last.
    fn end(&self) -> (Date, u8) {
        (self.date, self.first + self.length)
    }
}

/// The plan as a calendar (RFC 5545): an event for each run of equal staffing of each line, and of
/// all lines as one where there are several.
///
/// An event is named after its line and its beginning, so that a plan made again replaces events
/// that begin alike. Instants are UTC, so that no reader needs our zones.
pub fn icalendar(plan: &Plan, publisher: &Publisher) -> String {
    let mut file = File(String::new());
    file.line("BEGIN:VCALENDAR");
    file.line("VERSION:2.0");
    file.line("PRODID:-//Premura//Staffing//EN");
    file.line("CALSCALE:GREGORIAN");
    file.line("METHOD:PUBLISH");
    let pool = (plan.lines.len() > 1).then_some(&plan.pool);
    for run in plan.lines.iter().chain(pool).flat_map(|line| runs(line, publisher.aim)) {
        let start = utc(begins(run.date, run.first, publisher.zone));
        let end = utc(begins(run.date, run.first + run.length, publisher.zone));
        file.line("BEGIN:VEVENT");
        file.line(&format!("UID:{}-{start}@{}", plain(run.line), plain(publisher.host)));
        file.line(&format!("DTSTAMP:{}", utc(publisher.stamp)));
        file.line(&format!("DTSTART:{start}"));
        file.line(&format!("DTEND:{end}"));
        file.line(&format!("SUMMARY:{}", escaped(&(publisher.title)(&run))));
        file.line("TRANSP:TRANSPARENT");
        file.line("END:VEVENT");
    }
    file.line("END:VCALENDAR");
    file.0
}

/// A calendar file as it grows.
struct File(String);

impl File {
    /// Writes a line, folded so that none is longer than [`OCTETS`] and no character is cut.
    fn line(&mut self, text: &str) {
        let mut octets = 0;
        for letter in text.chars() {
            if octets + letter.len_utf8() > OCTETS {
                self.0.push_str("\r\n ");
                octets = 1;
            }
            self.0.push(letter);
            octets += letter.len_utf8();
        }
        self.0.push_str("\r\n");
    }
}

/// An instant as calendars write it, without fractions of a second.
fn utc(instant: Instant) -> String {
    let zoned = instant.in_zone(&TimeZone::UTC);
    let (date, time) = (zoned.date(), zoned.time());
    let day = format!("{:04}{:02}{:02}", date.year(), date.month(), date.day());
    format!("{day}T{:02}{:02}{:02}Z", time.hour(), time.minute(), time.second())
}

/// A text whose separators say nothing to a reader of calendars; control characters are left out.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '\\' | ';' | ',' => out.extend(['\\', letter]),
            '\n' => out.push_str("\\n"),
            other if other.is_control() => {}
            other => out.push(other),
        }
    }
    out
}

/// A part of an event's name: letters, digits, dots and dashes as they are, others by their octets.
/// All lines as one are `_all`, which no other text becomes.
fn plain(text: &str) -> String {
    if text.is_empty() {
        return "_all".to_owned();
    }
    let mut out = String::with_capacity(text.len());
    for octet in text.bytes() {
        match octet {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'.' | b'-' => out.push(char::from(octet)),
            other => out.push_str(&format!("_{other:02x}")),
        }
    }
    out
}
