//! Letters as they came: what was made of each, and the evidence.

use crate::{
    Desk, Refusal, Result, Right,
    identity::{
        self,
        secrets::{hash_token, hex},
    },
    messaging::Channel,
};
use db::{FromRow, Row};
use kernel::{Id, Instant, words};

words! {
    /// What became of a letter.
    pub enum Became {
        /// It says what became of a message of ours.
        Receipt = "receipt",
        /// It was said about a request.
        Reply = "reply",
        /// It is a request.
        Request = "request",
        /// It is a complaint.
        Complaint = "complaint",
        /// Somebody objects to a message of ours.
        Objection = "objection",
        /// It ends offers.
        Stop = "stop",
    }
}

/// A letter that is to be kept.
pub(super) struct Keeping<'a> {
    pub channel: Channel,
    pub key: &'a str,
    pub at: Instant,
    pub sender: &'a str,
    pub title: &'a str,
    pub became: Became,
    pub proof: &'a str,
    pub subject: Option<[u8; 16]>,
    pub original: &'a [u8],
}

/// Letters of a key, a sender or a heading that are kept.
const WORDS_MAX: usize = 300;

fn short(text: &str) -> String {
    text.chars().filter(|one| !one.is_control()).take(WORDS_MAX).collect()
}

/// A letter's name as it is kept: a long one by its digest, so that no two are one.
fn name(key: &str) -> String {
    if key.chars().count() > WORDS_MAX || key.contains(char::is_control) {
        return hex(&hash_token(key));
    }
    key.to_owned()
}

/// Whether this letter was taken before; nobody else takes it meanwhile.
pub(super) fn is_known(desk: &mut Desk<'_>, channel: Channel, key: &str) -> Result<bool> {
    let key = name(key);
    desk.lock([format!("letter {} {key}", channel.word())])?;
    desk.one(
        "select exists (select 1 from letters where tenant = $1 and channel = $2 and key = $3)",
        &[&desk.tenant.clone(), &channel.word(), &key],
    )
}

/// Keeps a letter.
pub(super) fn keep(desk: &mut Desk<'_>, letter: &Keeping<'_>) -> Result<Id<Kept>> {
    let id: Id<Kept> = desk.fresh_id();
    desk.execute(
        "insert into letters (tenant, id, channel, key, at, heard_at, sender, title, became, proof,
            subject, original)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        &[
            &desk.tenant.clone(),
            &id,
            &letter.channel.word(),
            &name(letter.key),
            &letter.at,
            &desk.now(),
            &short(letter.sender),
            &short(letter.title),
            &letter.became.word(),
            &letter.proof,
            &letter.subject,
            &letter.original.to_vec(),
        ],
    )?;
    Ok(id)
}

/// A letter that came in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// Its row.
    pub id: Id<Kept>,
    /// By what it came.
    pub channel: String,
    /// When it counts as received.
    pub at: Instant,
    /// When we heard of it.
    pub heard_at: Instant,
    /// Who says that they wrote it.
    pub sender: String,
    /// Its heading.
    pub title: String,
    /// What became of it.
    pub became: Became,
    /// What proves it, in a word; empty: nothing could.
    pub proof: String,
    /// What it is about or became.
    pub subject: Option<[u8; 16]>,
}

impl FromRow for Kept {
    fn from_row(row: &Row) -> db::Result<Self> {
        Ok(Self {
            id: row.get("id")?,
            channel: row.get("channel")?,
            at: row.get("at")?,
            heard_at: row.get("heard_at")?,
            sender: row.get("sender")?,
            title: row.get("title")?,
            became: row.word("became")?,
            proof: row.get("proof")?,
            subject: row.get("subject")?,
        })
    }
}

/// Letters a page shows.
const SHOWN: i64 = 100;

/// The letters that came in lately, the newest first; each is written into the access log as seen.
///
/// # Errors
/// `Forbidden` without the right to see requests of every unit.
pub fn recent(desk: &mut Desk<'_>) -> Result<Vec<Kept>> {
    of_every_unit(desk)?;
    let found: Vec<Kept> = desk.all(
        "select id, channel, at, heard_at, sender, title, became, proof, subject from letters
          where tenant = $1 order by heard_at desc, id desc limit $2",
        &[&desk.tenant.clone(), &SHOWN],
    )?;
    let seen: Vec<[u8; 16]> = found.iter().map(|one| one.id.bytes()).collect();
    identity::saw(desk, "letters", &seen)?;
    Ok(found)
}

fn of_every_unit(desk: &mut Desk<'_>) -> Result<()> {
    if desk.reach(Right::SeeRequests)?.is_all() { Ok(()) } else { Err(Refusal::Forbidden) }
}

/// A letter as it came, byte for byte.
///
/// # Errors
/// As [`recent`]; `Unknown` where there is none.
pub fn original(desk: &mut Desk<'_>, id: Id<Kept>) -> Result<Vec<u8>> {
    of_every_unit(desk)?;
    identity::saw(desk, "letter", &[id.bytes()])?;
    desk.optional(
        "select original from letters where tenant = $1 and id = $2",
        &[&desk.tenant.clone(), &id],
    )?
    .ok_or(Refusal::Unknown("letter"))
}
