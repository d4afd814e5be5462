//! Migrations on PostgreSQL, and the second wall: row-level security for a role that owns nothing.

use super::{
    server::{Seat, Server},
    session::Postgres,
};
use crate::{
    Migration, Result,
    migrate::{self, Dialect},
    work::Session,
};
use std::sync::Arc;

/// The lock that lets one process migrate at a time; any number that nobody else uses.
const LOCK: i64 = 7_293_746_110;

/// Tables with a column `tenant` that all tenants share nevertheless.
const UNGUARDED: [&str; 0] = [];

/// A row belongs to the unit's tenant, or the unit is for every tenant. Without a tenant the
/// setting is empty or absent: no row. The selects are evaluated once for a statement.
const OWN_ROWS: &str = "tenant = (select nullif(nullif(\
    current_setting('premura.tenant', true), ''), 'every')::uuid) \
    or (select current_setting('premura.tenant', true)) = 'every'";

/// Applies what is missing, as the role of the URL, in one transaction.
pub(super) fn migrate(server: &Arc<Server>, migrations: &[Migration]) -> Result<usize> {
    let mut owner = Postgres::new(Arc::clone(server), Seat::Owner);
    // Forced security binds the owner too: a migration changes the rows of every tenant.
    owner.batch(&format!(
        "begin; select pg_advisory_xact_lock({LOCK}); \
         select set_config('premura.tenant', 'every', true)"
    ))?;
    let applied = migrate::apply(&mut owner, Dialect::Postgres, migrations)?;
    if applied > 0 {
        guard(&mut owner)?;
    }
    if let Some(role) = &server.options.app_role
        && (applied > 0 || !is_let_in(&mut owner, role)?)
    {
        grant(&mut owner, role)?;
    }
    owner.batch("commit")?;
    Ok(applied)
}

/// Puts row-level security on every tenant table that has none yet.
fn guard(owner: &mut Postgres) -> Result<()> {
    let sql = "select c.relname::text from pg_class c join pg_attribute a on a.attrelid = c.oid \
        where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p') \
        and a.attname = 'tenant' and not a.attisdropped \
        and not exists (select 1 from pg_policy p where p.polrelid = c.oid) order by 1";
    for table in migrate::column::<String>(owner, sql, &[])? {
        if !UNGUARDED.contains(&table.as_str()) {
            owner.batch(&format!(
                "alter table \"{table}\" enable row level security; \
                 alter table \"{table}\" force row level security; \
                 create policy own_rows on \"{table}\" \
                 using ({OWN_ROWS}) with check ({OWN_ROWS})"
            ))?;
        }
    }
    Ok(())
}

fn is_let_in(owner: &mut Postgres, role: &str) -> Result<bool> {
    let sql = "select has_table_privilege(rolname, 'premura_migrations', 'select') \
        from pg_roles where rolname = $1";
    Ok(migrate::column::<bool>(owner, sql, &[&role])? == [true])
}

/// Lets the role use all tables. It is made if it is not there and may be made; where it may not,
/// an administrator makes it, and the next migration grants.
fn grant(owner: &mut Postgres, role: &str) -> Result<()> {
    owner.batch(&format!(
        "do $$ begin
           if not exists (select 1 from pg_roles where rolname = '{role}') then
             create role \"{role}\" nologin;
           end if;
           if not pg_has_role('{role}', 'member') then
             grant \"{role}\" to current_user;
           end if;
         exception when insufficient_privilege or duplicate_object or unique_violation then null;
         end $$"
    ))?;
    let known = "select 1 from pg_roles where rolname = $1";
    if migrate::rows(owner, known, &[&role])?.is_empty() {
        return Ok(());
    }
    let schema = migrate::column::<String>(owner, "select current_schema()::text", &[])?.remove(0);
    owner.batch(&format!(
        "grant usage on schema \"{schema}\" to \"{role}\"; \
         grant select, insert, update, delete on all tables in schema \"{schema}\" to \"{role}\"; \
         revoke insert, update, delete on premura_migrations from \"{role}\"; \
         grant usage on all sequences in schema \"{schema}\" to \"{role}\""
    ))
}
