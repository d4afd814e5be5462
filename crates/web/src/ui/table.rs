//! Around tables: what to do where there is nothing to show, the way to the next page, and CSV.

use crate::visit::Visit;
use axum::{
    http::header,
    response::{IntoResponse, Response},
};
use maud::{Markup, html};

/// Nothing to show, and what to do about it.
pub(crate) fn empty(title: &str, advice: &str) -> Markup {
    html! { div.empty { p.title { (title) } p { (advice) } } }
}

/// The way to the next page of a list, and back to its beginning.
pub(crate) fn pager(visit: &Visit, next: Option<&str>) -> Markup {
    let begun = visit.query.given("before").is_some();
    html! {
        @if begun || next.is_some() {
            nav.pager aria-label=(visit.say("pages")) {
                @if begun {
                    a.button href={ "?" (visit.query.with("before", "")) } {
                        (visit.say("page-first"))
                    }
                }
                @if let Some(next) = next {
                    a.button rel="next" href={ "?" (visit.query.with("before", next)) } {
                        (visit.say("page-next"))
                    }
                }
            }
        }
    }
}

/// Rows as a file for spreadsheets, with the mark by which they know UTF-8.
pub(crate) fn csv(name: &str, rows: &[Vec<String>]) -> Response {
    let mut text = String::from("\u{feff}");
    for row in rows {
        let cells: Vec<String> = row.iter().map(|cell| quoted(cell)).collect();
        text.push_str(&cells.join(","));
        text.push_str("\r\n");
    }
    attachment("text/csv; charset=utf-8", name, text)
}

/// A text as a file to be saved.
pub(crate) fn attachment(kind: &'static str, name: &str, text: String) -> Response {
    let about = [
        (header::CONTENT_TYPE, kind.to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
    ];
    (about, text).into_response()
}

/// A cell in quotes where it needs them. One that a spreadsheet would run as a formula gets an
/// apostrophe before it; a telephone number keeps its plus.
fn quoted(cell: &str) -> String {
    let formula = cell.starts_with(['=', '-', '@', '\t', '\r'])
        || (cell.starts_with('+') && !cell[1..].chars().all(|c| c.is_ascii_digit() || c == ' '));
    let number = cell.parse::<f64>().is_ok();
    let cell = if formula && !number { format!("'{cell}") } else { cell.to_owned() };
    if cell.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", cell.replace('"', "\"\""))
    } else {
        cell
    }
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn no_cell_is_run_as_a_formula() {
        assert_eq!(quoted("=1+1"), "'=1+1");
        assert_eq!(quoted("+39 800 000"), "+39 800 000");
        assert_eq!(quoted("-3.5"), "-3.5");
        assert_eq!(quoted("a,\"b\""), "\"a,\"\"b\"\"\"");
    }
}
