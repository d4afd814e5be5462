//! The list of the letters in a batch, once as a table and once as JSON.

use serde::Serialize;

/// A letter in a batch.
#[derive(Serialize)]
pub(super) struct Entry {
    /// The name under which the printer tells of it.
    pub reference: String,
    /// Its file in the folder.
    pub file: String,
    /// `ordinary` or `registered`.
    pub kind: &'static str,
    pub pages: usize,
    /// The digest of its file.
    pub sha256: String,
    /// Two letters of ISO 639-1.
    pub language: &'static str,
    /// Two letters of ISO 3166.
    pub country: String,
    /// The lines of the address, the name first.
    pub recipient: Vec<String>,
    #[serde(skip)]
    pub bytes: Vec<u8>,
}

/// Lines of an address that a table has columns for.
const LINES: usize = 6;

#[derive(Serialize)]
struct Manifest<'a> {
    /// Raised when a reader of the last one would no longer understand it.
    version: u8,
    letters: &'a [Entry],
}

/// The list as JSON.
pub(super) fn json(entries: &[Entry]) -> Vec<u8> {
    let manifest = Manifest { version: 1, letters: entries };
    serde_json::to_vec_pretty(&manifest).expect("texts have a form in JSON")
}

/// The list as a table (RFC 4180). An address of more lines than it has columns keeps the first and
/// the last ones; the file itself has what is printed.
pub(super) fn csv(entries: &[Entry]) -> Vec<u8> {
    let heads = ["reference", "file", "kind", "pages", "sha256", "language", "country"];
    let mut heads: Vec<String> = heads.map(str::to_owned).to_vec();
    heads.extend((1..=LINES).map(|line| format!("recipient_{line}")));
    let mut table = row(&heads);
    for entry in entries {
        let mut cells = vec![
            entry.reference.clone(),
            entry.file.clone(),
            entry.kind.to_owned(),
            entry.pages.to_string(),
            entry.sha256.clone(),
            entry.language.to_owned(),
            entry.country.clone(),
        ];
        let over = entry.recipient.len().saturating_sub(LINES);
        let shown = |at: &usize| *at == 0 || *at > over;
        let lines = entry.recipient.iter().enumerate().filter(|(at, _)| shown(at));
        cells.extend(lines.map(|(_, line)| line.clone()));
        cells.resize(heads.len(), String::new());
        table += &row(&cells);
    }
    table.into_bytes()
}

/// A line of the table; what a cell says ends neither it nor the line.
fn row(cells: &[String]) -> String {
    let quoted = |cell: &String| format!("\"{}\"", cell.replace('"', "\"\""));
    cells.iter().map(quoted).collect::<Vec<_>>().join(",") + "\r\n"
}
