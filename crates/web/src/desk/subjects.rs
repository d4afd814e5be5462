//! Subjects of other systems: claims, requests, complaints, call-backs, with events and clocks.

use super::calls::{clock_table, event_list, place_in_list, versions_of};
use crate::{
    problem::Answer,
    ui::{self, Form, cell, cell_of, head},
    visit::Visit,
};
use axum::extract::Path;
use domain::{
    commitments, parties,
    subjects::{self, Filter, KINDS, PAGE, Subject},
};
use maud::{Markup, html};

/// A page of subjects.
pub(super) async fn list(visit: Visit) -> Answer<Markup> {
    let query = &visit.query;
    let filter = Filter {
        kind: query.text("kind").to_owned(),
        number: query.text("number").to_owned(),
        before: query.given("before").and_then(place_in_list),
    };
    let found = visit.look(move |desk| subjects::list(desk, &filter)).await?;
    let full = i64::try_from(found.len()).is_ok_and(|length| length == PAGE);
    let mark = |last: &Subject| format!("{}.{}", last.opened_at.micros(), last.id);
    let next = found.last().filter(|_| full).map(mark);
    let content = html! {
        (filter_bar(&visit))
        @if found.is_empty() {
            (ui::empty(&visit.say("subjects-none"), &visit.say("subjects-none-advice")))
        } @else {
            (table(&visit, &found))
            (ui::pager(&visit, next.as_deref()))
        }
    };
    Ok(ui::desk_page(&visit, &visit.say("nav-subjects"), content))
}

fn filter_bar(visit: &Visit) -> Markup {
    let form = Form::new(visit, &visit.query, &[]);
    let told = KINDS.iter().map(|kind| ((*kind).to_owned(), visit.voice.word("subject", kind)));
    let all = (String::new(), visit.say("all"));
    let kinds: Vec<(String, String)> = std::iter::once(all).chain(told).collect();
    html! {
        form.filters method="get" action="/desk/subjects" role="search" {
            (form.choice("kind", "kind", &kinds))
            (form.input("number", "search", "subject-number"))
            div.actions { button.primary { (visit.say("show")) } }
        }
    }
}

fn table(visit: &Visit, found: &[Subject]) -> Markup {
    let heads =
        ["subject-number", "kind", "subject-last", "subject-opened", "subject-last-at", "source"];
    let row = |subject: &Subject| {
        let link = html! {
            a href=(format!("/desk/subjects/{}", subject.id)) { (subject.number) }
        };
        vec![
            cell(link),
            cell(visit.voice.word("subject", &subject.kind)),
            cell(last(visit, subject)),
            cell_of("whole", visit.voice.moment(subject.opened_at)),
            cell_of("whole", visit.voice.moment(subject.last_at)),
            cell(&subject.source),
        ]
    };
    ui::list(&heads.map(|key| head(visit.say(key))), found.iter().map(row).collect())
}

/// What happened last, in words.
fn last(visit: &Visit, subject: &Subject) -> String {
    if subject.state == "announced" {
        return visit.say("subject-announced");
    }
    visit.voice.word("event", &format!("{}.{}", subject.kind, subject.state))
}

/// One subject.
pub(super) async fn one(visit: Visit, Path(id): Path<String>) -> Answer<Markup> {
    let id = visit.identify::<Subject>(&id, "subject")?;
    let read = visit.look(move |desk| {
        let subject = subjects::find(desk, id)?;
        let clocks = commitments::of_subject(desk, id.bytes())?;
        let pinned = versions_of(desk, &clocks)?;
        Ok((subject, clocks, pinned, subjects::events(desk, id)?, parties::kinds(desk)?))
    });
    let (subject, clocks, pinned, events, kinds) = read.await?;
    let title = format!("{} {}", visit.voice.word("subject", &subject.kind), subject.number);
    let content = html! {
        dl.facts {
            dt { (visit.say("subject-last")) } dd { (last(&visit, &subject)) }
            dt { (visit.say("subject-opened")) } dd { (visit.voice.moment(subject.opened_at)) }
            dt { (visit.say("source")) } dd { (subject.source) }
            dt { (visit.say("client-kind")) }
            dd { (subject.client_kind.as_deref().map_or("–", |code| kinds.name(code))) }
            @if let Some(into) = subject.merged_into {
                dt { (visit.say("merged-into")) }
                dd { a href=(format!("/desk/subjects/{into}")) { (into) } }
            }
        }
        h2 { (visit.say("clocks")) }
        (clock_table(&visit, &clocks, &pinned))
        h2 { (visit.say("events")) }
        (event_list(&visit, &events, &kinds))
    };
    Ok(ui::desk_page(&visit, &title, content))
}
