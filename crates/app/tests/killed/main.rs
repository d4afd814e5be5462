//! `kill -9` in a loop, while a file is imported, while facts are told by the API and while letters
//! are sent: nothing that was acknowledged is lost, and nothing is doubled. On both databases.

mod importing;
mod sending;
mod serving;
mod telling;

use db::scratch::Scratch;
use std::{
    path::PathBuf,
    process::{Command, Output, Stdio},
};

/// The program on one scratch database.
struct House {
    scratch: Scratch,
    folder: PathBuf,
}

impl House {
    /// One on each engine, with a company in it.
    fn all(name: &str) -> Vec<Self> {
        db::scratch::engines(domain::MIGRATIONS)
            .into_iter()
            .map(|one| Self::new(one, name))
            .collect()
    }

    fn new(scratch: Scratch, name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!(
            "premura-killed-{name}-{}-{}",
            scratch.name(),
            std::process::id()
        ));
        std::fs::create_dir_all(&folder).expect("a temporary folder can be made");
        let house = Self { scratch, folder };
        house.run(&["found", "--name", "Aurora", "--host", "localhost"]);
        house
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_premura"));
        command.args(arguments).env("PREMURA_DATABASE_URL", self.scratch.url());
        if self.scratch.name() == "PostgreSQL" {
            command.env("PREMURA_DATABASE_ROLE", db::APP_ROLE);
        }
        command.stdin(Stdio::null());
        command
    }

    /// Runs it to its end.
    fn run(&self, arguments: &[&str]) -> Output {
        let output = self.command(arguments).output().expect("the program starts");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        output
    }

    /// The figures of two days, as the program prints them.
    fn figures(&self) -> serde_json::Value {
        let output = self.run(&["figures", "--from", "2026-11-01", "--to", "2026-12-01"]);
        serde_json::from_slice(&output.stdout).expect("figures are JSON")
    }

    fn figure(&self, id: &str) -> serde_json::Value {
        let figures = self.figures();
        let all = figures["figures"].as_array().expect("a list").iter();
        let one = all.filter(|figure| figure["id"] == id).map(|figure| figure["value"].clone());
        one.into_iter().next().expect("it is a figure")
    }
}

impl Drop for House {
    fn drop(&mut self) {
        // A folder that cannot be removed is left to the system's own tidying.
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}
