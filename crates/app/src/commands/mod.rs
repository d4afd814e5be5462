//! One file for each thing the command line can do.

mod calendar;
mod demo;
mod figures;
mod house;
mod importing;
mod life;
mod obeying;
mod pushing;
mod reconciling;
mod replay;
mod serve;

pub use serve::{Serving, listen};

use crate::{
    Config, Place,
    cli::{Cli, Command, PushKey},
};
use std::error::Error;
use web::Clock;

/// What a command answers: its exit code.
pub type Outcome = Result<u8, Box<dyn Error>>;

/// Runs what the command line asks for.
///
/// # Errors
/// Where it could not be done; the caller says why and exits with 3.
pub fn run(cli: Cli) -> Outcome {
    let config = Config::load(cli.config.as_deref())?;
    let tenant = cli.tenant.as_deref();
    let open = || Place::open(&config, Clock::of_the_machine());
    match cli.command {
        Command::Demo(demo) => demo::run(&demo),
        Command::Serve => serve::run(&open()?, &config),
        Command::Migrate => house::migrate(&config),
        Command::Found(found) => house::found(&open()?, &found),
        Command::Doctor => house::doctor(&open()?),
        Command::Backup { to } => house::backup(&open()?, &to),
        Command::User(user) => house::user(&open()?, tenant, user),
        Command::Key(key) => house::key(&open()?, tenant, key),
        Command::Push(PushKey::Key { file }) => pushing::make_key(&file),
        Command::Import(import) => importing::run(&open()?, tenant, import),
        Command::Replay(replay) => replay::run(&open()?, tenant, &replay),
        Command::Calendar(question) => calendar::run(question),
        Command::Figures(figures) => figures::run(&open()?, tenant, &figures),
        Command::Post(asked) => importing::post(&open()?, tenant, &asked),
        Command::Reconcile(asked) => reconciling::run(&open()?, tenant, &asked),
    }
}
