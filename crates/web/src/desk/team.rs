//! A supervisor's team: who takes calls, who pauses and why, and what they did today, as far as
//! each unit's setting on watching staff allows.

use crate::{
    assets,
    problem::Answer,
    ui::{self, Cell, cell, head, number, number_head},
    visit::Visit,
};
use domain::contacts::calls::agents::{self, AgentState, Day, Seat, Team};
use kernel::Instant;
use maud::{Markup, html};

/// The teams within reach.
pub(super) async fn page(visit: Visit) -> Answer<Markup> {
    let teams = visit.look(agents::teams).await?;
    let content = html! {
        p { (visit.say("team-lead")) }
        div data-refresh="5" {
            @if teams.is_empty() {
                (ui::empty(&visit.say("team-none"), &visit.say("team-none-advice")))
            }
            @for team in &teams { (shown(&visit, team)) }
        }
        script type="module" src=(assets::address("desk.js")) {}
    };
    Ok(ui::desk_page(&visit, &visit.say("nav-team"), content))
}

fn shown(visit: &Visit, team: &Team) -> Markup {
    html! {
        h2 { (team.unit) }
        p.states { @for state in AgentState::ALL {
            @let count = team.states.get(state).copied().unwrap_or(0);
            @let name = visit.voice.word("agent", state.word());
            (ui::badge(ui::agent_tone(*state), &format!("{name} {count}"))) " "
        } }
        (table(visit, team))
        @if team.one_by_one.is_empty() { p.note { (visit.say("team-together")) } }
    }
}

/// The team's day, and each agent's where the agreement allows it.
fn table(visit: &Visit, team: &Team) -> Markup {
    let heads = [
        head(visit.say("meaning-agent")),
        head(visit.say("team-state")),
        number_head(visit.say("figure-calls-answered")),
        number_head(visit.say("team-talk")),
        number_head(visit.say("figure-calls-solved-first-level")),
        number_head(visit.say("team-written-up")),
    ];
    let mut rows: Vec<Vec<Cell>> = team.one_by_one.iter().map(|seat| row(visit, seat)).collect();
    let together = vec![cell(html! { strong { (visit.say("team-all")) } }), cell("")];
    rows.insert(0, together.into_iter().chain(day(visit, team.today)).collect());
    ui::list(&heads, rows)
}

fn row(visit: &Visit, seat: &Seat) -> Vec<Cell> {
    let since = html! {
        (ui::agent_badge(visit, seat.state)) " "
        @if let Some(reason) = &seat.reason { (ui::pause_reason(visit, reason)) " " }
        span.note { (visit.voice.minute(seat.since)) }
    };
    [cell(&seat.name), cell(since)].into_iter().chain(day(visit, seat.today)).collect()
}

fn day(visit: &Visit, day: Day) -> [Cell; 4] {
    [
        number(visit.voice.number(day.answered)),
        number(visit.voice.mean_seconds(day.talk_us / Instant::SECOND, day.over)),
        number(visit.voice.percent(day.solved, day.over)),
        number(visit.voice.percent(day.written_up, day.answered)),
    ]
}
