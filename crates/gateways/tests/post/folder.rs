//! A printer who takes batches out of a folder.

use crate::{Stamp, parcel};
use domain::messaging::{Fate, Parcel};
use gateways::{
    Carrier,
    post::{Kind, Printer, Tray},
};
use serde_json::Value as Json;
use std::{
    cell::Cell,
    env, fs,
    path::{Path, PathBuf},
    process::{self, Command},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread,
};

/// A folder of its own for one test.
fn folder(name: &str) -> PathBuf {
    let folder = env::temp_dir().join(format!("premura-post-{name}-{}", process::id()));
    if folder.exists() {
        fs::remove_dir_all(&folder).expect("it is ours");
    }
    folder
}

fn printer(folder: &Path, kind: Kind) -> Printer {
    Printer::new(Tray::Folder(folder.to_owned()), kind, "IT".into(), Box::new(Stamp))
}

/// The batches that a printer sees.
fn batches(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let all = entries.map(|entry| entry.expect("an entry").path());
    let hidden = |path: &PathBuf| {
        path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'))
    };
    all.filter(|path| !hidden(path)).collect()
}

fn json(batch: &Path) -> Json {
    let bytes = fs::read(batch.join("manifest.json")).expect("a list");
    serde_json::from_slice(&bytes).expect("JSON")
}

#[test]
fn a_batch_has_a_file_for_each_letter_and_the_list_of_them() {
    let folder = folder("list");
    let odd = "Ana \"A\", Blé;\nRue 1\n75001 Paris\nFrance";
    let parcels = [parcel(1, "Dora\nVia Roma 1\n28921 Verbania"), parcel(2, ""), parcel(3, odd)];
    let handed = printer(&folder, Kind::Registered).carry(&parcels, &|| false);
    let fates: Vec<Fate> = handed.iter().map(|one| one.fate).collect();
    assert_eq!(fates, [Fate::Accepted, Fate::Refused, Fate::Accepted]);
    assert_eq!(handed[2].reference, Some(parcels[2].attempt.to_string()));
    let batch = batches(&folder).pop().expect("one batch");
    let mut table = csv::Reader::from_path(batch.join("manifest.csv")).expect("a table");
    let rows: Vec<Vec<String>> = table
        .records()
        .map(|row| row.expect("a row").iter().map(str::to_owned).collect())
        .collect();
    assert_eq!(rows.len(), 2, "who cannot be printed is not in it");
    let file = format!("{}.pdf", parcels[2].attempt);
    assert_eq!(rows[1][0], parcels[2].attempt.to_string());
    assert_eq!([&rows[1][1], &rows[1][2], &rows[1][3]], [&file, "registered", "2"]);
    assert_eq!([&rows[1][5], &rows[1][6], &rows[1][7]], ["fr", "FR", "Ana \"A\", Blé;"]);
    assert_eq!(rows[0][6], "IT");
    let list = json(&batch);
    for (at, row) in rows.iter().enumerate() {
        let letter = &list["letters"][at];
        let said = Command::new("sha256sum").arg(batch.join(&row[1])).output().expect("coreutils");
        let digest = String::from_utf8(said.stdout).expect("text");
        let digest = digest.split(' ').next().expect("a digest");
        assert_eq!((row[4].as_str(), letter["sha256"].as_str()), (digest, Some(digest)));
        assert_eq!(letter["reference"], row[0].as_str());
    }
    assert_eq!(list["letters"][1]["recipient"][3], "France");
    fs::remove_dir_all(&folder).expect("it is ours");
}

#[test]
fn a_printer_never_sees_half_a_batch() {
    let folder = folder("whole");
    let ends = Arc::new(AtomicBool::new(false));
    let watcher = {
        let (folder, ends) = (folder.clone(), Arc::clone(&ends));
        thread::spawn(move || {
            let mut seen = 0;
            while seen == 0 || !ends.load(Ordering::Relaxed) {
                for batch in batches(&folder) {
                    let letters = json(&batch)["letters"].as_array().expect("letters").clone();
                    assert_eq!(letters.len(), 20);
                    for letter in letters {
                        let file = batch.join(letter["file"].as_str().expect("a file"));
                        assert!(fs::metadata(file).expect("it is there").len() > 0);
                    }
                    seen += 1;
                }
            }
        })
    };
    for first in 0..5 {
        let parcels: Vec<Parcel> =
            (0..20).map(|at| parcel(first * 20 + at, "Dora\nVia 1")).collect();
        printer(&folder, Kind::Ordinary).carry(&parcels, &|| false);
    }
    ends.store(true, Ordering::Relaxed);
    watcher.join().expect("it only ever saw whole ones");
    assert_eq!(batches(&folder).len(), 5);
    fs::remove_dir_all(&folder).expect("it is ours");
}

#[test]
fn after_a_crash_what_was_half_written_is_written_anew() {
    let folder = folder("crash");
    let parcels = [parcel(1, "Dora\nVia Roma 1")];
    let half = folder.join(format!(".{}-ordinary.part", parcels[0].attempt));
    fs::create_dir_all(&half).expect("a folder");
    fs::write(half.join(format!("{}.pdf", parcels[0].attempt)), "half").expect("a file");
    fs::write(half.join("other.pdf"), "of another").expect("a file");
    let handed = printer(&folder, Kind::Ordinary).carry(&parcels, &|| false);
    assert_eq!(handed[0].fate, Fate::Accepted, "{}", handed[0].said);
    let batch = batches(&folder).pop().expect("one batch");
    assert!(!batch.join("other.pdf").exists() && !half.exists());
    let bytes = fs::read(batch.join(format!("{}.pdf", parcels[0].attempt))).expect("the letter");
    assert!(bytes.ends_with(b"Dora\nVia Roma 1"));
    fs::remove_dir_all(&folder).expect("it is ours");
}

#[test]
fn letters_that_no_batch_could_be_made_of_are_tried_later_and_so_are_those_not_begun() {
    let folder = folder("full");
    fs::write(&folder, "a file where the folder should be").expect("a file");
    let parcels = [parcel(1, "Dora\nVia Roma 1"), parcel(2, "")];
    let handed = printer(&folder, Kind::Ordinary).carry(&parcels, &|| false);
    assert_eq!((handed[0].fate, handed[1].fate), (Fate::Postponed, Fate::Refused));
    fs::remove_file(&folder).expect("it is ours");
    let asked = Cell::new(0);
    let ends = || asked.replace(asked.get() + 1) > 0;
    let parcels = [parcel(1, "Dora\nVia Roma 1"), parcel(2, "Ada\nVia Roma 2")];
    let handed = printer(&folder, Kind::Ordinary).carry(&parcels, &ends);
    assert_eq!((handed[0].fate, handed[1].fate), (Fate::Accepted, Fate::Postponed));
    let batch = batches(&folder).pop().expect("one batch");
    assert_eq!(json(&batch)["letters"].as_array().map(Vec::len), Some(1));
    fs::remove_dir_all(&folder).expect("it is ours");
}
