//! The order of the slices: each names only those to its left, and only what their `mod.rs`
//! offers.

use std::{
    fs,
    path::{Path, PathBuf},
};

/// Files that may see every slice: what happened, and what follows from it.
const SEE_ALL: &[&str] =
    &["history/mod.rs", "history/kinds.rs", "reactions.rs", "lib.rs", "house/mod.rs", "doctor.rs"];

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    let entries = fs::read_dir(folder).expect("a folder of sources lists");
    for path in entries.map(|entry| entry.expect("an entry").path()) {
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|kind| kind == "rs") {
            found.push(path);
        }
    }
}

/// The paths after `crate::` in a text, those in braces included.
fn named(text: &str) -> Vec<String> {
    let mut named = Vec::new();
    for (at, _) in text.match_indices("crate::") {
        let rest = &text[at + "crate::".len()..];
        match rest.strip_prefix('{') {
            None => named.push(path(rest)),
            Some(list) => {
                let end = closing(list);
                named.extend(list[..end].split(',').map(|part| path(part.trim_start())));
            }
        }
    }
    named
}

/// Where the brace that is open at the start closes.
fn closing(list: &str) -> usize {
    let mut depth = 1;
    for (at, letter) in list.char_indices() {
        depth += i32::from(letter == '{') - i32::from(letter == '}');
        if depth == 0 {
            return at;
        }
    }
    list.len()
}

fn path(text: &str) -> String {
    let plain = |letter: &char| letter.is_alphanumeric() || "_:".contains(*letter);
    text.chars().take_while(plain).collect()
}

#[test]
fn a_slice_names_only_slices_to_its_left() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    sources(&root, &mut files);
    let mut faults = Vec::new();
    for file in files {
        let place = file.strip_prefix(&root).expect("inside src").display().to_string();
        let is_test = place.ends_with("tests.rs") || place.contains("/tests/");
        if SEE_ALL.contains(&place.as_str()) || is_test {
            continue;
        }
        let slice = place.split('/').next().unwrap_or_default();
        let own = domain::SLICES.iter().position(|name| *name == slice);
        let text = fs::read_to_string(&file).expect("a source reads");
        for name in named(&text) {
            let first = name.split("::").next().unwrap_or_default();
            let Some(theirs) = domain::SLICES.iter().position(|slice| *slice == first) else {
                continue;
            };
            // What stands beside the slices sees none of them.
            if own.is_none_or(|own| theirs > own) {
                faults.push(format!("{place} names {name}"));
            }
        }
    }
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}
