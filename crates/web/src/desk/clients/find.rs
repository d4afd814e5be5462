use crate::{
    problem::Answer,
    ui::{self, Form, cell, head},
    visit::Visit,
};
use domain::{contacts::clients, parties::Party};
use maud::{Markup, html};

/// Finding a client by name, contract or telephone.
pub(super) async fn page(visit: Visit) -> Answer<Markup> {
    let text = visit.query.text("find").to_owned();
    let asked = !text.is_empty();
    let found = visit.act(move |desk| clients::search(desk, &text)).await?;
    let form = Form::new(&visit, &visit.query, &[]);
    let content = html! {
        form.filters method="get" action="/desk/clients" role="search" {
            (form.input("find", "search", "clients-find"))
            div.actions { button.primary { (visit.say("show")) } }
        }
        @if asked && found.is_empty() {
            (ui::empty(&visit.say("clients-none"), &visit.say("clients-none-advice")))
        } @else if asked {
            (table(&visit, &found))
        } @else {
            (ui::empty(&visit.say("clients-ask"), &visit.say("clients-ask-advice")))
        }
    };
    Ok(ui::desk_page(&visit, &visit.say("nav-clients"), content))
}

fn table(visit: &Visit, found: &[Party]) -> Markup {
    let heads = ["name", "born", "client-kind", "source"];
    let row = |party: &Party| {
        vec![
            cell(html! { a href=(format!("/desk/clients/{}", party.id)) { (party.name) } }),
            cell(party.born_on.map_or_else(|| "–".to_owned(), |day| visit.voice.short_day(day))),
            cell(&party.kind),
            cell(format!("{} · {}", party.source, party.key)),
        ]
    };
    ui::list(&heads.map(|key| head(visit.say(key))), found.iter().map(row).collect())
}
