use super::secrets;
use crate::{Desk, Fault, Kind, Refusal, Result, Right, Who};
use db::{FromRow, Row};
use kernel::{Id, Instant};
use serde_json::json;

/// A key with which a program of the company calls the API.
#[derive(Clone, Debug)]
pub struct ApiKey {
    /// Its row.
    pub id: Id<Right>,
    /// What it is for.
    pub name: String,
    /// What it may do.
    pub rights: Vec<Right>,
    /// Since when.
    pub created_at: Instant,
    /// When it was taken back.
    pub revoked_at: Option<Instant>,
    path: String,
}

impl FromRow for ApiKey {
    fn from_row(row: &Row) -> db::Result<Self> {
        let scopes: String = row.get("scopes")?;
        Ok(Self {
            id: row.get("id")?,
            name: row.get("name")?,
            rights: scopes.split(' ').filter_map(Right::from_word).collect(),
            created_at: row.get("created_at")?,
            revoked_at: row.get("revoked_at")?,
            path: row.get("path")?,
        })
    }
}

const SELECT: &str = "select k.id, k.name, k.scopes, k.created_at, k.revoked_at,
        case when u.parent is null then '' else u.path end as path
   from api_keys as k join units as u on u.tenant = k.tenant and u.id = k.unit";

/// Every key, the newest first.
///
/// # Errors
/// `Forbidden` without the right to manage keys.
pub fn keys(desk: &mut Desk<'_>) -> Result<Vec<ApiKey>> {
    desk.reach(Right::ManageKeys)?;
    desk.all(
        &format!("{SELECT} where k.tenant = $1 order by k.created_at desc, k.id limit 500"),
        &[&desk.tenant.clone()],
    )
}

/// Makes a key for a program; the token is shown once and only its hash is kept.
///
/// # Errors
/// `Invalid` without a name or without any right.
pub fn make_key(
    desk: &mut Desk<'_>,
    name: &str,
    rights: &[Right],
    unit: Id<super::Unit>,
    token: &str,
) -> Result<Id<Right>> {
    desk.reach(Right::ManageKeys)?;
    let mut faults = Vec::new();
    if name.trim().is_empty() || name.len() > 200 {
        faults.push(Fault::new("name", "fault-required"));
    }
    if rights.is_empty() {
        faults.push(Fault::new("scopes", "fault-required"));
    }
    Refusal::unless_none(faults)?;
    super::unit(desk, unit)?;
    let words: Vec<&str> = rights.iter().map(|right| right.word()).collect();
    let id: Id<Right> = desk.fresh_id();
    desk.execute(
        "insert into api_keys (tenant, id, name, token, scopes, unit, created_at)
         values ($1, $2, $3, $4, $5, $6, $7)",
        &[
            &desk.tenant.clone(),
            &id,
            &name.trim(),
            &secrets::hash_token(token),
            &words.join(" "),
            &unit,
            &desk.now(),
        ],
    )?;
    desk.record(id, Kind::KeyMade, &json!({ "scopes": words }))?;
    Ok(id)
}

/// Takes a key back.
///
/// # Errors
/// `Unknown` where there is none, or it was taken back already.
pub fn revoke(desk: &mut Desk<'_>, id: Id<Right>) -> Result<()> {
    desk.reach(Right::ManageKeys)?;
    let revoked = desk.execute(
        "update api_keys set revoked_at = $3
          where tenant = $1 and id = $2 and revoked_at is null",
        &[&desk.tenant.clone(), &id, &desk.now()],
    )?;
    if revoked == 0 {
        return Err(Refusal::Unknown("key"));
    }
    desk.record(id, Kind::KeyRevoked, &json!({}))
}

/// The program whose key this token is.
///
/// # Errors
/// `Unknown` where there is none that still holds.
pub fn authenticate(desk: &mut Desk<'_>, token: &str) -> Result<Who> {
    let key: Option<ApiKey> = desk.optional(
        &format!("{SELECT} where k.tenant = $1 and k.token = $2 and k.revoked_at is null"),
        &[&desk.tenant.clone(), &secrets::hash_token(token)],
    )?;
    let key = key.ok_or(Refusal::Unknown("key"))?;
    Ok(Who::Key { id: key.id, rights: key.rights, path: key.path })
}
