//! One SQL text, two engines.
//!
//! Slices write standard SQL with `$1` placeholders and read rows by column name. This crate is
//! the only one that knows whether SQLite or PostgreSQL answers. A unit of work is a closure that
//! travels to a thread which owns a connection; it is committed when it answers `Ok`, and nobody
//! hears of it before.
//!
//! ```
//! use db::{Error, Migration, Scope, scratch};
//! let steps = [Migration { name: "calls", sql: "create table calls (id {i64} primary key);" }];
//! for db in scratch::engines(&steps) {
//!     let count: i64 = db.write(Scope::every(), |tx| {
//!         tx.execute("insert into calls (id) values ($1)", &[&7_i64])?;
//!         tx.one("select count(*) from calls", &[])
//!     })?;
//!     assert_eq!(count, 1);
//! }
//! # Ok::<(), Error>(())
//! ```
//!
//! What one text needs so that both engines read it alike is in `docs/SQL.md`.

mod database;
mod error;
pub mod inventory;
mod migrate;
mod options;
mod postgres;
mod row;
mod scope;
pub mod scratch;
mod sqlite;
mod statement;
mod tx;
mod value;
mod wake;
mod work;

pub use database::Db;
pub use error::{Error, Result};
pub use migrate::Migration;
pub use options::{APP_ROLE, Durability, Options};
pub use row::{FromRow, Row};
pub use scope::{Isolation, Scope, Tenant};
pub use tx::Tx;
pub use value::{FromValue, ToValue, Value};
pub use wake::Subscription;
