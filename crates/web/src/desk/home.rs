use super::wallboard::{Snapshot, due_table, line_table};
use crate::{
    problem::Answer,
    ui::{self, Card},
    visit::Visit,
};
use domain::Right;
use maud::{Markup, html};

/// Today at a glance, and what is due next.
pub(super) async fn page(visit: Visit) -> Answer<Markup> {
    let title =
        visit.voice.tell("home-title", &[("name", visit.colleague()?.name.as_str().into())]);
    if !visit.may(Right::SeeFigures) {
        return Ok(ui::desk_page(&visit, &title, html! { p { (visit.say("home-nothing")) } }));
    }
    let snapshot = visit.look(Snapshot::take).await?;
    let today = snapshot.at.day(&visit.voice.zone);
    let content = html! {
        p.lead { (visit.voice.weekday(today)) }
        (cards(&visit, &snapshot))
        h2 { (visit.say("home-numbers")) }
        (line_table(&visit, &snapshot))
        h2 { (visit.say("wall-soon")) }
        (due_table(&visit, &snapshot))
    };
    Ok(ui::desk_page(&visit, &title, content))
}

fn cards(visit: &Visit, snapshot: &Snapshot) -> Markup {
    let today = snapshot.at.day(&visit.voice.zone);
    let all = &snapshot.all;
    let calls = |more: &str| format!("/desk/calls?from={today}{more}");
    let share = |label: &str, (part, whole): (i64, i64), promised: Option<u32>| Card {
        label: visit.say(label),
        value: visit.voice.percent(part, whole),
        note: promised.map_or_else(String::new, |permille| {
            format!("{} {}", visit.say("target"), visit.voice.permille(permille))
        }),
        tone: match promised {
            Some(permille) if whole > 0 => {
                if part * 1000 >= whole * i64::from(permille) {
                    "good"
                } else {
                    "bad"
                }
            }
            _ => "",
        },
        link: Some(format!("/desk/figures?from={today}&to={today}&by=hour")),
    };
    let cards = [
        Card {
            label: visit.say("wall-offered"),
            value: visit.voice.number(all.offered),
            link: Some(calls("")),
            ..Card::default()
        },
        share("wall-quick", all.quick, snapshot.quick_permille),
        share("wall-answered", all.answered, snapshot.answered_permille),
        Card {
            label: visit.say("wall-waiting"),
            value: visit.voice.number(all.waiting),
            link: Some(calls("&outcome=waiting")),
            ..Card::default()
        },
    ];
    html! { div.cards { @for one in &cards { (ui::card(one)) } } }
}
