use super::files;
use crate::{
    problem::Answer,
    public::target,
    ui::{self, cell, head, number, number_head},
    visit::Visit,
};
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
    let heads = [
        head(visit.say("commitment")),
        head(visit.say("target")),
        head(visit.say("calendar")),
        head(visit.say("public-basis")),
        head(visit.say("on-public-page")),
        number_head(visit.say("version")),
    ];
    let row = |version: &Arc<Version>| {
        let one = &version.commitment;
        let name = html! {
            a href=(format!("/desk/commitments/{}", one.code)) {
                (one.name.in_language(visit.voice.language))
            }
            code { (one.code) }
        };
        vec![
            cell(name),
            cell(target(&visit.voice, one)),
            cell(one.calendar.clone().unwrap_or_else(|| visit.say("public-real-time"))),
            cell(visit.voice.word("basis", one.basis.word())),
            cell(visit.say(if one.public { "yes" } else { "no" })),
            number(version.version),
        ]
    };
    ui::list(&heads, versions.iter().map(row).collect())
}
