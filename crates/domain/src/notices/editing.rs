//! Saving notices and their words: a new version each time.

use super::{
    book::{Book, Notice, Wording},
    events::Event,
    model::DAY,
    wording::{faults_of_plan, try_out},
};
use crate::{
    Desk, Fault, Kind, Refusal, Result, Right,
    messaging::{Category, Channel},
    quiet::Quiet,
};
use db::ToValue;
use kernel::{Id, Language};
use serde_json::json;

/// The words of a notice as they are saved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Writing {
    /// The code of the notice.
    pub notice: String,
    /// By what it goes.
    pub channel: Channel,
    /// The language it is in.
    pub language: Language,
    /// The heading with placeholders.
    pub title: String,
    /// The text with placeholders.
    pub text: String,
}

impl Writing {
    /// The same as words of a book.
    pub fn wording(&self) -> Wording {
        Wording {
            id: Id::from_bytes([0; 16]),
            notice: self.notice.clone(),
            channel: self.channel,
            language: self.language,
            version: 0,
            title: self.title.clone(),
            text: self.text.clone(),
        }
    }
}

/// Minutes a notice makes sense at the most: thirty days.
const LASTS_MAX: i64 = 30 * DAY;
/// Letters of a text.
const TEXT_MAX: usize = 20_000;

/// Saves a new notice.
///
/// # Errors
/// As [`save`]; `Invalid` where there is one of its code.
pub fn create(desk: &mut Desk<'_>, saving: &Notice) -> Result<()> {
    desk.reach(Right::WriteNotices)?;
    desk.lock([format!("notice {}", saving.code)])?;
    let known: Option<String> = desk.optional(
        "select code from notices where tenant = $1 and code = $2 and current",
        &[&desk.tenant.clone(), &saving.code],
    )?;
    if known.is_some() {
        return Err(Refusal::invalid("code", "fault-notice-known"));
    }
    save(desk, saving)
}

/// Saves a notice as its next version, whatever version it says. Its words must fit what causes it
/// from now on.
///
/// # Errors
/// `Forbidden` without the right, `Invalid` with all faults.
pub fn save(desk: &mut Desk<'_>, saving: &Notice) -> Result<()> {
    desk.reach(Right::WriteNotices)?;
    let mut faults = faults_of_rule(saving);
    let book = Book::open(desk)?;
    for words in book.words.iter().filter(|one| one.notice == saving.code) {
        let wrong = faults_of_words(saving, words);
        let (channel, language) = (words.channel.word(), words.language.code());
        let tell = |fault: Fault| {
            let detail = if fault.detail.is_empty() { fault.field } else { fault.detail };
            let field = if saving.plan { "plan" } else { "event" };
            Fault::new(field, "fault-words").with(format!("{channel}, {language}: {detail}"))
        };
        faults.extend(wrong.into_iter().map(tell));
    }
    Refusal::unless_none(faults)?;
    add_notice(desk, saving)
}

/// What is wrong with words of this notice.
fn faults_of_words(notice: &Notice, words: &Wording) -> Vec<Fault> {
    let mut faults = Vec::new();
    for (field, text) in [("title", &words.title), ("text", &words.text)] {
        if notice.plan {
            faults.extend(faults_of_plan(field, words.language, text));
        }
    }
    if let Err(Refusal::Invalid(wrong)) = try_out(notice.event, words.channel, words) {
        faults.extend(wrong);
    }
    faults
}

fn faults_of_rule(saving: &Notice) -> Vec<Fault> {
    let mut faults = Vec::new();
    if !is_code(&saving.code) {
        faults.push(Fault::new("code", "fault-code"));
    }
    if saving.name.trim().is_empty() || saving.name.chars().count() > 200 {
        faults.push(Fault::new("name", "fault-required"));
    }
    if !(1..=LASTS_MAX).contains(&saving.lasts) {
        faults.push(Fault::new("lasts", "fault-range").with(format!("1–{LASTS_MAX}")));
    }
    let outside = |quiet: Quiet| !(0..DAY).contains(&quiet.from) || !(0..DAY).contains(&quiet.to);
    if saving.quiet.is_some_and(outside) {
        faults.push(Fault::new("quiet_from", "fault-time"));
    }
    if (saving.event == Event::OfferMade) != (saving.category == Category::Offer) {
        faults.push(Fault::new("category", "fault-offer"));
    }
    faults
}

fn is_code(code: &str) -> bool {
    let plain = |one: char| one.is_ascii_lowercase() || one.is_ascii_digit() || one == '_';
    (1..=40).contains(&code.len()) && code.chars().all(plain)
}

pub(super) fn add_notice(desk: &mut Desk<'_>, saving: &Notice) -> Result<()> {
    let id: Id<Notice> = desk.fresh_id();
    let (now, actor) = (desk.now(), desk.who.actor().label());
    desk.lock([format!("notice {}", saving.code)])?;
    desk.execute(
        "update notices set current = false where tenant = $1 and code = $2 and current",
        &[&desk.tenant.clone(), &saving.code],
    )?;
    desk.execute(
        "insert into notices (tenant, id, code, version, current, name, event, category, sender,
            ways, quiet_from, quiet_to, lasts, plan, saved_at, actor)
         select $1, $2, $3, coalesce(max(version), 0) + 1, true, $4, $5, $6, $7, $8, $9, $10,
                $11, $12, $13, $14
           from notices where tenant = $1 and code = $3",
        &[
            &desk.tenant.clone(),
            &id,
            &saving.code,
            &saving.name.trim(),
            &saving.event.word(),
            &saving.category.word(),
            &saving.sender,
            &saving.ways.to_string(),
            &saving.quiet.map(|quiet| quiet.from),
            &saving.quiet.map(|quiet| quiet.to),
            &saving.lasts,
            &saving.plan,
            &now,
            &actor,
        ],
    )?;
    desk.record(id, Kind::NoticeSaved, &json!({ "code": saving.code }))
}

/// Saves a new version of the words of a notice, after trying them out.
///
/// # Errors
/// `Forbidden` without the right, `Unknown` where there is no such notice, `Invalid` with all
/// faults: what they name that there is not, too many parts of a text message, words of insurance
/// where it speaks of a plan.
pub fn write(desk: &mut Desk<'_>, writing: &Writing) -> Result<()> {
    desk.reach(Right::WriteNotices)?;
    let book = Book::open(desk)?;
    let notice = book.notice(&writing.notice).ok_or(Refusal::Unknown("notice"))?;
    let mut faults = Vec::new();
    for (field, text) in [("title", &writing.title), ("text", &writing.text)] {
        if text.chars().count() > TEXT_MAX {
            faults.push(Fault::new(field, "fault-too-long").with(TEXT_MAX.to_string()));
        }
    }
    faults.extend(faults_of_words(notice, &writing.wording()));
    Refusal::unless_none(faults)?;
    add_words(desk, writing)
}

pub(super) fn add_words(desk: &mut Desk<'_>, writing: &Writing) -> Result<()> {
    let id: Id<Wording> = desk.fresh_id();
    let (now, actor) = (desk.now(), desk.who.actor().label());
    let (channel, language) = (writing.channel.word(), writing.language.code());
    desk.lock([format!("notice {}", writing.notice)])?;
    let of: [&dyn ToValue; 4] = [&desk.tenant.clone(), &writing.notice, &channel, &language];
    desk.execute(
        "update notice_texts set current = false
          where tenant = $1 and notice = $2 and channel = $3 and language = $4 and current",
        &of,
    )?;
    desk.execute(
        "insert into notice_texts (tenant, id, notice, channel, language, version, current, title,
            text, saved_at, actor)
         select $1, $5, $2, $3, $4, coalesce(max(version), 0) + 1, true, $6, $7, $8, $9
           from notice_texts
          where tenant = $1 and notice = $2 and channel = $3 and language = $4",
        &[
            of[0],
            of[1],
            of[2],
            of[3],
            &id,
            &writing.title.trim(),
            &writing.text.trim(),
            &now,
            &actor,
        ],
    )?;
    desk.record(id, Kind::NoticeSaved, &json!({ "code": writing.notice, "language": language }))
}
