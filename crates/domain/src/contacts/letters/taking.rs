//! Taking a letter in: an answer is said about its request, any other becomes what its box is for.

use super::kept::{Became, Keeping, is_known, keep};
use crate::{
    Desk, Refusal, Result, Right,
    contacts::{
        complaints,
        requests::{self, Incoming, Request, Sender, Upload},
        topics::TEXT_MAX,
    },
    identity::{
        self,
        secrets::{hash_token, hex},
    },
    messaging,
    parties::{self, Party},
};
use db::{FromRow, Row};
use kernel::{Id, Instant};

/// What letters to a box become that answer none of ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Becomes {
    /// They are left for people.
    Nothing,
    /// Requests.
    Request,
    /// Complaints.
    Complaint,
}

/// A letter that came in, as somebody reads it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    /// By what it came.
    pub channel: messaging::Channel,
    /// Its name at its writer's, or a digest of it: the same twice is one letter.
    pub key: String,
    /// When it counts as received.
    pub at: Instant,
    /// The address of whoever says that they wrote it.
    pub from: String,
    /// Their name.
    pub name: String,
    /// Its heading.
    pub title: String,
    /// Its words, without what it quotes.
    pub text: String,
    /// Its files.
    pub files: Vec<Upload>,
    /// The message of ours that it answers.
    pub answers: Option<Id<messaging::Message>>,
    /// What it becomes if it answers none.
    pub becomes: Becomes,
    /// What proves it, in a word; empty: nothing could.
    pub proof: String,
    /// All of it, as it came.
    pub original: Vec<u8>,
}

/// Takes a letter in; false where it is left for people. Once it was taken it is always true.
///
/// # Errors
/// `Forbidden` without the right to work requests; what [`requests::receive`] refuses.
pub fn take_in(desk: &mut Desk<'_>, letter: &Letter) -> Result<bool> {
    desk.reach(Right::WorkRequests)?;
    if is_known(desk, letter.channel, &letter.key)? {
        return Ok(true);
    }
    let answered = match letter.answers {
        Some(message) => answered(desk, message)?,
        None => None,
    };
    if let Some(request) = answered.as_ref().and_then(|one| one.request)
        && say(desk, request, letter)?
    {
        kept(desk, letter, Became::Reply, request.bytes())?;
        return Ok(true);
    }
    let becomes = match (letter.becomes, &answered) {
        // Who answers a message of ours wants something of us, whatever the box is for.
        (Becomes::Nothing, Some(_)) => Becomes::Request,
        (becomes, _) => becomes,
    };
    if becomes == Becomes::Nothing {
        return Ok(false);
    }
    // Whoever was passed a letter of ours is not the client it was for.
    let is_theirs = |one: &Answered| one.recipient.trim().eq_ignore_ascii_case(letter.from.trim());
    let party = match letter.channel {
        messaging::Channel::Sms => whose(desk, &letter.from)?,
        _ => answered.filter(is_theirs).and_then(|one| one.party),
    };
    let incoming = incoming(desk, letter, party)?;
    let request = requests::receive(desk, &incoming)?.id;
    if becomes == Becomes::Complaint {
        let complaint = complaints::of_request(desk, request)?;
        kept(desk, letter, Became::Complaint, complaint.bytes())?;
    } else {
        kept(desk, letter, Became::Request, request.bytes())?;
    }
    Ok(true)
}

/// Whose telephone it is, where it is that of one client alone, as with one who calls.
fn whose(desk: &mut Desk<'_>, phone: &str) -> Result<Option<Id<Party>>> {
    match parties::of_phone(desk, phone, 2)?.as_slice() {
        [one] => Ok(Some(*one)),
        _ => Ok(None),
    }
}

fn kept(desk: &mut Desk<'_>, letter: &Letter, became: Became, subject: [u8; 16]) -> Result<()> {
    let keeping = Keeping {
        channel: letter.channel,
        key: &letter.key,
        at: letter.at,
        sender: &letter.from,
        title: &letter.title,
        became,
        proof: &letter.proof,
        subject: Some(subject),
        original: &letter.original,
    };
    keep(desk, &keeping).map(drop)
}

/// What a message of ours was about, and whose it was.
struct Answered {
    request: Option<Id<Request>>,
    party: Option<Id<Party>>,
    recipient: String,
}

impl FromRow for Answered {
    fn from_row(row: &Row) -> db::Result<Self> {
        Ok(Self {
            request: row.get("request")?,
            party: row.get("party")?,
            recipient: row.get("recipient")?,
        })
    }
}

/// What a message was about, as far as it is a request; one that was merged lives on in another.
fn answered(desk: &mut Desk<'_>, message: Id<messaging::Message>) -> Result<Option<Answered>> {
    desk.optional(
        "select coalesce(r.merged_into, r.id) as request, coalesce(m.party, r.party) as party,
                m.recipient
           from messages as m
           left join requests as r on r.tenant = m.tenant and r.id = m.subject
          where m.tenant = $1 and m.id = $2",
        &[&desk.tenant.clone(), &message],
    )
}

/// Says the letter's words about a request; false where nothing more can be said about it, or there
/// are none.
fn say(desk: &mut Desk<'_>, request: Id<Request>, letter: &Letter) -> Result<bool> {
    let text = words(letter);
    let channel = letter.channel.word();
    match requests::client_wrote_at(desk, request, &text, channel, letter.at) {
        Ok(()) => {
            requests::attach(desk, request, &taken(&letter.files))?;
            Ok(true)
        }
        Err(Refusal::Conflict(_) | Refusal::Unknown(_)) => Ok(false),
        Err(other) => Err(other),
    }
}

/// The letter's words, or its heading where it has none; as many as a request can hold.
fn words(letter: &Letter) -> String {
    let text = letter.text.trim();
    let text = if text.is_empty() { letter.title.trim() } else { text };
    let text: String = text.chars().filter(|one| *one != '\0').take(TEXT_MAX).collect();
    if text.is_empty() { "–".to_owned() } else { text }
}

/// The files that a request takes; the letter itself keeps all of them.
fn taken(files: &[Upload]) -> Vec<Upload> {
    let fits = |file: &&Upload| {
        !file.bytes.is_empty()
            && file.bytes.len() <= requests::FILE_BYTES_MAX
            && requests::media_of(&file.bytes).is_some()
    };
    files.iter().filter(fits).take(requests::FILES_MAX).cloned().collect()
}

/// A name that is as long as its writer liked, in the same length as any other.
pub(super) fn digest(key: &str) -> String {
    hex(&hash_token(key))
}

/// Letters of a line.
const LINE_MAX: usize = 200;

pub(super) fn line(text: &str) -> String {
    text.chars().filter(|one| !one.is_control()).take(LINE_MAX).collect()
}

fn incoming(desk: &mut Desk<'_>, letter: &Letter, party: Option<Id<Party>>) -> Result<Incoming> {
    let tenant = identity::tenant(desk)?;
    let from = line(letter.from.trim());
    let name = line(if letter.name.trim().is_empty() { &letter.from } else { &letter.name });
    let channel = match letter.channel {
        messaging::Channel::Pec => requests::Channel::Pec,
        messaging::Channel::Sms => requests::Channel::Sms,
        messaging::Channel::Post => requests::Channel::Post,
        _ => requests::Channel::Email,
    };
    let is_phone = channel == requests::Channel::Sms;
    let way_back = (!from.is_empty()).then_some(from);
    Ok(Incoming {
        key: Some(format!("letter {} {}", letter.channel.word(), digest(&letter.key))),
        channel: Some(channel),
        language: tenant.language,
        sender: Sender {
            name: if name.is_empty() { "–".to_owned() } else { name },
            email: way_back.clone().filter(|_| !is_phone),
            phone: way_back.filter(|_| is_phone),
            address: None,
            party,
        },
        title: line(&letter.title),
        text: words(letter),
        files: taken(&letter.files),
        received_at: Some(letter.at.min(desk.now())),
        // Whoever writes by mail reads the answer there: there is no page for it.
        link: desk.fresh_id::<Letter>().to_string() + &desk.fresh_id::<Letter>().to_string(),
        ..Incoming::default()
    })
}
