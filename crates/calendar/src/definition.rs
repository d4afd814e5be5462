use crate::{Calendar, Faults, FieldFault, Reason};
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, sync::Arc};

/// A calendar file larger than this is refused unread: no company writes a megabyte of hours.
pub(crate) const FILE_BYTES_MAX: usize = 1 << 20;

/// A file holds at most this many calendars, far above one for each office and country.
pub(crate) const CALENDARS_MAX: usize = 1_000;

/// A file of calendars, as TOML. The format is kept stable.
///
/// ```
/// let text = r#"
/// [[calendar]]
/// id = "it-office"
/// zone = "Europe/Rome"
/// hours = "Mo-Fr 08:30-12:30,14:00-18:00"
/// holidays = "IT"
/// closed = ["2026-12-24", "2026-12-28/2026-12-31"]
/// open = [{ date = "2026-12-19", hours = "09:00-12:00" }]
/// suspended = ["08-01/08-31"]
/// roll = true
/// "#;
/// let file = calendar::File::parse(text)?;
/// assert_eq!(file.calendar[0].open[0].hours, "09:00-12:00");
/// assert_eq!(calendar::File::parse(&file.to_toml())?, file);
/// # Ok::<(), calendar::Faults>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct File {
    /// The calendars, one `[[calendar]]` each.
    #[serde(default)]
    pub calendar: Vec<Definition>,
}

/// What somebody wrote down about one calendar.
///
/// Texts are as written; [`Calendar::new`] says what is wrong with them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Definition {
    /// What commitments call it.
    pub id: String,
    /// The unit that keeps it instead of the calendar named before the `@`, by its name or id;
    /// absent: everybody's. Nothing here counts by it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// The zone of its wall clock, such as `Europe/Rome`.
    pub zone: String,
    /// Weekly hours in OpenStreetMap's syntax; `24/7` for real time.
    pub hours: String,
    /// The country whose public holidays close it, such as `IT`; none where absent. Where the
    /// hours speak of `PH` themselves, they alone say what a public holiday means.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub holidays: Option<String>,
    /// Own closing days: dates, or ranges with both ends inside.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub closed: Vec<String>,
    /// Days with hours of their own, which replace the day, holidays and closings included.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub open: Vec<OpenDay>,
    /// Days of every year on which the clock stands still, `MM-DD/MM-DD` with both ends inside;
    /// a range may pass the year's end.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub suspended: Vec<String>,
    /// Whether a target in days, weeks or months that ends on a day without an opening moves to
    /// the next day with one.
    #[serde(default)]
    pub roll: bool,
}

/// One day with hours of its own.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OpenDay {
    /// The day, such as `2026-12-19`.
    pub date: String,
    /// Its windows, such as `09:00-12:00,14:00-16:00`; one may end after midnight.
    pub hours: String,
}

impl File {
    /// Reads a file; its calendars are looked into by [`Calendars::new`].
    ///
    /// # Errors
    /// Not TOML, an unknown or missing field, an id given twice, or more than the bounds.
    pub fn parse(text: &str) -> Result<File, Faults> {
        let whole = |reason| Faults(vec![about("", "", reason)]);
        if text.len() > FILE_BYTES_MAX {
            return Err(whole(Reason::TooLong(FILE_BYTES_MAX)));
        }
        let file: File = toml::from_str(text)
            .map_err(|fault| whole(Reason::Shape(fault.to_string().trim_end().to_owned())))?;
        if file.calendar.len() > CALENDARS_MAX {
            return Err(whole(Reason::TooLong(CALENDARS_MAX)));
        }
        let mut ids = std::collections::BTreeSet::new();
        let twice = file.calendar.iter().filter(|one| !ids.insert(&one.id));
        let faults: Vec<_> = twice.map(|one| about(&one.id, "id", Reason::Twice)).collect();
        if faults.is_empty() { Ok(file) } else { Err(Faults(faults)) }
    }

    /// The file as text that [`File::parse`] reads back to the same calendars.
    pub fn to_toml(&self) -> String {
        toml::to_string(self).expect("texts, lists and a flag always have a form in TOML")
    }
}

/// Calendars at hand, by id.
#[derive(Clone, Debug, Default)]
pub struct Calendars(BTreeMap<String, Arc<Calendar>>);

impl Calendars {
    /// The calendars of a file, ready to be asked.
    ///
    /// ```
    /// let text = "[[calendar]]\nid = 'a'\nzone = 'Europe/Roma'\nhours = 'Mo 9-5'";
    /// let file = calendar::File::parse(text)?;
    /// let faults = calendar::Calendars::new(&file).expect_err("two mistakes");
    /// assert_eq!(faults.0.len(), 2);
    /// # Ok::<(), calendar::Faults>(())
    /// ```
    ///
    /// # Errors
    /// Every fault of every calendar, at once.
    pub fn new(file: &File) -> Result<Calendars, Faults> {
        let mut calendars = BTreeMap::new();
        let mut faults = Vec::new();
        for definition in &file.calendar {
            match Calendar::new(definition) {
                Ok(calendar) => drop(calendars.insert(definition.id.clone(), Arc::new(calendar))),
                Err(Faults(more)) => faults.extend(more),
            }
        }
        if faults.is_empty() { Ok(Calendars(calendars)) } else { Err(Faults(faults)) }
    }

    /// The calendar with this id.
    pub fn get(&self, id: &str) -> Option<&Arc<Calendar>> {
        self.0.get(id)
    }

    /// The ids, in order.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }
}

/// A fault of one field.
pub(crate) fn about(calendar: &str, field: &str, reason: Reason) -> FieldFault {
    FieldFault { calendar: calendar.to_owned(), field: field.to_owned(), reason }
}
