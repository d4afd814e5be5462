//! Imports of what was uploaded: the same import as on the command line, done by a worker.

use crate::{
    Place,
    held::Held,
    import::{Clock, Failure, ImportOptions, import_calls, unpacks_beyond},
};
use domain::{
    Refusal, Tenant,
    contacts::uploads::{self, Outcome, Upload},
    queue,
};
use kernel::Id;
use std::{
    error::Error,
    fs,
    io::Read,
    path::{Path, PathBuf},
    sync::Arc,
};

/// Imports the upload that a job names, and ends the job with it. A file that cannot be read is an
/// outcome; only what the database or the machine could not do is an error, and tried again.
///
/// # Errors
/// As above.
pub(crate) fn run(place: &Place, tenant: Id<Tenant>, held: &Held) -> domain::Result<()> {
    let job = held.job();
    let named = job.facts["upload"].as_str().and_then(|text| text.parse().ok());
    let id: Id<Upload> = named.ok_or(Refusal::Unknown("upload"))?;
    let (upload, bytes) = place
        .look(tenant, move |desk| Ok((uploads::find(desk, id)?, uploads::bytes(desk, id)?)))?;
    let outcome = match import(place, held, &upload, &bytes) {
        Ok(outcome) => outcome,
        Err(Failed::Reading(reason)) => Outcome::Failed(reason),
        Err(Failed::Writing(refusal)) if queue::is_last(&job) => {
            Outcome::Failed(refusal.to_string())
        }
        Err(Failed::Writing(refusal)) => return Err(refusal),
    };
    let job = held.job();
    place.act(tenant, move |desk| {
        uploads::end(desk, id, &outcome)?;
        queue::finish(desk, &job)
    })
}

enum Failed {
    /// The file or its mapping is at fault, or the machine has no room for it.
    Reading(String),
    /// The database could not take it.
    Writing(Refusal),
}

fn import(place: &Place, held: &Held, upload: &Upload, bytes: &[u8]) -> Result<Outcome, Failed> {
    let io = |error: std::io::Error| Failed::Reading(error.to_string());
    let folder = Folder::new(upload.id).map_err(io)?;
    // A folder of its own, so that no upload is called like what is written beside it.
    let inside = folder.0.join("file");
    fs::create_dir_all(&inside).map_err(io)?;
    let file = inside.join(file_name(&upload.file));
    fs::write(&file, bytes).map_err(io)?;
    let reading = |failure: Failure| Failed::Reading(told(&failure));
    if unpacks_beyond(&file, uploads::UNPACKED_BYTES_MAX).map_err(reading)? {
        return Err(Failed::Reading(uploads::UNPACKED_TOO_LARGE.to_owned()));
    }
    let clock: Clock = {
        let place = place.clone();
        Arc::new(move || place.world())
    };
    let rejects = folder.0.join("rejects.csv");
    let kept = held.clone();
    let options = ImportOptions {
        map: upload.map.clone().filter(|map| !map.is_empty()),
        source: upload.source.clone(),
        rejects: Some(rejects.clone()),
        may_go_on: Arc::new(move || kept.keep()),
        shelf: Arc::clone(&place.shelf),
        ..ImportOptions::of(held.tenant(), &file, clock)
    };
    let report = import_calls(&place.db, &options).map_err(|failure| match failure {
        Failure::Refused(refusal) => Failed::Writing(refusal),
        other => reading(other),
    })?;
    // What had been imported before tells of a file that was its own, and is gone.
    let rejected = rejects.exists().then(|| read_rejects(&rejects).map_err(io));
    let mut report = serde_json::to_value(&report).expect("a report has a form in JSON");
    report["file"] = upload.file.clone().into();
    report["rejects"] = serde_json::Value::Null;
    Ok(Outcome::Done(report, rejected.transpose()?))
}

/// As much of the rejects as is kept; a NUL, which no database takes as text, is shown as one.
fn read_rejects(path: &Path) -> std::io::Result<String> {
    let mut bytes = Vec::new();
    let most = u64::try_from(uploads::REJECTS_MAX).unwrap_or(u64::MAX);
    fs::File::open(path)?.take(most + 1).read_to_end(&mut bytes)?;
    Ok(String::from_utf8_lossy(&bytes).replace('\0', "\u{2400}"))
}

/// An error with what caused it, in one line.
fn told(error: &dyn Error) -> String {
    match error.source() {
        Some(source) => format!("{error}: {source}"),
        None => error.to_string(),
    }
}

/// The name alone, so that no upload is written anywhere else.
fn file_name(name: &str) -> String {
    let name = name.rsplit(['/', '\\']).next().unwrap_or("");
    let plain = |letter: &char| letter.is_alphanumeric() || "._- ".contains(*letter);
    let name: String = name.chars().filter(plain).take(100).collect();
    if name.trim_matches(['.', ' ']).is_empty() { "upload".to_owned() } else { name }
}

/// A folder of one import, gone with it.
struct Folder(PathBuf);

impl Folder {
    fn new(id: Id<Upload>) -> std::io::Result<Self> {
        let name = format!("premura-upload-{}-{id}", std::process::id());
        let path: &Path = &std::env::temp_dir();
        let path = path.join(name);
        fs::create_dir_all(&path)?;
        Ok(Self(path))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // What is left behind is small and in the folder of temporary files.
        drop(fs::remove_dir_all(&self.0));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{
        Desk, Shelf,
        contacts::uploads::{As, Stage},
    };
    use kernel::Instant;
    use std::{
        fmt::Write,
        sync::atomic::{AtomicBool, AtomicI64, Ordering},
        thread,
    };
    use testkit::bare::{self, NOW, TENANT};

    const MAP: &str = "source = \"pbx\"\n[table]\nzone = \"UTC\"\n[arrival]\n\
                       format = \"epoch\"\nat = \"when\"\n[[outcome]]\nending = \"answered\"\n";

    /// A copy of the program whose clock goes on by this much whenever it is asked.
    fn copy(db: &db::Db, shelf: &Arc<Shelf>, hand: &Arc<AtomicI64>, step: i64) -> Place {
        let hand = Arc::clone(hand);
        let clock =
            web::Clock::new(move || Instant::from_micros(hand.fetch_add(step, Ordering::SeqCst)));
        Place { db: db.clone(), clock, shelf: Arc::clone(shelf) }
    }

    #[test]
    fn a_long_import_is_begun_once() {
        let mut export = "when\n".to_owned();
        (0..40_000).for_each(|row| writeln!(export, "{}", 1_777_885_200 + row).expect("a row"));
        for scratch in db::scratch::engines(domain::MIGRATIONS) {
            let shelf = Arc::new(Shelf::default());
            bare::found(&scratch, &shelf, |_| Ok(()));
            let start: Instant = NOW.parse().expect("an instant");
            let hand = Arc::new(AtomicI64::new(start.micros()));
            let (tenant, bytes) = (Id::from_bytes(TENANT), export.clone().into_bytes());
            let other = copy(&scratch, &shelf, &hand, 0);
            let id = other.act(tenant, move |desk| {
                let id = uploads::keep(desk, "may.csv", &bytes)?;
                uploads::begin(desk, id, &As::Table(MAP.into()))?;
                Ok(id)
            });
            let id = id.expect("it is kept");
            let slow = copy(&scratch, &shelf, &hand, 20 * Instant::SECOND);
            let claimed = slow.act(tenant, |desk| queue::claim(desk, 10)).expect("its job");
            let job = claimed.into_iter().find(|job| job.kind == uploads::IMPORT);
            let held = Held::new(&slow, tenant, job.expect("the job is due"));
            let over = AtomicBool::new(false);
            thread::scope(|scope| {
                let claiming = scope.spawn(|| {
                    while !over.load(Ordering::SeqCst) {
                        let taken = other.act(tenant, |desk| queue::claim(desk, 10));
                        let taken = taken.expect("a look at the queue");
                        assert!(taken.iter().all(|job| job.kind != uploads::IMPORT), "begun twice");
                        thread::yield_now();
                    }
                });
                let imported = run(&slow, tenant, &held);
                over.store(true, Ordering::SeqCst);
                imported.expect("it is imported");
                claiming.join().expect("nobody else could claim it");
            });
            let lasted = hand.load(Ordering::SeqCst) - start.micros();
            assert!(lasted > 6 * Instant::MINUTE, "longer than a lease: {lasted}");
            let upload =
                other.look(tenant, move |desk| uploads::find(desk, id)).expect("it is there");
            assert_eq!(upload.stage, Stage::Done);
        }
    }

    #[test]
    fn an_import_that_somebody_else_took_up_ends() {
        for scratch in db::scratch::engines(domain::MIGRATIONS) {
            let shelf = Arc::new(Shelf::default());
            bare::found(&scratch, &shelf, |_| Ok(()));
            let start: Instant = NOW.parse().expect("an instant");
            let hand = Arc::new(AtomicI64::new(start.micros()));
            let (tenant, place) = (Id::from_bytes(TENANT), copy(&scratch, &shelf, &hand, 0));
            let id = place.act(tenant, |desk| {
                let id = uploads::keep(desk, "may.csv", b"when\n1777885200\n")?;
                uploads::begin(desk, id, &As::Table(MAP.into()))?;
                Ok(id)
            });
            let id = id.expect("it is kept");
            let claim =
                || place.act(tenant, |desk| queue::claim(desk, 10)).expect("jobs").remove(0);
            let lost = Held::new(&place, tenant, claim());
            hand.fetch_add(5 * Instant::MINUTE, Ordering::SeqCst);
            let taken = Held::new(&place, tenant, claim());
            let refused = run(&place, tenant, &lost);
            assert!(matches!(refused, Err(Refusal::Conflict("lease-lost"))), "{refused:?}");
            let calls = || -> i64 {
                let count = |desk: &mut Desk<'_>| {
                    desk.one(
                        "select count(*) from calls where tenant = $1",
                        &[&desk.tenant.clone()],
                    )
                };
                place.look(tenant, count).expect("a count")
            };
            assert_eq!(calls(), 0);
            run(&place, tenant, &taken).expect("it is imported");
            let upload =
                place.look(tenant, move |desk| uploads::find(desk, id)).expect("it is there");
            assert_eq!((upload.stage, calls()), (Stage::Done, 1));
        }
    }

    #[test]
    fn a_name_is_no_way_out_of_the_folder() {
        assert_eq!(file_name("../../etc/passwd"), "passwd");
        assert_eq!(file_name("C:\\exports\\May 2026.csv"), "May 2026.csv");
        assert_eq!(file_name(".."), "upload");
    }
}
