//! The page of one call: what it was, leg by leg, its clocks, and everything that happened.

use super::{
    Names,
    list::caller,
    parts::{Pinned, clock_table, event_list, versions_of},
};
use crate::{problem::Answer, ui, visit::Visit};
use axum::extract::Path;
use domain::{
    Desk,
    commitments::{self, ClockRow},
    contacts::calls::{self, Call, Leg, Sheet},
    history::{self, Entry},
    identity::{self, Watching},
};
use kernel::Id;
use maud::{Markup, html};

struct Shown {
    sheet: Sheet,
    legs: Vec<Leg>,
    clocks: Vec<ClockRow>,
    pinned: Pinned,
    events: Vec<Entry>,
    names: Names,
    watching: Watching,
}

fn load(desk: &mut Desk<'_>, id: Id<Call>) -> domain::Result<Shown> {
    let sheet = calls::sheet(desk, id)?;
    let clocks = commitments::of_subject(desk, id.bytes())?;
    Ok(Shown {
        legs: calls::legs(desk, id)?,
        pinned: versions_of(desk, &clocks)?,
        clocks,
        events: history::of(desk, &[id.bytes()])?,
        names: Names::load(desk)?,
        watching: identity::watching_of(desk, sheet.unit.map(Id::from_bytes))?,
        sheet,
    })
}

/// Reading a call is written into the access log, so it is a unit that writes.
pub(super) async fn page(visit: Visit, Path(id): Path<String>) -> Answer<Markup> {
    let id = visit.identify(&id, "call")?;
    let shown = visit.act(move |desk| load(desk, id)).await?;
    let title = format!("{} {}", visit.say("call"), visit.voice.moment(shown.sheet.arrived_at));
    let content = html! {
        (facts(&visit, &shown))
        h2 { (visit.say("legs")) }
        (legs(&visit, &shown))
        h2 { (visit.say("clocks")) }
        (clock_table(&visit, &shown.clocks, &shown.pinned))
        h2 { (visit.say("events")) }
        (event_list(&visit, &shown.events, &shown.names.kinds))
    };
    Ok(ui::desk_page(&visit, &title, content))
}

fn facts(visit: &Visit, shown: &Shown) -> Markup {
    let sheet = &shown.sheet;
    html! {
        p.lead {
            (ui::outcome_badge(visit, sheet.outcome)) " "
            @if let Some(into) = sheet.linked_into {
                a href=(format!("/desk/calls/{into}")) { (visit.say("linked-into")) }
            }
        }
        dl.facts {
            dt { (visit.say("number")) } dd { (shown.names.number(sheet.number)) }
            dt { (visit.say("queue")) } dd { (shown.names.queue(sheet.queue)) }
            dt { (visit.say("caller")) } dd { (caller(visit, sheet)) }
            dt { (visit.say("client-kind")) } dd { (shown.names.kind(sheet.kind.as_deref())) }
            dt { (visit.say("wait-of-record")) } dd { (visit.voice.wait(sheet.wait_us)) }
            dt { (visit.say("wait-from-arrival")) } dd { (visit.voice.wait(sheet.menu_wait_us)) }
            dt { (visit.say("handling")) } dd { (visit.voice.wait(sheet.handling_us)) }
            dt { (visit.say("level")) } dd { (sheet.level) }
            @if let Some(solved) = sheet.solved {
                dt { (visit.say("solved-first")) }
                dd { (visit.say(if solved { "yes" } else { "no" })) }
            }
            @if let Some(recording) = sheet.recording {
                dt { (visit.say("recording")) }
                dd { (visit.voice.word("recording", recording.word()))
                    @if let Some(at) = sheet.announced_at {
                        " · " (visit.say("recording-announced")) " " (visit.voice.minute(at))
                    }
                    @if let Some(link) = &sheet.recording_link {
                        " · " a href=(link) rel="noreferrer" { (visit.say("recording-open")) }
                    }
                }
            }
            dt { (visit.say("source")) } dd { (sheet.source) " · " code { (sheet.key) } }
        }
    }
}

/// Names of agents stand here only where the unit's agreement allows it.
fn legs(visit: &Visit, shown: &Shown) -> Markup {
    if shown.legs.is_empty() {
        return ui::empty(&visit.say("legs-none"), &visit.say("legs-none-advice"));
    }
    let named = shown.watching == Watching::Individual;
    html! {
        div.scroll tabindex="0" { table {
            thead { tr {
                th scope="col" { (visit.say("queue")) }
                th scope="col" { (visit.say("joined")) }
                th scope="col" { (visit.say("outcome")) }
                th.number scope="col" { (visit.say("wait")) }
                th.number scope="col" { (visit.say("talk")) }
                th.number scope="col" { (visit.say("missed")) }
                @if named { th scope="col" { (visit.say("agent")) } }
            } }
            tbody { @for leg in &shown.legs {
                tr {
                    th scope="row" { (shown.names.queue(leg.visit.queue)) }
                    td { (visit.voice.hour(leg.visit.joined_at)) }
                    td {
                        (ui::outcome_badge(visit, leg.visit.outcome))
                        @if leg.visit.transferred { " " span.note { (visit.say("transferred")) } }
                    }
                    td.number { (visit.voice.wait(leg.visit.wait_us)) }
                    td.number { (visit.voice.wait(leg.visit.talk_us)) }
                    td.number { (leg.visit.missed) }
                    @if named { td { (shown.names.agent(leg.visit.agent)) } }
                }
            } }
        } }
        @if !named { p.note { (visit.say("agents-hidden")) } }
    }
}
