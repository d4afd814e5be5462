use super::super::{Rejected, YEARS, micros};
use kernel::Instant;
use serde_json::{Map, Value as Json};

/// Why a field says nothing.
pub(super) const MISSING: &str = "missing";
const NOT_TEXT: &str = "not_text";
const NOT_A_TIME: &str = "not_a_time";
const NOT_A_NUMBER: &str = "not_a_number";
const NOT_AN_OBJECT: &str = "not_an_object";
const NOT_A_LIST: &str = "not_a_list";
/// Members of one list that are looked at; a call with more is none.
const LIST_MAX: usize = 2_000;

/// An object of a record. A field that is null or empty is not there; one of a wrong kind is at
/// fault under its own name.
#[derive(Clone, Copy)]
pub(super) struct Part<'a> {
    fields: &'a Map<String, Json>,
    /// The field in which it stands; empty for the record itself.
    within: &'static str,
}

impl<'a> Part<'a> {
    /// The record itself.
    pub(super) fn whole(fields: &'a Map<String, Json>) -> Self {
        Self { fields, within: "" }
    }

    fn field(&self, name: &str) -> Option<&'a Json> {
        self.fields.get(name).filter(|value| !value.is_null())
    }

    /// This field is at fault.
    pub(super) fn fault(&self, name: &str, reason: &'static str) -> Rejected {
        match self.within {
            "" => Rejected::column(name, reason),
            within => Rejected::column(&format!("{within}.{name}"), reason),
        }
    }

    pub(super) fn text(&self, name: &str) -> Result<Option<&'a str>, Rejected> {
        let Some(value) = self.field(name) else { return Ok(None) };
        let text = value.as_str().filter(|text| !text.contains(char::is_control));
        let text = text.ok_or_else(|| self.fault(name, NOT_TEXT))?.trim();
        Ok(Some(text).filter(|text| !text.is_empty()))
    }

    /// What a field says that nothing depends on: a text, or nothing, and never a fault. A field of
    /// a field is named with a dot.
    pub(super) fn said(&self, path: &str) -> Option<&'a str> {
        if self.fields.contains_key(path) {
            return self.text(path).ok().flatten();
        }
        let (outer, inner) = path.split_once('.')?;
        let fields = self.field(outer)?.as_object()?;
        Part { fields, ..*self }.said(inner)
    }

    pub(super) fn needed(&self, name: &str) -> Result<&'a str, Rejected> {
        self.text(name)?.ok_or_else(|| self.fault(name, MISSING))
    }

    /// A moment with its offset.
    pub(super) fn instant(&self, name: &str) -> Result<Option<Instant>, Rejected> {
        let Some(text) = self.text(name)? else { return Ok(None) };
        let at = text.parse().ok().filter(is_likely);
        at.map(Some).ok_or_else(|| self.fault(name, NOT_A_TIME))
    }

    /// A moment as a count since the epoch, of which `per_second` make a second.
    pub(super) fn epoch(&self, name: &str, per_second: i64) -> Result<Option<Instant>, Rejected> {
        let Some(count) = self.count(name)? else { return Ok(None) };
        let at = count.checked_mul(Instant::SECOND / per_second).map(Instant::from_micros);
        at.filter(is_likely).map(Some).ok_or_else(|| self.fault(name, NOT_A_TIME))
    }

    /// A whole figure that is not below nothing: a number, or its digits.
    pub(super) fn count(&self, name: &str) -> Result<Option<i64>, Rejected> {
        let Some(value) = self.field(name) else { return Ok(None) };
        let count = match value {
            Json::String(text) if text.is_empty() => return Ok(None),
            Json::String(text) => text.parse().ok(),
            other => other.as_i64(),
        };
        let count = count.filter(|count| *count >= 0);
        count.map(Some).ok_or_else(|| self.fault(name, NOT_A_NUMBER))
    }

    /// Whole seconds, in microseconds.
    pub(super) fn seconds(&self, name: &str) -> Result<Option<i64>, Rejected> {
        Ok(self.count(name)?.map(micros))
    }

    pub(super) fn part(&self, name: &'static str) -> Result<Option<Part<'a>>, Rejected> {
        let Some(value) = self.field(name) else { return Ok(None) };
        let fields = value.as_object().ok_or_else(|| self.fault(name, NOT_AN_OBJECT))?;
        Ok(Some(Part { fields, within: name }))
    }

    pub(super) fn list(&self, name: &'static str) -> Result<Vec<Part<'a>>, Rejected> {
        let Some(value) = self.field(name) else { return Ok(Vec::new()) };
        let list = value.as_array().filter(|list| list.len() <= LIST_MAX);
        let list = list.ok_or_else(|| self.fault(name, NOT_A_LIST))?;
        let member = |value: &'a Json| {
            let fields = value.as_object().ok_or_else(|| self.fault(name, NOT_AN_OBJECT))?;
            Ok(Part { fields, within: name })
        };
        list.iter().map(member).collect()
    }
}

fn is_likely(at: &Instant) -> bool {
    YEARS.contains(&at.micros().div_euclid(Instant::SECOND))
}
