//! The page of one request: what was said, the place to answer, and what else can be done.

use super::{Choices, asides, list, words};
use crate::{
    assets,
    desk::{
        calls::{Pinned, clock_table, event_list, versions_of},
        drafts,
    },
    fields::Fields,
    problem::Answer,
    ui::{self, Form},
    visit::Visit,
};
use axum::extract::Path;
use domain::{
    Desk, Fault, Right,
    commitments::{self, ClockRow},
    contacts::{
        clients, complaints,
        requests::{self, Attachment, Neighbour, Request, State, Word},
        wording::{self, Template},
    },
    history::{self, Entry},
    parties::{self, Kinds, Party},
};
use kernel::Id;
use maud::{Markup, html};

/// A request with everything its page shows.
pub(super) struct Shown {
    pub(super) request: Request,
    pub(super) words: Vec<Word>,
    pub(super) files: Vec<Attachment>,
    pub(super) linked: Vec<Neighbour>,
    pub(super) candidates: Vec<Party>,
    pub(super) choices: Choices,
    pub(super) templates: Vec<Template>,
    draft: Option<requests::Draft>,
    clocks: Vec<ClockRow>,
    pinned: Pinned,
    events: Vec<Entry>,
    kinds: Kinds,
}

/// `find` looks for the client whose it is, where that is not known.
fn load(desk: &mut Desk<'_>, id: Id<Request>, find: &str) -> domain::Result<Shown> {
    let request = requests::sheet(desk, id)?;
    let clocks = commitments::of_subject(desk, id.bytes())?;
    Ok(Shown {
        words: requests::words(desk, id)?,
        files: requests::attachments(desk, id)?,
        linked: requests::linked(desk, id)?,
        candidates: candidates(desk, &request, find)?,
        choices: Choices::load(desk)?,
        templates: fitting(wording::templates(desk)?, &request),
        draft: requests::draft(desk, id.bytes())?,
        pinned: versions_of(desk, &clocks)?,
        clocks,
        events: history::of(desk, &[id.bytes()])?,
        kinds: parties::kinds(desk)?,
        request,
    })
}

/// Who it may be, and whom the visitor looks for.
fn candidates(desk: &mut Desk<'_>, request: &Request, find: &str) -> domain::Result<Vec<Party>> {
    let mut found = requests::candidates(desk, request)?;
    if request.sender.party.is_none() && desk.who.may(Right::SeeParties) {
        found.extend(clients::search(desk, find)?);
    }
    Ok(parties::each_once(found))
}

/// Templates in the client's language, for this topic or for all.
fn fitting(all: Vec<Template>, request: &Request) -> Vec<Template> {
    let fits = |one: &Template| {
        one.language == request.language && (one.topic.is_none() || one.topic == request.topic)
    };
    all.into_iter().filter(fits).collect()
}

pub(super) async fn page(visit: Visit, Path(id): Path<String>) -> Answer<Markup> {
    let id = visit.identify(&id, "request")?;
    shown(&visit, id, None, &[]).await
}

/// The page, with what was typed and what is wrong with it.
pub(super) async fn shown(
    visit: &Visit,
    id: Id<Request>,
    typed: Option<&Fields>,
    faults: &[Fault],
) -> Answer<Markup> {
    let find = visit.query.text("find").to_owned();
    let shown = visit.act(move |desk| load(desk, id, &find)).await?;
    let request = &shown.request;
    let writes = visit.may(Right::WorkRequests);
    let content = html! {
        (head(visit, &shown))
        @if !faults.is_empty() { (ui::faults_of(visit, faults)) }
        div.beside {
            div {
                (words::thread(visit, request, &shown.words, &shown.choices))
                (files(visit, &shown))
                @if writes && request.state != State::Merged {
                    (suspicion(visit, &shown))
                    (answering(visit, &shown, typed, faults))
                }
            }
            aside { (asides::all(visit, &shown, writes)) }
        }
        details {
            summary { (visit.say("clocks")) " · " (visit.say("events")) }
            (clock_table(visit, &shown.clocks, &shown.pinned))
            (event_list(visit, &shown.events, &shown.kinds))
        }
        script type="module" src=(assets::address("desk.js")) {}
    };
    Ok(ui::desk_page(visit, &request.title, content))
}

fn head(visit: &Visit, shown: &Shown) -> Markup {
    let request = &shown.request;
    html! {
        p.lead {
            strong.whole { (request.number) } " "
            (list::state_badge(visit, request)) " "
            @if let Some(due) = request.due() {
                (visit.say("due-by")) " " (list::due(visit, due))
            }
        }
        p.note role="status" data-watch=(format!("/desk/requests/{}/watch", request.id)) {}
        @if request.unread && visit.may(Right::WorkRequests) {
            form method="post" {
                p.why { (visit.say("unread-advice")) " "
                    button name="do" value="seen" { (visit.say("unread-done")) } }
            }
        }
        @if request.state == State::Closed && visit.may(Right::WorkRequests) {
            form.once method="post" {
                p role="status" { (visit.say("request-is-closed")) }
                button name="do" value="undo" data-key="z" { (visit.say("undo")) } " "
                button name="do" value="reopen" { (visit.say("reopen")) }
            }
        }
    }
}

fn files(visit: &Visit, shown: &Shown) -> Markup {
    html! {
        @if !shown.files.is_empty() {
            h2 { (visit.say("files")) }
            ul.files { @for file in &shown.files {
                li {
                    a href=(format!("/desk/requests/{}/files/{}", shown.request.id, file.id))
                        download { (file.name) }
                    " " span.note { (file.media) " · " ((file.size + 1023) / 1024) " KiB" }
                }
            } }
        }
    }
}

/// Words that often mean a complaint, for the agent to decide.
fn suspicion(visit: &Visit, shown: &Shown) -> Markup {
    use requests::WordKind;
    if shown.request.complaint.is_some() {
        return html! {};
    }
    let theirs = |word: &&Word| matches!(word.kind, WordKind::Question | WordKind::Reply);
    let mut found: Vec<&str> = Vec::new();
    for word in shown.words.iter().filter(theirs) {
        found.extend(complaints::suspicious(&word.text));
    }
    let told = [("words", found.join(", ").into())];
    html! {
        @if !found.is_empty() {
            form method="post" {
                p.why {
                    (visit.voice.tell("complaint-suspected", &told)) " "
                    button name="do" value="complaint" { (visit.say("complaint-make")) }
                }
            }
        }
    }
}

/// The place to write: an answer, a question to the client, a note.
fn answering(visit: &Visit, shown: &Shown, typed: Option<&Fields>, faults: &[Fault]) -> Markup {
    let text = typed.map(|fields| fields.raw("text").to_owned());
    let text = text.filter(|text| !text.is_empty()).unwrap_or_else(|| chosen(visit, shown));
    let fields = Fields::default().and("text", text);
    let form = Form::new(visit, &fields, faults);
    let draft = format!("/desk/requests/{}/draft", shown.request.id);
    html! {
        h2 { (visit.say("answer")) }
        (templates(visit, shown))
        form.answer method="post" data-draft=(draft) {
            (form.area("text", "answer-text", 9, html! { (visit.say("answer-hint")) }))
            div.toolbar {
                button.primary name="do" value="answer" data-main {
                    (visit.say("answer-send")) " " kbd { "Ctrl ⏎" }
                }
                button name="do" value="ask" { (visit.say("answer-ask")) }
                button name="do" value="phone" { (visit.say("answer-phone")) }
                button name="do" value="note" { (visit.say("answer-note")) }
                button name="do" value="draft" { (visit.say("answer-keep")) }
            }
            (drafts::parts(visit, shown.draft.as_ref()))
        }
    }
}

/// What stands in the place to write when nobody typed yet: the draft, and below it the client's
/// words and a template that was chosen, once.
fn chosen(visit: &Visit, shown: &Shown) -> String {
    let template = visit.query.given("template");
    let template = template.and_then(|code| shown.templates.iter().find(|one| one.code == code));
    let quote = visit.query.given("quote").map(|_| words::quoted(&shown.words));
    let added = quote.unwrap_or_default() + template.map_or("", |one| one.text.as_str());
    let draft = shown.draft.as_ref().map_or("", |draft| draft.text.as_str());
    if draft.contains(added.trim()) {
        draft.to_owned()
    } else if draft.is_empty() {
        added
    } else {
        format!("{}\n\n{added}", draft.trim_end())
    }
}

fn templates(visit: &Visit, shown: &Shown) -> Markup {
    html! {
        form.inline method="get" {
            @if !shown.templates.is_empty() {
                select name="template" aria-label=(visit.say("template")) data-key="t" {
                    option value="" { (visit.say("template-none")) }
                    @for one in &shown.templates {
                        option value=(one.code)
                            selected[visit.query.text("template") == one.code] { (one.name) }
                    }
                }
            }
            label { input type="checkbox" name="quote" value="1"
                checked[visit.query.given("quote").is_some()]; " " (visit.say("quote")) }
            button { (visit.say("insert")) }
        }
    }
}
