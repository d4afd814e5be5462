//! Imports of what was uploaded: the same import as on the command line, done by a worker.

use crate::{
    Place,
    import::{Clock, ImportOptions, import_calls},
};
use domain::{
    Refusal, Tenant,
    contacts::uploads::{self, Outcome, Upload},
    queue::{self, Job},
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
pub fn run(place: &Place, tenant: Id<Tenant>, job: &Job) -> domain::Result<()> {
    let named = job.facts["upload"].as_str().and_then(|text| text.parse().ok());
    let id: Id<Upload> = named.ok_or(Refusal::Unknown("upload"))?;
    let (upload, bytes) = place
        .look(tenant, move |desk| Ok((uploads::find(desk, id)?, uploads::bytes(desk, id)?)))?;
    let outcome = match import(place, tenant, &upload, &bytes) {
        Ok(outcome) => outcome,
        Err(Failed::Reading(reason)) => Outcome::Failed(reason),
        Err(Failed::Writing(refusal)) if queue::is_last(job) => {
            Outcome::Failed(refusal.to_string())
        }
        Err(Failed::Writing(refusal)) => return Err(refusal),
    };
    let job = job.clone();
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

fn import(
    place: &Place,
    tenant: Id<Tenant>,
    upload: &Upload,
    bytes: &[u8],
) -> Result<Outcome, Failed> {
    let io = |error: std::io::Error| Failed::Reading(error.to_string());
    let folder = Folder::new(upload.id).map_err(io)?;
    // A folder of its own, so that no upload is called like what is written beside it.
    let inside = folder.0.join("file");
    fs::create_dir_all(&inside).map_err(io)?;
    let file = inside.join(file_name(&upload.file));
    fs::write(&file, bytes).map_err(io)?;
    let clock: Clock = {
        let place = place.clone();
        Arc::new(move || place.world())
    };
    let rejects = folder.0.join("rejects.csv");
    let options = ImportOptions {
        map: upload.map.clone().filter(|map| !map.is_empty()),
        source: upload.source.clone(),
        rejects: Some(rejects.clone()),
        shelf: Arc::clone(&place.shelf),
        ..ImportOptions::of(tenant, &file, clock)
    };
    let report = import_calls(&place.db, &options).map_err(|failure| match failure {
        crate::import::Failure::Refused(refusal) => Failed::Writing(refusal),
        other => Failed::Reading(told(&other)),
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
    use super::file_name;

    #[test]
    fn a_name_is_no_way_out_of_the_folder() {
        assert_eq!(file_name("../../etc/passwd"), "passwd");
        assert_eq!(file_name("C:\\exports\\May 2026.csv"), "May 2026.csv");
        assert_eq!(file_name(".."), "upload");
    }
}
