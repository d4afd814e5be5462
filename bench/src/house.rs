//! An empty house with the invented company's commitments in it, on each engine.

use db::{Db, Options};
use domain::{
    Shelf, Tenant,
    commitments::{self, Document},
    identity::{self, Founding},
};
use kernel::{Id, Language};
use premura::Place;
use std::{env, error::Error, fs, path::PathBuf, process, sync::Arc};
use testkit::company;
use web::Clock;

/// A database of its own, gone at the end.
pub struct House {
    pub place: Place,
    pub tenant: Id<Tenant>,
    pub engine: &'static str,
    folder: Option<PathBuf>,
}

/// Numbers the folders of one run.
static NEXT: std::sync::atomic::AtomicU32 = std::sync::atomic::AtomicU32::new(0);

impl House {
    /// One on each engine at hand.
    pub fn all() -> Result<Vec<Self>, Box<dyn Error>> {
        let number = NEXT.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        let folder = env::temp_dir().join(format!("premura-bench-{}-{number}", process::id()));
        fs::create_dir_all(&folder)?;
        let url = format!("sqlite://{}/bench.db", folder.display());
        let mut houses = vec![Self::new(&url, Some(folder))?];
        if let Ok(url) = env::var("PREMURA_BENCH_POSTGRES") {
            houses.push(Self::on_postgres(&url, number)?);
        }
        Ok(houses)
    }

    /// Events a second that this engine is asked to take, in batches and one by one.
    pub fn asked(&self) -> (u32, u32) {
        if self.engine == "SQLite" { (30_000, 3_000) } else { (10_000, 1_500) }
    }

    fn on_postgres(url: &str, number: u32) -> Result<Self, Box<dyn Error>> {
        let schema = format!("bench_{}_{number}", process::id());
        let owner = Db::open(url, &Options::default())?;
        let create = format!("create schema {schema}");
        owner.write(db::Scope::nobody(), move |tx| tx.execute(&create, &[]))?;
        drop(owner);
        let joint = if url.contains('?') { '&' } else { '?' };
        Self::new(&format!("{url}{joint}options=-csearch_path%3D{schema}"), None)
    }

    fn new(url: &str, folder: Option<PathBuf>) -> Result<Self, Box<dyn Error>> {
        let db = Db::open(url, &Options::default())?;
        db.migrate(domain::MIGRATIONS)?;
        let engine = db.engine();
        let clock = Clock::of_the_machine();
        let place = Place { db, clock, shelf: Arc::new(Shelf::default()) };
        let tenant = place.fresh_tenant()?;
        place.act(tenant, |desk| {
            let founding = Founding {
                name: "Bench",
                host: "localhost",
                zone: "Europe/Rome",
                language: Language::En,
            };
            identity::found(desk, &founding)?;
            domain::notices::install(desk)?;
            let calendars = calendar::File::parse(company::CALENDARS).map(|file| file.calendar);
            for definition in calendars.unwrap_or_default() {
                commitments::save_calendar(desk, &definition, None)?;
            }
            commitments::import(desk, &Document::read(company::COMMITMENTS)?)
        })?;
        Ok(Self { place, tenant, engine, folder })
    }
}

impl Drop for House {
    fn drop(&mut self) {
        if let Some(folder) = &self.folder {
            // A folder that cannot be removed is left to the system's own tidying.
            let _ = fs::remove_dir_all(folder);
        }
    }
}
