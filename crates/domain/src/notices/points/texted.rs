//! Which numbers may have a text message of service: anybody may write any number into a form.

use super::{Points, Whereto};
use crate::{
    Desk, Result,
    messaging::{self, Category, Channel, TEXTS_A_DAY},
    notices::{Addressee, Cause, Notice},
};
use std::collections::HashMap;

/// How often numbers had text messages of service in the last day.
#[derive(Debug, Default)]
pub(in crate::notices) struct Texted(HashMap<String, i64>);

impl Texted {
    /// Of those to whom these notices would go.
    pub(in crate::notices) fn load(
        desk: &mut Desk<'_>,
        points: &Points,
        due: &[(&Notice, &Cause)],
    ) -> Result<Self> {
        let counts = |notice: &Notice| {
            notice.category == Category::Service && notice.ways.goes_by(Channel::Sms)
        };
        let numbers: Vec<String> = due
            .iter()
            .filter(|(notice, _)| counts(notice))
            .filter_map(|(_, cause)| match points.whereto(&cause.to, Channel::Sms) {
                Whereto::Address(number) => Some(number),
                Whereto::Spared(_) | Whereto::Nowhere => None,
            })
            .collect();
        if numbers.is_empty() {
            return Ok(Self::default());
        }
        let numbers: Vec<&str> = numbers.iter().map(String::as_str).collect();
        messaging::texted(desk, &numbers).map(Self)
    }

    /// Whether this notice may go to this number: not too often, and one that the register does not
    /// know of its client only in the company's own country. Elsewhere are the numbers of which
    /// whoever owns them has a share.
    pub(in crate::notices) fn may(
        &self,
        points: &Points,
        notice: &Notice,
        (to, number): (&Addressee, &str),
    ) -> bool {
        if notice.category != Category::Service {
            return true;
        }
        let had = self.0.get(number).copied().unwrap_or(0);
        had < TEXTS_A_DAY && (points.knows_number(to, number) || points.is_at_home(number))
    }

    /// One more goes there.
    pub(in crate::notices) fn add(&mut self, number: &str) {
        *self.0.entry(number.to_owned()).or_default() += 1;
    }
}
