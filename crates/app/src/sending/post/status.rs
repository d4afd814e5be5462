//! What a printer tells: files that appear in a folder, or one that is named on the command line.

use crate::{Place, Stop};
use domain::{
    Desk, Refusal, Tenant,
    messaging::{self, Fact, Taken},
};
use gateways::post::{STATUS_MAX, Seen, Status, Tray, WrongLine, read_status};
use kernel::{Id, TimeZone};
use serde::Serialize;
use serde_json::json;
use sha2::{Digest, Sha256};
use std::{error::Error, time::Duration};

/// A folder is looked into this often.
pub(super) const EVERY: Duration = Duration::from_secs(2);
/// After a failure we wait this long.
const AFTER_FAILURE: Duration = Duration::from_secs(30);
/// Facts taken in one unit of work.
const FACTS_AT_ONCE: usize = 200;

/// What became of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Report {
    /// Lines that told something new.
    pub fresh: usize,
    /// Lines that told what was known.
    pub known: usize,
    /// Lines that told nothing, with the reason.
    pub wrong: Vec<Wrong>,
}

/// A line that told nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Wrong {
    /// Which, counted from 1; nought: the whole file.
    pub line: u64,
    /// Why.
    pub said: String,
}

/// Takes what a printer tells. The same file twice changes nothing.
///
/// # Errors
/// Only when the database fails: a file of which nothing can be read is told of in the report.
pub fn take(
    place: &Place,
    tenant: Id<Tenant>,
    zone: &TimeZone,
    bytes: &[u8],
) -> domain::Result<Report> {
    let mut report = Report::default();
    let Status { facts, wrong } = match read_status(bytes, zone, place.clock.now()) {
        Ok(status) => status,
        Err(error) => {
            report.wrong.push(Wrong { line: 0, said: error.to_string() });
            return Ok(report);
        }
    };
    let told = |WrongLine { line, said }| Wrong { line, said };
    report.wrong.extend(wrong.into_iter().map(told));
    for some in facts.chunks(FACTS_AT_ONCE) {
        let some = some.to_vec();
        let part = place.act(tenant, move |desk| tell(desk, &some))?;
        report.fresh += part.fresh;
        report.known += part.known;
        report.wrong.extend(part.wrong);
    }
    report.wrong.sort_by_key(|one| one.line);
    Ok(report)
}

fn tell(desk: &mut Desk<'_>, facts: &[(u64, Fact)]) -> domain::Result<Report> {
    let mut report = Report::default();
    for (line, fact) in facts {
        let wrong = |said: String| Wrong { line: *line, said };
        match messaging::paper_told(desk, fact) {
            Ok(Taken::Fresh) => report.fresh += 1,
            Ok(Taken::Known) => report.known += 1,
            Ok(Taken::Unknown) => {
                report.wrong.push(wrong(format!("no letter of ours is {:?}", fact.reference)));
            }
            Err(Refusal::Invalid(faults)) => {
                let fields: Vec<&str> = faults.iter().map(|one| one.field.as_str()).collect();
                report.wrong.push(wrong(format!("cannot be taken: {}", fields.join(", "))));
            }
            Err(other) => return Err(other),
        }
    }
    Ok(report)
}

/// Where a printer leaves what it tells. A file that was taken whole goes to `done`; one of which
/// something was not goes to `refused`, with the reasons beside it.
pub struct Statuses {
    pub(crate) place: Place,
    pub(crate) tenant: Id<Tenant>,
    pub(crate) tray: Tray,
    /// It is looked into this often.
    pub(crate) every: Duration,
}

impl Statuses {
    /// Looks until told to stop.
    pub(crate) fn watch(&self, stop: &Stop) {
        let (mut pause, mut seen) = (Duration::ZERO, Seen::new());
        while !stop.wait(pause) {
            pause = match self.look(&mut seen) {
                Ok(()) => self.every,
                Err(error) => {
                    eprintln!("premura: post: {}: {error}", self.tray);
                    AFTER_FAILURE
                }
            };
        }
    }

    /// Reads what is whole. A file with which something goes wrong holds up no other.
    ///
    /// # Errors
    /// The first of what went wrong.
    fn look(&self, seen: &mut Seen) -> Result<(), Box<dyn Error>> {
        let mut names = self.tray.names()?;
        names.retain(|name| is_told(name));
        seen.retain(|name, _| names.contains(name));
        let mut troubled = Ok(());
        for name in names {
            let looked = match self.tray.is_whole(&name, seen) {
                Ok(true) => self.look_at(&name),
                Ok(false) => Ok(()),
                Err(error) => Err(error.into()),
            };
            troubled = troubled.and(looked.map_err(|error| format!("{name}: {error}").into()));
        }
        troubled
    }

    fn look_at(&self, name: &str) -> Result<(), Box<dyn Error>> {
        let most = u64::try_from(STATUS_MAX)? + 1;
        // Another copy may have been here first.
        let Some(bytes) = self.tray.read(name, most)? else { return Ok(()) };
        let zone = self.place.look(self.tenant, domain::identity::tenant)?.zone;
        let report = take(&self.place, self.tenant, &zone, &bytes)?;
        // Files of one name are told apart by what is in them.
        let digest = Sha256::digest(&bytes);
        let digest: String = digest.iter().take(6).map(|byte| format!("{byte:02x}")).collect();
        if report.wrong.is_empty() {
            return Ok(self.tray.put_away(name, &format!("done/{digest}-{name}"), None)?);
        }
        let to = format!("refused/{digest}-{name}");
        let reasons = serde_json::to_vec_pretty(&json!({ "file": name, "report": report }))?;
        let beside = to[..to.len() - TABLE.len()].to_owned() + ".json";
        Ok(self.tray.put_away(name, &to, Some((&beside, &reasons)))?)
    }
}

/// How names of tables end.
const TABLE: &str = ".csv";

/// Whether a file is there to be read: a table, and not one that is still being written.
fn is_told(name: &str) -> bool {
    name.to_lowercase().ends_with(TABLE) && !name.starts_with('.')
}
