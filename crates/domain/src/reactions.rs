//! What follows from what happened. With [`crate::history`] the only place that sees all slices:
//! one readable function a front door.

use crate::{
    Desk, Fault, Kind, Refusal, Result, Who, accounts, answers, campaigns, commitments,
    contacts::{
        callbacks,
        calls::{self, Fact, Unknown},
        complaints,
        exchanges::{self, Heard},
        letters, requests,
    },
    contracts, days, deadlines,
    history::{self, Told},
    identity,
    messaging::{self, Channel, Parcel},
    notices::{self, Book, Cause, Event},
    quality::measures,
    queue,
    subjects::{self, Outside, Subject},
};
use db::{FromRow, Row};
use kernel::{Id, Instant};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};

/// Facts about subjects of other systems come in here. A call-back that names a call belongs to
/// that call's promise; everything else to a subject of its own.
///
/// # Errors
/// As [`subjects::tell`].
pub fn subjects_told(desk: &mut Desk<'_>, facts: &[Outside]) -> Result<Vec<bool>> {
    desk.reach(crate::Right::TellSubjects)?;
    let is_of_call = |fact: &&Outside| fact.call.is_some() && fact.kind.subject() == "callback";
    let is_of_contract = |fact: &&Outside| fact.kind == Kind::ContractDocuments;
    let of_calls: Vec<Outside> = facts.iter().filter(is_of_call).cloned().collect();
    let mut attached = calls::attach(desk, &of_calls)?.into_iter();
    let of_contracts: Vec<&Outside> = facts.iter().filter(is_of_contract).collect();
    let mut ready = documents_ready(desk, &of_contracts)?.into_iter();
    let answers: Vec<Option<bool>> = facts
        .iter()
        .map(|fact| match is_of_contract(&fact) {
            true => ready.next(),
            false => is_of_call(&fact).then(|| attached.next().flatten()).flatten(),
        })
        .collect();
    let on_their_own: Vec<Outside> = facts
        .iter()
        .zip(&answers)
        .filter(|(_, answer)| answer.is_none())
        .map(|(fact, _)| fact.clone())
        .collect();
    let told = subjects::tell(desk, &on_their_own)?;
    let news = on_their_own.iter().zip(&told).filter(|(_, fresh)| **fresh);
    claims_opened(desk, &news.map(|(fact, _)| fact).collect::<Vec<_>>())?;
    let mut fresh = told.into_iter();
    Ok(answers.into_iter().map(|answer| answer.or_else(|| fresh.next()) == Some(true)).collect())
}

/// Tells clients that the documents of their contracts are ready; answers for each whether it was
/// new.
fn documents_ready(desk: &mut Desk<'_>, facts: &[&Outside]) -> Result<Vec<bool>> {
    if facts.is_empty() {
        return Ok(Vec::new());
    }
    let mut house = desk.seat(Who::System);
    let named = facts.iter().map(|fact| (fact.source.as_str(), fact.number.as_str()));
    let contracts = contracts::meant(&mut house, named)?;
    let of = |fact: &Outside| contracts.get(&(fact.source.clone(), fact.number.clone()));
    let mut told = Vec::new();
    for fact in facts {
        fact.check()?;
        let contract = of(fact).ok_or_else(|| {
            Refusal::Invalid(vec![
                Fault::new("subject", "fault-no-such-contract").with(&fact.number),
            ])
        })?;
        told.push(Told {
            at: fact.at,
            subject: contract.id.bytes(),
            kind: fact.kind,
            source: &fact.source,
            key: &fact.key,
            facts: "{}".to_owned(),
        });
    }
    let fresh = history::tell(desk, &told)?;
    let since = still_told(desk, Event::ContractDocuments)?;
    let mut house = desk.seat(Who::System);
    let mut causes = Vec::new();
    for (fact, _) in facts.iter().zip(&fresh).filter(|(fact, new)| **new && fact.at >= since) {
        let Some(contract) = of(fact) else { continue };
        let to = notices::addressee(&mut house, contract.party)?;
        let named = [("number", &contract.number), ("product", &contract.product)];
        let with = named.map(|(name, text)| (name.to_owned(), text.clone().into()));
        let (event, subject) = (Event::ContractDocuments, contract.id.bytes());
        causes.push(Cause { event, subject, to, with: with.into_iter().collect() });
    }
    notices::cause(&mut house, &causes)?;
    Ok(fresh)
}

/// What happened before this is no news to anybody any more: as long as the notices of it last.
fn still_told(desk: &mut Desk<'_>, event: Event) -> Result<Instant> {
    let lasts = Book::open(desk)?.caused_by(event).map(|notice| notice.lasts).max();
    Ok(desk.now() + -lasts.unwrap_or(0) * Instant::MINUTE)
}

/// Tells clients that their claims were taken in charge, once each, where it is known whose they
/// are: whether that or the opening is told first. What was opened long ago, or is over, is no
/// news.
fn claims_opened(desk: &mut Desk<'_>, facts: &[&Outside]) -> Result<()> {
    let is_news = |fact: &&&Outside| {
        fact.kind == Kind::ClaimOpened || fact.kind.subject() == "claim" && fact.contract.is_some()
    };
    let mut by_source: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for fact in facts.iter().filter(is_news) {
        by_source.entry(&fact.source).or_default().push(fact.number.clone());
    }
    if by_source.is_empty() {
        return Ok(());
    }
    let since = still_told(desk, Event::ClaimOpened)?;
    let mut house = desk.seat(Who::System);
    let mut causes = Vec::new();
    for (source, numbers) in by_source {
        let claims = subjects::numbered(&mut house, source, &numbers)?;
        let claims = newly_opened(&mut house, claims, since)?;
        let about = claims.iter().filter_map(|one| one.contract.as_deref());
        let contracts = contracts::meant(&mut house, about.map(|number| (source, number)))?;
        for claim in &claims {
            let key = claim.contract.clone().map(|number| (source.to_owned(), number));
            let Some(contract) = key.and_then(|key| contracts.get(&key)) else { continue };
            let to = notices::addressee(&mut house, contract.party)?;
            let with = [("number".to_owned(), claim.number.clone().into())].into_iter().collect();
            let subject = claim.id.bytes();
            causes.push(Cause { event: Event::ClaimOpened, subject, to, with });
        }
    }
    notices::cause(&mut house, &causes).map(drop)
}

/// Those of these claims that were opened since, are not over, and of which nobody was told.
fn newly_opened(
    desk: &mut Desk<'_>,
    mut claims: Vec<Subject>,
    since: Instant,
) -> Result<Vec<Subject>> {
    let ids: Vec<[u8; 16]> = claims.iter().map(|one| one.id.bytes()).collect();
    let opened: BTreeSet<[u8; 16]> = history::of(desk, &ids)?
        .into_iter()
        .filter(|entry| entry.kind == Kind::ClaimOpened && entry.at >= since)
        .map(|entry| entry.subject)
        .collect();
    let told = messaging::spoken_of(desk, &ids)?;
    claims.retain(|one| {
        let (id, is_over) = (one.id.bytes(), one.state == "closed" || one.merged_into.is_some());
        opened.contains(&id) && !is_over && !told.contains(&id)
    });
    Ok(claims)
}

/// Facts about calls come in here. Whoever rang again and was answered is no longer owed a
/// call-back.
///
/// # Errors
/// As [`calls::tell`].
pub fn calls_told(desk: &mut Desk<'_>, facts: &[Fact], unknown: Unknown) -> Result<Vec<bool>> {
    let told = calls::tell(desk, facts, unknown)?;
    if told.fresh.contains(&true) {
        desk.wake(calls::CHANGED);
        calls::rang_back(desk, &told.answered)?;
        callbacks::rang_back(desk, &told.answered)?;
    }
    Ok(told.fresh)
}

/// What a listener heard of an exchange comes in here.
///
/// # Errors
/// As [`calls_told`].
pub fn exchange_heard(desk: &mut Desk<'_>, source: &str, heard: &Heard) -> Result<()> {
    let mut facts = Vec::new();
    if let Some(started_at) = heard.started_at {
        facts.extend(exchanges::lost_in_restart(desk, source, started_at, heard.voice)?);
    }
    if let Some(census) = &heard.census {
        facts.extend(exchanges::lost_in_gap(desk, source, census, heard.voice)?);
    }
    facts.extend(heard.facts.iter().cloned());
    calls_told(desk, &facts, Unknown::Create)?;
    exchanges::orders_answered(desk, source, &heard.answered)?;
    if !heard.seen.is_empty() {
        calls::show_agents(desk, &heard.seen)?;
    }
    let anew = heard.started_at.is_some() || heard.census.is_some();
    if anew || !heard.rings.is_empty() {
        exchanges::ring(desk, source, &heard.rings, anew)?;
    }
    if anew || !heard.seen.is_empty() || !heard.rings.is_empty() {
        desk.wake(calls::CHANGED);
    }
    Ok(())
}

/// Lines of an exchange's log come in here, with the place up to which it was read.
///
/// # Errors
/// As [`calls_told`].
pub fn log_read(
    desk: &mut Desk<'_>,
    source: &str,
    facts: &[Fact],
    place: &serde_json::Value,
) -> Result<()> {
    calls_told(desk, facts, Unknown::Create)?;
    exchanges::write_log_place(desk, source, place)
}

/// Takes messages of a channel to be sent, each in the words in which it goes. One that cannot be
/// put into words has failed, and holds no other up.
///
/// # Errors
/// As [`messaging::take`].
pub fn take_messages(desk: &mut Desk<'_>, channel: Channel, limit: i64) -> Result<Vec<Parcel>> {
    let taken = messaging::take(desk, channel, limit)?;
    notices::put_into_words(desk, taken)
}

/// Answers a request; where it was recognised as a complaint, that is answered with it.
///
/// # Errors
/// As [`requests::answer`].
pub fn answer_request(
    desk: &mut Desk<'_>,
    id: Id<requests::Request>,
    answer: &requests::Answer,
) -> Result<()> {
    requests::answer(desk, id, answer)?;
    let Some(complaint) = requests::find(desk, id)?.complaint.map(Id::from_bytes) else {
        return Ok(());
    };
    if complaints::find(desk, complaint)?.answered_at.is_none() {
        complaints::answered(desk, complaint)?;
        requests::measure(desk, &[id])?;
    }
    Ok(())
}

/// Sets how closely the people of a unit may be looked at. Every figure obeys it from now on, those
/// of past days too.
///
/// # Errors
/// As [`identity::set_watching`].
pub fn watch(
    desk: &mut Desk<'_>,
    unit: Id<identity::Unit>,
    watching: identity::Watching,
    agreement: Option<&str>,
) -> Result<()> {
    identity::set_watching(desk, unit, watching, agreement)?;
    days::mark_all(desk)
}

/// Running clocks brought to the newest versions in one unit of work at the most.
pub const RECALCULATED_AT_ONCE: i64 = 2_000;

/// How far a recalculation has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Recalculated {
    /// Clocks looked at in this slice.
    pub looked_at: usize,
    /// The last subject of this slice; none: it was the last slice.
    pub next: Option<[u8; 16]>,
}

struct Running {
    subject: [u8; 16],
}

impl FromRow for Running {
    fn from_row(row: &Row) -> db::Result<Self> {
        Ok(Self { subject: row.get("subject")? })
    }
}

/// Brings a slice of the running clocks of one commitment to the newest versions of its rule and
/// calendar: an explicit, recorded act. Breaches stay as they were.
///
/// # Errors
/// `Forbidden` without the right to edit commitments.
pub fn recalculate(
    desk: &mut Desk<'_>,
    code: &str,
    after: Option<[u8; 16]>,
) -> Result<Recalculated> {
    let version = commitments::find(desk, code)?;
    desk.reach(crate::Right::EditCommitments)?;
    let slice = commitments::repin(desk, &version, after, RECALCULATED_AT_ONCE)?;
    if after.is_none() {
        let facts = json!({ "code": code, "version": version.version });
        desk.record(version.id, Kind::ClocksRecalculated, &facts)?;
    }
    let calls = among(desk, "calls", &slice.uneven)?;
    calls::measure(desk, &calls.iter().map(|id| Id::from_bytes(*id)).collect::<Vec<_>>())?;
    let own = among(desk, "requests", &slice.uneven)?;
    requests::measure(desk, &own.iter().map(|id| Id::from_bytes(*id)).collect::<Vec<_>>())?;
    let wishes = among(desk, "callbacks", &slice.uneven)?;
    callbacks::measure(desk, &wishes.iter().map(|id| Id::from_bytes(*id)).collect::<Vec<_>>())?;
    let grave = among(desk, "complaints", &slice.uneven)?;
    complaints::measure(desk, &grave.iter().map(|id| Id::from_bytes(*id)).collect::<Vec<_>>())?;
    let ends = among(desk, "deadline_alerts", &slice.uneven)?;
    deadlines::measure(desk, &ends.iter().map(|id| Id::from_bytes(*id)).collect::<Vec<_>>())?;
    let known = [&calls, &own, &wishes, &grave, &ends];
    let others = slice.uneven.iter().filter(|id| !known.iter().any(|ids| ids.contains(*id)));
    let others = others.map(|id| Id::from_bytes(*id)).collect::<BTreeSet<Id<Subject>>>();
    subjects::measure(desk, &others)?;
    Ok(Recalculated { looked_at: slice.subjects.len(), next: slice.subjects.last().copied() })
}

/// Which of these subjects are rows of this table.
fn among(desk: &mut Desk<'_>, table: &str, subjects: &[[u8; 16]]) -> Result<BTreeSet<[u8; 16]>> {
    let list: Vec<db::Value> = subjects.iter().map(|id| db::Value::Uuid(*id)).collect();
    let found: Vec<Running> = desk.all_in(
        &format!("select id as subject from {table} where tenant = $1 and id in ({{list}})"),
        &[&desk.tenant.clone()],
        &list,
    )?;
    Ok(found.into_iter().map(|one| one.subject).collect())
}

/// Sets up what a tenant needs to live on its own: the jobs that come round, what the law asks of
/// every company, the notices it begins with.
///
/// # Errors
/// Only when the database fails.
pub fn set_up(desk: &mut Desk<'_>) -> Result<()> {
    let minutes = |count: i64| count * Instant::MINUTE;
    let rounds = [
        (CLOSE_LOST, minutes(5)),
        (ROLL_TALLIES, minutes(1)),
        (FORGET, minutes(60)),
        (HOLD_LOST, minutes(1)),
        (deadlines::ALERTING, minutes(60)),
        (deadlines::HEARING, minutes(10)),
    ];
    for (kind, every) in rounds {
        queue::schedule(desk, kind, every)?;
    }
    commitments::install(desk)?;
    notices::install(desk)
}

const CLOSE_LOST: &str = "calls.close_lost";
const ROLL_TALLIES: &str = "tallies.roll";
/// Named for what it forgot first.
const FORGET: &str = "answers.forget";
const HOLD_LOST: &str = "messages.hold_lost";
const NUMBER_COMPLAINTS: &str = complaints::NUMBERING;

/// Does one job, its end included. A job that has more to do queues itself again.
///
/// # Errors
/// What the work answers; the caller then postpones the job in a unit of its own.
pub fn run(desk: &mut Desk<'_>, job: &queue::Job) -> Result<()> {
    let more = match job.kind.as_str() {
        CLOSE_LOST => calls::close_lost(desk)? > 0,
        ROLL_TALLIES => measures::roll(desk)?,
        FORGET => {
            let answers = answers::forget(desk)?;
            notices::forget(desk)? || answers
        }
        HOLD_LOST => {
            let held = messaging::lost(desk)?;
            let silent = letters::hold_silent(desk)?;
            accounts::forget(desk)? || held || silent
        }
        NUMBER_COMPLAINTS => complaints::give_numbers(desk)?,
        campaigns::WORKING => {
            campaigns::work(desk, &job.facts)?;
            false
        }
        deadlines::ALERTING => {
            deadlines::alert(desk, &job.facts)?;
            false
        }
        deadlines::HEARING => {
            deadlines::hear(desk, &job.facts)?;
            false
        }
        _ => return Err(Refusal::Unknown("job")),
    };
    if more {
        let now = desk.now();
        queue::enqueue(desk, &job.kind, &job.facts, now)?;
    }
    queue::finish(desk, job)
}
