//! The versions of a commitment or a calendar: which there were, since when, by whom.

use crate::visit::Visit;
use domain::commitments::Saved;
use maud::{Markup, html};

/// The versions, the newest first.
pub(super) fn version_list(visit: &Visit, saves: &[Saved]) -> Markup {
    let dated = saves.iter().any(|save| save.valid_from.is_some());
    html! {
        h2 { (visit.say("versions")) }
        div.scroll tabindex="0" { table {
            thead { tr {
                th scope="col" { (visit.say("version")) }
                @if dated { th scope="col" { (visit.say("public-valid-from")) } }
                th scope="col" { (visit.say("saved-at")) }
                th scope="col" { (visit.say("saved-by")) }
            } }
            tbody { @for save in saves { tr {
                th scope="row" { (save.version) }
                @if let Some(at) = save.valid_from {
                    td { (visit.voice.day(at.day(&visit.voice.zone))) }
                }
                td { (visit.voice.moment(save.saved_at)) }
                td { (save.by.as_deref().unwrap_or("–")) }
            } } }
        } }
    }
}
