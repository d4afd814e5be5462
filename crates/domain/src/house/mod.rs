//! A house for stories: a tenant on an empty database of each engine, and desks in it.

use crate::{
    Desk, MIGRATIONS, Refusal, Result, Shelf, Tenant, Who,
    commitments::{self, Document},
    contracts,
    identity::{self, Founding, Unit},
    notices,
    parties::{self, Party, PointKind},
};
use db::{Scope, scratch::Scratch};
use kernel::{Id, Language, World};
use std::{
    cell::Cell,
    rc::Rc,
    sync::{Arc, Mutex},
};

/// One engine with one tenant in it.
pub struct House {
    pub db: Rc<Scratch>,
    pub tenant: Id<Tenant>,
    pub root: Id<Unit>,
    shelf: Arc<Shelf>,
    seed: Cell<u64>,
}

/// Tells a story on each engine.
pub fn each_engine(story: impl Fn(&House)) {
    for db in db::scratch::engines(MIGRATIONS) {
        let house = House::new(Rc::new(db), [7; 16]);
        story(&house);
    }
}

/// A private person of a register, who is known there by their name.
pub fn holder(name: &str, points: Vec<(PointKind, String)>) -> parties::Told {
    parties::Told {
        source: "register".into(),
        key: name.into(),
        name: name.into(),
        kind: "private".into(),
        born_on: None,
        points,
    }
}

/// One of many, with an address.
pub fn numbered(number: usize) -> parties::Told {
    let address = format!("c-{number}@example.test");
    holder(&format!("Client {number}"), vec![(PointKind::Email, address)])
}

/// Their contract, `C-` and their name, from 2025 on.
pub fn contract(holder: parties::Told) -> contracts::Told {
    contracts::Told {
        number: format!("C-{}", holder.name),
        holder,
        product: "Home".into(),
        starts_on: "2025-01-01".parse().expect("a day"),
        ends_on: None,
    }
}

impl House {
    fn new(db: Rc<Scratch>, tenant: [u8; 16]) -> Self {
        let mut house = Self {
            db,
            tenant: Id::from_bytes(tenant),
            root: Id::from_bytes([0; 16]),
            shelf: Arc::default(),
            seed: Cell::new(u64::from(tenant[0])),
        };
        house.found(tenant);
        house
    }

    fn found(&mut self, tenant: [u8; 16]) {
        let host = format!("{}.test", tenant[0]);
        self.root = self
            .act("2026-01-01T00:00:00Z", Who::System, move |desk| {
                let founding = Founding {
                    name: "Assicurazioni Aurora",
                    host: &host,
                    zone: "Europe/Rome",
                    language: Language::It,
                };
                let root = identity::found(desk, &founding)?;
                notices::install(desk)?;
                Ok(root)
            })
            .expect("the tenant is founded");
    }

    /// A second tenant on the same database.
    pub fn neighbour(&self) -> Self {
        Self::new(Rc::clone(&self.db), [8; 16])
    }

    /// Runs `action` at a desk at this hour, in one unit of work.
    pub fn act<T: Send + 'static>(
        &self,
        when: &str,
        who: Who,
        action: impl FnOnce(&mut Desk<'_>) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        self.seed.set(self.seed.get() + 1_000_003);
        let world = World::at(when, self.seed.get());
        let (tenant, shelf) = (self.tenant, Arc::clone(&self.shelf));
        let action = Mutex::new(Some(action));
        self.db.write(Scope::of(tenant.bytes()), move |tx| {
            let mut world = world.clone();
            let action = action.lock().ok().and_then(|mut action| action.take());
            // A story runs alone: no unit of it is ever run twice.
            let action = action.ok_or(Refusal::Conflict("run twice"))?;
            action(&mut Desk::new(who.clone(), tenant, tx, &mut world, &shelf))
        })
    }

    /// The same as the system, when it must work.
    pub fn system<T: Send + 'static>(
        &self,
        when: &str,
        action: impl FnOnce(&mut Desk<'_>) -> Result<T> + Send + 'static,
    ) -> T {
        self.act(when, Who::System, action).expect("the system may and can")
    }

    /// A client with a contract `C-` and their name, who is reached so.
    pub fn client(&self, name: &'static str, point: (PointKind, &'static str)) -> Id<Party> {
        self.insured(holder(name, vec![(point.0, point.1.into())]))
    }

    /// The same of a holder who is known better.
    pub fn insured(&self, holder: parties::Told) -> Id<Party> {
        self.system("2026-03-01T00:00:00Z", move |desk| {
            contracts::tell(desk, &[contract(holder.clone())])?;
            Ok(parties::tell(desk, &[holder])?[0])
        })
    }

    /// Saves commitments and calendars written as files.
    pub fn promise(&self, commitments: &'static str, calendars: &'static str) {
        self.system("2026-01-01T00:00:01Z", move |desk| {
            let file = calendar::File::parse(calendars).expect("a story's own calendars");
            for definition in &file.calendar {
                commitments::save_calendar(desk, definition, None)?;
            }
            commitments::import(desk, &Document::read(commitments)?)
        });
    }
}
