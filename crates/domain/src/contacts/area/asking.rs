//! What a client sees and does about their own matters.

use crate::{
    Desk, Refusal, Result,
    contacts::{
        callbacks::{self, Wished},
        complaints,
        requests::{self, Channel, Incoming, Received, Request, Sender, State, Upload, Word},
        topics::Filled,
    },
    contracts::{self, Contract},
    identity::Unit,
    messaging,
    notices::{self, Consent, Wish},
    parties::{self, Party, PointKind},
    subjects::{self, Subject},
};
use db::{FromRow, Row};
use kernel::{Id, Instant, Language};
use std::collections::BTreeMap;

/// Requests that are shown.
const SHOWN: i64 = 200;

/// A client as we know them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Me {
    /// The party for whom they look.
    pub party: Party,
    /// Where it is reached.
    pub points: Vec<(PointKind, String)>,
}

/// The client's own record.
///
/// # Errors
/// `Forbidden` for anybody but a client.
pub fn me(desk: &mut Desk<'_>) -> Result<Me> {
    let party = parties::of_client(desk)?;
    let mut house = desk.serve()?;
    Ok(Me { party: parties::find(&mut house, party)?, points: parties::points(&mut house, party)? })
}

/// The client's requests, the newest first.
///
/// # Errors
/// As [`me`].
pub fn my_requests(desk: &mut Desk<'_>) -> Result<Vec<Request>> {
    requests_of(desk, SHOWN)
}

/// So many of them.
pub(super) fn requests_of(desk: &mut Desk<'_>, limit: i64) -> Result<Vec<Request>> {
    let party = parties::of_client(desk)?;
    desk.all(
        &format!(
            "select {} from requests where tenant = $1 and party = $2
              order by received_at desc, id desc limit $3",
            requests::COLUMNS
        ),
        &[&desk.tenant.clone(), &party, &limit],
    )
}

fn own(desk: &mut Desk<'_>, id: Id<Request>) -> Result<Request> {
    let party = parties::of_client(desk)?;
    let request = requests::find(&mut desk.serve()?, id)?;
    if request.sender.party == Some(party) { Ok(request) } else { Err(Refusal::Unknown("request")) }
}

/// One of them with what was said.
///
/// # Errors
/// `Unknown` where it is not theirs.
pub fn my_request(desk: &mut Desk<'_>, id: Id<Request>) -> Result<(Request, Vec<Word>)> {
    let request = own(desk, id)?;
    let words = requests::words_for_client(&mut desk.serve()?, id)?;
    Ok((request, words))
}

/// The client writes about one of their requests.
///
/// # Errors
/// `Unknown` where it is not theirs, `Invalid` for no text.
pub fn write(desk: &mut Desk<'_>, id: Id<Request>, text: &str) -> Result<()> {
    own(desk, id)?;
    requests::client_wrote(&mut desk.serve()?, id, text, "web")
}

/// A question, a remark or a complaint of a client.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Question {
    /// The name under which the browser sends it: the same twice is one.
    pub key: Option<String>,
    /// What it is about, by its code.
    pub topic: Option<String>,
    /// The language they read.
    pub language: Language,
    /// The number of the contract it is about.
    pub contract: String,
    /// The claim it is about: what that is called, and its number.
    pub claim: Option<(String, String)>,
    /// The question.
    pub text: String,
    /// What was filled in, by field.
    pub fields: BTreeMap<String, String>,
    /// Files with it.
    pub files: Vec<Upload>,
    /// The secret of an address at which it could be seen without coming in; nobody is told it.
    pub link: String,
}

/// Takes a question of the client: they are answered where the register knows them.
///
/// # Errors
/// As [`requests::receive`]; `Unknown` for a claim that is not theirs.
pub fn ask(desk: &mut Desk<'_>, question: &Question) -> Result<Received> {
    let me = me(desk)?;
    let (contract, about) = about(desk, question)?;
    let point = |kind| me.points.iter().find(|one| one.0 == kind).map(|one| one.1.clone());
    let incoming = Incoming {
        key: question.key.clone(),
        channel: Some(Channel::Web),
        topic: question.topic.clone(),
        language: question.language,
        sender: Sender {
            name: me.party.name.clone(),
            email: point(PointKind::Email),
            phone: point(PointKind::Phone),
            address: None,
            party: Some(me.party.id),
        },
        contract,
        about,
        text: question.text.clone(),
        fields: question.fields.clone(),
        files: question.files.clone(),
        client_kind: Some(me.party.kind),
        link: question.link.clone(),
        ..Incoming::default()
    };
    requests::receive(&mut desk.serve()?, &incoming)
}

/// The field in which a request names its claim.
const CLAIM: &str = "claim";

/// The contract that a question is about, and its claim: a claim is about its own contract.
fn about(desk: &mut Desk<'_>, question: &Question) -> Result<(String, Vec<Filled>)> {
    let Some((label, number)) = &question.claim else {
        return Ok((question.contract.clone(), Vec::new()));
    };
    let claim = claims(desk)?.into_iter().find(|one| one.number == *number);
    let contract = claim.ok_or(Refusal::Unknown("claim"))?.contract.unwrap_or_default();
    Ok((contract, vec![Filled { code: CLAIM.into(), label: label.clone(), value: number.clone() }]))
}

/// The client says that what they asked is a complaint: it gets a number of the register.
///
/// # Errors
/// `Unknown` where it is not theirs.
pub fn complain(desk: &mut Desk<'_>, id: Id<Request>) -> Result<()> {
    own(desk, id)?;
    complaints::of_request(&mut desk.serve()?, id).map(drop)
}

/// The client wishes to be called back.
///
/// # Errors
/// As [`callbacks::wish`].
pub fn call_me(desk: &mut Desk<'_>, wish: &callbacks::Wish) -> Result<Wished> {
    let me = me(desk)?;
    let wish = callbacks::Wish { party: Some(me.party.id), name: me.party.name, ..wish.clone() };
    callbacks::wish(&mut desk.serve()?, &wish)
}

/// The client's contracts.
///
/// # Errors
/// As [`me`].
pub fn contracts(desk: &mut Desk<'_>) -> Result<Vec<Contract>> {
    let party = parties::of_client(desk)?;
    contracts::of_party(&mut desk.serve()?, party)
}

/// The client's claims, as another system tells of them.
///
/// # Errors
/// As [`me`].
pub fn claims(desk: &mut Desk<'_>) -> Result<Vec<Subject>> {
    let own = contracts(desk)?;
    let numbers: Vec<String> = own.iter().map(|one| one.number.clone()).collect();
    if numbers.is_empty() {
        return Ok(Vec::new());
    }
    let mut house = desk.serve()?;
    let mut claims = subjects::claims_of(&mut house, &numbers)?;
    let about = |one: &Subject| Some((one.source.clone(), one.contract.clone()?));
    let named: Vec<(String, String)> = claims.iter().filter_map(about).collect();
    let named = named.iter().map(|(source, number)| (source.as_str(), number.as_str()));
    let meant = contracts::meant(&mut house, named)?;
    claims.retain(|one| {
        let contract = about(one).and_then(|key| meant.get(&key));
        contract.is_some_and(|contract| own.iter().any(|mine| mine.id == contract.id))
    });
    Ok(claims)
}

/// What the client wants to hear.
///
/// # Errors
/// As [`me`].
pub fn consents(desk: &mut Desk<'_>) -> Result<Vec<Consent>> {
    let party = parties::of_client(desk)?;
    notices::consents(&mut desk.serve()?, party)
}

/// An agency of which a client may want offers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Agency {
    /// Its unit.
    pub id: Id<Unit>,
    /// What it is called.
    pub name: String,
}

impl FromRow for Agency {
    fn from_row(row: &Row) -> db::Result<Self> {
        Ok(Self { id: row.get("id")?, name: row.get("name")? })
    }
}

/// Agencies that are asked about.
const AGENCIES_MAX: i64 = 50;

/// The agencies that make offers, and those about which the client ever said something.
///
/// # Errors
/// As [`me`].
pub fn agencies(desk: &mut Desk<'_>) -> Result<Vec<Agency>> {
    let party = parties::of_client(desk)?;
    desk.all(
        "select id, name from units
          where tenant = $1 and kind = 'agency' and id in (
              select sender from notices
               where tenant = $1 and current and category = 'offer' and sender is not null
              union
              select sender from consents where tenant = $1 and party = $2)
          order by name, id limit $3",
        &[&desk.tenant.clone(), &party, &AGENCIES_MAX],
    )
}

/// The client says what they want to hear; `text` is what they were shown.
///
/// # Errors
/// As [`notices::set_consents`].
pub fn consent(desk: &mut Desk<'_>, wishes: &[Wish], text: &str) -> Result<()> {
    let party = parties::of_client(desk)?;
    notices::set_consents(&mut desk.serve()?, party, wishes, ("me", text))
}

/// What needs the client's attention.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Attention {
    /// Messages they have not read.
    pub unread: i64,
    /// Requests about which we asked them something.
    pub waiting: Vec<Request>,
    /// Contracts that end within two months.
    pub ending: Vec<Contract>,
}

/// A contract that ends within so many days is shown to the client.
const SOON: i64 = 60;

/// What needs the client's attention.
///
/// # Errors
/// As [`me`].
pub fn attention(desk: &mut Desk<'_>) -> Result<Attention> {
    let zone = crate::identity::tenant(desk)?.zone;
    let (today, last) = (desk.now().day(&zone), (desk.now() + SOON * Instant::DAY).day(&zone));
    let mut waiting = my_requests(desk)?;
    waiting.retain(|one| one.state == State::Waiting);
    let mut ending = contracts(desk)?;
    ending.retain(|one| one.ends_on.is_some_and(|day| day >= today && day <= last));
    Ok(Attention { unread: messaging::unread(desk)?, waiting, ending })
}
