//! Lists: tables whose rows become cards where the screen is narrow, each value under the word of
//! its column. The roles are said in full, because a browser forgets them once the parts of a
//! table are laid out as blocks.

use maud::{Markup, html};

/// The head of a column.
#[derive(Clone, Debug)]
pub(crate) struct Head {
    text: String,
    class: &'static str,
}

/// A column of texts.
pub(crate) fn head(text: String) -> Head {
    Head { text, class: "" }
}

/// A column of numbers, set to the right.
pub(crate) fn number_head(text: String) -> Head {
    Head { text, class: "number" }
}

/// One value of a row.
pub(crate) struct Cell {
    inside: Markup,
    class: String,
}

/// A value as it is.
pub(crate) fn cell(inside: impl maud::Render) -> Cell {
    cell_of("", inside)
}

/// A number, set to the right.
pub(crate) fn number(inside: impl maud::Render) -> Cell {
    cell_of("number", inside)
}

/// A value with classes of its own.
pub(crate) fn cell_of(class: &str, inside: impl maud::Render) -> Cell {
    Cell { inside: inside.render(), class: class.to_owned() }
}

/// The list. The first cell of a row is what the row is about; a head without a text stands over
/// what can be done about it.
pub(crate) fn list(heads: &[Head], rows: Vec<Vec<Cell>>) -> Markup {
    html! {
        div.scroll tabindex="0" { table.rows.cards-on-phone role="table" data-list="true" {
            thead role="rowgroup" { tr role="row" { @for head in heads {
                @if head.text.is_empty() { td role="cell" {} }
                @else { th.(head.class) role="columnheader" scope="col" { (head.text) } }
            } } }
            tbody role="rowgroup" { @for row in rows { (row_of(heads, row)) } }
        } }
    }
}

fn row_of(heads: &[Head], row: Vec<Cell>) -> Markup {
    html! {
        tr role="row" { @for (at, one) in row.into_iter().enumerate() {
            @if at == 0 {
                th.(one.class) role="rowheader" scope="row" { (one.inside) }
            } @else {
                @let label = heads.get(at).map(|head| head.text.as_str());
                td.(one.class) role="cell" data-label=[label.filter(|label| !label.is_empty())] {
                    (one.inside)
                }
            }
        } }
    }
}

/// Letters of a text that a list shows.
const GIST: usize = 160;

/// How a text begins: what a list shows of it. All of it stands on a page of its own.
pub(crate) fn gist(text: &str) -> String {
    match text.char_indices().nth(GIST) {
        Some((end, _)) => format!("{} …", text[..end].trim_end()),
        None => text.to_owned(),
    }
}
