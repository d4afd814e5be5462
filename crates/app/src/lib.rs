//! The program `premura`: configuration, command line, serving, working, the demo.
//!
//! Standard output is data, standard error is talk. Exit codes: 0 done; 1 done, but something in
//! the input was refused; 2 the command line was wrong; 3 it could not be done.

pub mod cli;
mod commands;
mod config;
pub mod event_log;
mod held;
pub mod import;
mod listening;
pub mod nightly;
mod place;
mod register;
mod sending;
mod table;
pub mod talk;
mod uploads;
mod working;

pub use commands::{Serving, listen, run};
pub use config::Config;
pub use gateways::Stop;
pub use listening::{Exchange, Make};
pub use place::Place;
pub use sending::{
    Bucket, Centre, Channels, Dkim, Letters, Mail, Mailbox, Manners, Pec, Post, Push, Receipts,
    Relay, Reports, Security, Service, Sms, Sort, StatusReport, Window, WrongLine, start as send,
    take_status,
};
pub use working::start as work;
