//! The one screen in which a call is written up.

use super::{
    caller::{self, Known},
    recording,
};
use crate::{
    assets,
    desk::{clients::check_fields, drafts, requests::Choices},
    fields::Fields,
    problem::Answer,
    ui::{self, Form},
    visit::Visit,
};
use axum::extract::Path;
use domain::{
    Desk, Fault, Right,
    contacts::{
        calls::{self, Call, Sheet},
        clients,
        requests::{self, Draft, REASONS},
        wrap_ups::{self, Record},
    },
    identity,
    parties::{self, Party},
};
use kernel::Id;
use maud::{Markup, html};

struct Shown {
    sheet: Sheet,
    mine: bool,
    known: Known,
    found: Vec<Party>,
    record: Option<Record>,
    before: Vec<Record>,
    draft: Option<Draft>,
    choices: Choices,
}

fn load(desk: &mut Desk<'_>, id: Id<Call>, find: &str) -> domain::Result<Shown> {
    let sheet = calls::sheet(desk, id)?;
    let known = caller::of(desk, &sheet)?;
    let seen: Vec<[u8; 16]> = known.parties().collect();
    identity::goes_on_seeing(desk, "party", &seen)?;
    let seat = calls::seat(desk)?;
    let at_seat = seat.map(|seat| calls::at_seat(desk, &seat)).transpose()?;
    Ok(Shown {
        mine: at_seat.is_some_and(|calls| calls.contains(&id)),
        known,
        found: found(desk, find)?,
        record: wrap_ups::record_of(desk, id)?,
        before: wrap_ups::records_before(desk, id)?,
        draft: requests::draft(desk, id.bytes())?,
        choices: Choices::load(desk)?,
        sheet,
    })
}

fn found(desk: &mut Desk<'_>, text: &str) -> domain::Result<Vec<Party>> {
    if desk.who.may(Right::SeeParties) { clients::search(desk, text) } else { Ok(Vec::new()) }
}

pub(super) async fn page(visit: Visit, Path(id): Path<String>) -> Answer<Markup> {
    let id = visit.identify(&id, "call")?;
    shown(&visit, id, None, &[]).await
}

/// The screen, with what was typed and what is wrong with it.
pub(super) async fn shown(
    visit: &Visit,
    id: Id<Call>,
    typed: Option<&Fields>,
    faults: &[Fault],
) -> Answer<Markup> {
    let find = visit.query.text("find").to_owned();
    let shown = visit.act(move |desk| load(desk, id, &find)).await?;
    let fields = typed.cloned().unwrap_or_else(|| standing(&shown));
    let form = Form::new(visit, &fields, faults);
    let title = format!("{} {}", visit.say("write-up"), visit.voice.hour(shown.sheet.arrived_at));
    let queues = shown.choices.queue_options(visit, "nobody");
    let content = html! {
        (caller::told(visit, &shown.sheet, &shown.known))
        @if shown.sheet.recording.is_some() {
            div data-refresh="2" { (recording::told(visit, &shown.sheet, shown.mine)) }
        }
        form.inline method="get" role="search" {
            input type="search" name="find" value=(visit.query.text("find"))
                aria-label=(visit.say("clients-find")) placeholder=(visit.say("clients-find"));
            button { (visit.say("find")) }
        }
        (form.summary())
        form.wrap-up method="post" data-send-later="/desk/telephone"
            data-draft=(format!("/desk/calls/{id}/draft")) {
            (who_called(visit, &shown, &fields))
            div.grid {
                (form.choice("topic", "topic", &shown.choices.topic_options(visit, "topic-choose")))
                (outcome(visit, &form))
                (form.choice("queue", "wrap-up-pass", &queues))
                (form.choice("reason", "reason", &reasons(visit)))
            }
            (form.area("note", "wrap-up-note", 4, html! {}))
            (drafts::parts(visit, shown.draft.as_ref()))
            (promises(visit, &form, &fields, &shown.choices))
            (checks(visit))
            p { button.primary data-main { (visit.say("save")) " " kbd { "Ctrl ⏎" } } }
        }
        (earlier(visit, &shown))
        script type="module" src=(assets::address("desk.js")) {}
    };
    Ok(ui::desk_page(visit, &title, content))
}

/// What was written down before it was corrected.
fn earlier(visit: &Visit, shown: &Shown) -> Markup {
    html! { @if !shown.before.is_empty() {
        h2 { (visit.say("wrap-up-before")) }
        ol.words { @for record in &shown.before {
            li.note-word {
                p.note {
                    time datetime=(record.saved_at) { (visit.voice.moment(record.saved_at)) }
                    " · " (shown.choices.colleague(record.staff))
                    " · " (shown.choices.topic(visit, record.topic.as_deref()))
                }
                p.text { (record.note) }
            }
        } }
    } }
}

/// What is being written and was written before, or who it surely is and what the exchange says it
/// was about.
fn standing(shown: &Shown) -> Fields {
    let recorded = shown.record.as_ref().map_or("", |record| record.note.as_str());
    let note = shown.draft.as_ref().map_or(recorded, |draft| draft.text.as_str());
    let fields = Fields::default().and("note", note);
    let Some(record) = &shown.record else {
        let candidates = shown.known.candidates();
        let only = candidates.first().filter(|_| candidates.len() == 1);
        return fields
            .and("party", only.map_or_else(String::new, |one| one.party.id.to_string()))
            .and("recording", shown.sheet.recording_link.clone().unwrap_or_default())
            .and("topic", shown.sheet.topic.clone().unwrap_or_default());
    };
    let solved = record.solved.map_or("", |solved| if solved { "yes" } else { "no" });
    fields
        .and("party", record.party.map_or_else(String::new, |id| id.to_string()))
        .and("topic", record.topic.clone().unwrap_or_default())
        .and("solved", solved)
        .and("queue", record.passed_to.map_or_else(String::new, |id| id.to_string()))
        .and("reason", record.reason.clone().unwrap_or_default())
        .and("recording", record.recording.clone().unwrap_or_default())
}

/// Who called: those at the number, those that were searched for, or nobody we know.
fn who_called(visit: &Visit, shown: &Shown, fields: &Fields) -> Markup {
    let chosen = fields.text("party");
    let at_number = shown.known.candidates().iter().map(|one| one.party.clone());
    let all = parties::each_once(at_number.chain(shown.found.iter().cloned()).collect());
    html! {
        fieldset.field {
            legend { (visit.say("caller")) }
            div.boxes {
                @for party in &all {
                    @let id = party.id.to_string();
                    label {
                        input type="radio" name="party" value=(id) checked[chosen == id];
                        span { (party.name) " " span.note { (party.key) } }
                    }
                }
                label {
                    input type="radio" name="party" value="" checked[chosen.is_empty()];
                    span { (visit.say("caller-not-known")) }
                }
            }
        }
    }
}

fn outcome(visit: &Visit, form: &Form<'_>) -> Markup {
    let options = [("", "solved-open"), ("yes", "solved-yes"), ("no", "solved-no")];
    let options = options.map(|(value, key)| (value.to_owned(), visit.say(key)));
    form.choice("solved", "solved-first", &options)
}

fn reasons(visit: &Visit) -> Vec<(String, String)> {
    let told = |word: &&str| ((*word).to_owned(), visit.voice.word("reason", word));
    REASONS.iter().map(told).collect()
}

fn promises(visit: &Visit, form: &Form<'_>, fields: &Fields, choices: &Choices) -> Markup {
    html! {
        div.grid {
            (tick(visit, fields, "callback", "wrap-up-call-back", None))
            (form.choice("slot", "call-me-when", &choices.slot_options(visit)))
            (form.input("phone", "tel", "wrap-up-phone"))
            (tick(visit, fields, "complaint", "wrap-up-complaint", Some("c")))
            (form.input_with("recording", "url", "recording",
                html! { (visit.say("recording-hint")) }))
        }
    }
}

fn tick(visit: &Visit, fields: &Fields, name: &str, label: &str, key: Option<&str>) -> Markup {
    html! {
        div.boxes { label {
            input type="checkbox" name=(name) value="1" data-key=[key]
                checked[fields.given(name).is_some()];
            span { (visit.say(label)) @if let Some(key) = key { " " kbd { (key) } } }
        } }
    }
}

fn checks(visit: &Visit) -> Markup {
    html! {
        details.import {
            summary { (visit.say("check-caller")) }
            div.stack { (check_fields(visit, &[])) }
        }
    }
}
