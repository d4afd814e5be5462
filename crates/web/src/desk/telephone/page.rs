use super::{
    caller::{self, Known},
    recording, seat, state,
};
use crate::{
    assets,
    desk::calls::Names,
    problem::Answer,
    ui::{self, cell, head, number},
    visit::Visit,
};
use domain::{
    Desk, Right,
    contacts::{
        calls::{self, Call, OwnDay, Seat, Sheet, Stand},
        exchanges::{self, Standing},
    },
    identity,
};
use kernel::Id;
use maud::{Markup, html};

struct Shown {
    calls: Vec<(Sheet, Known)>,
    mine: Vec<Id<Call>>,
    written: Vec<Sheet>,
    seat: Option<Seat>,
    stand: Option<Stand>,
    wish: Option<Standing>,
    day: OwnDay,
    names: Names,
}

fn load(desk: &mut Desk<'_>) -> domain::Result<Shown> {
    let mut calls = Vec::new();
    let mut seen = Vec::new();
    for sheet in calls::going_on(desk)? {
        let known = caller::of(desk, &sheet)?;
        seen.extend(known.parties());
        calls.push((sheet, known));
    }
    identity::goes_on_seeing(desk, "party", &seen)?;
    let seat = calls::seat(desk)?;
    let mine = seat.as_ref().map(|seat| calls::at_seat(desk, seat)).transpose()?;
    let stand = seat.as_ref().map(|seat| calls::stand(desk, seat)).transpose()?;
    let wish = seat.as_ref().map(|seat| exchanges::last_order(desk, seat)).transpose()?;
    Ok(Shown {
        stand: stand.flatten(),
        wish: wish.flatten(),
        calls,
        mine: mine.unwrap_or_default(),
        written: calls::to_write_up(desk)?,
        seat,
        day: calls::own_day(desk)?,
        names: Names::load(desk)?,
    })
}

/// The calls that go on now with who is calling; script paints it anew as soon as calls change, and
/// every other second.
/// Reading them is written into the access log, so it is a unit that writes.
pub(super) async fn page(visit: Visit) -> Answer<Markup> {
    let shown = visit.act(load).await?;
    let content = html! {
        noscript { meta http-equiv="refresh" content="5"; }
        p.note role="status" data-later=(visit.say("wrap-up-saving"))
            data-failed=(visit.say("wrap-up-failed")) {}
        @if shown.seat.is_some() && visit.may(Right::WorkRequests) { (state::form(&visit)) }
        div data-refresh="2" data-events="/desk/telephone/events" { (board(&visit, &shown)) }
        @if visit.may(Right::WorkRequests) {
            (seat::form(&visit, shown.seat.as_ref(), &shown.names))
        }
        script type="module" src=(assets::address("desk.js")) {}
    };
    Ok(ui::desk_page(&visit, &visit.say("nav-telephone"), content))
}

fn board(visit: &Visit, shown: &Shown) -> Markup {
    html! {
        @if shown.seat.is_some() {
            (state::told(visit, shown.stand.as_ref(), shown.wish.as_ref()))
        }
        @if shown.calls.is_empty() {
            (ui::empty(&visit.say("telephone-quiet"), &visit.say("telephone-quiet-advice")))
        }
        ul.ringing { @for (sheet, known) in &shown.calls { (ringing(visit, shown, sheet, known)) } }
        @if !shown.written.is_empty() {
            h2 { (visit.say("to-write-up")) }
            (to_write_up(visit, shown))
        }
        @if shown.seat.is_some() { (own(visit, shown.day)) }
    }
}

fn ringing(visit: &Visit, shown: &Shown, sheet: &Sheet, known: &Known) -> Markup {
    let mine = shown.mine.contains(&sheet.id);
    let since = sheet.offered_at.unwrap_or(sheet.arrived_at);
    let waits = Some(visit.app.now() - since).filter(|_| sheet.answered_at.is_none());
    html! {
        li.mine[mine] {
            p.note {
                (ui::outcome_badge(visit, sheet.outcome)) " "
                @if waits.is_some() { strong.whole { (visit.voice.wait(waits)) } " · " }
                (shown.names.number(sheet.number)) " · " (shown.names.queue(sheet.queue))
                @if mine { " " (ui::badge("live", &visit.say("telephone-yours"))) }
            }
            (caller::told(visit, sheet, known))
            (recording::told(visit, sheet, mine))
            @if visit.may(Right::WorkRequests) {
                p { a.button data-key=[mine.then_some("w")]
                    href=(format!("/desk/calls/{}/wrap-up", sheet.id)) { (visit.say("write-up")) } }
            }
        }
    }
}

fn to_write_up(visit: &Visit, shown: &Shown) -> Markup {
    let heads = [
        head(visit.say("arrived")),
        head(visit.say("caller")),
        head(visit.say("number")),
        head(visit.say("outcome")),
    ];
    let row = |sheet: &Sheet| {
        let link = html! {
            a href=(format!("/desk/calls/{}/wrap-up", sheet.id)) {
                (visit.voice.moment(sheet.arrived_at))
            }
        };
        vec![
            cell(link),
            cell(sheet.caller.clone().unwrap_or_else(|| visit.say("caller-withheld"))),
            cell(shown.names.number(sheet.number)),
            cell(ui::outcome_badge(visit, sheet.outcome)),
        ]
    };
    ui::list(&heads, shown.written.iter().map(row).collect())
}

fn own(visit: &Visit, day: OwnDay) -> Markup {
    let heads = ["own-answered", "own-talk", "own-solved", "own-open"];
    let mean = (day.answered > 0).then(|| day.talk_us / day.answered.max(1));
    let row = vec![
        number(day.answered),
        number(visit.voice.wait(mean)),
        number(visit.voice.percent(day.solved, day.answered - day.open)),
        number(day.open),
    ];
    html! {
        h2 { (visit.say("own-day")) }
        (ui::list(&heads.map(|key| ui::number_head(visit.say(key))), vec![row]))
    }
}
