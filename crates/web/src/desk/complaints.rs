//! Complaints as they were recognised: the list, and the page of one.

use super::{
    calls::{clock_table, event_list, place_in_list, versions_of},
    requests::due,
};
use crate::{
    fields::Fields,
    problem::Answer,
    ui::{self, Form, cell, head},
    visit::Visit,
};
use axum::{
    extract::Path,
    response::{IntoResponse, Redirect, Response},
};
use domain::{
    Right, commitments,
    contacts::complaints::{self, Complaint, PAGE},
    history, identity, parties,
};
use maud::{Markup, html};

/// A page of complaints: those without an answer by their next deadline, or all of them, the newest
/// first.
pub(super) async fn list(visit: Visit) -> Answer<Markup> {
    let all = visit.query.text("show") == "all";
    let place = visit.query.given("before").and_then(place_in_list);
    let read =
        visit.act(
            move |desk| {
                if all { complaints::list(desk, place) } else { complaints::open(desk, place) }
            },
        );
    let found = read.await?;
    let full = i64::try_from(found.len()).is_ok_and(|length| length == PAGE);
    let next = found.last().filter(|_| full).map(|last| {
        let at = if all { last.received_at } else { last.due_at };
        format!("{}.{}", at.micros(), last.id)
    });
    let shows = ["live", "all"].map(|one| (one.to_owned(), visit.voice.word("requests", one)));
    let content = html! {
        p { (visit.say("complaints-lead")) }
        form.filters method="get" action="/desk/complaints" role="search" {
            (Form::new(&visit, &visit.query, &[]).choice("show", "requests-show", &shows))
            div.actions { button.primary { (visit.say("show")) } }
        }
        @if found.is_empty() {
            (ui::empty(&visit.say("complaints-none"), &visit.say("complaints-none-advice")))
        } @else {
            (table(&visit, &found))
            (ui::pager(&visit, next.as_deref()))
        }
    };
    Ok(ui::desk_page(&visit, &visit.say("nav-complaints"), content))
}

fn table(visit: &Visit, found: &[Complaint]) -> Markup {
    let heads = ["complaint", "due", "client", "channel", "received", "acknowledged", "answered"];
    let moment = |at: Option<kernel::Instant>| {
        at.map_or_else(|| "–".to_owned(), |at| visit.voice.moment(at))
    };
    let row = |one: &Complaint| {
        let link = html! {
            a href=(format!("/desk/complaints/{}", one.id)) { (number(visit, one)) }
        };
        vec![
            cell(link),
            cell(due(visit, one.due_at)),
            cell(&one.name),
            cell(visit.voice.word("channel", &one.channel)),
            cell(moment(Some(one.received_at))),
            cell(moment(one.acknowledged_at)),
            cell(moment(one.answered_at)),
        ]
    };
    ui::list(&heads.map(|key| head(visit.say(key))), found.iter().map(row).collect())
}

/// Its number in the register; a job gives it a moment after the complaint was recognised.
fn number(visit: &Visit, one: &Complaint) -> String {
    one.number.map_or_else(|| visit.say("number-coming"), |number| format!("{number}"))
}

/// One complaint.
pub(super) async fn one(visit: Visit, Path(id): Path<String>) -> Answer<Markup> {
    let id = visit.identify::<Complaint>(&id, "complaint")?;
    let read = visit.act(move |desk| {
        let complaint = complaints::find(desk, id)?;
        identity::saw(desk, "complaint", &[id.bytes()])?;
        let clocks = commitments::of_subject(desk, id.bytes())?;
        let pinned = versions_of(desk, &clocks)?;
        let events = history::of(desk, &[id.bytes()])?;
        Ok((complaint, clocks, pinned, events, parties::kinds(desk)?))
    });
    let (complaint, clocks, pinned, events, kinds) = read.await?;
    let title = format!("{} {}", visit.say("complaint"), number(&visit, &complaint));
    let content = html! {
        (facts(&visit, &complaint))
        ol.words { li.theirs { p.text { (complaint.text) } } }
        @if visit.may(Right::WorkRequests) { (buttons(&visit, &complaint)) }
        h2 { (visit.say("clocks")) }
        (clock_table(&visit, &clocks, &pinned))
        h2 { (visit.say("events")) }
        (event_list(&visit, &events, &kinds))
    };
    Ok(ui::desk_page(&visit, &title, content))
}

fn facts(visit: &Visit, one: &Complaint) -> Markup {
    let origin = one.origin.map(|id| kernel::Id::<Complaint>::from_bytes(id).to_string());
    let (place, word) = match one.origin_kind.as_str() {
        "call" => ("calls", "call"),
        _ => ("requests", "request"),
    };
    html! {
        dl.facts {
            dt { (visit.say("client")) }
            dd { @match one.party {
                Some(party) => a href=(format!("/desk/clients/{party}")) { (one.name) },
                None => (one.name),
            } }
            dt { (visit.say("received")) }
            dd { (visit.voice.full(one.received_at)) " · "
                (visit.voice.word("channel", &one.channel)) }
            dt { (visit.say("recognised")) } dd { (visit.voice.full(one.recognised_at)) }
            @if let Some(origin) = origin {
                dt { (visit.say("recognised-in")) }
                dd { a href=(format!("/desk/{place}/{origin}")) { (visit.say(word)) } }
            }
        }
    }
}

fn buttons(visit: &Visit, one: &Complaint) -> Markup {
    html! {
        form.toolbar method="post" action=(format!("/desk/complaints/{}", one.id)) {
            @if one.acknowledged_at.is_none() {
                button name="do" value="acknowledge" { (visit.say("complaint-acknowledge")) }
            }
            @if one.answered_at.is_none() {
                button name="do" value="answered" { (visit.say("complaint-answered")) }
            }
        }
    }
}

/// Says what was done about it.
pub(super) async fn act(visit: Visit, Path(id): Path<String>, fields: Fields) -> Answer<Response> {
    let id = visit.identify::<Complaint>(&id, "complaint")?;
    let answered = fields.text("do") == "answered";
    let done = visit.act(move |desk| match answered {
        true => complaints::answered(desk, id),
        false => complaints::acknowledge(desk, id),
    });
    done.await?;
    Ok(Redirect::to(&format!("/desk/complaints/{id}")).into_response())
}
