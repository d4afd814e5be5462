//! Parties: persons and companies we deal with, whoever is the master of their data.
//!
//! The register says who somebody is: a name, a kind of client (the tenant's own list) and contact
//! points (telephone, e-mail, certified e-mail, address). A party is known by its key at its
//! source, so that a nightly file brings it up to date and never doubles it.

use crate::{Desk, Fault, Kind, Reach, Refusal, Result, Right};
use db::{FromRow, Row, ToValue, Value};
use kernel::{Date, Id, Instant, fold, words};
use serde_json::json;
use std::collections::{HashMap, HashSet};

mod kinds;
mod phones;
#[cfg(test)]
mod tests;

pub use kinds::{Kinds, kinds, name_kind};
pub use phones::{Country, is_mobile, of_phone};

words! {
    /// How somebody can be reached.
    pub enum PointKind {
        /// By telephone.
        Phone = "phone",
        /// By e-mail.
        Email = "email",
        /// By certified e-mail.
        Pec = "pec",
        /// By post.
        Address = "address",
    }
}

/// A person or a company.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Party {
    /// Its row.
    pub id: Id<Party>,
    /// What it is called.
    pub name: String,
    /// The kind of client, one of the tenant's own list.
    pub kind: String,
    /// The day of birth of a person.
    pub born_on: Option<Date>,
    /// The system that knows it.
    pub source: String,
    /// Its key there.
    pub key: String,
}

impl FromRow for Party {
    fn from_row(row: &Row) -> db::Result<Self> {
        Ok(Self {
            id: row.get("id")?,
            name: row.get("name")?,
            kind: row.get("kind")?,
            born_on: row.get("born_on")?,
            source: row.get("source")?,
            key: row.get("key")?,
        })
    }
}

/// What a source says of a party.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// The system that tells.
    pub source: String,
    /// Its key for the party.
    pub key: String,
    /// What it is called.
    pub name: String,
    /// The kind of client.
    pub kind: String,
    /// The day of birth of a person.
    pub born_on: Option<Date>,
    /// Every way in which it can be reached.
    pub points: Vec<(PointKind, String)>,
}

/// Contact points of one party at the most.
const POINTS_MAX: usize = 50;
/// Characters of a name or a contact point at the most.
const TEXT_MAX: usize = 300;

impl Told {
    /// Everything that keeps it from being taken.
    ///
    /// # Errors
    /// `Invalid` with all faults.
    pub fn check(&self) -> Result<()> {
        let mut faults = Vec::new();
        let required = [
            ("source", &self.source),
            ("key", &self.key),
            ("name", &self.name),
            ("kind", &self.kind),
        ];
        for (field, text) in required {
            if text.trim().is_empty() {
                faults.push(Fault::new(field, "fault-required"));
            } else if text.chars().count() > TEXT_MAX {
                faults.push(Fault::new(field, "fault-too-long").with(TEXT_MAX.to_string()));
            }
        }
        if self.points.len() > POINTS_MAX {
            faults.push(Fault::new("points", "fault-too-long").with(POINTS_MAX.to_string()));
        }
        for (kind, value) in &self.points {
            let shaped = match kind {
                PointKind::Phone => value.chars().any(|letter| letter.is_ascii_digit()),
                PointKind::Email | PointKind::Pec => value.contains('@'),
                PointKind::Address => !value.trim().is_empty(),
            };
            if !shaped || value.chars().count() > TEXT_MAX {
                faults.push(Fault::new(kind.word(), "fault-contact-point").with(value.clone()));
            }
        }
        Refusal::unless_none(faults)
    }
}

/// The form in which a contact point is found again.
pub fn folded(kind: PointKind, value: &str) -> String {
    match kind {
        PointKind::Phone => value.chars().filter(char::is_ascii_digit).collect(),
        PointKind::Email | PointKind::Pec => value.trim().to_lowercase(),
        PointKind::Address => fold(value),
    }
}

/// Brings the register to what a source says of these parties; answers their rows in order.
///
/// # Errors
/// `Forbidden` without the right, `Invalid` where one cannot be taken; then none is.
pub fn tell(desk: &mut Desk<'_>, told: &[Told]) -> Result<Vec<Id<Party>>> {
    desk.reach(Right::TellParties)?;
    for one in told {
        one.check()?;
    }
    let keys: Vec<Value> = told.iter().map(|one| one.key.to_value()).collect();
    let known: Vec<Party> = desk.all_in(
        "select id, name, kind, born_on, source, key from parties
          where tenant = $1 and key in ({list})",
        &[&desk.tenant.clone()],
        &keys,
    )?;
    let mut ids: HashMap<(String, String), Id<Party>> =
        known.into_iter().map(|party| ((party.source, party.key), party.id)).collect();
    let mut rows = HashMap::new();
    let mut answer = Vec::with_capacity(told.len());
    for one in told {
        let key = (one.source.clone(), one.key.clone());
        let id = *ids.entry(key).or_insert_with(|| desk.fresh_id());
        rows.insert(id, cells(desk, id, one));
        answer.push(id);
    }
    desk.insert(
        "parties (tenant, id, name, folded, kind, born_on, source, key, updated_at)",
        "on conflict (tenant, id) do update set name = excluded.name, folded = excluded.folded,
            kind = excluded.kind, born_on = excluded.born_on, updated_at = excluded.updated_at",
        &rows.into_values().collect::<Vec<_>>(),
    )?;
    replace_points(desk, told, &answer)?;
    for id in &answer {
        desk.record(*id, Kind::PartySaved, &json!({}))?;
    }
    Ok(answer)
}

fn cells(desk: &Desk<'_>, id: Id<Party>, told: &Told) -> Vec<Value> {
    vec![
        desk.tenant.to_value(),
        id.to_value(),
        told.name.trim().to_value(),
        fold(&told.name).to_value(),
        told.kind.to_value(),
        told.born_on.to_value(),
        told.source.to_value(),
        told.key.to_value(),
        desk.now().to_value(),
    ]
}

fn replace_points(desk: &mut Desk<'_>, told: &[Told], ids: &[Id<Party>]) -> Result<()> {
    let mut rows = HashMap::new();
    for (one, id) in told.iter().zip(ids) {
        for (kind, value) in &one.points {
            let folded = folded(*kind, value);
            rows.insert(
                (*id, *kind, folded.clone()),
                vec![
                    desk.tenant.to_value(),
                    id.to_value(),
                    Value::Text(kind.word().into()),
                    value.trim().to_value(),
                    Value::Text(folded),
                ],
            );
        }
        desk.execute(
            "delete from contact_points where tenant = $1 and party = $2",
            &[&desk.tenant.clone(), id],
        )?;
    }
    desk.insert(
        "contact_points (tenant, party, kind, value, folded)",
        "",
        &rows.into_values().collect::<Vec<_>>(),
    )?;
    Ok(())
}

/// One party.
///
/// # Errors
/// `Unknown` where there is none, or it is not theirs to see.
pub fn find(desk: &mut Desk<'_>, id: Id<Party>) -> Result<Party> {
    let Reach(path) = desk.reach(Right::SeeParties)?;
    desk.optional(
        "select id, name, kind, born_on, source, key from parties
          where tenant = $1 and id = $2
            and ($3 = '' or unit in (
                select id from units where tenant = $1 and substr(path, 1, length($3)) = $3))",
        &[&desk.tenant.clone(), &id, &path],
    )?
    .ok_or(Refusal::Unknown("party"))
}

/// The party for whom the client at this desk looks.
///
/// # Errors
/// `Forbidden` for anybody but a client.
pub fn of_client(desk: &Desk<'_>) -> Result<Id<Party>> {
    Ok(Id::from_bytes(desk.client()?.1))
}

/// One party, or none where it is not theirs to see.
///
/// # Errors
/// `Forbidden` without the right to see parties.
pub fn seen(desk: &mut Desk<'_>, id: Id<Party>) -> Result<Option<Party>> {
    match find(desk, id) {
        Ok(party) => Ok(Some(party)),
        Err(Refusal::Unknown(_)) => Ok(None),
        Err(other) => Err(other),
    }
}

/// Candidates that are shown for one telephone number or address at the most.
const CANDIDATES_MAX: i64 = 20;

/// Everybody who can be reached so: a number may be that of a family.
///
/// # Errors
/// `Forbidden` without the right to see parties.
pub fn reached_at(desk: &mut Desk<'_>, kind: PointKind, value: &str) -> Result<Vec<Party>> {
    let Reach(path) = desk.reach(Right::SeeParties)?;
    // A cross join keeps its order on SQLite: from the number to whose it is. It would walk along
    // all names else, because the list is sorted by them.
    desk.all(
        "select p.id, p.name, p.kind, p.born_on, p.source, p.key
           from contact_points as c cross join parties as p
          where c.tenant = $1 and c.kind = $2 and c.folded = $3
            and p.tenant = c.tenant and p.id = c.party
            and ($4 = '' or p.unit in (
                select id from units where tenant = $1 and substr(path, 1, length($4)) = $4))
          order by p.folded, p.id limit $5",
        &[&desk.tenant.clone(), &kind.word(), &folded(kind, value), &path, &CANDIDATES_MAX],
    )
}

/// The parties in their order, each where it comes first.
pub fn each_once(parties: Vec<Party>) -> Vec<Party> {
    let mut known = HashSet::new();
    parties.into_iter().filter(|party| known.insert(party.id)).collect()
}

/// When the register last heard of a party.
///
/// # Errors
/// As [`find`].
pub fn updated_at(desk: &mut Desk<'_>, id: Id<Party>) -> Result<Instant> {
    find(desk, id)?;
    desk.one(
        "select updated_at from parties where tenant = $1 and id = $2",
        &[&desk.tenant.clone(), &id],
    )
}

struct Point(PointKind, String);

impl FromRow for Point {
    fn from_row(row: &Row) -> db::Result<Self> {
        Ok(Self(row.word("kind")?, row.get("value")?))
    }
}

/// Where a party can be reached, telephones and addresses, in the order of their kinds.
///
/// # Errors
/// `Unknown` for a party that is not theirs to see.
pub fn points(desk: &mut Desk<'_>, id: Id<Party>) -> Result<Vec<(PointKind, String)>> {
    find(desk, id)?;
    let all: Vec<Point> = desk.all(
        "select kind, value from contact_points where tenant = $1 and party = $2
          order by kind, folded limit 50",
        &[&desk.tenant.clone(), &id],
    )?;
    Ok(all.into_iter().map(|one| (one.0, one.1)).collect())
}
