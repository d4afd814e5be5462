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
        watched.extend(exchange.log.clone().map(|log| (tenant, exchange.name.clone(), log)));
    }
    if watched.is_empty() {
        return Ok(None);
    }
    let (place, stop) = (place.clone(), stop.clone());
    let thread = thread::Builder::new().name("reconciling".to_owned()).spawn(move || {
        while !stop.wait(LOOK_EVERY) {
            for (tenant, source, log) in &watched {
                if let Err(error) = look(&place, tenant, source, log) {
                    eprintln!("premura: reconciling {source}: {error}");
                }
            }
        }
    });
    Ok(Some(thread?))
}

/// Reconciles yesterday, where that is over long enough and was not done; answers whether it was.
///
/// # Errors
/// Where the log or the database cannot be read.
pub fn look(
    place: &Place,
    tenant: &TenantRow,
    source: &str,
    log: &Path,
) -> Result<bool, Box<dyn Error>> {
    let ended = (place.clock.now() - AFTER_MIDNIGHT).day(&tenant.zone);
    let day = ended.yesterday()?;
    let name = source.to_owned();
    match place.look(tenant.id, move |desk| exchanges::reconciliation(desk, &name, day)) {
        Ok(_) => return Ok(false),
        Err(Refusal::Unknown(_)) => {}
        Err(other) => return Err(other.into()),
    }
    let (from, _) = exchanges::span(day, &tenant.zone);
    let report = reconciled(place, tenant, (source, day), &pieces(log, from)?)?;
    let name = source.to_owned();
    place.act(tenant.id, move |desk| exchanges::keep_reconciliation(desk, &name, &report))?;
    Ok(true)
}

/// Holds the calls of a day against what these logs tell, the oldest first.
///
/// # Errors
/// Where a log or the database cannot be read.
pub fn reconciled(
    place: &Place,
    tenant: &TenantRow,
    (source, day): (&str, Date),
    logs: &[PathBuf],
) -> Result<Report, Failure> {
    let (from, to) = exchanges::span(day, &tenant.zone);
    let (mut facts, mut memory) = (Vec::<Fact>::new(), Json::Null);
    for file in logs {
        let options = options(place, tenant, file, source);
        each_fact_after::<Failure>(&options, &mut memory, |fact| {
            if (from..to).contains(&fact.at) {
                facts.push(fact);
            }
            Ok(())
        })?;
    }
    let (facts, source) = (Arc::new(facts), source.to_owned());
    Ok(place.look(tenant.id, move |desk| exchanges::reconcile(desk, &source, day, &facts))?)
}

fn options(place: &Place, tenant: &TenantRow, file: &Path, source: &str) -> ImportOptions {
    let place = place.clone();
    let clock: Clock = Arc::new(move || place.world());
    ImportOptions {
        source: Some(source.to_owned()),
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
