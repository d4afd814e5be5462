//! Where a message goes that did not arrive: the next way that it has.

use super::{
    composing::{Composing, compose},
    model::{Category, Channel},
    outbox::Message,
    texted::{TEXTS_A_DAY, texted},
};
use crate::{Desk, Kind, Result, identity, quiet::Quiet};
use db::{FromRow, Row, ToValue, Value};
use kernel::{Id, Instant};
use serde::{Deserialize, Serialize};
use serde_json::json;

/// A way to a client, with the version of the words for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Way {
    /// By what.
    pub channel: Channel,
    /// To which address or number; the party for the client's own area.
    pub to: String,
    /// The version of the words.
    pub template: Option<[u8; 16]>,
    /// The hours in which it waits where it goes this way after another.
    pub quiet: Option<Quiet>,
}

/// A way as it is kept.
#[derive(Serialize, Deserialize)]
struct Kept {
    channel: String,
    to: String,
    template: Option<String>,
    /// Ways of earlier versions know no such hours.
    #[serde(default)]
    quiet: Option<Quiet>,
}

/// The ways as they stand in a row: nothing where there are none.
pub(super) fn kept(ways: &[Way]) -> String {
    if ways.is_empty() {
        return String::new();
    }
    let one = |way: &Way| Kept {
        channel: way.channel.word().to_owned(),
        to: way.to.clone(),
        template: way.template.map(|id| Id::<Way>::from_bytes(id).to_string()),
        quiet: way.quiet,
    };
    let all: Vec<Kept> = ways.iter().map(one).collect();
    serde_json::to_string(&all).expect("texts have a form in JSON")
}

fn read(text: &str) -> db::Result<Vec<Way>> {
    let wrong = || db::Error::Column { column: "instead".into(), wanted: "ways" };
    let all: Vec<Kept> = serde_json::from_str(text).map_err(|_| wrong())?;
    let way = |one: Kept| {
        let template = match one.template {
            Some(id) => Some(id.parse::<Id<Way>>().map_err(|_| wrong())?.bytes()),
            None => None,
        };
        let channel = Channel::from_word(&one.channel).ok_or_else(wrong)?;
        Ok(Way { channel, to: one.to, template, quiet: one.quiet })
    };
    all.into_iter().map(way).collect()
}

/// A message that did not arrive, with what is composed in its place.
struct Lost(Id<Message>, Composing);

impl FromRow for Lost {
    fn from_row(row: &Row) -> db::Result<Self> {
        let wrong = |column: &str| db::Error::Column { column: column.into(), wanted: "word" };
        let mut ways = read(&row.get::<String>("instead")?)?;
        let way = if ways.is_empty() { return Err(wrong("instead")) } else { ways.remove(0) };
        let composing = Composing {
            subject: row.get("subject")?,
            party: row.get("party")?,
            kind: row.get("kind")?,
            category: row.word("category")?,
            way,
            instead: ways,
            language: row.get("language")?,
            title: row.get("title")?,
            text: row.get("text")?,
            send_at: row.get("at")?,
            expires_at: row.get("expires_at")?,
            campaign: row.get("campaign")?,
            sender: row.get("sender")?,
        };
        Ok(Self(row.get("id")?, composing))
    }
}

/// A message that goes another way makes sense for at least so long.
const LASTS_MIN: i64 = Instant::DAY;

/// Sends those of these messages, which did not arrive, on their next way; each goes it once, and
/// none in hours in which clients are left alone.
///
/// # Errors
/// Only when the database fails.
pub(super) fn go_on(desk: &mut Desk<'_>, messages: &[Id<Message>]) -> Result<()> {
    let list: Vec<Value> = messages.iter().map(ToValue::to_value).collect();
    let lost: Vec<Lost> = desk.all_in(
        "select id, at, subject, party, kind, category, instead, language, title, text,
                expires_at, campaign, sender
           from messages
          where tenant = $1 and instead <> '' and state in ('failed', 'bounced')
            and id in ({list})",
        &[&desk.tenant.clone()],
        &list,
    )?;
    if lost.is_empty() {
        return Ok(());
    }
    let (now, zone) = (desk.now(), identity::tenant(desk)?.zone);
    for Lost(id, composing) in lost {
        if is_too_much(desk, &composing)? {
            continue;
        }
        desk.execute(
            "update messages set instead = '' where tenant = $1 and id = $2",
            &[&desk.tenant.clone(), &id],
        )?;
        let send_at = composing.way.quiet.map_or(now, |quiet| quiet.over(now, &zone));
        let expires_at = composing.expires_at.max(send_at + LASTS_MIN);
        let facts = json!({ "message": id.to_string(), "channel": composing.way.channel.word() });
        let subject: Id<Message> = Id::from_bytes(composing.subject);
        compose(desk, &[Composing { send_at, expires_at, ..composing }])?;
        desk.record(subject, Kind::MessageWentOn, &facts)?;
    }
    Ok(())
}

/// Whether this number has had all the text messages of service that it gets in a day.
fn is_too_much(desk: &mut Desk<'_>, composing: &Composing) -> Result<bool> {
    if composing.way.channel != Channel::Sms || composing.category != Category::Service {
        return Ok(false);
    }
    let number = composing.way.to.as_str();
    Ok(texted(desk, &[number])?.get(number).is_some_and(|had| *had >= TEXTS_A_DAY))
}
