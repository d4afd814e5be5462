use super::Choices;
use crate::{
    desk::calls::place_in_list,
    fields::Fields,
    problem::Answer,
    ui::{self, Form, cell, cell_of, head},
    visit::Visit,
};
use domain::{
    Role,
    contacts::requests::{self, Filter, NEVER, PAGE, Request},
};
use kernel::{Id, Instant};
use maud::{Markup, html};

/// A page of requests: those somebody has to do something about, by their next deadline.
pub(super) async fn page(visit: Visit) -> Answer<Markup> {
    let me = visit.staff.as_ref().map(|session| session.0.id);
    let filter = filter_of(&visit.query, me);
    let wanted = filter.clone();
    let read = visit.act(move |desk| Ok((Choices::load(desk)?, requests::list(desk, &wanted)?)));
    let (choices, found) = read.await?;
    let full = i64::try_from(found.len()).is_ok_and(|length| length == PAGE);
    let next = found.last().filter(|_| full).map(|last| mark(&filter, last));
    let content = html! {
        div.toolbar {
            @if visit.may(domain::Right::WorkRequests) {
                a.button.primary href="/desk/requests/new" data-key="n" {
                    (visit.say("request-new"))
                }
            }
        }
        (filter_bar(&visit, &choices))
        @if found.is_empty() {
            (ui::empty(&visit.say("requests-none"), &visit.say("requests-none-advice")))
        } @else {
            (table(&visit, &choices, &found))
            (ui::pager(&visit, next.as_deref()))
        }
    };
    Ok(ui::desk_page(&visit, &visit.say("nav-requests"), content))
}

/// What the address asks for: `show` is `live` (as it stands), `mine` or `all`.
fn filter_of(query: &Fields, me: Option<Id<Role>>) -> Filter {
    let show = query.text("show");
    Filter {
        live: show != "all",
        owner: me.filter(|_| show == "mine"),
        queue: query.given("queue").and_then(|text| text.parse().ok()),
        topic: query.given("topic").map(str::to_owned),
        party: query.given("client").and_then(|text| text.parse().ok()),
        search: query.text("find").to_owned(),
        after: query.given("before").and_then(place_in_list),
    }
}

/// Where the next page begins.
fn mark(filter: &Filter, last: &Request) -> String {
    let at = if filter.live { last.due_at } else { last.received_at };
    format!("{}.{}", at.micros(), last.id)
}

fn filter_bar(visit: &Visit, choices: &Choices) -> Markup {
    let form = Form::new(visit, &visit.query, &[]);
    let shows = ["live", "mine", "all"];
    let shows = shows.map(|one| (one.to_owned(), visit.voice.word("requests", one)));
    html! {
        form.filters method="get" action="/desk/requests" role="search" {
            (form.input("find", "search", "requests-find"))
            (form.choice("show", "requests-show", &shows))
            (form.choice("queue", "queue", &choices.queue_options(visit, "all")))
            (form.choice("topic", "topic", &choices.topic_options(visit, "all")))
            div.actions { button.primary { (visit.say("show")) } }
        }
    }
}

fn table(visit: &Visit, choices: &Choices, found: &[Request]) -> Markup {
    let heads = [
        head(visit.say("request")),
        head(visit.say("due")),
        head(visit.say("client")),
        head(visit.say("topic")),
        head(visit.say("queue")),
        head(visit.say("owner")),
        head(visit.say("state")),
    ];
    let row = |request: &Request| {
        let about = html! {
            a href=(format!("/desk/requests/{}", request.id)) { (request.title) }
            code { (request.number) }
        };
        let state = html! {
            (state_badge(visit, request))
            @if request.complaint.is_some() {
                " " (ui::badge("bad", &visit.say("complaint")))
            }
            @if request.repeat_of.is_some() { " " (ui::badge("warn", &visit.say("repeat"))) }
        };
        vec![
            cell(about),
            cell(due(visit, request.due_at)),
            cell(super::person(request)),
            cell(choices.topic(visit, request.topic.as_deref())),
            cell(choices.queue(request.queue)),
            cell(choices.colleague(request.owner)),
            cell_of("states", state),
        ]
    };
    ui::list(&heads, found.iter().map(row).collect())
}

/// A deadline, marked where it is over.
pub(in crate::desk) fn due(visit: &Visit, due_at: Instant) -> Markup {
    html! {
        @if due_at == NEVER { "–" } @else if due_at < visit.app.now() {
            (ui::badge("bad", &visit.voice.brief(due_at)))
        } @else {
            time datetime=(due_at) { (visit.voice.brief(due_at)) }
        }
    }
}

/// How a request stands.
pub(super) fn state_badge(visit: &Visit, request: &Request) -> Markup {
    use requests::State;
    let tone = match request.state {
        State::Open => "live",
        State::Waiting => "warn",
        State::Answered => "good",
        State::Closed | State::Merged => "calm",
    };
    html! {
        (ui::badge(tone, &visit.voice.word("request", request.state.word())))
        @if request.unread { " " (ui::badge("warn", &visit.say("unread"))) }
    }
}
