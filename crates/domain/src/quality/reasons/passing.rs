//! Which requests were passed on, where to and why, as history tells it.

use crate::{Desk, Result, contacts::requests};
use db::{FromRow, Row};
use kernel::Instant;
use serde_json::Value as Json;
use std::collections::HashMap;

struct Passed {
    subject: [u8; 16],
    facts: Json,
}

impl FromRow for Passed {
    fn from_row(row: &Row) -> db::Result<Self> {
        let facts: String = row.get("facts")?;
        let wrong = |_| db::Error::Column { column: "facts".into(), wanted: "JSON" };
        Ok(Self {
            subject: row.get("subject")?,
            facts: serde_json::from_str(&facts).map_err(wrong)?,
        })
    }
}

/// Where each request that was passed on since then went first, and why: the name of the queue,
/// the code of the reason.
pub(super) fn passed_since(
    desk: &mut Desk<'_>,
    since: Instant,
) -> Result<HashMap<[u8; 16], (String, String)>> {
    let queues = requests::queues(desk)?;
    let names: HashMap<&str, &str> =
        queues.iter().map(|queue| (queue.code.as_str(), queue.name.as_str())).collect();
    let all: Vec<Passed> = desk.all(
        "select subject, facts from history
          where tenant = $1 and at >= $2 and kind = 'request.passed_on'
          order by at, seq",
        &[&desk.tenant.clone(), &since],
    )?;
    let mut first = HashMap::new();
    for one in all {
        let word = |name: &str| one.facts[name].as_str().unwrap_or("").to_owned();
        let to = word("to");
        let to = names.get(to.as_str()).map_or(to.clone(), |name| (*name).to_owned());
        first.entry(one.subject).or_insert((to, word("reason")));
    }
    Ok(first)
}
