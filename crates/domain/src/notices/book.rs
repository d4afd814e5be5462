//! The notices in force with their words, kept ready between units of work.

use super::{events::Event, model::Ways};
use crate::{
    Desk, Result,
    identity::Unit,
    messaging::{Category, Channel},
    quiet::Quiet,
};
use db::{FromRow, Row};
use kernel::{Id, Language};
use std::sync::Arc;

/// A notice: one in force, or one to be saved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// Its short name.
    pub code: String,
    /// 1, 2, 3 …; nought where it is not saved yet.
    pub version: i64,
    /// What colleagues call it.
    pub name: String,
    /// What causes it.
    pub event: Event,
    /// What it is for.
    pub category: Category,
    /// The agency in whose name it goes; none: the head office.
    pub sender: Option<Id<Unit>>,
    /// By what it goes.
    pub ways: Ways,
    /// When it waits.
    pub quiet: Option<Quiet>,
    /// So many minutes it makes sense.
    pub lasts: i64,
    /// Whether it speaks of a plan, which is no insurance.
    pub plan: bool,
}

impl FromRow for Notice {
    fn from_row(row: &Row) -> db::Result<Self> {
        let wrong = |column: &str| db::Error::Column { column: column.into(), wanted: "word" };
        let text = |column: &str| row.get::<String>(column);
        let (from, to): (Option<i64>, Option<i64>) = (row.get("quiet_from")?, row.get("quiet_to")?);
        Ok(Self {
            code: row.get("code")?,
            version: row.get("version")?,
            name: row.get("name")?,
            event: row.word("event")?,
            category: row.word("category")?,
            sender: row.get("sender")?,
            ways: text("ways")?.parse().map_err(|_| wrong("ways"))?,
            quiet: from.zip(to).map(|(from, to)| Quiet { from, to }),
            lasts: row.get("lasts")?,
            plan: row.get("plan")?,
        })
    }
}

/// The words of a notice by one channel in one language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wording {
    /// This version's row.
    pub id: Id<Wording>,
    /// The code of the notice.
    pub notice: String,
    /// By what it goes.
    pub channel: Channel,
    /// The language it is in.
    pub language: Language,
    /// 1, 2, 3 …
    pub version: i64,
    /// The heading with placeholders; a text message has none.
    pub title: String,
    /// The text with placeholders.
    pub text: String,
}

impl FromRow for Wording {
    fn from_row(row: &Row) -> db::Result<Self> {
        Ok(Self {
            id: row.get("id")?,
            notice: row.get("notice")?,
            channel: row.word("channel")?,
            language: row.get("language")?,
            version: row.get("version")?,
            title: row.get("title")?,
            text: row.get("text")?,
        })
    }
}

/// Notices of a company at the most.
const NOTICES_MAX: i64 = 500;
/// Words of them at the most: four languages, five channels.
const TEXTS_MAX: i64 = 10_000;

/// The notices in force, by their code, with their words.
#[derive(Debug)]
pub struct Book {
    /// The notices.
    pub notices: Vec<Notice>,
    /// The words in force.
    pub words: Vec<Wording>,
}

pub(super) const NOTICE: &str = "code, version, name, event, category, sender, ways, quiet_from,
    quiet_to, lasts, plan";
pub(super) const WORDS: &str = "id, notice, channel, language, version, title, text";

impl Book {
    /// The tenant's book.
    ///
    /// # Errors
    /// Only when the database fails, or holds what this program cannot read.
    pub fn open(desk: &mut Desk<'_>) -> Result<Arc<Self>> {
        let tenant = desk.tenant;
        // Versions are only ever added.
        let stamp: i64 = desk.one(
            "select (select count(*) from notices where tenant = $1)
                  + (select count(*) from notice_texts where tenant = $1) as stamp",
            &[&tenant],
        )?;
        desk.shelf().get(tenant.bytes(), stamp, || Self::load(desk))
    }

    fn load(desk: &mut Desk<'_>) -> Result<Self> {
        let tenant = desk.tenant;
        let notices = desk.all(
            &format!(
                "select {NOTICE} from notices
                  where tenant = $1 and current order by code limit $2"
            ),
            &[&tenant, &NOTICES_MAX],
        )?;
        let words = desk.all(
            &format!(
                "select {WORDS} from notice_texts where tenant = $1 and current
                  order by notice, channel, language limit $2"
            ),
            &[&tenant, &TEXTS_MAX],
        )?;
        Ok(Self { notices, words })
    }

    /// The notices that this causes.
    pub fn caused_by(&self, event: Event) -> impl Iterator<Item = &Notice> {
        self.notices.iter().filter(move |notice| notice.event == event)
    }

    /// The notice of this code.
    pub fn notice(&self, code: &str) -> Option<&Notice> {
        self.notices.iter().find(|notice| notice.code == code)
    }

    /// The words of a notice by a channel: in this language, else in another that it has. A letter
    /// on paper that has no words of its own has those of the one by mail.
    pub fn words(&self, code: &str, channel: Channel, language: Language) -> Option<&Wording> {
        let own = |channel| {
            let by = move |one: &&Wording| one.notice == code && one.channel == channel;
            let mut all = self.words.iter().filter(by);
            all.clone().find(|one| one.language == language).or_else(|| all.next())
        };
        lent_by(channel).into_iter().find_map(own)
    }
}

/// The channels whose words a message of this one may go in, its own first.
pub(super) fn lent_by(channel: Channel) -> Vec<Channel> {
    match channel {
        Channel::Post => vec![Channel::Post, Channel::Email],
        Channel::Registered => vec![Channel::Registered, Channel::Post, Channel::Email],
        other => vec![other],
    }
}
