//! A database opened and migrated, and desks in it for the command line and for workers.

use crate::Config;
use db::{Db, Options, Scope};
use domain::{
    Desk, Refusal, Shelf, Tenant, Who,
    identity::{self, TenantRow},
};
use kernel::{Id, World};
use std::sync::Arc;
use web::Clock;

/// Where the program works: a database, the hour, and what is kept ready.
#[derive(Clone)]
pub struct Place {
    /// The database.
    pub db: Db,
    /// Where the hour comes from.
    pub clock: Clock,
    /// What is kept ready between units of work.
    pub shelf: Arc<Shelf>,
}

/// Nobody's tenant: for what stands before any.
const NOBODY: [u8; 16] = [0; 16];

impl Place {
    /// Opens what the configuration says, and creates what is missing. On PostgreSQL the tables
    /// are only brought up to date by who owns them: where a role is named, `premura migrate`
    /// has done it.
    ///
    /// # Errors
    /// Where the database cannot be reached or its tables are newer than the program.
    pub fn open(config: &Config, clock: Clock) -> db::Result<Self> {
        let role = config.database_role.clone();
        let options = Options { role: role.clone(), ..Options::default() };
        let db = Db::open(&config.url(), &options)?;
        if role.is_none() {
            db.migrate(domain::MIGRATIONS)?;
        }
        Ok(Self { db, clock, shelf: Arc::default() })
    }

    /// Runs an action of the machine itself, as the system, for one tenant.
    ///
    /// # Errors
    /// What the action refuses, and what the database could not do.
    pub fn act<T: Send + 'static>(
        &self,
        tenant: Id<Tenant>,
        action: impl FnMut(&mut Desk<'_>) -> domain::Result<T> + Send + 'static,
    ) -> domain::Result<T> {
        let work = self.seated(tenant, action);
        // What the machine does on its own holds what it folds by name, or claims it row by row.
        self.db.write(Scope::of(tenant.bytes()).read_committed(), work)
    }

    /// Runs a query of the machine itself on one snapshot.
    ///
    /// # Errors
    /// As [`Place::act`].
    pub fn look<T: Send + 'static>(
        &self,
        tenant: Id<Tenant>,
        query: impl FnMut(&mut Desk<'_>) -> domain::Result<T> + Send + 'static,
    ) -> domain::Result<T> {
        let work = self.seated(tenant, query);
        self.db.read(Scope::of(tenant.bytes()), work)
    }

    fn seated<T: Send + 'static>(
        &self,
        tenant: Id<Tenant>,
        mut action: impl FnMut(&mut Desk<'_>) -> domain::Result<T> + Send + 'static,
    ) -> impl FnMut(&mut db::Tx<'_>) -> domain::Result<T> + Send + 'static {
        let (clock, shelf) = (self.clock.clone(), Arc::clone(&self.shelf));
        move |tx| {
            let mut world = World { now: clock.now(), seed: seed()? };
            action(&mut Desk::new(Who::System, tenant, tx, &mut world, &shelf))
        }
    }

    /// The hour and chance of one unit of work.
    ///
    /// # Panics
    /// Where the operating system has no chance to give: nothing can go on then.
    pub fn world(&self) -> World {
        let seed = seed().expect("the operating system has chance");
        World { now: self.clock.now(), seed }
    }

    /// Every tenant of the house.
    ///
    /// # Errors
    /// Only when the database fails.
    pub fn tenants(&self) -> domain::Result<Vec<TenantRow>> {
        self.look(Id::from_bytes(NOBODY), identity::tenants)
    }

    /// The tenant of this host name, or the only one where none is named.
    ///
    /// # Errors
    /// `Unknown` where there is none, or the choice is not clear.
    pub fn tenant(&self, host: Option<&str>) -> domain::Result<TenantRow> {
        let mut tenants = self.tenants()?;
        match host {
            Some(host) => tenants.retain(|tenant| tenant.host == host),
            None if tenants.len() > 1 => return Err(Refusal::Conflict("conflict-which-tenant")),
            None => {}
        }
        tenants.into_iter().next().ok_or(Refusal::Unknown("tenant"))
    }

    /// A fresh tenant's id.
    ///
    /// # Errors
    /// Only where the operating system has no chance to give.
    pub fn fresh_tenant(&self) -> domain::Result<Id<Tenant>> {
        Ok(World { now: self.clock.now(), seed: seed()? }.fresh_id())
    }
}

/// Where chance goes on from in a unit of work.
fn seed() -> domain::Result<u64> {
    Ok(u64::from_be_bytes(web::chance()?))
}
