//! An offer as it stood when a campaign began: what is edited meanwhile changes nothing of it.

use super::book::{Book, NOTICE, Notice, WORDS, Wording};
use crate::{
    Desk, Refusal, Result,
    identity::{self, Unit},
    messaging::Category,
    quiet::Quiet,
};
use db::{ToValue, Value};
use kernel::{Id, Instant};
use serde::{Deserialize, Serialize};

/// A version of an offer, with the versions of its words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pinned {
    notice: String,
    version: i64,
    words: Vec<String>,
    quiet: Option<Quiet>,
    /// The agency in whose name it goes; none: the head office.
    sender: Option<String>,
}

/// The offer as it stands now, in the name of this agency or of whom the notice names.
///
/// # Errors
/// `Unknown` where there is no such notice, or it is no offer.
pub fn pin(desk: &mut Desk<'_>, code: &str, sender: Option<Id<Unit>>) -> Result<Pinned> {
    let book = Book::open(desk)?;
    let offer = book.notice(code).filter(|notice| notice.category == Category::Offer);
    let offer = offer.ok_or(Refusal::Unknown("notice"))?;
    let own = book.words.iter().filter(|one| one.notice == code);
    Ok(Pinned {
        notice: code.to_owned(),
        version: offer.version,
        words: own.map(|one| one.id.to_string()).collect(),
        quiet: offer.quiet,
        sender: sender.or(offer.sender).map(|unit| unit.to_string()),
    })
}

impl Pinned {
    /// When it may go again, where it is to leave clients alone at this hour.
    ///
    /// # Errors
    /// Only when the database fails.
    pub fn waits(&self, desk: &mut Desk<'_>) -> Result<Option<Instant>> {
        let Some(quiet) = self.quiet else { return Ok(None) };
        let (now, zone) = (desk.now(), identity::tenant(desk)?.zone);
        Ok(Some(quiet.over(now, &zone)).filter(|over| *over > now))
    }

    /// The book in which only this stands.
    pub(super) fn book(&self, desk: &mut Desk<'_>) -> Result<Book> {
        let wrong = |_| db::Error::Column { column: "pinned".into(), wanted: "names of words" };
        let ids = self.words.iter().map(|id| id.parse::<Id<Wording>>());
        let ids = ids.collect::<std::result::Result<Vec<_>, _>>().map_err(wrong)?;
        let mut notices: Vec<Notice> = desk.all(
            &format!(
                "select {NOTICE} from notices where tenant = $1 and code = $2 and version = $3"
            ),
            &[&desk.tenant.clone(), &self.notice, &self.version],
        )?;
        let sender = self.sender.as_ref().map(|unit| unit.parse::<Id<Unit>>());
        let sender = sender.transpose().map_err(wrong)?;
        notices.iter_mut().for_each(|notice| notice.sender = sender);
        let list: Vec<Value> = ids.iter().map(ToValue::to_value).collect();
        let sql =
            format!("select {WORDS} from notice_texts where tenant = $1 and id in ({{list}})");
        let mut words: Vec<Wording> = desk.all_in(&sql, &[&desk.tenant.clone()], &list)?;
        words.sort_by(|one, other| {
            let key = |it: &Wording| (it.channel.word(), it.language.code());
            key(one).cmp(&key(other))
        });
        Ok(Book { notices, words })
    }
}
