use super::{
    delivering::TOPIC,
    instead::{self, Way},
    mailings::begin,
    model::{Category, Channel, State},
    outbox::Message,
};
use crate::{Desk, Result};
use db::{ToValue, Value};
use kernel::{Id, Instant, Language};

/// A message to be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Composing {
    /// What it is about: a request, a complaint.
    pub subject: [u8; 16],
    /// Whose it is in the register, where that is known.
    pub party: Option<[u8; 16]>,
    /// Which notice it is, by its code.
    pub kind: String,
    /// What it is for.
    pub category: Category,
    /// By what it goes, to whom, in which version of the words; none: `title` and `text` are the
    /// words. Else `text` is what they name, as JSON.
    pub way: Way,
    /// Where it goes if it does not arrive this way.
    pub instead: Vec<Way>,
    /// The language it is in.
    pub language: Language,
    /// Its heading.
    pub title: String,
    /// The text.
    pub text: String,
    /// When it goes out at the earliest.
    pub send_at: Instant,
    /// Until when it makes sense.
    pub expires_at: Instant,
    /// The mailing it belongs to: a campaign.
    pub campaign: Option<[u8; 16]>,
    /// The agency in whose name it goes; none: the head office.
    pub sender: Option<[u8; 16]>,
}

impl Composing {
    /// Words as they stand, `(title, text)`, to one address by one channel: about nothing of ours,
    /// of no notice and in the first of our languages until it is said otherwise. It goes now.
    pub fn plain(
        channel: Channel,
        to: impl Into<String>,
        (title, text): (&str, &str),
        now: Instant,
    ) -> Self {
        Self {
            subject: [0; 16],
            party: None,
            kind: String::new(),
            category: Category::Personal,
            way: Way { channel, to: to.into(), template: None, quiet: None },
            instead: Vec::new(),
            language: Language::default(),
            title: title.into(),
            text: text.into(),
            send_at: now,
            expires_at: now + LASTS,
            campaign: None,
            sender: None,
        }
    }
}

/// So long a letter makes sense where nothing else is said: a mail server, too, tries for five
/// days.
pub const LASTS: i64 = 5 * Instant::DAY;

/// Composes messages, in the transaction that wants them. One into the client's own area is there
/// at once.
///
/// # Errors
/// Only when the database fails.
pub fn compose(desk: &mut Desk<'_>, messages: &[Composing]) -> Result<()> {
    let rows: Vec<Vec<Value>> = messages.iter().map(|message| cells(desk, message)).collect();
    let into = "messages (tenant, id, at, subject, party, kind, category, channel, recipient,
        template, instead, language, title, text, state, send_at, expires_at, campaign, bell_at,
        sender)";
    begin(desk, messages.iter().filter_map(|message| message.campaign))?;
    if rows.len() > BULK_FROM {
        desk.bulk(into, "", rows)?;
    } else {
        desk.insert(into, "", &rows)?;
    }
    if !messages.is_empty() {
        desk.wake(TOPIC);
    }
    Ok(())
}

/// Forgets what the words of messages about these name: nobody reads or sends them any more.
///
/// # Errors
/// Only when the database fails.
pub fn forget(desk: &mut Desk<'_>, subjects: &[[u8; 16]]) -> Result<()> {
    let list: Vec<Value> = subjects.iter().map(|one| Value::Uuid(*one)).collect();
    desk.execute_in(
        "update messages set text = '{}'
          where tenant = $1 and template is not null and subject in ({list})",
        &[&desk.tenant.clone()],
        &list,
    )?;
    Ok(())
}

/// Rows above which a bulk load is worth its set-up.
const BULK_FROM: usize = 400;

fn cells(desk: &mut Desk<'_>, message: &Composing) -> Vec<Value> {
    let id: Id<Message> = desk.fresh_id();
    let is_inside = message.way.channel == Channel::Inbox;
    let state = if is_inside { State::Delivered } else { State::Waiting };
    vec![
        desk.tenant.to_value(),
        id.to_value(),
        desk.now().to_value(),
        Value::Uuid(message.subject),
        message.party.to_value(),
        message.kind.to_value(),
        message.category.word().to_value(),
        message.way.channel.word().to_value(),
        message.way.to.to_value(),
        message.way.template.to_value(),
        instead::kept(&message.instead).to_value(),
        message.language.to_value(),
        message.title.to_value(),
        message.text.to_value(),
        state.word().to_value(),
        message.send_at.to_value(),
        message.expires_at.to_value(),
        message.campaign.to_value(),
        is_inside.then_some(message.send_at).to_value(),
        message.sender.to_value(),
    ]
}
