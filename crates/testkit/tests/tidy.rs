//! The shape of the code, checked like any other behaviour. Each message says what to do.

use std::{
    fs,
    path::{Path, PathBuf},
};

const FILE_LINES: usize = 400;
const FUNCTION_LINES: usize = 50;
const LINE_COLUMNS: usize = 100;
const FOLDER_FILES: usize = 12;
const PARAMETERS: usize = 5;

/// What a crate's code must not say, and the reason it will be told.
const REFUSED_TEXTS: &[(&str, &str, &str)] = &[
    ("domain", "async fn", "the domain is synchronous; suspend in `web`"),
    ("domain", "axum", "the domain does not know about HTTP"),
    ("domain", "rusqlite", "only `db` knows which engine answers"),
    ("domain", "Timestamp::now", "take the hour from the desk"),
    ("domain", "current_timestamp", "the hour is an argument, in SQL too"),
    ("domain", "returning *", "name the columns, so that a new one surprises nobody"),
    ("web", " from calls", "SQL stands in the slice that owns the table"),
    ("web", "insert into", "SQL stands in the slice that owns the table"),
    ("kernel", "db::", "the kernel is pure"),
    ("calendar", "domain::", "the calendar is pure"),
];

/// Words that say nothing, as the whole name of a module, type or function.
const REFUSED_NAMES: &[&str] =
    &["store", "service", "manager", "util", "utils", "helper", "helpers", "data", "info"];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().expect("the workspace")
}

fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
    for path in
        fs::read_dir(folder).expect("a folder lists").map(|entry| entry.expect("an entry").path())
    {
        if path.is_dir() {
            walk(&path, found);
        } else if path.extension().is_some_and(|kind| kind == "rs") {
            found.push(path);
        }
    }
}

fn sources() -> Vec<PathBuf> {
    let mut found = Vec::new();
    walk(&root().join("crates"), &mut found);
    found.sort();
    found
}

#[test]
fn every_source_file_is_tidy() {
    let mut untidy = Vec::new();
    for file in sources() {
        let text = fs::read_to_string(&file).expect("a source file reads");
        let place =
            file.strip_prefix(root().join("crates")).expect("inside crates").display().to_string();
        untidy.extend(faults(&place, &text).into_iter().map(|fault| format!("{place}: {fault}")));
    }
    assert!(untidy.is_empty(), "\n{}", untidy.join("\n"));
}

#[test]
fn no_folder_is_a_drawer() {
    let mut folders: Vec<PathBuf> =
        sources().iter().filter_map(|file| Some(file.parent()?.to_owned())).collect();
    let files = folders.clone();
    folders.sort();
    folders.dedup();
    let full: Vec<String> = folders
        .iter()
        .map(|folder| (folder, files.iter().filter(|other| *other == folder).count()))
        .filter(|(_, count)| *count > FOLDER_FILES)
        .map(|(folder, count)| {
            format!(
                "{} holds {count} files; make a folder of what belongs together",
                folder.display()
            )
        })
        .collect();
    assert!(full.is_empty(), "\n{}", full.join("\n"));
}

fn faults(place: &str, text: &str) -> Vec<String> {
    let mut faults = Vec::new();
    let lines = text.lines().count();
    if lines > FILE_LINES {
        faults.push(format!("{lines} lines; a file over {FILE_LINES} becomes a folder"));
    }
    for (number, line) in text.lines().enumerate() {
        if line.chars().count() > LINE_COLUMNS {
            faults.push(format!("line {} is wider than {LINE_COLUMNS} columns", number + 1));
        }
        if line.contains("#[allow(") && !place.ends_with("tests/tidy.rs") {
            faults.push(format!("line {} allows; say `#[expect(…, reason = …)]`", number + 1));
        }
    }
    for (name, lines, parameters) in functions(text) {
        if lines > FUNCTION_LINES {
            faults.push(format!("`{name}` takes {lines} lines; say it in smaller steps"));
        }
        if parameters > PARAMETERS {
            faults.push(format!("`{name}` takes {parameters} parameters; a sixth is a struct"));
        }
        if REFUSED_NAMES.contains(&name.as_str()) {
            faults.push(format!("`{name}` says nothing; name what it is"));
        }
    }
    for (home, word, reason) in REFUSED_TEXTS {
        if place.starts_with(&format!("{home}/src")) && text.contains(word) {
            faults.push(format!("says `{word}`: {reason}"));
        }
    }
    faults
}

/// Every function with its lines and parameters. rustfmt closes a function at the column where it
/// began, so indentation alone measures it.
fn functions(text: &str) -> Vec<(String, usize, usize)> {
    let lines: Vec<&str> = text.lines().collect();
    let mut found = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        let Some((before, after)) = line.split_once("fn ") else { continue };
        let known = ["", "pub", "async", "const", "pub(super)", "pub(crate)"];
        if !before.trim().split(' ').all(|word| known.contains(&word)) {
            continue;
        }
        let indent = before.len() - before.trim_start().len();
        let close = format!("{}}}", " ".repeat(indent));
        let Some(length) = lines[at..].iter().position(|line| **line == *close) else { continue };
        let name = after.split(['(', '<']).next().unwrap_or_default().to_owned();
        found.push((name, length + 1, parameters(&lines[at..=at + length].join("\n"))));
    }
    found
}

/// Parameters of a function, `self` left out: the commas of its own parentheses.
fn parameters(function: &str) -> usize {
    let Some(open) = function.find('(') else { return 0 };
    let (mut depth, mut list) = (0, String::new());
    for letter in function[open..].chars() {
        match letter {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            break;
        }
        if depth == 1 {
            list.push(letter);
        }
    }
    list.split(',').filter(|part| part.contains(':') && !part.contains("self:")).count()
}

#[test]
fn the_tidy_test_can_fail() {
    let long = format!("fn long() {{\n{}}}\n", "    step();\n".repeat(60));
    assert_eq!(faults("domain/src/x.rs", &long).len(), 1);
    let many = "fn many(a: u8, b: u8, c: u8, d: u8, e: u8, f: u8) {\n}\n";
    assert_eq!(faults("domain/src/x.rs", many).len(), 1);
    assert_eq!(faults("web/src/x.rs", "const A: &str = \"select id from calls\";\n").len(), 1);
}
