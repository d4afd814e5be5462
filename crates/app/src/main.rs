//! The door to the program: everything is in the library beside it.

use clap::Parser;
use premura::{cli::Cli, run, talk};
use std::process::ExitCode;

fn main() -> ExitCode {
    talk::begin();
    match run(Cli::parse()) {
        Ok(code) => ExitCode::from(code),
        Err(error) => {
            eprintln!("premura: {error}");
            let mut cause = error.source();
            while let Some(below) = cause {
                eprintln!("  because {below}");
                cause = below.source();
            }
            ExitCode::from(3)
        }
    }
}
