//! Something happened that clients are told of.

use super::{
    book::{Book, Notice},
    choosing::{Chain, Known, Reason, choose},
    consents::Wishes,
    events::Event,
    pinning::Pinned,
    points::{Points, Texted},
    wording::plain,
};
use crate::{
    Desk, Refusal, Result,
    identity::{self, Unit},
    messaging::{self, Category, Channel, Composing},
    parties::{self, Party},
};
use db::{FromRow, Row, ToValue, Value};
use kernel::{Id, Instant, Language};
use serde_json::{Map, Value as Json};
use std::collections::HashMap;

/// To whom it is told.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Addressee {
    /// What they are called.
    pub name: String,
    /// Who they are in the register.
    pub party: Option<Id<Party>>,
    /// The language it is told in.
    pub language: Language,
    /// Where they are reached, as far as whoever tells knows it; the rest is the register's.
    pub email: Option<String>,
    /// By telephone.
    pub phone: Option<String>,
    /// By certified e-mail.
    pub pec: Option<String>,
    /// By post: the address, without the name.
    pub post: Option<String>,
}

/// A party as it is told of something: by its name and in its language, or the company's own.
///
/// # Errors
/// `Unknown` where there is none.
pub fn addressee(desk: &mut Desk<'_>, party: Id<Party>) -> Result<Addressee> {
    let name = parties::find(desk, party)?.name;
    let wanted: Option<String> = desk
        .one::<Wanted>(
            "select language from parties where tenant = $1 and id = $2",
            &[&desk.tenant.clone(), &party],
        )?
        .0;
    let language = match wanted.and_then(|code| code.parse().ok()) {
        Some(language) => language,
        None => identity::tenant(desk)?.language,
    };
    Ok(Addressee { name, party: Some(party), language, ..Addressee::default() })
}

struct Wanted(Option<String>);

impl FromRow for Wanted {
    fn from_row(row: &Row) -> db::Result<Self> {
        Ok(Self(row.get("language")?))
    }
}

/// Something that happened, for a client to hear of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cause {
    /// What.
    pub event: Event,
    /// To what.
    pub subject: [u8; 16],
    /// Who hears of it.
    pub to: Addressee,
    /// What the words can name.
    pub with: Map<String, Json>,
}

/// How many messages were composed, and for how many clients none, by the reason.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Clients to whom at least one message goes.
    pub reached: i64,
    /// The others.
    pub withheld: HashMap<Reason, i64>,
}

/// Composes the messages that follow from this.
///
/// # Errors
/// Only when the database fails.
pub fn cause(desk: &mut Desk<'_>, causes: &[Cause]) -> Result<Tally> {
    let book = Book::open(desk)?;
    let due: Vec<(&Notice, &Cause)> = causes
        .iter()
        .flat_map(|cause| book.caused_by(cause.event).map(move |notice| (notice, cause)))
        .filter(|(notice, _)| notice.event != Event::OfferMade)
        .collect();
    decide(desk, &book, &due, None)
}

/// Composes one offer for these clients, as part of a campaign.
///
/// # Errors
/// `Unknown` where there is no such version of it.
pub fn offer(
    desk: &mut Desk<'_>,
    pinned: &Pinned,
    campaign: [u8; 16],
    causes: &[Cause],
) -> Result<Tally> {
    let book = pinned.book(desk)?;
    let offer = book.notices.first().ok_or(Refusal::Unknown("notice"))?;
    let due: Vec<(&Notice, &Cause)> = causes.iter().map(|cause| (offer, cause)).collect();
    // Two campaigns at once would both count before either writes.
    desk.lock(["offers".to_owned()])?;
    decide(desk, &book, &due, Some(campaign))
}

/// How many clients an offer would reach, and why not the others; nothing is composed.
///
/// # Errors
/// As [`offer`].
pub fn weigh(desk: &mut Desk<'_>, pinned: &Pinned, causes: &[Cause]) -> Result<Tally> {
    let book = pinned.book(desk)?;
    let offer = book.notices.first().ok_or(Refusal::Unknown("notice"))?;
    let due: Vec<(&Notice, &Cause)> = causes.iter().map(|cause| (offer, cause)).collect();
    let mut tally = Tally::default();
    for decision in weighed(desk, &book, &due)? {
        tally.add(decision.map(drop));
    }
    Ok(tally)
}

impl Tally {
    fn add(&mut self, decision: std::result::Result<(), Reason>) {
        match decision {
            Ok(()) => self.reached += 1,
            Err(reason) => *self.withheld.entry(reason).or_default() += 1,
        }
    }
}

/// What is decided of each: in which chains it goes, or why it does not.
type Decision = std::result::Result<Vec<Chain>, Reason>;

fn weighed(desk: &mut Desk<'_>, book: &Book, due: &[(&Notice, &Cause)]) -> Result<Vec<Decision>> {
    let carried = messaging::carried(desk)?;
    let is_way = |one: &&Channel| due.iter().any(|(notice, _)| notice.ways.goes_by(**one));
    let by: Vec<Channel> = carried.iter().filter(is_way).copied().collect();
    let all: Vec<&Addressee> = due.iter().map(|(_, cause)| &cause.to).collect();
    let points = Points::load(desk, &all, &by)?;
    let mut texted = Texted::load(desk, &points, due)?;
    let wishes = Wishes::load(desk, due)?;
    let (offers, offers_max) = (offers_of(desk, due)?, offers_max(desk)?);
    let mut decisions = Vec::with_capacity(due.len());
    for (notice, cause) in due {
        let party = cause.to.party.map(|party| party.bytes()).unwrap_or_default();
        let known = Known {
            wishes: &wishes,
            points: &points,
            texted: &texted,
            offers: offers.get(&party).copied().unwrap_or(0),
            offers_max,
            carried: &carried,
        };
        let decision = choose(book, notice, &cause.to, &known);
        let chains = decision.iter().flatten().filter(|_| notice.category == Category::Service);
        for first in chains.filter_map(|chain| chain.first()) {
            if first.channel == Channel::Sms {
                texted.add(&first.to);
            }
        }
        decisions.push(decision);
    }
    Ok(decisions)
}

fn decide(
    desk: &mut Desk<'_>,
    book: &Book,
    due: &[(&Notice, &Cause)],
    campaign: Option<[u8; 16]>,
) -> Result<Tally> {
    let mut tally = Tally::default();
    if due.is_empty() {
        return Ok(tally);
    }
    let tenant = identity::tenant(desk)?;
    let senders = senders(desk, due)?;
    let (mut messages, mut withheld) = (Vec::new(), Vec::new());
    for ((notice, cause), decision) in due.iter().zip(weighed(desk, book, due)?) {
        match decision {
            Ok(chains) => {
                tally.add(Ok(()));
                let sender = notice.sender.and_then(|unit| senders.get(&unit));
                let text = facts(&tenant, (notice, cause), sender);
                let (now, zone) = (desk.now(), &tenant.zone);
                let send_at = notice.quiet.map_or(now, |quiet| quiet.over(now, zone));
                let all = chains.into_iter().map(|chain| (chain, send_at));
                let message = |way| message(&text, (notice, cause), way, campaign);
                messages.extend(all.map(message));
            }
            Err(reason) => {
                tally.add(Err(reason));
                withheld.push((notice.code.as_str(), *cause, reason));
            }
        }
    }
    messaging::compose(desk, &messages)?;
    write_withheld(desk, &withheld, campaign)?;
    Ok(tally)
}

struct Named(Id<Unit>, String);

impl FromRow for Named {
    fn from_row(row: &Row) -> db::Result<Self> {
        Ok(Self(row.get("id")?, row.get("name")?))
    }
}

/// What the agencies are called in whose names these notices go.
fn senders(desk: &mut Desk<'_>, due: &[(&Notice, &Cause)]) -> Result<HashMap<Id<Unit>, String>> {
    let mut all: Vec<Id<Unit>> = due.iter().filter_map(|(notice, _)| notice.sender).collect();
    all.sort_unstable();
    all.dedup();
    let found: Vec<Named> = desk.all_in(
        "select id, name from units where tenant = $1 and id in ({list})",
        &[&desk.tenant.clone()],
        &all.iter().map(ToValue::to_value).collect::<Vec<_>>(),
    )?;
    Ok(found.into_iter().map(|one| (one.0, one.1)).collect())
}

/// What the words can name: what whoever tells gave, and what every notice can name.
fn facts(
    tenant: &identity::TenantRow,
    (notice, cause): (&Notice, &Cause),
    sender: Option<&String>,
) -> String {
    let mut facts = cause.with.clone();
    for (name, value) in &mut facts {
        if let Json::String(text) = value {
            *text = if name == "title" { unlinked(text) } else { plain(text) };
        }
    }
    facts.insert("client".into(), Json::String(unlinked(&cause.to.name)));
    facts.insert("company".into(), Json::String(tenant.name.clone()));
    if notice.event == Event::OfferMade {
        facts.insert("sender".into(), Json::String(sender.unwrap_or(&tenant.name).clone()));
    }
    Json::Object(facts).to_string()
}

/// Words of a stranger in a letter that we sign: an address in them is no link.
fn unlinked(text: &str) -> String {
    plain(text).replace("://", ": //").replace("www.", "www ")
}

fn message(
    text: &str,
    (notice, cause): (&Notice, &Cause),
    (mut chain, send_at): (Chain, Instant),
    campaign: Option<[u8; 16]>,
) -> Composing {
    let way = chain.remove(0);
    Composing {
        subject: cause.subject,
        party: cause.to.party.map(|party| party.bytes()),
        kind: notice.code.clone(),
        category: notice.category,
        way,
        instead: chain,
        language: cause.to.language,
        title: String::new(),
        text: text.to_owned(),
        send_at,
        expires_at: send_at + notice.lasts * Instant::MINUTE,
        campaign,
        sender: notice.sender.map(|unit| unit.bytes()),
    }
}

fn write_withheld(
    desk: &mut Desk<'_>,
    withheld: &[(&str, &Cause, Reason)],
    campaign: Option<[u8; 16]>,
) -> Result<()> {
    let now = desk.now();
    let mut rows = Vec::with_capacity(withheld.len());
    for (notice, cause, reason) in withheld {
        let id: Id<Reason> = desk.fresh_id();
        rows.push(vec![
            desk.tenant.to_value(),
            id.to_value(),
            now.to_value(),
            notice.to_value(),
            Value::Uuid(cause.subject),
            cause.to.party.to_value(),
            campaign.to_value(),
            reason.word().to_value(),
        ]);
    }
    let into = "notices_withheld (tenant, id, at, notice, subject, party, campaign, reason)";
    if rows.is_empty() { Ok(()) } else { desk.bulk(into, "", rows).map(drop) }
}

/// The parties of these causes, each once.
pub(super) fn parties_of(due: &[(&Notice, &Cause)]) -> Vec<Value> {
    let mut all: Vec<Id<Party>> = due.iter().filter_map(|(_, cause)| cause.to.party).collect();
    all.sort_unstable();
    all.dedup();
    all.iter().map(ToValue::to_value).collect()
}

struct Had([u8; 16], i64);

impl FromRow for Had {
    fn from_row(row: &Row) -> db::Result<Self> {
        Ok(Self(row.get("party")?, row.get("had")?))
    }
}

/// Offers that these parties had in the last week, or have coming: one that goes two ways is one,
/// and one that never went is none.
fn offers_of(desk: &mut Desk<'_>, due: &[(&Notice, &Cause)]) -> Result<HashMap<[u8; 16], i64>> {
    if !due.iter().any(|(notice, _)| notice.category == Category::Offer) {
        return Ok(HashMap::new());
    }
    let since = desk.now() + -7 * Instant::DAY;
    let had: Vec<Had> = desk.all_in(
        "select party, count(distinct at) as had from messages
          where tenant = $1 and category = 'offer' and at > $2 and party in ({list})
            and state not in ('expired', 'failed')
          group by party",
        &[&desk.tenant.clone(), &since],
        &parties_of(due),
    )?;
    Ok(had.into_iter().map(|one| (one.0, one.1)).collect())
}

fn offers_max(desk: &mut Desk<'_>) -> Result<i64> {
    desk.one("select offers_per_week from tenants where id = $1", &[&desk.tenant.clone()])
}
