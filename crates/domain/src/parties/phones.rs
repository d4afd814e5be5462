//! Telephone numbers: of which country they are, and whether a text message reaches them.

use super::{Party, PointKind, folded};
use crate::{Desk, Result, identity};
use kernel::Id;

/// Beginnings of numbers that are mobile telephones, where a country tells them apart by that:
/// Italy, France, Belgium, the Netherlands, Switzerland, Luxembourg, Germany, Spain, Austria, Great
/// Britain.
const MOBILE: [&str; 21] = [
    "+393", "+336", "+337", "+324", "+316", "+4174", "+4175", "+4176", "+4177", "+4178", "+4179",
    "+3526", "+4915", "+4916", "+4917", "+346", "+347", "+436", "+4477", "+4478", "+4479",
];
/// The countries of those beginnings.
const TOLD_APART: [&str; 10] =
    ["+39", "+33", "+32", "+31", "+41", "+352", "+49", "+34", "+43", "+44"];

/// Whether a number may be that of a mobile telephone, which can have a text message. It is written
/// with its country, `+39 …`; one of a country that does not tell them apart may be.
///
/// ```
/// assert!(domain::parties::is_mobile("+39 347 555 01 23"));
/// assert!(!domain::parties::is_mobile("+39 0323 555 012"));
/// assert!(!domain::parties::is_mobile("347 555 01 23"), "nobody knows of which country");
/// ```
pub fn is_mobile(number: &str) -> bool {
    let number = number.trim().replacen("00", "+", usize::from(number.trim().starts_with("00")));
    let digits = folded(PointKind::Phone, &number);
    let full = format!("+{digits}");
    let begins = |all: &[&str]| all.iter().any(|beginning| full.starts_with(beginning));
    number.starts_with('+') && digits.len() >= 8 && (begins(&MOBILE) || !begins(&TOLD_APART))
}

/// How a country writes its numbers at home: its code, and what stands before a number there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Country {
    code: &'static str,
    before: &'static str,
}

/// Countries by the zone of a company that is at home there. In Italy, Spain and Luxembourg nothing
/// stands before a number that is not part of it.
const COUNTRIES: [(&str, Country); 10] = [
    ("Europe/Rome", Country { code: "39", before: "" }),
    ("Europe/Paris", Country { code: "33", before: "0" }),
    ("Europe/Brussels", Country { code: "32", before: "0" }),
    ("Europe/Amsterdam", Country { code: "31", before: "0" }),
    ("Europe/Zurich", Country { code: "41", before: "0" }),
    ("Europe/Luxembourg", Country { code: "352", before: "" }),
    ("Europe/Berlin", Country { code: "49", before: "0" }),
    ("Europe/Madrid", Country { code: "34", before: "" }),
    ("Europe/Vienna", Country { code: "43", before: "0" }),
    ("Europe/London", Country { code: "44", before: "0" }),
];

impl Country {
    /// The country of a company whose days begin in this zone, where it is one whose numbers we
    /// know.
    pub fn of_zone(zone: &str) -> Option<Self> {
        COUNTRIES.iter().find(|(of, _)| *of == zone).map(|(_, country)| *country)
    }

    /// A number with its country; one that says none is taken to be of this one.
    ///
    /// ```
    /// use domain::parties::Country;
    /// let (italy, france) = (Country::of_zone("Europe/Rome"), Country::of_zone("Europe/Paris"));
    /// assert_eq!(italy.unwrap().international("347 555 01 23"), "+393475550123");
    /// assert_eq!(france.unwrap().international("06 12 34 56 78"), "+33612345678");
    /// assert_eq!(france.unwrap().international("+39 347 555 01 23"), "+393475550123");
    /// assert_eq!(france.unwrap().international("0039 347 555 01 23"), "+393475550123");
    /// ```
    pub fn international(self, number: &str) -> String {
        let (number, digits) = (number.trim(), folded(PointKind::Phone, number));
        if number.starts_with('+') {
            return format!("+{digits}");
        }
        if let Some(international) = digits.strip_prefix("00") {
            return format!("+{international}");
        }
        let own = digits.strip_prefix(self.before).unwrap_or(&digits);
        format!("+{}{own}", self.code)
    }

    /// The digits of a number as it is written at home; none for one of another country.
    pub fn national(self, digits: &str) -> Option<String> {
        digits.strip_prefix(self.code).map(|own| format!("{}{own}", self.before))
    }
}

/// Those who have a telephone of this number, however the register writes it; so many at the most.
///
/// # Errors
/// Only when the database fails.
pub fn of_phone(desk: &mut Desk<'_>, number: &str, at_most: i64) -> Result<Vec<Id<Party>>> {
    let country = Country::of_zone(&identity::tenant(desk)?.zone_name);
    let full = country.map_or_else(|| number.to_owned(), |country| country.international(number));
    let digits = folded(PointKind::Phone, &full);
    let at_home = country.and_then(|country| country.national(&digits));
    desk.all(
        "select distinct party from contact_points
          where tenant = $1 and kind = 'phone' and folded in ($2, $3, $4)
          order by party limit $5",
        &[
            &desk.tenant.clone(),
            &digits,
            &format!("00{digits}"),
            &at_home.as_deref().unwrap_or(&digits),
            &at_most,
        ],
    )
}
