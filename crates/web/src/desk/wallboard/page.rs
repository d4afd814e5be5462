use super::{Snapshot, snapshot::Line};
use crate::{assets, problem::Answer, ui, visit::Visit};
use axum::response::sse::{Event, KeepAlive, Sse};
use domain::contacts::calls::agents::{AgentState, Team};
use futures_util::{Stream, stream};
use kernel::Instant;
use maud::{Markup, html};
use std::{convert::Infallible, time::Duration};

/// The wallboard as it stands; script keeps it living.
pub(super) async fn page(visit: Visit) -> Answer<Markup> {
    let snapshot = visit.look(Snapshot::take).await?;
    let content = html! {
        noscript { meta http-equiv="refresh" content="5"; }
        div.wall-actions {
            p.stale #stale hidden role="status" { (visit.say("wall-stale")) }
            button #fullscreen hidden { (visit.say("wall-full")) }
        }
        div.wall #wall data-events="/desk/wallboard/events" { (board(&visit, &snapshot)) }
        script type="module" src=(assets::address("wallboard.js")) {}
    };
    Ok(ui::desk_page(&visit, &visit.say("nav-wallboard"), content))
}

/// A stream ends after so many snapshots; the browser comes again, and is asked again who it is.
const SNAPSHOTS_MAX: usize = 600;

/// One snapshot a second at most, painted in the listener's language.
pub(super) async fn events(
    visit: Visit,
) -> Answer<Sse<impl Stream<Item = Result<Event, Infallible>>>> {
    let receiver = visit.app.boards().listen(&visit)?;
    let events = stream::unfold((visit, receiver, 0), |(visit, mut receiver, told)| async move {
        loop {
            if told >= SNAPSHOTS_MAX || receiver.changed().await.is_err() {
                return None;
            }
            let snapshot = receiver.borrow_and_update().clone();
            if let Some(snapshot) = snapshot {
                let html = board(&visit, &snapshot).into_string().replace(['\n', '\r'], " ");
                return Some((Ok(Event::default().data(html)), (visit, receiver, told + 1)));
            }
        }
    });
    Ok(Sse::new(events).keep_alive(KeepAlive::new().interval(Duration::from_secs(15))))
}

fn board(visit: &Visit, snapshot: &Snapshot) -> Markup {
    let all = &snapshot.all;
    let longest = all.longest_since.map(|since| snapshot.at - since);
    html! {
        div.big {
            (big(&visit.say("wall-waiting"), &all.waiting.to_string(), tone_of_wait(longest)))
            (big(&visit.say("wall-longest"), &longest_big(visit, longest), tone_of_wait(longest)))
            (big(&visit.say("wall-quick"), &visit.voice.percent(all.quick.0, all.quick.1),
                tone(all.quick, snapshot.quick_permille)))
            (big(&visit.say("wall-answered"), &visit.voice.percent(all.answered.0, all.answered.1),
                tone(all.answered, snapshot.answered_permille)))
        }
        (line_table(visit, snapshot))
        div.below {
            section { h2 { (visit.say("wall-soon")) } (due_table(visit, snapshot)) }
            @if !snapshot.teams.is_empty() {
                section { h2 { (visit.say("wall-agents")) } (teams(visit, &snapshot.teams)) }
            }
        }
        p.note { (visit.say("wall-at")) " " (visit.voice.hour(snapshot.at)) }
    }
}

fn big(label: &str, value: &str, tone: &str) -> Markup {
    html! {
        div.figure.(tone) {
            span.label { (label) }
            span.value { (value) }
        }
    }
}

/// Minutes and seconds as on a clock, since they must be read from afar.
fn longest_big(visit: &Visit, longest: Option<i64>) -> String {
    let seconds = longest.unwrap_or(0).max(0) / Instant::SECOND;
    if seconds < 60 {
        longest_told(visit, longest)
    } else {
        format!("{}:{:02}", seconds / 60, seconds % 60)
    }
}

fn longest_told(visit: &Visit, longest: Option<i64>) -> String {
    longest.map_or_else(
        || "–".to_owned(),
        |micros| visit.voice.seconds(micros.max(0) / Instant::SECOND),
    )
}

/// The promised ten seconds: a caller who waits longer is late.
const PROMISED: i64 = 10 * Instant::SECOND;

fn tone_of_wait(longest: Option<i64>) -> &'static str {
    match longest {
        Some(micros) if micros > PROMISED => "bad",
        Some(_) => "warn",
        None => "",
    }
}

/// Whether a share is what was promised; nothing where nothing was, or nobody called.
fn tone((part, whole): (i64, i64), permille: Option<u32>) -> &'static str {
    match permille {
        Some(permille) if whole > 0 => {
            if part * 1000 >= whole * i64::from(permille) {
                "good"
            } else {
                "bad"
            }
        }
        _ => "",
    }
}

/// Every number, now and today; each leads to its calls.
pub(in crate::desk) fn line_table(visit: &Visit, snapshot: &Snapshot) -> Markup {
    if snapshot.lines.is_empty() {
        return ui::empty(&visit.say("wall-quiet"), &visit.say("wall-quiet-advice"));
    }
    let today = snapshot.at.day(&visit.voice.zone);
    html! {
        div.scroll tabindex="0" { table.lines {
            thead { tr {
                th scope="col" { (visit.say("number")) }
                th.number scope="col" { (visit.say("wall-waiting")) }
                th.number scope="col" { (visit.say("wall-longest")) }
                th.number scope="col" { (visit.say("wall-talking")) }
                th.number scope="col" { (visit.say("wall-offered")) }
                th.number scope="col" { (visit.say("wall-quick")) }
                th.number scope="col" { (visit.say("wall-answered")) }
            } }
            tbody { @for line in &snapshot.lines {
                tr {
                    th scope="row" { (line_link(visit, line, &today.to_string())) }
                    (line_cells(visit, snapshot, line))
                }
            } }
        } }
    }
}

fn line_link(visit: &Visit, line: &Line, today: &str) -> Markup {
    let query = crate::fields::Fields::default().and("from", today).with("number", &line.code);
    html! {
        @if line.code == "-" { (visit.say("number-unknown")) }
        @else {
            a href={ "/desk/calls?" (query) } { (line.name) }
            @if line.name != line.code { " " code { (line.code) } }
        }
    }
}

fn line_cells(visit: &Visit, snapshot: &Snapshot, line: &Line) -> Markup {
    let longest = line.longest_since.map(|since| snapshot.at - since);
    html! {
        td.number.(tone_of_wait(longest)) { (line.waiting) }
        td.number.(tone_of_wait(longest)) { (longest_told(visit, longest)) }
        td.number { (line.talking) }
        td.number { (visit.voice.number(line.offered)) }
        td.number.(tone(line.quick, snapshot.quick_permille)) {
            (visit.voice.percent(line.quick.0, line.quick.1))
        }
        td.number.(tone(line.answered, snapshot.answered_permille)) {
            (visit.voice.percent(line.answered.0, line.answered.1))
        }
    }
}

/// The promises that are due next.
pub(in crate::desk) fn due_table(visit: &Visit, snapshot: &Snapshot) -> Markup {
    if snapshot.soon.is_empty() {
        return ui::empty(&visit.say("soon-none"), &visit.say("soon-none-advice"));
    }
    let heads = [
        ui::head(visit.say("commitment")),
        ui::head(visit.say("due")),
        ui::number_head(visit.say("left")),
    ];
    let row = |row: &domain::commitments::ClockRow| {
        let due = row.clock.due_at.unwrap_or(snapshot.at);
        let left = (due - snapshot.at) / Instant::SECOND;
        let (tone, told) = match left {
            ..0 => ("number bad", visit.say("overdue")),
            0..3_600 => ("number warn", visit.voice.seconds(left)),
            _ => ("number", visit.voice.seconds(left)),
        };
        let promise = html! {
            a href=(subject_address(row)) { (promise_name(visit, snapshot, &row.code)) }
        };
        let at = ui::cell_of("whole", visit.voice.moment(due));
        vec![ui::cell(promise), at, ui::cell_of(tone, told)]
    };
    ui::list(&heads, snapshot.soon.iter().map(row).collect())
}

/// Calls and subjects of other systems have pages of their own.
fn subject_address(row: &domain::commitments::ClockRow) -> String {
    let id = kernel::Id::<()>::from_bytes(row.subject);
    let of_call = row.code.starts_with("calls.") || row.dims.number.or(row.dims.queue).is_some();
    let place = if of_call { "calls" } else { "subjects" };
    format!("/desk/{place}/{id}")
}

fn promise_name<'a>(visit: &Visit, snapshot: &'a Snapshot, code: &'a str) -> &'a str {
    let found = snapshot.book.current().find(|version| version.commitment.code == code);
    found.map_or(code, |version| version.commitment.name.in_language(visit.voice.language))
}

fn teams(visit: &Visit, teams: &[Team]) -> Markup {
    html! {
        div.scroll tabindex="0" { table {
            thead { tr {
                th scope="col" { (visit.say("unit")) }
                @for state in AgentState::ALL {
                    th.number scope="col" { (visit.voice.word("agent", state.word())) }
                }
            } }
            tbody { @for team in teams {
                tr {
                    th scope="row" { (team.unit) }
                    @for state in AgentState::ALL {
                        td.number { (team.states.get(state).copied().unwrap_or(0)) }
                    }
                }
                @for seat in &team.one_by_one {
                    tr.seat {
                        th scope="row" { (seat.name) }
                        td colspan=(AgentState::ALL.len()) {
                            (visit.voice.word("agent", seat.state.word()))
                            @if let Some(reason) = &seat.reason {
                                " · " (ui::pause_reason(visit, reason))
                            }
                            " · " (visit.voice.minute(seat.since))
                        }
                    }
                }
            } }
        } }
    }
}
