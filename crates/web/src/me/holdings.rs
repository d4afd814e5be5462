//! What the client holds: contracts as the register knows them, claims and documents.

use super::page::page;
use crate::{
    problem::Answer,
    ui::{self, cell, head},
    visit::Visit,
};
use domain::{contacts::area, contracts::Contract, subjects::Subject};
use maud::{Markup, html};

/// The client's contracts, as another system keeps them: read-only.
pub(super) async fn contracts(visit: Visit) -> Answer<Markup> {
    let all = visit.look(area::contracts).await?;
    let heads =
        ["contract-number", "product", "state", "from", "to"].map(|key| head(visit.say(key)));
    let today = visit.app.now().day(&visit.voice.zone);
    let row = |one: &Contract| {
        vec![
            cell(html! { span.whole { (one.number) } }),
            cell(&one.product),
            cell(visit.voice.word("me-contract", one.standing(today).word())),
            cell(visit.voice.short_day(one.starts_on)),
            cell(one.ends_on.map(|day| visit.voice.short_day(day)).unwrap_or("–".into())),
        ]
    };
    let content = html! {
        p { (visit.say("me-contracts-lead")) }
        @if all.is_empty() {
            (ui::empty(&visit.say("contracts-none"), &visit.say("me-contracts-advice")))
        } @else { (ui::list(&heads, all.iter().map(row).collect())) }
    };
    Ok(page(&visit, &visit.say("me-contracts"), content))
}

/// The client's claims, as another system tells of them: read-only.
pub(super) async fn claims(visit: Visit) -> Answer<Markup> {
    let all = visit.look(area::claims).await?;
    let heads = ["claim-number", "contract-number", "state", "opened", "last-news"];
    let row = |one: &Subject| {
        vec![
            cell(html! { span.whole { (one.number) } }),
            cell(one.contract.as_deref().unwrap_or("–")),
            cell(visit.voice.word("event", &format!("claim.{}", one.state))),
            cell(visit.voice.full(one.opened_at)),
            cell(visit.voice.full(one.last_at)),
        ]
    };
    let content = html! {
        @if all.is_empty() {
            (ui::empty(&visit.say("me-claims-none"), &visit.say("me-claims-advice")))
        } @else {
            (ui::list(&heads.map(|key| head(visit.say(key))), all.iter().map(row).collect()))
        }
        p { a.button.primary href="/me/ask" { (visit.say("me-ask")) } }
    };
    Ok(page(&visit, &visit.say("me-claims"), content))
}

/// Where documents will stand.
pub(super) async fn documents(visit: Visit) -> Markup {
    let content = ui::empty(&visit.say("me-documents-none"), &visit.say("me-documents-advice"));
    page(&visit, &visit.say("me-documents"), content)
}
