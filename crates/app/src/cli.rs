//! The command line, as `--help` tells it.

use clap::{Args, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;

/// The customer-operations platform that keeps one's word.
#[derive(Debug, Parser)]
#[command(version, about, long_about = None)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
    /// The company by its host name, where the house has more than one.
    #[arg(long, global = true, env = "PREMURA_TENANT")]
    pub tenant: Option<String>,
    /// The configuration; without it the variables PREMURA_* and the defaults hold.
    #[arg(long, global = true, env = "PREMURA_CONFIG")]
    pub config: Option<PathBuf>,
}

/// What can be done.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Run an invented company on an embedded database, with no set-up.
    Demo(Demo),
    /// Serve the site, and work at what is due.
    Serve,
    /// Bring the tables up to date.
    Migrate,
    /// Found a company: its name, host and zone.
    Found(Found),
    /// Say how the house stands: engine, tables, clocks, jobs, imports.
    Doctor,
    /// Copy the embedded database to a file while it is in use.
    Backup {
        /// The file to write.
        to: PathBuf,
    },
    /// Manage people from the machine itself.
    #[command(subcommand)]
    User(User),
    /// Manage keys of programs from the machine itself.
    #[command(subcommand)]
    Key(Key),
    /// Make the key by which the makers of browsers know us.
    #[command(subcommand)]
    Push(PushKey),
    /// Import calls, clients, contracts or requests from a file.
    #[command(subcommand)]
    Import(Import),
    /// Play a telephone log as if it happened now.
    Replay(Replay),
    /// Count open time: questions and answers as newline-delimited JSON.
    #[command(subcommand)]
    Calendar(CalendarQuestion),
    /// Print the figures of a period as one JSON document.
    Figures(Figures),
    /// Take what the printer of letters tells of them.
    #[command(subcommand)]
    Post(Post),
    /// Hold the calls of a day against the exchange's own log, call by call.
    Reconcile(Reconcile),
}

/// The demo.
#[derive(Debug, Args)]
pub struct Demo {
    /// Where to listen.
    #[arg(long, default_value = "127.0.0.1:8040")]
    pub listen: String,
    /// Keep the database in this folder; without it, a temporary one that goes at the end.
    #[arg(long)]
    pub data: Option<PathBuf>,
    /// Speak by the channels of this configuration file; without it, messages go into folders
    /// beside the database and nobody is written to.
    #[arg(long)]
    pub speak: Option<PathBuf>,
    /// Start at this instant instead of now, such as 2026-03-02T10:00:00+01:00.
    #[arg(long)]
    pub at: Option<String>,
}

/// A company.
#[derive(Debug, Args)]
pub struct Found {
    /// What it is called.
    #[arg(long)]
    pub name: String,
    /// The host name of its pages.
    #[arg(long)]
    pub host: String,
    /// The zone in which its days begin.
    #[arg(long, default_value = "Europe/Rome")]
    pub zone: String,
    /// The language of who states none: it, fr, nl or en.
    #[arg(long, default_value = "it")]
    pub language: String,
}

/// People.
#[derive(Debug, Subcommand)]
pub enum User {
    /// Add a member of staff; the password is read from standard input.
    Add {
        /// With what they sign in.
        email: String,
        /// What they are called.
        #[arg(long)]
        name: String,
        /// What they are here for.
        #[arg(long, default_value = "administrator")]
        role: String,
    },
}

/// Keys for ringing at clients' devices.
#[derive(Debug, Subcommand)]
pub enum PushKey {
    /// Make a key and write it to a file that nobody else may read; one that is there stays.
    Key {
        /// The file, which `[push]` of the configuration names.
        file: PathBuf,
    },
}

/// Keys.
#[derive(Debug, Subcommand)]
pub enum Key {
    /// Make a key and print its token, once.
    Add {
        /// What it is for.
        name: String,
        /// What it may do, such as calls.write; several times for several rights.
        #[arg(long = "scope", required = true)]
        scopes: Vec<String>,
    },
}

/// Imports.
#[derive(Debug, Subcommand)]
pub enum Import {
    /// Calls, from an Asterisk queue_log, FreeSWITCH events, records of Amazon Connect, Genesys
    /// Cloud or Twilio, or any delimited file.
    Calls(ImportFile),
    /// Clients: holder, kind, birth date, contact points.
    Clients(ImportFile),
    /// Contracts with their holders.
    Contracts(ImportFile),
    /// Requests of another system, from the log of what was done with each: a line an event.
    Requests(ImportFile),
}

/// A file to import.
#[derive(Debug, Args)]
pub struct ImportFile {
    /// The file; gzip is recognised.
    pub file: PathBuf,
    /// How its columns are to be read.
    #[arg(long)]
    pub map: Option<PathBuf>,
    /// What kind of file it is; without it, it is recognised.
    #[arg(long, value_enum)]
    pub format: Option<Format>,
    /// The name of the system it comes from.
    #[arg(long)]
    pub source: Option<String>,
    /// Where to put the rows that were refused; beside the file by default.
    #[arg(long)]
    pub rejects: Option<PathBuf>,
    /// Read and report, write nothing.
    #[arg(long)]
    pub dry_run: bool,
}

/// Kinds of file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// Asterisk `queue_log`.
    QueueLog,
    /// FreeSWITCH `mod_callcenter` events as JSON.
    Freeswitch,
    /// Contact records of Amazon Connect.
    Connect,
    /// Conversation details of Genesys Cloud.
    Genesys,
    /// Events of Twilio's TaskRouter.
    Twilio,
    /// Delimited text, with a map.
    Delimited,
}

/// A replay.
#[derive(Debug, Args)]
pub struct Replay {
    /// The file to play.
    #[command(flatten)]
    pub file: ImportFile,
    /// How many times faster than it happened.
    #[arg(long, default_value_t = 1)]
    pub speed: u32,
}

/// Questions about calendars.
#[derive(Debug, Subcommand)]
pub enum CalendarQuestion {
    /// When something is due.
    Due {
        /// The calendars.
        #[arg(long)]
        calendars: PathBuf,
    },
    /// How much open time passed.
    Elapsed {
        /// The calendars.
        #[arg(long)]
        calendars: PathBuf,
    },
}

/// Figures.
#[derive(Debug, Args)]
pub struct Figures {
    /// The first day.
    #[arg(long)]
    pub from: String,
    /// The day after the last.
    #[arg(long)]
    pub to: String,
    /// Split by hour-of-day, hour, day, week, month, quarter, year, number, queue, unit or kind.
    #[arg(long)]
    pub by: Option<String>,
    /// Only calls of this number, as the exchange writes it; `-`: of none.
    #[arg(long)]
    pub number: Option<String>,
    /// Only calls of this queue, by the exchange's name for it; `-`: of none.
    #[arg(long)]
    pub queue: Option<String>,
    /// Only this unit, by its name or id, without those below it; `-`: of none.
    #[arg(long)]
    pub unit: Option<String>,
    /// Only this kind of client, by its code; `-`: of none.
    #[arg(long)]
    pub kind: Option<String>,
    /// Days as they are in this zone; the company's own by default.
    #[arg(long)]
    pub zone: Option<String>,
    /// Print JSON; it is the only form, and the flag is accepted for plain speaking.
    #[arg(long)]
    pub json: bool,
}

/// Letters on paper.
#[derive(Debug, Subcommand)]
pub enum Post {
    /// Take a table of what became of letters: reference, state, at, number, note. The same table
    /// twice changes nothing.
    Status {
        /// The table, with commas or semicolons.
        file: PathBuf,
    },
}

/// A day of an exchange.
#[derive(Debug, Args)]
pub struct Reconcile {
    /// The day, in the company's zone.
    #[arg(long)]
    pub day: String,
    /// The log; several times for rotated files, the oldest first.
    #[arg(long = "log", required = true)]
    pub logs: Vec<PathBuf>,
    /// The exchange, by the name under which its calls are told.
    #[arg(long, default_value = "queue_log")]
    pub source: String,
    /// Print JSON instead of text.
    #[arg(long)]
    pub json: bool,
}
