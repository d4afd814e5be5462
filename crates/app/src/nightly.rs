//! Each night, the calls of the day before are held against the exchange's own log, and what came
//! of it is kept for the desk to see.

use crate::{
    Place, Stop,
    import::{Clock, Failure, ImportOptions, each_fact_after},
    listening::Exchange,
};
use domain::{
    Refusal,
    contacts::{
        calls::Fact,
        exchanges::{self, Report},
        logs::Format,
    },
    identity::TenantRow,
};
use kernel::{Date, Instant};
use serde_json::Value as Json;
use std::{
    collections::BTreeMap,
    error::Error,
    fs, io,
    path::{Path, PathBuf},
    sync::Arc,
    thread::{self, JoinHandle},
    time::{Duration, SystemTime},
};

/// How long after midnight a day is looked at: calls that began before it are over by then.
const AFTER_MIDNIGHT: i64 = 2 * Instant::HOUR;
/// How often it is looked whether there is a day to reconcile.
const LOOK_EVERY: Duration = Duration::from_secs(60);

/// Starts the thread that reconciles each exchange whose log this machine can read.
///
/// # Errors
/// Where a company is not known, or the machine gives no thread.
pub fn start(
    place: &Place,
    exchanges: &[Exchange],
    stop: &Stop,
) -> Result<Option<JoinHandle<()>>, Box<dyn Error>> {
    let mut watched = Vec::new();
    for exchange in exchanges {
        let tenant = place.tenant(exchange.tenant.as_deref())?;
        let log = Log { source: exchange.name.clone(), agents: exchange.agents.clone() };
        watched.extend(exchange.log.clone().map(|file| (tenant, log, file)));
    }
    if watched.is_empty() {
        return Ok(None);
    }
    let (place, stop) = (place.clone(), stop.clone());
    let thread = thread::Builder::new().name("reconciling".to_owned()).spawn(move || {
        while !stop.wait(LOOK_EVERY) {
            for (tenant, log, file) in &watched {
                if let Err(error) = look(&place, tenant, log, file) {
                    eprintln!("premura: reconciling {}: {error}", log.source);
                }
            }
        }
    });
    Ok(Some(thread?))
}

/// The log of an exchange: the source of its facts, and other names of its agents.
#[derive(Clone, Debug, Default)]
pub struct Log {
    /// The source of its facts.
    pub source: String,
    /// Other names of its agents.
    pub agents: BTreeMap<String, String>,
}

/// Days back for which it is made up what was missed while the program stood still.
const DAYS_BACK: usize = 7;
/// A day that does not agree is looked at again after so long, while it is among those: what a
/// gap left out may have been repaired meanwhile.
const AGAIN_AFTER: i64 = 6 * Instant::HOUR;

/// Reconciles the days that are over long enough and were not done, or did not agree; answers how
/// many that were.
///
/// # Errors
/// Where the log or the database cannot be read.
pub fn look(
    place: &Place,
    tenant: &TenantRow,
    log: &Log,
    file: &Path,
) -> Result<usize, Box<dyn Error>> {
    let today = (place.clock.now() - AFTER_MIDNIGHT).day(&tenant.zone);
    let mut done = 0;
    let days = std::iter::successors(today.yesterday().ok(), |day| day.yesterday().ok());
    for day in days.take(DAYS_BACK) {
        let (from, _) = exchanges::span(day, &tenant.zone);
        let pieces = pieces(file, from)?;
        if pieces.is_empty() || !is_due(place, tenant, &log.source, day)? {
            continue;
        }
        let report = reconciled(place, tenant, (log, day), &pieces)?;
        let source = log.source.clone();
        place.act(tenant.id, move |desk| exchanges::keep_reconciliation(desk, &source, &report))?;
        done += 1;
    }
    Ok(done)
}

/// True for a day with calls that nobody reconciled, or that did not agree a while ago.
fn is_due(place: &Place, tenant: &TenantRow, source: &str, day: Date) -> domain::Result<bool> {
    let source = source.to_owned();
    place.look(tenant.id, move |desk| match exchanges::reconciliation(desk, &source, day) {
        Ok(kept) => Ok(!kept.report.is_settled() && kept.made_at + AGAIN_AFTER <= desk.now()),
        Err(Refusal::Unknown(_)) => exchanges::has_calls(desk, &source, day),
        Err(other) => Err(other),
    })
}

/// Holds the calls of a day against what these logs tell, the oldest first.
///
/// # Errors
/// Where a log or the database cannot be read.
pub fn reconciled(
    place: &Place,
    tenant: &TenantRow,
    (log, day): (&Log, Date),
    logs: &[PathBuf],
) -> Result<Report, Failure> {
    let (from, to) = exchanges::span(day, &tenant.zone);
    let (mut facts, mut memory) = (Vec::<Fact>::new(), Json::Null);
    for file in logs {
        let options = options(place, tenant, file, log);
        each_fact_after::<Failure>(&options, &mut memory, |fact| {
            if (from..to).contains(&fact.at) {
                facts.push(fact);
            }
            Ok(())
        })?;
    }
    let (facts, source) = (Arc::new(facts), log.source.clone());
    Ok(place.look(tenant.id, move |desk| exchanges::reconcile(desk, &source, day, &facts))?)
}

fn options(place: &Place, tenant: &TenantRow, file: &Path, log: &Log) -> ImportOptions {
    let place = place.clone();
    let clock: Clock = Arc::new(move || place.world());
    ImportOptions {
        source: Some(log.source.clone()),
        agents: log.agents.clone(),
        format: Some(Format::QueueLog),
        ..ImportOptions::new(tenant, file, clock)
    }
}

/// The log with those that were rotated away from it, packed or not, that were written to since
/// then; the oldest first.
fn pieces(log: &Path, since: Instant) -> io::Result<Vec<PathBuf>> {
    let name = log.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let folder = log.parent().filter(|folder| !folder.as_os_str().is_empty());
    let seconds = u64::try_from(since.micros() / Instant::SECOND).unwrap_or(0);
    let since = SystemTime::UNIX_EPOCH + Duration::from_secs(seconds);
    let mut found = Vec::new();
    for entry in fs::read_dir(folder.unwrap_or(Path::new(".")))? {
        let entry = entry?;
        let rotated = entry.file_name().to_string_lossy().strip_prefix(&name).is_some_and(|rest| {
            let rotated = rest.starts_with(['.', '-']) && !rest.ends_with(".csv");
            rest.is_empty() || rotated
        });
        let written = entry.metadata()?.modified()?;
        if rotated && written >= since {
            found.push((written, entry.path()));
        }
    }
    found.sort();
    Ok(found.into_iter().map(|(_, path)| path).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rotated_logs_are_read_oldest_first_and_others_are_left() {
        let folder = std::env::temp_dir().join(format!("premura-pieces-{}", std::process::id()));
        fs::create_dir_all(&folder).expect("a folder");
        let at = |seconds: u64| SystemTime::UNIX_EPOCH + Duration::from_secs(seconds);
        let files = [
            ("queue_log", 400),
            ("queue_log.1", 300),
            ("queue_log.2.gz", 200),
            ("queue_log.3", 50),
        ];
        for (name, seconds) in files.into_iter().chain([("queue_logs", 500), ("full", 500)]) {
            let file = fs::File::create(folder.join(name)).expect("a file");
            file.set_modified(at(seconds)).expect("its time");
        }
        let found = pieces(&folder.join("queue_log"), Instant::from_seconds(100));
        let names: Vec<_> = found
            .expect("the folder is read")
            .iter()
            .map(|path| path.file_name().unwrap_or_default().to_string_lossy().into_owned())
            .collect();
        assert_eq!(names, ["queue_log.2.gz", "queue_log.1", "queue_log"]);
        fs::remove_dir_all(&folder).expect("it goes");
    }
}
