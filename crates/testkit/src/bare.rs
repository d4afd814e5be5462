//! A company with nothing in it, for tests which bring their own facts.

use db::{Db, Scope};
use domain::{
    Desk, Result, Shelf, Who,
    identity::{self, Founding},
};
use kernel::{Id, Language, World};
use std::sync::Arc;

/// The company's id.
pub const TENANT: [u8; 16] = [7; 16];
/// When it is founded.
pub const NOW: &str = "2026-11-24T12:00:00Z";

/// Founds it on this database, and does `also` in the same unit of work.
///
/// # Panics
/// Where it cannot be founded: a test has nothing to go on with.
pub fn found(
    db: &Db,
    shelf: &Arc<Shelf>,
    also: impl Fn(&mut Desk<'_>) -> Result<()> + Send + 'static,
) {
    let shelf = Arc::clone(shelf);
    let made = db.write(Scope::of(TENANT), move |tx| {
        // Chances of its own: what a test makes of 1, 2, 3 … has other ids.
        let mut world = World::at(NOW, u64::MAX);
        let mut desk = Desk::new(Who::System, Id::from_bytes(TENANT), tx, &mut world, &shelf);
        let founding = Founding {
            name: "Esempio Assicurazioni",
            host: "esempio.test",
            zone: "Europe/Rome",
            language: Language::It,
        };
        identity::found(&mut desk, &founding)?;
        also(&mut desk)
    });
    made.expect("the company is founded");
}
