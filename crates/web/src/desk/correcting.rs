//! Notes are never edited: what they should have said is written below them.

use crate::visit::Visit;
use kernel::Id;
use maud::{Markup, html};

/// The place to write what a note should have said.
pub(super) fn form(visit: &Visit, note: &str) -> Markup {
    html! {
        details.help {
            summary { (visit.say("correct")) }
            form.stack method="post" {
                input type="hidden" name="old" value=(note);
                textarea name="text" rows="2" aria-label=(visit.say("correct")) {}
                button name="do" value="correct" { (visit.say("note-save")) }
            }
        }
    }
}

/// Leads from what corrects to what is corrected.
pub(super) fn link<T>(visit: &Visit, corrected: Id<T>) -> Markup {
    html! { p.note { a href=(format!("#{corrected}")) { (visit.say("corrects")) } } }
}
