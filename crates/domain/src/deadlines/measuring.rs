use super::model::Alert;
use crate::{
    Desk, Kind, Result,
    commitments::{self, Book, Dims, Matter, Moment},
    history::{self, Entry},
};
use db::{FromRow, Row, ToValue, Value};
use kernel::{Id, Instant};
use serde_json::Value as Json;
use std::collections::BTreeSet;

struct Standing {
    id: Id<Alert>,
    unit: Option<[u8; 16]>,
    kind: String,
}

impl FromRow for Standing {
    fn from_row(row: &Row) -> db::Result<Self> {
        Ok(Self { id: row.get("id")?, unit: row.get("unit")?, kind: row.get("kind")? })
    }
}

/// Brings the promises on these legal notices to what has happened.
///
/// # Errors
/// Only when the database fails.
pub fn measure(desk: &mut Desk<'_>, ids: &[Id<Alert>]) -> Result<()> {
    if ids.is_empty() {
        return Ok(());
    }
    let list: Vec<Value> = ids.iter().map(ToValue::to_value).collect();
    let standing: Vec<Standing> = desk.all_in(
        "select a.id, p.unit, p.kind from deadline_alerts as a
           join contracts as c on c.tenant = a.tenant and c.id = a.contract
           join parties as p on p.tenant = c.tenant and p.id = c.party
          where a.tenant = $1 and a.id in ({list})",
        &[&desk.tenant.clone()],
        &list,
    )?;
    let subjects: Vec<[u8; 16]> = standing.iter().map(|one| one.id.bytes()).collect();
    let mut entries: Vec<Entry> = history::of(desk, &subjects)?;
    entries.retain(|entry| entry.kind.subject() == Kind::ContractNoticeDue.subject());
    let moments = |id: [u8; 16]| {
        let from = entries.partition_point(|entry| entry.subject < id);
        let own = entries[from..].iter().take_while(|entry| entry.subject == id);
        moments(&own.collect::<Vec<_>>())
    };
    let matters: Vec<Matter> = standing
        .iter()
        .map(|one| Matter {
            subject: one.id.bytes(),
            kind: "contract",
            moments: moments(one.id.bytes()),
            dims: Dims { unit: one.unit, kind: Some(one.kind.clone()), ..Dims::default() },
            fresh: false,
        })
        .collect();
    let book = Book::open(desk)?;
    commitments::measure(desk, &book, &matters, BTreeSet::new())
}

/// What clocks need to know of one alert: a notice that came back was never sent.
fn moments(own: &[&Entry]) -> Vec<Moment> {
    let instant = |entry: &Entry, name: &str| -> Option<Instant> {
        entry.facts.get(name).and_then(Json::as_str).and_then(|text| text.parse().ok())
    };
    let moment = |one: &&&Entry| Moment {
        at: one.at,
        kind: one.kind,
        priority: None,
        due: instant(one, "due"),
    };
    let withdrawn: Vec<Instant> = own.iter().filter_map(|one| instant(one, "sent")).collect();
    let stands =
        |one: &&&Entry| one.kind != Kind::ContractNoticeSent || !withdrawn.contains(&one.at);
    own.iter().filter(stands).map(|one| moment(&one)).collect()
}
