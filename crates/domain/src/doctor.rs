//! How the house stands, in numbers.

use crate::{Desk, Result};
use serde_json::{Map, Value as Json, json};

/// What is counted, and how. Each is one look into an index.
const COUNTS: &[(&str, &str)] = &[
    ("calls", "select count(*) as n from calls where tenant = $1"),
    ("open_calls", "select count(*) as n from calls where tenant = $1 and open"),
    ("clocks_running", "select count(*) as n from clocks where tenant = $1 and state = 'running'"),
    ("jobs_waiting", "select count(*) as n from jobs where tenant = $1 and done_at is null"),
    (
        "jobs_failed",
        "select count(*) as n from jobs
          where tenant = $1 and done_at is null and failed_with is not null",
    ),
    ("days_to_count", "select count(distinct day) as n from tally_stale where tenant = $1"),
    (
        "exchanges_silent",
        "select count(*) as n from exchanges where tenant = $1 and connected_at is null",
    ),
    (
        "messages_waiting",
        "select count(*) as n from messages where tenant = $1 and state = 'waiting'",
    ),
    (
        "messages_troubled",
        "select count(*) as n from messages where tenant = $1 and state in
          ('bounced', 'failed', 'held', 'expired')",
    ),
    (
        "imports_unfinished",
        "select count(*) as n from imports where tenant = $1 and ended_at is null",
    ),
];

/// The counts of one tenant.
///
/// # Errors
/// Only when the database fails.
pub fn look(desk: &mut Desk<'_>) -> Result<Json> {
    let mut counts = Map::new();
    for (name, sql) in COUNTS {
        let count: i64 = desk.one(sql, &[&desk.tenant.clone()])?;
        counts.insert((*name).to_owned(), json!(count));
    }
    Ok(Json::Object(counts))
}
