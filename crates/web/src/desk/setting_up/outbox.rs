use crate::{
    desk::calls::place_in_list,
    problem::Answer,
    ui::{self, cell, cell_of, head},
    visit::Visit,
};
use domain::contacts::wording::{self, Composed, OUTBOX_PAGE};
use maud::{Markup, html};

/// What was composed for clients, the newest first.
pub(super) async fn page(visit: Visit) -> Answer<Markup> {
    let before = visit.query.given("before").and_then(place_in_list);
    let found = visit.act(move |desk| wording::outbox(desk, before)).await?;
    let full = i64::try_from(found.len()).is_ok_and(|length| length == OUTBOX_PAGE);
    let next = found.last().filter(|_| full);
    let next = next.map(|last| format!("{}.{}", last.at.micros(), last.id));
    let content = html! {
        p { (visit.say("outbox-lead")) }
        @if found.is_empty() {
            (ui::empty(&visit.say("outbox-none"), &visit.say("outbox-none-advice")))
        } @else {
            (table(&visit, &found))
            (ui::pager(&visit, next.as_deref()))
        }
    };
    Ok(ui::desk_page(&visit, &visit.say("nav-outbox"), content))
}

fn table(visit: &Visit, found: &[Composed]) -> Markup {
    let heads = ["composed", "message", "recipient", "text"];
    let row = |one: &Composed| {
        vec![
            cell(html! { time datetime=(one.at) { (visit.voice.moment(one.at)) } }),
            cell(html! {
                (visit.voice.word("message", &one.kind)) " "
                span.note { (visit.voice.word("channel", &one.channel)) }
            }),
            cell(&one.recipient),
            cell_of("long", html! { strong { (one.title) } br; (text(visit, one)) }),
        ]
    };
    ui::list(&heads.map(|key| head(visit.say(key))), found.iter().map(row).collect())
}

/// A receipt is put into words where it is sent; here stands what it will say.
fn text(visit: &Visit, one: &Composed) -> String {
    if one.kind == "receipt" { visit.say("outbox-receipt") } else { one.text.clone() }
}
