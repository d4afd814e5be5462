use crate::{problem::Answer, ui, visit::Visit};
use domain::{
    Right,
    identity::{self, Access},
};
use maud::{Markup, html};
use std::collections::HashMap;

/// Reads that a page shows.
const SHOWN: i64 = 500;

/// Who read which personal record, the newest first.
pub(super) async fn page(visit: Visit) -> Answer<Markup> {
    let seen = visit.look(|desk| {
        let reads = identity::access_log(desk, SHOWN)?;
        let staff = if desk.who.may(Right::ManagePeople) { identity::staff(desk)? } else { vec![] };
        let named = staff.into_iter().map(|one| (format!("staff:{}", one.id), one.name));
        Ok((reads, named.collect::<HashMap<String, String>>()))
    });
    let (reads, names) = seen.await?;
    let content = html! {
        p { (visit.say("access-lead")) }
        @if reads.is_empty() {
            (ui::empty(&visit.say("access-none"), &visit.say("access-none-advice")))
        } @else { (table(&visit, &reads, &names)) }
    };
    Ok(ui::desk_page(&visit, &visit.say("nav-access"), content))
}

fn table(visit: &Visit, reads: &[Access], names: &HashMap<String, String>) -> Markup {
    html! {
        div.scroll tabindex="0" { table.rows {
            thead { tr {
                th scope="col" { (visit.say("access-when")) }
                th scope="col" { (visit.say("access-who")) }
                th scope="col" { (visit.say("access-what")) }
                th scope="col" { (visit.say("access-record")) }
            } }
            tbody { @for read in reads { tr {
                td { (visit.voice.moment(read.at)) }
                td { (names.get(&read.actor).unwrap_or(&read.actor)) }
                td { (what(visit, &read.what)) }
                td { (record(read)) }
            } } }
        } }
    }
}

fn what(visit: &Visit, what: &str) -> String {
    match what {
        "call" => visit.say("access-call"),
        "call list" => visit.say("access-call-list"),
        "call export" => visit.say("access-call-export"),
        other => other.to_owned(),
    }
}

fn record(read: &Access) -> Markup {
    let id = read.subject.filter(|id| id.bytes() != [0; 16]);
    html! {
        @match id {
            Some(id) if read.what.starts_with("call") => {
                a href=(format!("/desk/calls/{id}")) { code { (id) } }
            }
            Some(id) => code { (id) },
            None => "–",
        }
    }
}
