use std::time::Duration;

/// How a database is opened. The default suits one company's program on one machine.
///
/// ```
/// let options = db::Options { readers: 2, ..db::Options::default() };
/// assert_eq!(options.queue, 1024);
/// ```
#[derive(Clone, Debug)]
pub struct Options {
    /// SQLite: threads that read, each with a connection. Writing has one more.
    pub readers: usize,
    /// PostgreSQL: threads that read and write, each with a connection made at first use.
    pub connections: usize,
    /// Units of work that may wait per queue; one more is answered `Busy` or waits.
    pub queue: usize,
    /// Prepared statements kept per connection.
    pub statements: usize,
    /// SQLite: memory for pages of the writing connection in KiB; a reader gets a quarter.
    pub cache_kib: u32,
    /// How often a unit that conflicts with others is run before it fails.
    pub attempts: u32,
    /// PostgreSQL: the longest a statement may take; zero for ever.
    pub statement_timeout: Duration,
    /// PostgreSQL: the longest a connection may take to be made.
    pub connect_timeout: Duration,
    /// PostgreSQL: who is granted the use of the tables by `migrate`.
    pub app_role: Option<String>,
    /// PostgreSQL: the role taken after connecting, so that the program owns nothing. It must be
    /// there: an empty database is migrated through a handle without it, which is then dropped.
    /// Migrations keep the role of the URL.
    pub role: Option<String>,
    /// Whether a commit waits for the disk.
    pub durability: Durability,
    /// SQLite: the largest size of the file in pages of 4 KiB; none for as large as the disk.
    pub pages_max: Option<u32>,
}

/// Whether a commit waits for the disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Durability {
    /// What was answered survives a power cut.
    Full,
    /// For tests: a power cut may lose the last commits.
    Relaxed,
}

/// The role that owns nothing, made by `migrate` when it may.
pub const APP_ROLE: &str = "premura_app";

impl Default for Options {
    fn default() -> Self {
        Self {
            readers: 4,
            connections: 8,
            queue: 1024,
            statements: 256,
            cache_kib: 16 * 1024,
            attempts: 20,
            statement_timeout: Duration::from_secs(60),
            connect_timeout: Duration::from_secs(5),
            app_role: Some(APP_ROLE.to_owned()),
            role: None,
            durability: Durability::Full,
            pages_max: None,
        }
    }
}
