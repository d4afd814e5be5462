//! One-time codes: how they are made, sent and guessed.

use super::{Account, askers};
use crate::{
    Desk, Refusal, Result,
    identity::secrets,
    messaging,
    notices::{self, Addressee, Cause, Event},
    parties::Party,
};
use db::{FromRow, Row, ToValue, Value};
use kernel::{Id, Instant};
use serde_json::json;

/// A code holds for so long.
pub const LASTS: i64 = 5 * Instant::MINUTE;
/// It can be guessed at so often.
pub const TRIES: i64 = 5;
/// So many codes go to one address in [`SENT_IN`] for who asks from one place: a stranger uses up
/// their own.
const SENT_MAX: i64 = 3;
/// So many go there whoever asks: nobody's box is filled.
const SENT_MAX_IN_ALL: i64 = 12;
/// See [`SENT_MAX`].
const SENT_IN: i64 = 10 * Instant::MINUTE;
/// So many guesses are made at one address in a day, over all its codes: the chance to hit one of
/// a million is one in sixty thousand. The link beside a code is not guessed, and lets in still.
const GUESSES_MAX: i64 = 15;
/// So many of them are of codes that were asked for from one place.
const GUESSES_MAX_EACH: i64 = 7;

/// A code that was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Code {}

/// Chance for one code, from whoever has some: digits and the secret of a link.
#[derive(Clone, Debug)]
pub struct Chance {
    /// For the digits: uniform below two to the sixty-fourth.
    pub digits: u64,
    /// The secret of the link: 32 random bytes in hexadecimal.
    pub link: String,
}

impl Chance {
    /// Six digits. A remainder of so large a number favours no code by more than one in 10¹³.
    fn code(&self) -> String {
        format!("{:06}", self.digits % 1_000_000)
    }
}

/// By what a code goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sent {
    /// By mail, with a link.
    ByMail,
    /// By text message.
    BySms,
}

impl Sent {
    pub(super) fn channel(self) -> &'static str {
        match self {
            Self::ByMail => "email",
            Self::BySms => "sms",
        }
    }
}

/// Whom a code lets in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Lets {
    pub account: Option<Id<Account>>,
    /// The party that registers, and as what.
    pub party: Option<(Id<Party>, String)>,
}

impl Lets {
    /// Whether a party comes into an account that is open already.
    pub(super) fn joins(&self) -> bool {
        self.account.is_some() && self.party.is_some()
    }
}

/// How often something was done at an address: from one place, and in all.
struct Share {
    own: i64,
    all: i64,
}

impl FromRow for Share {
    fn from_row(row: &Row) -> db::Result<Self> {
        Ok(Self { own: row.get("own")?, all: row.get("everybody")? })
    }
}

/// So many askings in vain about one contract in a day, from one place, after which nothing fits
/// any more: a day of birth is soon guessed.
const VAIN_MAX_EACH: i64 = 7;
/// The same from all places together.
const VAIN_MAX: i64 = 30;

/// Whether it was asked about this too often in vain, from there or by all.
pub(super) fn is_shut(desk: &mut Desk<'_>, about: &str, from: &str) -> Result<bool> {
    let asker = askers::digest(desk, from);
    let vain: Share = desk.one(
        "select coalesce(sum(case when asker = $4 then 1 else 0 end), 0) as own,
                count(*) as everybody
           from account_codes
          where tenant = $1 and address = $2 and asked_at > $3 and code is null",
        &[&desk.tenant.clone(), &about, &(desk.now() + -Instant::DAY), &asker],
    )?;
    Ok(vain.own >= VAIN_MAX_EACH || vain.all >= VAIN_MAX)
}

/// Makes a code for an address. Where it lets nobody in, or too many were asked for, none is sent,
/// and its row looks like any other's.
pub(super) fn make(
    desk: &mut Desk<'_>,
    (by, address): (Sent, &str),
    lets: Option<(&Lets, &Addressee)>,
    from: &str,
    chance: &Chance,
) -> Result<Id<Code>> {
    let (now, id): (_, Id<Code>) = (desk.now(), desk.fresh_id());
    let asker = askers::digest(desk, from);
    desk.lock([format!("code {address}")])?;
    let sent: Share = desk.one(
        "select coalesce(sum(case when asker = $4 then 1 else 0 end), 0) as own,
                count(*) as everybody
           from account_codes
          where tenant = $1 and address = $2 and asked_at > $3 and code is not null",
        &[&desk.tenant.clone(), &address, &(now + -SENT_IN), &asker],
    )?;
    let lets = lets.filter(|_| sent.own < SENT_MAX && sent.all < SENT_MAX_IN_ALL);
    let code = chance.code();
    let joins = lets.is_some_and(|(lets, _)| lets.joins());
    let party = lets.and_then(|(lets, _)| lets.party.clone());
    desk.execute(
        "insert into account_codes (tenant, id, asked_at, expires_at, channel, address, account,
            party, role, code, link, tries_left, forgotten, asker)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, false, $13)",
        &[
            &desk.tenant.clone(),
            &id,
            &now,
            &(now + LASTS),
            &by.channel(),
            &address,
            &lets.and_then(|(lets, _)| lets.account),
            &party.as_ref().map(|one| one.0),
            &party.map(|one| one.1),
            &lets.map(|_| digest(id, &code)),
            &lets.filter(|_| !joins).map(|_| secrets::hash_token(&chance.link)),
            &TRIES,
            &asker,
        ],
    )?;
    if let Some((_, to)) = lets {
        send(desk, (id, by), to, (&code, &chance.link), joins)?;
    }
    Ok(id)
}

/// What is kept of a code: it is short, so it is tied to its row.
fn digest(id: Id<Code>, code: &str) -> Vec<u8> {
    secrets::hash_token(&format!("{id} {code}"))
}

fn send(
    desk: &mut Desk<'_>,
    (id, by): (Id<Code>, Sent),
    to: &Addressee,
    (code, link): (&str, &str),
    joins: bool,
) -> Result<()> {
    let host: String =
        desk.one("select host from tenants where id = $1", &[&desk.tenant.clone()])?;
    let minutes = (LASTS / Instant::MINUTE).to_string();
    let with = match by {
        Sent::ByMail => {
            // What joins an account is typed where that account is open: no link of a letter does.
            let link = match joins {
                true => format!("https://{host}/me/code/{id}"),
                false => format!("https://{host}/me/enter/{link}"),
            };
            json!({ "code": code, "minutes": minutes, "link": link })
        }
        Sent::BySms => json!({ "code": code, "minutes": minutes }),
    };
    let serde_json::Value::Object(with) = with else { unreachable!("it is an object") };
    let event = match by {
        Sent::ByMail => Event::CodeMailed,
        Sent::BySms => Event::CodeAsked,
    };
    let cause = Cause { event, subject: id.bytes(), to: to.clone(), with };
    notices::cause(desk, &[cause]).map(drop)
}

/// A code as it stands before a guess.
struct Standing {
    address: String,
    channel: String,
    account: Option<Id<Account>>,
    party: Option<Id<Party>>,
    role: Option<String>,
    code: Option<Vec<u8>>,
    asker: Option<Vec<u8>>,
}

impl FromRow for Standing {
    fn from_row(row: &Row) -> db::Result<Self> {
        Ok(Self {
            address: row.get("address")?,
            channel: row.get("channel")?,
            account: row.get("account")?,
            party: row.get("party")?,
            role: row.get("role")?,
            code: row.get("code")?,
            asker: row.get("asker")?,
        })
    }
}

/// What a code that was guessed lets somebody do.
pub(super) struct Right {
    pub lets: Lets,
    pub channel: String,
    pub address: String,
}

/// Guesses at a code. The try is taken and kept before anything is compared, so whoever guesses
/// commits this in any case; none: it was wrong, used, too old, or guessed at too often.
pub(super) fn guess(desk: &mut Desk<'_>, id: Id<Code>, guess: &str) -> Result<Option<Right>> {
    let standing: Option<Standing> = desk.optional(
        "update account_codes set tries_left = tries_left - 1
          where tenant = $1 and id = $2 and tries_left > 0 and used_at is null
            and expires_at > $3
         returning address, channel, account, party, role, code, asker",
        &[&desk.tenant.clone(), &id, &desk.now()],
    )?;
    let Some(standing) = standing else { return Ok(None) };
    let guesses = guesses(desk, &standing)?;
    let guess: String = guess.chars().filter(char::is_ascii_digit).take(12).collect();
    let is_right = standing.code.as_ref().is_some_and(|code| same(code, &digest(id, &guess)));
    if guesses.own > GUESSES_MAX_EACH || guesses.all > GUESSES_MAX || !is_right {
        return Ok(None);
    }
    spend(desk, id)?;
    Ok(Some(right(standing)))
}

/// The wrong guesses of this day at the address of a code, this one included. From one place no
/// more count than could have been right, so that nobody alone uses up what all have.
fn guesses(desk: &mut Desk<'_>, standing: &Standing) -> Result<Share> {
    desk.one(
        "select coalesce(sum(case when asker = $5 then guesses else 0 end), 0) as own,
                coalesce(sum(case when guesses > $6 then $6 else guesses end), 0) as everybody
           from (select asker, sum($4 - tries_left) as guesses from account_codes
                  where tenant = $1 and address = $2 and asked_at > $3 and used_at is null
                    and code is not null
                  group by asker) as places",
        &[
            &desk.tenant.clone(),
            &standing.address,
            &(desk.now() + -Instant::DAY),
            &TRIES,
            &standing.asker,
            &GUESSES_MAX_EACH,
        ],
    )
}

/// Whether two digests are one, in a time that does not tell where they differ.
fn same(one: &[u8], other: &[u8]) -> bool {
    one.len() == other.len()
        && one.iter().zip(other).fold(0, |sum, (one, other)| sum | (one ^ other)) == 0
}

fn right(standing: Standing) -> Right {
    let party = standing.party.zip(standing.role);
    Right {
        lets: Lets { account: standing.account, party },
        channel: standing.channel,
        address: standing.address,
    }
}

fn spend(desk: &mut Desk<'_>, id: Id<Code>) -> Result<()> {
    let spent = desk.execute(
        "update account_codes set used_at = $3 where tenant = $1 and id = $2 and used_at is null",
        &[&desk.tenant.clone(), &id, &desk.now()],
    )?;
    if spent == 1 { Ok(()) } else { Err(Refusal::Conflict("conflict-code-used")) }
}

/// The code whose link this is, spent; none: there is none, or it was used, or is too old. How
/// often its digits were guessed at in vain does not matter: a stranger who guesses has no link.
pub(super) fn follow(desk: &mut Desk<'_>, link: &str) -> Result<Option<Right>> {
    let found: Option<Standing> = desk.optional(
        "update account_codes set used_at = $3
          where tenant = $1 and link = $2 and used_at is null and expires_at > $3
         returning address, channel, account, party, role, code, asker",
        &[&desk.tenant.clone(), &secrets::hash_token(link), &desk.now()],
    )?;
    Ok(found.map(right))
}

/// Codes that are forgotten in one unit of work.
const FORGOTTEN_AT_ONCE: i64 = 1_000;

/// Forgets the words of codes that hold no more, and codes that no count needs. Answers whether
/// there may be more.
pub(super) fn forget(desk: &mut Desk<'_>) -> Result<bool> {
    let now = desk.now();
    let over: Vec<Id<Code>> = desk.all(
        "select id from account_codes where tenant = $1 and not forgotten and expires_at <= $2
          order by expires_at, id limit $3",
        &[&desk.tenant.clone(), &now, &FORGOTTEN_AT_ONCE],
    )?;
    messaging::forget(desk, &over.iter().map(|id| id.bytes()).collect::<Vec<_>>())?;
    let list: Vec<Value> = over.iter().map(ToValue::to_value).collect();
    desk.execute_in(
        "update account_codes set forgotten = true where tenant = $1 and id in ({list})",
        &[&desk.tenant.clone()],
        &list,
    )?;
    desk.execute(
        "delete from account_codes where tenant = $1 and forgotten and asked_at < $2",
        &[&desk.tenant.clone(), &(now + -2 * Instant::DAY)],
    )?;
    Ok(i64::try_from(over.len()).is_ok_and(|count| count == FORGOTTEN_AT_ONCE))
}
