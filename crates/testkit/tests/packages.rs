//! What the program depends on grows only on purpose: each package that is asked for says in its
//! `Cargo.toml` why it is there, and how many packages that brings in all is written down.

use std::{fs, path::Path};

fn read(path: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(path);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Dependencies of a manifest that no comment explains. Our own crates and what the workspace
/// explains need none; a comment speaks for the lines below it up to the next one.
fn unexplained(manifest: &str) -> Vec<String> {
    let (mut inside, mut explained, mut found) = (false, false, Vec::new());
    for line in manifest.lines() {
        if line.starts_with('[') {
            inside = line.contains("dependencies");
            explained = false;
        } else if line.starts_with('#') {
            explained = true;
        } else if inside && line.contains('=') && !explained {
            let ours = line.contains("path = ") || line.contains("workspace = true");
            let name = line.split(['=', ' ', '.']).next().unwrap_or_default();
            found.extend((!ours && line.starts_with(name)).then(|| name.to_owned()));
        }
    }
    found
}

#[test]
fn every_package_that_is_asked_for_says_why() {
    let manifests = ["Cargo.toml", "bench/Cargo.toml", "fuzz/Cargo.toml"].map(str::to_owned);
    let crates = fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("..")).expect("crates");
    let crates = crates.map(|entry| entry.expect("an entry").file_name());
    let crates = crates.map(|name| format!("crates/{}/Cargo.toml", name.to_string_lossy()));
    for path in manifests.into_iter().chain(crates) {
        assert_eq!(unexplained(&read(&path)), Vec::<String>::new(), "in {path}: say why, above it");
    }
}

#[test]
fn the_lock_file_holds_as_many_packages_as_are_written_down() {
    let lock = read("Cargo.lock");
    let count = lock.lines().filter(|line| *line == "[[package]]").count();
    let sentence = format!("The lock file holds {count} packages.");
    assert!(
        read("docs/decisions/0001-foundations.md").contains(&sentence),
        "docs/decisions/0001-foundations.md is to say: {sentence} Is each new one worth it?"
    );
}

#[test]
fn an_unexplained_package_is_found() {
    let manifest = "[dependencies]\nkernel.workspace = true\nserde = \"1\"\n# Why.\ncsv = \"1\"\n";
    assert_eq!(unexplained(manifest), ["serde"]);
}
