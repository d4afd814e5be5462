//! The page of one client.

use super::{
    asides, timeline,
    wishes::{self, Wishes},
};
use crate::{
    desk::calls::{Pinned, versions_of},
    fields::Fields,
    problem::Answer,
    ui,
    visit::Visit,
};
use axum::extract::Path;
use domain::{
    Desk, Fault, Right,
    accounts::{self, Coming},
    commitments::{self, ClockRow},
    contacts::clients::{self, Check, Delegate, Entry, TimelineFilter, What},
    contracts::{self, Contract},
    messaging::{self, Channel, Paper, Unreached},
    notices::Book,
    parties::{self, Kinds, Party, PointKind},
};
use kernel::{Id, Instant};
use maud::{Markup, html};
use std::{collections::HashMap, sync::Arc};

/// A client with everything their page shows.
pub(super) struct Shown {
    pub(super) party: Party,
    pub(super) points: Vec<(PointKind, String)>,
    unreached: Unreached,
    unreached_by_post: Unreached,
    pub(super) papers: HashMap<[u8; 16], Paper>,
    pub(super) contracts: Vec<Contract>,
    pub(super) delegates: Vec<Delegate>,
    pub(super) check: Option<Check>,
    pub(super) entries: Vec<Entry>,
    pub(super) clocks: Vec<ClockRow>,
    pub(super) pinned: Pinned,
    pub(super) kinds: Kinds,
    pub(super) wishes: Wishes,
    pub(super) coming: Vec<Coming>,
    pub(super) arrived: HashMap<[u8; 16], Instant>,
    pub(super) book: Arc<Book>,
}

impl Shown {
    /// What was said of a point at which nobody is reached.
    pub(super) fn unreached(&self, kind: PointKind, value: &str) -> Option<&str> {
        match kind {
            PointKind::Address => {
                self.unreached_by_post.said(&messaging::envelope(&self.party.name, value))
            }
            _ => self.unreached.said(value),
        }
    }
}

fn load(desk: &mut Desk<'_>, id: Id<Party>, filter: &TimelineFilter) -> domain::Result<Shown> {
    let sees = desk.who.may(Right::SeeRequests);
    let entries = if sees { clients::timeline(desk, id, filter)? } else { Vec::new() };
    let subjects: Vec<[u8; 16]> = entries.iter().map(|entry| entry.id).collect();
    let messages: Vec<[u8; 16]> =
        entries.iter().filter(|entry| entry.what == What::Message).map(|entry| entry.id).collect();
    let arrived = if sees { messaging::arrived(desk, &messages)? } else { HashMap::new() };
    let papers = if sees { messaging::papers(desk, &messages)? } else { HashMap::new() };
    let clocks = commitments::of_subjects(desk, &subjects)?;
    let points = parties::points(desk, id)?;
    let addresses: Vec<&str> = points.iter().map(|(_, value)| value.as_str()).collect();
    let party = parties::find(desk, id)?;
    let envelopes: Vec<String> =
        addresses.iter().map(|address| messaging::envelope(&party.name, address)).collect();
    let envelopes: Vec<&str> = envelopes.iter().map(String::as_str).collect();
    Ok(Shown {
        party,
        unreached: messaging::unreached(desk, Channel::Email, &addresses)?,
        unreached_by_post: messaging::unreached(desk, Channel::Post, &envelopes)?,
        papers,
        points,
        contracts: contracts::of_party(desk, id)?,
        delegates: clients::delegates(desk, id)?,
        check: if sees { clients::last_check(desk, id, None)? } else { None },
        pinned: versions_of(desk, &clocks)?,
        clocks,
        arrived,
        entries,
        kinds: parties::kinds(desk)?,
        wishes: wishes::load(desk, id)?,
        coming: accounts::coming(desk, id)?,
        book: Book::open(desk)?,
    })
}

pub(super) async fn page(visit: Visit, Path(id): Path<String>) -> Answer<Markup> {
    let id = visit.identify(&id, "party")?;
    shown(&visit, id, &Fields::default(), &[]).await
}

/// The page, with what was typed and what is wrong with it.
pub(super) async fn shown(
    visit: &Visit,
    id: Id<Party>,
    typed: &Fields,
    faults: &[Fault],
) -> Answer<Markup> {
    let filter = timeline::filter_of(&visit.query);
    let shown = visit.act(move |desk| load(desk, id, &filter)).await?;
    let writes = visit.may(Right::WorkRequests);
    let content = html! {
        p.lead { (shown.kinds.name(&shown.party.kind)) " · " (shown.party.source) " "
            code { (shown.party.key) } }
        (ui::faults_of(visit, faults))
        @if writes {
            div.toolbar {
                a.button.primary data-key="n" href=(format!(
                    "/desk/requests/new?client={id}&name={}", urlencoded(&shown.party.name)
                )) { (visit.say("request-new")) }
            }
        }
        div.beside {
            div { (timeline::all(visit, &shown, (writes, typed))) }
            aside { (asides::all(visit, &shown, (typed, faults))) }
        }
    };
    Ok(ui::desk_page(visit, &shown.party.name, content))
}

fn urlencoded(text: &str) -> String {
    form_urlencoded::byte_serialize(text.as_bytes()).collect()
}
