//! What is asked of a plan, as it stands in the page's address.

use crate::fields::Fields;
use domain::Fault;
use kernel::{Date, Instant};
use staffing::plan::{Breaks, Hours, Patience, Promise, Settings};

/// What was asked: from which day on, when it is open, under which settings.
#[derive(Clone, Debug)]
pub(super) struct Asked {
    pub(super) from: Date,
    pub(super) opening: Opening,
    pub(super) hours: Hours,
    pub(super) settings: Settings,
}

/// Whose hours are planned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Opening {
    /// Those of each number's calendar; what was typed only for numbers without one.
    Calendars,
    /// What was typed, for all numbers: what if.
    Typed,
}

/// The fields with what stands in them where nothing was asked.
pub(super) const DEFAULTS: [(&str, &str); 12] = [
    ("share", "95"),
    ("within", "10"),
    ("volume", "100"),
    ("handling", "100"),
    ("patience", "measured"),
    ("shrinkage", "30"),
    ("breaks", "screen"),
    ("minimum", "1"),
    ("opening", "calendars"),
    ("opens", "8"),
    ("closes", "19"),
    ("days", "6"),
];

/// The fields as they are shown: what was asked, or what stands there by itself.
pub(super) fn filled(query: &Fields) -> Fields {
    let standing = DEFAULTS.iter().filter(|(name, _)| query.given(name).is_none());
    standing.fold(query.clone(), |fields, (name, value)| fields.and(name, *value))
}

/// Reads whole numbers out of fields, and gathers what is wrong with them.
struct Reading<'a> {
    fields: &'a Fields,
    faults: Vec<Fault>,
}

impl Reading<'_> {
    /// A number between two others, both included.
    fn number(&mut self, name: &str, least: u32, most: u32) -> u32 {
        let parsed = self.fields.all(name).find_map(|text| text.trim().parse::<u32>().ok());
        let fits = parsed.filter(|value| (least..=most).contains(value));
        if fits.is_none() {
            let between = format!("{least}–{most}");
            self.faults.push(Fault::new(name, "fault-between").with(between));
        }
        fits.unwrap_or(least)
    }

    /// Per cent as thousandths.
    fn share(&mut self, name: &str, least: u32, most: u32) -> u16 {
        u16::try_from(self.number(name, least, most) * 10).unwrap_or(u16::MAX)
    }

    fn hours(&mut self) -> Hours {
        let (opens, closes) = (self.number("opens", 0, 23), self.number("closes", 1, 24));
        let days = self.number("days", 1, 7);
        if opens >= closes {
            self.faults.push(Fault::new("closes", "fault-before-from"));
            return Hours::NEVER;
        }
        Hours::weekly(0..days as usize, opens as usize * 2..closes as usize * 2)
    }

    fn settings(&mut self) -> Settings {
        Settings {
            promise: Promise {
                share: self.share("share", 50, 99),
                within: i64::from(self.number("within", 0, 600)) * Instant::SECOND,
            },
            patience: match self.fields.text("patience") {
                "endless" => Patience::Endless,
                _ => Patience::Measured,
            },
            volume: self.number("volume", 10, 500) * 10,
            handling: self.number("handling", 10, 500) * 10,
            shrinkage: self.share("shrinkage", 0, 80),
            breaks: match self.fields.text("breaks") {
                "none" => Breaks::NONE,
                _ => Breaks::SCREEN_WORK,
            },
            minimum: self.number("minimum", 0, 100),
            ..Settings::default()
        }
    }

    fn from(&mut self, tomorrow: Date) -> Date {
        match self.fields.given("from").map(str::parse::<Date>) {
            None => tomorrow,
            Some(Ok(day)) => day,
            Some(Err(_)) => {
                self.faults.push(Fault::new("from", "fault-date"));
                tomorrow
            }
        }
    }
}

/// Reads them; every fault at once.
pub(super) fn read(query: &Fields, tomorrow: Date) -> Result<Asked, Vec<Fault>> {
    let fields = filled(query);
    let mut reading = Reading { fields: &fields, faults: Vec::new() };
    let asked = Asked {
        from: reading.from(tomorrow),
        opening: match fields.text("opening") {
            "typed" => Opening::Typed,
            _ => Opening::Calendars,
        },
        hours: reading.hours(),
        settings: reading.settings(),
    };
    if reading.faults.is_empty() { Ok(asked) } else { Err(reading.faults) }
}
