use super::files;
use crate::{problem::Answer, public::target, ui, visit::Visit};
use domain::{
    Right,
    commitments::{self, Version},
};
use maud::{Markup, html};
use std::sync::Arc;

/// Every commitment in force.
pub(super) async fn page(visit: Visit) -> Answer<Markup> {
    let versions = visit.look(commitments::all).await?;
    let edits = visit.may(Right::EditCommitments);
    let content = html! {
        div.toolbar {
            @if edits {
                a.button.primary href="/desk/commitments/new" { (visit.say("commitment-new")) }
            }
            a.button href="/desk/commitments.toml" download { (visit.say("export-toml")) }
        }
        @if versions.is_empty() {
            (ui::empty(&visit.say("commitments-none"), &visit.say("commitments-none-advice")))
        } @else { (table(&visit, &versions)) }
        @if edits { (files::import_form(&visit, "/desk/commitments/import", &[])) }
    };
    Ok(ui::desk_page(&visit, &visit.say("nav-commitments"), content))
}

fn table(visit: &Visit, versions: &[Arc<Version>]) -> Markup {
    html! {
        div.scroll tabindex="0" { table.rows data-list="true" {
            thead { tr {
                th scope="col" { (visit.say("commitment")) }
                th scope="col" { (visit.say("target")) }
                th scope="col" { (visit.say("calendar")) }
                th scope="col" { (visit.say("public-basis")) }
                th scope="col" { (visit.say("on-public-page")) }
                th.number scope="col" { (visit.say("version")) }
            } }
            tbody { @for version in versions {
                @let one = &version.commitment;
                tr {
                    th scope="row" {
                        a href=(format!("/desk/commitments/{}", one.code)) {
                            (one.name.in_language(visit.voice.language))
                        }
                        code { (one.code) }
                    }
                    td { (target(&visit.voice, one)) }
                    td { (one.calendar.clone().unwrap_or_else(|| visit.say("public-real-time"))) }
                    td { (visit.voice.word("basis", one.basis.word())) }
                    td { (visit.say(if one.public { "yes" } else { "no" })) }
                    td.number { (version.version) }
                }
            } }
        } }
    }
}
