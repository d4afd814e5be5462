use db::{Db, Scope};
use domain::{Desk, Shelf, Tenant, Who};
use kernel::{Id, World};
use std::sync::Arc;

/// The house to which a listener tells what it hears: a database, a company, the hour.
#[derive(Clone)]
pub struct Site {
    /// Where everything is kept.
    pub db: Db,
    /// Whose exchange it is.
    pub tenant: Id<Tenant>,
    /// The hour and chance.
    pub clock: Arc<dyn Fn() -> World + Send + Sync>,
    /// What is kept ready between units of work.
    pub shelf: Arc<Shelf>,
}

impl Site {
    /// Does something at a desk, in one unit of work that holds what it folds by name.
    ///
    /// # Errors
    /// What the action refuses, and what the database could not do.
    pub fn act<T: Send + 'static>(
        &self,
        mut action: impl FnMut(&mut Desk<'_>) -> domain::Result<T> + Send + 'static,
    ) -> domain::Result<T> {
        let (tenant, clock, shelf) =
            (self.tenant, Arc::clone(&self.clock), Arc::clone(&self.shelf));
        self.db.write(Scope::of(tenant.bytes()).read_committed(), move |tx| {
            let mut world = clock();
            action(&mut Desk::new(Who::System, tenant, tx, &mut world, &shelf))
        })
    }
}
