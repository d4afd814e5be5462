//! `premura import calls`: a file of telephone calls, from its bytes to the facts in the database.
//!
//! The file is read as a stream, whatever its size, and told in chunks. Each chunk is one unit of
//! work that also writes down how far the import has come: a killed import goes on there, and the
//! same bytes again change nothing. A file that has only grown since its last import is read from
//! where it had ended. A row that cannot be taken goes into the rejects file, and only that row.

mod choose;
mod chunk;
mod input;
mod progress;
mod records;
mod rejects;
mod report;
mod run;

use domain::{Refusal, Shelf, Tenant, contacts::logs::Format, identity::TenantRow};
use kernel::{Id, World};
use std::{collections::BTreeMap, io, path::PathBuf, sync::Arc};

pub use chunk::CHUNK;
pub(crate) use input::unpacks_beyond;
pub use records::RECORD_MAX;
pub use report::Report;
pub use run::{each_fact, each_fact_after, import_calls};

/// Where the hour and chance of a unit of work come from.
pub type Clock = Arc<dyn Fn() -> World + Send + Sync>;

/// Says whether an import may go on: not where somebody else has taken it up.
pub type MayGoOn = Arc<dyn Fn() -> Result<(), Refusal> + Send + Sync>;

/// What is to be imported, and how.
#[derive(Clone)]
pub struct ImportOptions {
    /// Whose calls they are.
    pub tenant: Id<Tenant>,
    /// The file; gzip is recognised by its first bytes.
    pub file: PathBuf,
    /// What kind of log it is; none: the mapping says it, or its beginning shows it.
    pub format: Option<Format>,
    /// The mapping, as TOML.
    pub map: Option<String>,
    /// The system that the facts come from; none: the mapping's, or the format's word.
    pub source: Option<String>,
    /// Other names of agents, beside those of the mapping.
    pub agents: BTreeMap<String, String>,
    /// Where rejected rows go; none: beside the file.
    pub rejects: Option<PathBuf>,
    /// Whether anything is written.
    pub run: Run,
    /// Whether a progress bar is shown on standard error, where that is a terminal.
    pub bar: Bar,
    /// Asked before each unit of work; an error ends the import there.
    pub may_go_on: MayGoOn,
    /// The hour and chance.
    pub clock: Clock,
    /// What is kept ready between units of work.
    pub shelf: Arc<Shelf>,
}

impl ImportOptions {
    /// A real run with everything recognised from the file itself.
    pub fn new(tenant: &TenantRow, file: impl Into<PathBuf>, clock: Clock) -> Self {
        Self::of(tenant.id, file, clock)
    }

    /// As [`ImportOptions::new`], where only the tenant's id is at hand.
    pub fn of(tenant: Id<Tenant>, file: impl Into<PathBuf>, clock: Clock) -> Self {
        Self {
            tenant,
            file: file.into(),
            format: None,
            map: None,
            source: None,
            agents: BTreeMap::new(),
            rejects: None,
            run: Run::Real,
            bar: Bar::Hidden,
            may_go_on: Arc::new(|| Ok(())),
            clock,
            shelf: Arc::default(),
        }
    }
}

/// Whether an import writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Run {
    /// It does.
    Real,
    /// It reads and reports, and writes nothing but the rejects file.
    Dry,
}

/// Whether a progress bar is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bar {
    /// It is.
    Shown,
    /// It is not.
    Hidden,
}

/// Why an import could not go on. What was told before stays told.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The file, or the rejects file, cannot be used.
    #[error("{path} cannot be used")]
    File {
        /// Which file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// The mapping is wrong.
    #[error("the mapping cannot be used: {0}")]
    Map(String),
    /// It cannot be told what kind of log it is.
    #[error("it does not look like the log of an exchange; a table needs a mapping (--map)")]
    Unrecognised,
    /// The database refused.
    #[error("the calls could not be written")]
    Refused(#[from] Refusal),
}
