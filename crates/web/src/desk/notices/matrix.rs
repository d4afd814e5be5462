//! Notices and channels on one page, as the head of the house sets them.

use super::{channel, notice_name, rule, senders};
use crate::{
    fields::Fields,
    problem::Answer,
    ui::{self, Cell, cell, head},
    visit::Visit,
};
use domain::{
    Fault, Right,
    identity::{self, Unit},
    messaging::{self, Channel},
    notices::{Book, Notice},
};
use maud::{Markup, html};

/// The matrix, and the form of a new notice.
pub(super) async fn page(visit: Visit) -> Answer<Markup> {
    shown(&visit, &rule::blank(), &[]).await
}

pub(super) async fn shown(visit: &Visit, typed: &Fields, faults: &[Fault]) -> Answer<Markup> {
    let read = visit
        .look(|desk| Ok((Book::open(desk)?, messaging::carried(desk)?, identity::units(desk)?)));
    let (book, carried, units) = read.await?;
    let mut heads = vec![head(visit.say("notice")), head(visit.say("category"))];
    heads.extend(Channel::ALL.iter().map(|one| head(channel(visit, *one))));
    let rows = book.notices.iter().map(|notice| row(visit, (&book, &units), notice)).collect();
    let silent: Vec<String> = Channel::ALL
        .iter()
        .filter(|one| !carried.contains(one))
        .map(|one| channel(visit, *one))
        .collect();
    let content = html! {
        p { (visit.say("notices-lead")) }
        @if !silent.is_empty() {
            p.warning { (visit.voice.tell("notices-silent", &[
                ("channels", silent.join(", ").into()),
            ])) }
        }
        (ui::list(&heads, rows))
        @if visit.may(Right::WriteNotices) {
            details.import open[!faults.is_empty()] {
                summary { (visit.say("notice-new")) }
                (rule::form(visit, ("/desk/notices", &units), typed, faults))
            }
        }
    };
    Ok(ui::desk_page(visit, &visit.say("nav-notices"), content))
}

fn row(visit: &Visit, (book, units): (&Book, &[Unit]), notice: &Notice) -> Vec<Cell> {
    let mut row = vec![
        cell(html! {
            a href=(format!("/desk/notices/{}", notice.code)) {
                (notice_name(visit, book, &notice.code))
            }
            p.note {
                (visit.voice.word("cause", notice.event.word()))
                @if notice.sender.is_some() {
                    " · " (senders::name(visit, units, notice.sender))
                }
            }
        }),
        cell(visit.voice.word("category", notice.category.word())),
    ];
    row.extend(Channel::ALL.iter().map(|one| cell(place(visit, notice, *one))));
    row
}

/// When a notice goes by a channel: always, or where the one before it does not arrive.
fn place(visit: &Visit, notice: &Notice, channel: Channel) -> Markup {
    let found = notice.ways.0.iter().find_map(|step| {
        let at = step.iter().position(|one| *one == channel)?;
        Some(at.checked_sub(1).map(|before| step[before]))
    });
    match found {
        None => html! { "–" },
        Some(None) => ui::badge("good", &visit.say("way-goes")),
        Some(Some(before)) => ui::badge(
            "calm",
            &visit.voice.tell("way-instead", &[("channel", super::channel(visit, before).into())]),
        ),
    }
}
