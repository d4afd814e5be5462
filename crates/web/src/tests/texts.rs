use crate::texts::{AREAS, has, sources};
use domain::{
    Kind, Right, Role,
    commitments::{Basis, Reopening, State},
    contacts::calls::{Outcome, agents::AgentState},
    identity::{UnitKind, Watching},
    quality::measures::{By, FIGURES},
    subjects::KINDS,
};
use kernel::Language;
use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

/// The keys of one language.
fn keys(language: Language) -> BTreeSet<String> {
    let lines = sources(language).iter().flat_map(|source| source.lines());
    let plain = lines.filter(|line| !line.starts_with([' ', '#', '}']));
    plain.filter_map(|line| line.split_once(" =")).map(|(key, _)| key.to_owned()).collect()
}

#[test]
fn every_language_has_the_same_texts() {
    let english = keys(Language::En);
    assert!(english.len() > 300, "{AREAS:?} hold only {}", english.len());
    for language in Language::ALL {
        let own = keys(language);
        let missing: Vec<_> = english.difference(&own).collect();
        let extra: Vec<_> = own.difference(&english).collect();
        assert!(missing.is_empty() && extra.is_empty(), "{language}: {missing:?} {extra:?}");
        let lost: Vec<_> = own.iter().filter(|key| !has(language, key)).collect();
        assert!(lost.is_empty(), "{language} cannot be read at {lost:?}");
    }
}

/// Every word of every family that pages put into words.
fn families() -> Vec<String> {
    let mut keys = Vec::new();
    let mut family = |name: &str, words: Vec<&str>| {
        let dashed = words.into_iter().map(|word| word.replace(['_', '.'], "-"));
        keys.extend(dashed.map(|word| format!("{name}-{word}")));
    };
    family("outcome", Outcome::ALL.iter().map(|one| one.word()).collect());
    family("state", State::ALL.iter().map(|one| one.word()).collect());
    family("event", Kind::ALL.iter().map(|one| one.word()).collect());
    family("role", Role::ALL.iter().map(|one| one.word()).collect());
    family("right", Right::ALL.iter().map(|one| one.word()).collect());
    family("unit", UnitKind::ALL.iter().map(|one| one.word()).collect());
    family("watching", Watching::ALL.iter().map(|one| one.word()).collect());
    family("basis", Basis::ALL.iter().map(|one| one.word()).collect());
    family("reopening", Reopening::ALL.iter().map(|one| one.word()).collect());
    family("agent", AgentState::ALL.iter().map(|one| one.word()).collect());
    family("by", By::ALL.iter().map(|one| one.word()).collect());
    family("subject", KINDS.to_vec());
    let plain = FIGURES.iter().filter(|one| !one.id.starts_with("calls.answered_within_"));
    family("figure", plain.clone().map(|one| one.id).collect());
    family("formula", plain.map(|one| one.id).collect());
    family("time", vec!["s", "m", "h", "d", "w", "bd", "mo"]);
    family("list", vec!["starts", "stops", "fails", "voids", "pauses", "resumes", "reopens"]);
    keys
}

#[test]
fn every_word_of_a_family_has_its_text() {
    let missing: Vec<_> = families().into_iter().filter(|key| !has(Language::En, key)).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn what_the_pages_say_is_there_and_nothing_else() {
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the folder of crates");
    let mut code = String::new();
    for folder in ["web/src", "domain/src"] {
        for file in rust_files(&crates.join(folder)) {
            code += &fs::read_to_string(file).expect("a source file reads");
        }
    }
    let missing: BTreeSet<_> = ["say(\"", "tell(\"", "Refusal::Conflict(\""]
        .iter()
        .flat_map(|call| code.split(call).skip(1))
        .filter_map(|rest| rest.split('"').next())
        .filter(|key| !key.contains(['{', ' ', '.']) && !has(Language::En, key))
        .collect();
    assert!(missing.is_empty(), "said but not written: {missing:?}");
    let families: BTreeSet<String> = families().into_iter().collect();
    let built = ["csv-", "problem-", "unknown-"];
    let unused: Vec<_> = keys(Language::En)
        .into_iter()
        .filter(|key| !families.contains(key) && !built.iter().any(|made| key.starts_with(made)))
        .filter(|key| !code.contains(&format!("\"{key}\"")))
        .collect();
    assert!(unused.is_empty(), "written but never said: {unused:?}");
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("a folder lists").filter_map(Result::ok);
    entries
        .flat_map(|entry| {
            let path = entry.path();
            if path.is_dir() {
                rust_files(&path)
            } else {
                vec![path]
                    .into_iter()
                    .filter(|path| path.extension().is_some_and(|e| e == "rs"))
                    .collect()
            }
        })
        .collect()
}
