//! What clients want to hear from us: by whom, what for, by what; and every change of it.

use super::{
    book::Notice,
    causing::{Addressee, Cause, parties_of},
    model::Purpose,
};
use crate::{
    Desk, Fault, Kind, Refusal, Result, Right,
    identity::Unit,
    messaging::{Category, Channel, Message},
    parties::{self, Party},
};
use db::{FromRow, Row, ToValue, Value};
use kernel::{Id, Instant};
use serde_json::json;
use std::collections::{HashMap, HashSet};

/// The head office, where a sender is named; every other sender is an agency.
pub const HEAD_OFFICE: [u8; 16] = [0; 16];

/// By what offers may come: the channels, and a colleague's call.
const BY: [&str; 6] = ["email", "sms", "pec", "inbox", "post", "phone"];

/// What a client wants, or does not want.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wish {
    /// From whom: [`HEAD_OFFICE`] or an agency.
    pub sender: [u8; 16],
    /// What for.
    pub purpose: Purpose,
    /// By what: a channel's word, or `phone`.
    pub channel: String,
    /// Whether they want it.
    pub given: bool,
}

/// How a client's wish stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Consent {
    /// What they want.
    pub wish: Wish,
    /// Since when.
    pub at: Instant,
}

fn wish(row: &Row) -> db::Result<Wish> {
    Ok(Wish {
        sender: row.get("sender")?,
        purpose: row.word("purpose")?,
        channel: row.get("channel")?,
        given: row.get("given")?,
    })
}

impl FromRow for Consent {
    fn from_row(row: &Row) -> db::Result<Self> {
        Ok(Self { wish: wish(row)?, at: row.get("at")? })
    }
}

/// A change of what a client wants, as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Its row.
    pub id: Id<Change>,
    /// When.
    pub at: Instant,
    /// What they want from then on.
    pub wish: Wish,
    /// Where they said so: `desk`, `me`, `unsubscribe`, `stop`, `complaint`.
    pub source: String,
    /// The words that were shown or said to them.
    pub text: String,
    /// Who wrote it down.
    pub actor: String,
}

impl FromRow for Change {
    fn from_row(row: &Row) -> db::Result<Self> {
        Ok(Self {
            id: row.get("id")?,
            at: row.get("at")?,
            wish: wish(row)?,
            source: row.get("source")?,
            text: row.get("text")?,
            actor: row.get("actor")?,
        })
    }
}

/// Wishes of one party at the most: twenty for each of fifty senders.
const WISHES_MAX: i64 = 1_000;

/// What a client wants to hear.
///
/// # Errors
/// `Unknown` for a party that is not theirs to see.
pub fn consents(desk: &mut Desk<'_>, party: Id<Party>) -> Result<Vec<Consent>> {
    parties::find(desk, party)?;
    desk.all(
        "select sender, purpose, channel, given, at from consents
          where tenant = $1 and party = $2 order by sender, purpose, channel limit $3",
        &[&desk.tenant.clone(), &party, &WISHES_MAX],
    )
}

/// How it came to that, the newest change first, so many at the most.
///
/// # Errors
/// As [`consents`].
pub fn changes(desk: &mut Desk<'_>, party: Id<Party>, limit: i64) -> Result<Vec<Change>> {
    parties::find(desk, party)?;
    desk.all(
        "select id, at, sender, purpose, channel, given, source, text, actor
           from consent_changes where tenant = $1 and party = $2
          order by at desc, id desc limit $3",
        &[&desk.tenant.clone(), &party, &limit],
    )
}

/// Letters of the words that were shown.
const TEXT_MAX: usize = 2_000;

/// Writes down what a client wants, with the words that were shown to them. What stands already is
/// no change.
///
/// # Errors
/// `Forbidden` without the right to work requests, `Unknown` for a party that is not theirs to see,
/// `Invalid` where no words were shown or there is no such way.
pub fn set(
    desk: &mut Desk<'_>,
    party: Id<Party>,
    wishes: &[Wish],
    (source, text): (&str, &str),
) -> Result<()> {
    desk.reach(Right::WorkRequests)?;
    parties::find(desk, party)?;
    if text.trim().is_empty() || text.chars().count() > TEXT_MAX {
        return Err(Refusal::invalid("text", "fault-required"));
    }
    if let Some(wrong) = wishes.iter().find(|wish| !BY.contains(&wish.channel.as_str())) {
        let fault = Fault::new("channel", "fault-ways").with(wrong.channel.clone());
        return Err(Refusal::Invalid(vec![fault]));
    }
    write(desk, party, wishes, (source, text))
}

/// Writes wishes down, for whoever may.
pub(super) fn write(
    desk: &mut Desk<'_>,
    party: Id<Party>,
    wishes: &[Wish],
    (source, text): (&str, &str),
) -> Result<()> {
    let mut changed = Vec::new();
    for wish in wishes {
        if stands_anew(desk, party, wish)? {
            changed.push(change(desk, party, wish, (source, text)));
        }
    }
    if changed.is_empty() {
        return Ok(());
    }
    let facts = json!({ "changes": changed.len(), "source": source });
    desk.insert(
        "consent_changes (tenant, id, party, at, sender, purpose, channel, given, source, text,
            actor)",
        "",
        &changed,
    )?;
    desk.record(party, Kind::ConsentChanged, &facts)
}

/// Writes down how a wish stands; answers whether it stood otherwise.
fn stands_anew(desk: &mut Desk<'_>, party: Id<Party>, wish: &Wish) -> Result<bool> {
    let written = desk.execute(
        "insert into consents (tenant, party, sender, purpose, channel, given, at)
         values ($1, $2, $3, $4, $5, $6, $7)
         on conflict (tenant, party, sender, purpose, channel) do update
            set given = excluded.given, at = excluded.at
          where consents.given <> excluded.given",
        &[
            &desk.tenant.clone(),
            &party,
            &wish.sender,
            &wish.purpose.word(),
            &wish.channel,
            &wish.given,
            &desk.now(),
        ],
    )?;
    Ok(written > 0)
}

fn change(
    desk: &mut Desk<'_>,
    party: Id<Party>,
    wish: &Wish,
    (source, text): (&str, &str),
) -> Vec<Value> {
    let id: Id<Change> = desk.fresh_id();
    vec![
        desk.tenant.to_value(),
        id.to_value(),
        party.to_value(),
        desk.now().to_value(),
        Value::Uuid(wish.sender),
        wish.purpose.word().to_value(),
        wish.channel.to_value(),
        wish.given.to_value(),
        source.to_value(),
        text.trim().to_value(),
        desk.who.actor().label().to_value(),
    ]
}

/// Whose a message is, and what it was.
struct Sent {
    party: Option<Id<Party>>,
    channel: String,
    sender: Option<Id<Unit>>,
}

impl FromRow for Sent {
    fn from_row(row: &Row) -> db::Result<Self> {
        Ok(Self {
            party: row.get("party")?,
            channel: row.get("channel")?,
            sender: row.get("sender")?,
        })
    }
}

/// Whoever got this message wants no more offers from its sender by its channel. A message that
/// there is not, or that is no offer, changes nothing, and nobody is told which.
///
/// # Errors
/// Only when the database fails.
pub fn unsubscribe(
    desk: &mut Desk<'_>,
    message: Id<Message>,
    (source, text): (&str, &str),
) -> Result<()> {
    let sent: Option<Sent> = desk.optional(
        "select party, channel, sender from messages
          where tenant = $1 and id = $2 and category = 'offer'",
        &[&desk.tenant.clone(), &message],
    )?;
    let Some(sent) = sent else { return Ok(()) };
    let Some(party) = sent.party else { return Ok(()) };
    let sender = sent.sender.map_or(HEAD_OFFICE, |unit| unit.bytes());
    let wish =
        Wish { sender, purpose: Purpose::Offer, channel: sent.channel.clone(), given: false };
    write(desk, party, &[wish], (source, text))
}

/// Senders from whom one party has offers by text message at the most.
const SENDERS_MAX: i64 = 100;

struct Given(Id<Party>, [u8; 16]);

impl FromRow for Given {
    fn from_row(row: &Row) -> db::Result<Self> {
        Ok(Self(row.get("party")?, row.get("sender")?))
    }
}

/// Whoever is reached at this telephone wants no more offers by text message, from anybody.
///
/// # Errors
/// Only when the database fails.
pub fn stop(desk: &mut Desk<'_>, phone: &str, text: &str) -> Result<()> {
    let theirs = parties::of_phone(desk, phone, SENDERS_MAX)?;
    let given: Vec<Given> = desk.all_in(
        "select party, sender from consents
          where tenant = $1 and purpose = 'offer' and channel = 'sms' and given
            and party in ({list})
          order by party, sender limit $2",
        &[&desk.tenant.clone(), &SENDERS_MAX],
        &theirs.iter().map(ToValue::to_value).collect::<Vec<_>>(),
    )?;
    for Given(party, sender) in given {
        let wish =
            Wish { sender, purpose: Purpose::Offer, channel: "sms".to_owned(), given: false };
        write(desk, party, &[wish], ("stop", text))?;
    }
    Ok(())
}

/// Those of these offers whose client still wants them. Between being decided and being sent lie
/// quiet hours and hours of a campaign, in which somebody may have said no.
pub(super) fn still_wanted(
    desk: &mut Desk<'_>,
    offers: &[Id<Message>],
) -> Result<HashSet<Id<Message>>> {
    let list: Vec<Value> = offers.iter().map(ToValue::to_value).collect();
    let wanted: Vec<Id<Message>> = desk.all_in(
        "select m.id from messages as m
           join consents as c on c.tenant = m.tenant and c.party = m.party and c.purpose = 'offer'
            and c.channel = m.channel and c.sender = coalesce(m.sender, $2)
          where m.tenant = $1 and c.given and m.id in ({list})",
        &[&desk.tenant.clone(), &Value::Uuid(HEAD_OFFICE)],
        &list,
    )?;
    Ok(wanted.into_iter().collect())
}

/// What these clients want, for who decides.
#[derive(Debug, Default)]
pub(super) struct Wishes(HashMap<Key, bool>);

type Key = ([u8; 16], [u8; 16], Purpose, String);

struct Loaded([u8; 16], Wish);

impl FromRow for Loaded {
    fn from_row(row: &Row) -> db::Result<Self> {
        Ok(Self(row.get("party")?, wish(row)?))
    }
}

impl Wishes {
    pub(super) fn load(desk: &mut Desk<'_>, due: &[(&Notice, &Cause)]) -> Result<Self> {
        let asked =
            |notice: &Notice| matches!(notice.category, Category::Service | Category::Offer);
        let mut all = Self::default();
        let parties = parties_of(due);
        if parties.is_empty() || !due.iter().any(|(notice, _)| asked(notice)) {
            return Ok(all);
        }
        let found: Vec<Loaded> = desk.all_in(
            "select party, sender, purpose, channel, given from consents
              where tenant = $1 and party in ({list})",
            &[&desk.tenant.clone()],
            &parties,
        )?;
        for Loaded(party, wish) in found {
            all.0.insert((party, wish.sender, wish.purpose, wish.channel), wish.given);
        }
        Ok(all)
    }

    /// Whether this client may be sent this notice by this channel.
    pub(super) fn allow(&self, notice: &Notice, to: &Addressee, channel: Channel) -> bool {
        let purpose = match notice.category {
            Category::Personal | Category::Contractual => return true,
            Category::Service => Purpose::Service,
            Category::Offer => Purpose::Offer,
        };
        // Whoever wants no messages by a channel says so of us all.
        let sender = match purpose {
            Purpose::Service => HEAD_OFFICE,
            Purpose::Offer => notice.sender.map_or(HEAD_OFFICE, |unit| unit.bytes()),
        };
        // A wish about letters is one about letters of either kind.
        let by = if channel.is_on_paper() { Channel::Post } else { channel };
        let said = to
            .party
            .and_then(|party| self.0.get(&(party.bytes(), sender, purpose, by.word().to_owned())));
        said.copied().unwrap_or(purpose == Purpose::Service)
    }
}
