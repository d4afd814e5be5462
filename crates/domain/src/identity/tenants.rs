use super::model::bad;
use crate::{Desk, Kind, Refusal, Result, Tenant, identity::Unit};
use db::{FromRow, Row};
use kernel::{Id, Instant, Language, TimeZone};
use serde_json::json;

/// A company that rents the house.
#[derive(Clone, Debug)]
pub struct TenantRow {
    /// Its row.
    pub id: Id<Tenant>,
    /// What it is called.
    pub name: String,
    /// The host name at which its pages stand.
    pub host: String,
    /// The zone in which its days begin.
    pub zone: TimeZone,
    /// The zone's name.
    pub zone_name: String,
    /// The language of who states none.
    pub language: Language,
    /// Since when it is here.
    pub created_at: Instant,
}

impl FromRow for TenantRow {
    fn from_row(row: &Row) -> db::Result<Self> {
        let zone_name: String = row.get("zone")?;
        Ok(Self {
            id: row.get("id")?,
            name: row.get("name")?,
            host: row.get("host")?,
            zone: TimeZone::get(&zone_name).map_err(|_| bad("zone", "zone"))?,
            zone_name,
            language: row.get("language")?,
            created_at: row.get("created_at")?,
        })
    }
}

/// Tenants of one house at the most.
const TENANTS_MAX: i64 = 10_000;

/// Everybody who rents the house, the oldest first.
///
/// # Errors
/// Only when the database fails.
pub fn tenants(desk: &mut Desk<'_>) -> Result<Vec<TenantRow>> {
    desk.all(
        "select id, name, host, zone, language, created_at from tenants order by id limit $1",
        &[&TENANTS_MAX],
    )
}

/// The tenant of this desk.
///
/// # Errors
/// `Unknown` where it is gone.
pub fn one(desk: &mut Desk<'_>) -> Result<TenantRow> {
    desk.optional(
        "select id, name, host, zone, language, created_at from tenants where id = $1",
        &[&desk.tenant.clone()],
    )?
    .ok_or(Refusal::Unknown("tenant"))
}

/// The tenant whose pages stand at this host name.
///
/// # Errors
/// `Unknown` where nobody's do.
pub fn by_host(desk: &mut Desk<'_>, host: &str) -> Result<TenantRow> {
    desk.optional(
        "select id, name, host, zone, language, created_at from tenants where host = $1",
        &[&host],
    )?
    .ok_or(Refusal::Unknown("tenant"))
}

/// What a new tenant is called and where it is.
#[derive(Clone, Debug)]
pub struct Founding<'a> {
    /// What it is called.
    pub name: &'a str,
    /// The host name of its pages.
    pub host: &'a str,
    /// The zone in which its days begin.
    pub zone: &'a str,
    /// The language of who states none.
    pub language: Language,
}

/// Takes a company into the house, with its root unit, at a desk that is already the new
/// tenant's. Answers the root.
///
/// # Errors
/// `Invalid` where the zone is unknown or a name is missing; `Conflict` where the host is taken.
pub fn found(desk: &mut Desk<'_>, founding: &Founding<'_>) -> Result<Id<Unit>> {
    if founding.name.trim().is_empty() {
        return Err(Refusal::invalid("name", "fault-required"));
    }
    TimeZone::get(founding.zone).map_err(|_| Refusal::invalid("zone", "fault-zone"))?;
    let taken: Option<Id<Tenant>> =
        desk.optional("select id from tenants where host = $1", &[&founding.host])?;
    if taken.is_some() {
        return Err(Refusal::Conflict("conflict-host-taken"));
    }
    let (tenant, now) = (desk.tenant, desk.now());
    desk.execute(
        "insert into tenants (id, name, host, zone, language, created_at)
         values ($1, $2, $3, $4, $5, $6)",
        &[
            &tenant,
            &founding.name.trim(),
            &founding.host,
            &founding.zone,
            &founding.language.code(),
            &now,
        ],
    )?;
    let root: Id<Unit> = desk.fresh_id();
    desk.execute(
        "insert into units (tenant, id, parent, kind, name, path)
         values ($1, $2, null, 'company', $3, $4)",
        &[&tenant, &root, &founding.name.trim(), &format!("/{root}/")],
    )?;
    desk.record(root, Kind::UnitSaved, &json!({ "kind": "company" }))?;
    Ok(root)
}
