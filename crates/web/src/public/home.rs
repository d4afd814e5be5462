use super::commitments::{cards, entries};
use crate::{problem::Answer, ui, visit::Visit};
use maud::{Markup, html};

/// The home of the public site: what is promised, and this year's results at a glance.
pub(super) async fn page(visit: Visit) -> Answer<Markup> {
    let entries = entries(&visit).await?;
    let content = html! {
        p.lead { (visit.say("public-home-lead")) }
        (cards(&visit, &entries))
        p { a.button.primary href="/commitments" { (visit.say("public-home-all")) } }
    };
    Ok(ui::public_page(&visit, &visit.say("public-home-title"), content))
}
