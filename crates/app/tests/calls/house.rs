//! A company with an empty database, and questions to its rows.

use db::{Row, Scope, scratch::Scratch};
use domain::{Desk, Shelf, Who};
use kernel::{Id, Instant, World};
use premura::import::{Clock, Failure, ImportOptions, Report, import_calls};
use std::{
    env, fs,
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};
use testkit::bare;

pub use testkit::bare::TENANT;

pub struct House {
    pub db: Scratch,
    pub folder: PathBuf,
}

/// A house on each engine at hand.
pub fn houses() -> Vec<House> {
    db::scratch::engines(domain::MIGRATIONS).into_iter().map(House::founded).collect()
}

/// A clock that goes on by a second, with other chances, each time it is asked.
fn clock() -> Clock {
    static ASKED: AtomicU64 = AtomicU64::new(0);
    Arc::new(|| {
        let asked = ASKED.fetch_add(1, Ordering::Relaxed);
        let mut world = World::at("2026-11-24T12:00:00Z", asked * 1_000_003);
        world.now = world.now + i64::try_from(asked).expect("few") * Instant::SECOND;
        world
    })
}

impl House {
    fn founded(db: Scratch) -> Self {
        static COUNT: AtomicU64 = AtomicU64::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("premura_import_{}_{count}", std::process::id());
        let folder = env::temp_dir().join(name);
        fs::create_dir_all(&folder).expect("a folder for files");
        bare::found(&db, &Arc::default(), |_| Ok(()));
        Self { db, folder }
    }

    pub fn at_a_desk<T: Send + 'static>(
        &self,
        mut work: impl FnMut(&mut Desk<'_>) -> domain::Result<T> + Send + 'static,
    ) -> T {
        let (clock, shelf) = (clock(), Shelf::default());
        let done = self.db.write(Scope::of(TENANT), move |tx| {
            let mut world = clock();
            work(&mut Desk::new(Who::System, Id::from_bytes(TENANT), tx, &mut world, &shelf))
        });
        done.expect("the desk's work is done")
    }

    /// The same, so many microseconds after noon.
    pub fn at_a_desk_at<T: Send + 'static>(
        &self,
        after: i64,
        mut work: impl FnMut(&mut Desk<'_>) -> domain::Result<T> + Send + 'static,
    ) -> T {
        let shelf = Shelf::default();
        let done = self.db.write(Scope::of(TENANT), move |tx| {
            let mut world = World::at("2026-11-24T12:00:00Z", 1);
            world.now = world.now + after;
            work(&mut Desk::new(Who::System, Id::from_bytes(TENANT), tx, &mut world, &shelf))
        });
        done.expect("the desk's work is done")
    }

    pub fn options(&self, file: &Path) -> ImportOptions {
        let rejects = self.folder.join("rejects.csv");
        drop(fs::remove_file(&rejects));
        ImportOptions {
            rejects: Some(rejects),
            ..ImportOptions::of(Id::from_bytes(TENANT), file, clock())
        }
    }

    pub fn import(&self, options: &ImportOptions) -> Report {
        self.try_import(options).expect("the import ends")
    }

    pub fn try_import(&self, options: &ImportOptions) -> Result<Report, Failure> {
        import_calls(&self.db, options)
    }

    /// A file of this name and contents.
    pub fn file(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.folder.join(name);
        fs::write(&path, bytes).expect("a file can be written");
        path
    }

    /// The rejects file without its heading, as `line,column,reason`.
    pub fn rejects(&self) -> Vec<String> {
        let path = self.folder.join("rejects.csv");
        let Ok(mut reader) = csv::Reader::from_path(path) else { return Vec::new() };
        let rows = reader.records().map(|row| row.expect("the rejects file is CSV"));
        rows.map(|row| format!("{},{},{}", &row[0], &row[1], &row[2])).collect()
    }

    pub fn rows(&self, sql: &'static str) -> Vec<Row> {
        self.db.rows(Scope::of(TENANT), sql, Vec::new()).expect("the question is well put")
    }

    pub fn count(&self, sql: &'static str) -> i64 {
        self.rows(sql)[0].get("n").expect("a count")
    }
}

impl Drop for House {
    fn drop(&mut self) {
        drop(fs::remove_dir_all(&self.folder));
    }
}

/// Instants as seconds, for comparing.
pub fn seconds(row: &Row, column: &str) -> Option<f64> {
    let micros: Option<i64> = row.get(column).expect("microseconds");
    micros.map(|micros| micros as f64 / 1e6)
}
