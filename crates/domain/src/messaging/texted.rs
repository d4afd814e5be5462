//! How often a number had text messages of ours. Whoever fills in forms in a stranger's name, or
//! for a share of what a text message costs, ends there.

use crate::{Desk, Result};
use db::{FromRow, Row, ToValue, Value};
use kernel::Instant;
use std::collections::HashMap;

/// Text messages of service that one number gets in a day.
pub const TEXTS_A_DAY: i64 = 10;

struct Had(String, i64);

impl FromRow for Had {
    fn from_row(row: &Row) -> db::Result<Self> {
        Ok(Self(row.get("recipient")?, row.get("had")?))
    }
}

/// How many text messages of service were composed to each of these numbers in the last day; those
/// without any are left out.
///
/// # Errors
/// Only when the database fails.
pub fn texted(desk: &mut Desk<'_>, numbers: &[&str]) -> Result<HashMap<String, i64>> {
    let mut list: Vec<&str> = numbers.to_vec();
    list.sort_unstable();
    list.dedup();
    let list: Vec<Value> = list.iter().map(ToValue::to_value).collect();
    let had: Vec<Had> = desk.all_in(
        "select recipient, count(*) as had from messages
          where tenant = $1 and channel = 'sms' and category = 'service' and at > $2
            and recipient in ({list})
          group by recipient",
        &[&desk.tenant.clone(), &(desk.now() + -Instant::DAY)],
        &list,
    )?;
    Ok(had.into_iter().map(|one| (one.0, one.1)).collect())
}
