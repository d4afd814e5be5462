use super::{
    super::{Rejected, objects::Objects},
    Cloud,
};
use crate::contacts::calls::Fact;
use std::collections::BTreeMap;

/// Records that came in one request, read.
#[derive(Debug, Default)]
pub struct Batch {
    /// What they tell.
    pub facts: Vec<Fact>,
    /// Records that could not be read, by their place, the first being 0, and why.
    pub rejected: Vec<(usize, Rejected)>,
    /// What was passed over, by name.
    pub skipped: BTreeMap<String, u64>,
    /// Records in all.
    pub records: usize,
}

/// Reads the records in a body: objects a line each, in an array, or one behind the other. Events
/// of Twilio may also be one form.
///
/// # Errors
/// How many records are the most, where there are more.
pub fn read(mut reader: Cloud, body: &[u8], most: usize) -> Result<Batch, usize> {
    let mut batch = Batch::default();
    let mut objects = Objects::of(reader.maker.format());
    let (mut rest, mut record) = (body, Vec::new());
    while !rest.is_empty() {
        let (length, whole) = objects.take(rest, &mut record);
        rest = &rest[length..];
        if whole || (rest.is_empty() && !record.is_empty()) {
            if batch.records == most {
                return Err(most);
            }
            let before = batch.facts.len();
            let read = if objects.is_too_long() {
                Err(Rejected::whole("too_long"))
            } else {
                reader.take(&record, &mut batch.facts)
            };
            batch.note(read, before);
            record.clear();
        }
    }
    batch.skipped = reader.unknown.counts;
    Ok(batch)
}

impl Batch {
    /// One event of Twilio, from the fields of its form.
    pub fn of_form(mut reader: Cloud, fields: &[(String, String)]) -> Self {
        let mut batch = Self::default();
        let read = reader.take_fields(fields.iter().cloned(), &mut batch.facts);
        batch.note(read, 0);
        batch.skipped = reader.unknown.counts;
        batch
    }

    /// Counts a record. What the database would refuse anyhow is refused here, so that it costs
    /// its own record only.
    fn note(&mut self, read: Result<(), Rejected>, before: usize) {
        let checked = read.and_then(|()| self.facts[before..].iter().try_for_each(Rejected::check));
        if let Err(rejected) = checked {
            self.facts.truncate(before);
            self.rejected.push((self.records, rejected));
        }
        self.records += 1;
    }
}
