//! Databases for the tests of every crate: fresh, migrated, and gone afterwards.
//!
//! There always is an SQLite database in a folder of its own. PostgreSQL comes along when
//! `PREMURA_TEST_POSTGRES` holds the URL of an owner, best a superuser: each test gets a schema
//! of its own and connects as the role that owns nothing, so that row-level security is on.

use crate::{APP_ROLE, Db, Durability, Migration, Options, ToValue, postgres::administer};
use std::{
    env, fs,
    hash::{BuildHasher, RandomState},
    ops::Deref,
    path::PathBuf,
    process,
    sync::{
        Once,
        atomic::{AtomicU64, Ordering},
    },
};

/// Where any test may find PostgreSQL.
pub const ANY: &str = "PREMURA_TEST_POSTGRES";
/// A server for tests that read history in order: a unit that is under way anywhere on a server
/// holds the horizon back, so these tests take turns on one of their own.
pub const ALONE: &str = "PREMURA_TEST_POSTGRES_ALONE";

/// The lock by which tests take turns; any number that nobody else uses.
const TURN: i64 = 7_293_746_111;

/// A database that nobody else has, which goes when this does.
pub struct Scratch {
    db: Option<Db>,
    url: String,
    clearing: Clearing,
    // The turn ends last, when the connection that holds the lock closes.
    _turn: Option<Db>,
}

enum Clearing {
    Folder(PathBuf),
    Schema { owner: String, name: String },
}

/// An empty, migrated database on each engine at hand.
///
/// # Panics
/// When a database cannot be made or migrated: the test cannot go on.
pub fn engines(migrations: &[Migration]) -> Vec<Scratch> {
    opened(ANY, migrations, &Options::default())
}

/// As [`engines`], opened with other options: threads, queue, attempts, pages, and the like.
///
/// # Panics
/// As [`engines`].
pub fn engines_with(migrations: &[Migration], options: &Options) -> Vec<Scratch> {
    opened(ANY, migrations, options)
}

/// As [`engines`], with PostgreSQL to itself. Such tests take turns, across processes too, so one
/// test makes one of these at a time.
///
/// # Panics
/// As [`engines`].
pub fn engines_alone(migrations: &[Migration]) -> Vec<Scratch> {
    opened(ALONE, migrations, &Options::default())
}

impl Scratch {
    /// The engine's name, for messages.
    pub fn name(&self) -> &'static str {
        self.engine()
    }

    /// Another handle with its own threads and connections on the same database, as a second
    /// process would have it.
    ///
    /// # Panics
    /// When it cannot be opened.
    pub fn again(&self) -> Db {
        Db::open(&self.url, &shaped(&Options::default())).expect("it is open already")
    }

    /// The URL, with the schema that is this database's own.
    pub fn url(&self) -> &str {
        &self.url
    }
}

impl Deref for Scratch {
    type Target = Db;

    fn deref(&self) -> &Db {
        self.db.as_ref().expect("it is there until the end")
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        drop(self.db.take());
        match &self.clearing {
            Clearing::Folder(folder) => drop(fs::remove_dir_all(folder)),
            Clearing::Schema { owner, name } => {
                drop(administer(owner, &format!("drop schema if exists \"{name}\" cascade")));
            }
        }
    }
}

fn opened(variable: &str, migrations: &[Migration], options: &Options) -> Vec<Scratch> {
    static SKIPPED: Once = Once::new();
    let mut scratches = vec![sqlite(migrations, options)];
    match env::var(variable) {
        Ok(owner) => scratches.push(postgres(&owner, variable == ALONE, migrations, options)),
        Err(_) => SKIPPED.call_once(|| eprintln!("skipped: no PostgreSQL")),
    }
    scratches
}

fn sqlite(migrations: &[Migration], options: &Options) -> Scratch {
    let folder = env::temp_dir().join(fresh_name());
    let url = format!("sqlite://{}/scratch.db", folder.display());
    let db = Db::open(&url, &shaped(options)).expect("a fresh folder takes a database");
    db.migrate(migrations).expect("the migrations fit SQLite");
    Scratch { db: Some(db), url, clearing: Clearing::Folder(folder), _turn: None }
}

fn postgres(owner: &str, alone: bool, migrations: &[Migration], options: &Options) -> Scratch {
    let turn = alone.then(|| {
        let one = Options { connections: 1, role: None, ..shaped(options) };
        let one = Options { statement_timeout: std::time::Duration::ZERO, ..one };
        let db = Db::open(owner, &one).expect("PostgreSQL is there");
        db.rows(crate::Scope::nobody(), "select pg_advisory_lock($1)", vec![TURN.to_value()])
            .expect("a turn comes");
        db
    });
    let name = fresh_name();
    administer(owner, &format!("create schema \"{name}\"")).expect("a schema can be made");
    let mark = if owner.contains('?') { '&' } else { '?' };
    let url = format!("{owner}{mark}options=-csearch_path%3D{name}");
    let one = Options { connections: 1, role: None, ..shaped(options) };
    let migrated = Db::open(&url, &one).and_then(|db| db.migrate(migrations));
    migrated.expect("the migrations fit PostgreSQL");
    let db = Db::open(&url, &shaped(options)).expect("the program's role may connect");
    let clearing = Clearing::Schema { owner: owner.to_owned(), name };
    Scratch { db: Some(db), url, clearing, _turn: turn }
}

/// A test needs few threads, waits for no disk, and is the role that owns nothing.
fn shaped(options: &Options) -> Options {
    Options {
        readers: options.readers.min(2),
        connections: options.connections.min(4),
        durability: Durability::Relaxed,
        role: Some(APP_ROLE.to_owned()),
        ..options.clone()
    }
}

fn fresh_name() -> String {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    let chance = RandomState::new().hash_one(count);
    format!("premura_scratch_{}_{count}_{chance:016x}", process::id())
}
