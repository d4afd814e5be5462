//! Messages as they read.

use super::{
    book::{Book, WORDS, Wording},
    consents::still_wanted,
    wording::{Words, faults_of_plan, words},
};
use crate::{
    Desk, Fault, Refusal, Result,
    messaging::{Category, Ended, Fate, Message, Parcel, ended},
};
use db::Value;
use kernel::Id;
use serde_json::{Map, Value as Json};
use std::collections::{HashMap, HashSet};

/// Versions of words by their row, and the address of the company's pages.
struct Versions {
    known: HashMap<[u8; 16], Wording>,
    /// Notices of plans, which are no insurance, by their codes.
    plans: HashSet<String>,
    site: String,
}

/// What people are called, and what they wrote.
const OF_PEOPLE: [&str; 9] = [
    "client",
    "company",
    "sender",
    "colleague",
    "title",
    "answer",
    "question",
    "site",
    "unsubscribe",
];

impl Versions {
    /// Those of these, the ones in force and older ones.
    fn load(desk: &mut Desk<'_>, wanted: impl Iterator<Item = [u8; 16]>) -> Result<Self> {
        let book = Book::open(desk)?;
        let in_force = |id: &[u8; 16]| book.words.iter().find(|one| one.id.bytes() == *id);
        let (mut known, mut older) = (HashMap::new(), Vec::new());
        for id in wanted {
            match in_force(&id) {
                Some(one) => drop(known.insert(id, one.clone())),
                None => older.push(Value::Uuid(id)),
            }
        }
        if !older.is_empty() {
            let sql =
                format!("select {WORDS} from notice_texts where tenant = $1 and id in ({{list}})");
            let found: Vec<Wording> = desk.all_in(&sql, &[&desk.tenant.clone()], &older)?;
            known.extend(found.into_iter().map(|one| (one.id.bytes(), one)));
        }
        let plans = book.notices.iter().filter(|notice| notice.plan);
        let plans = plans.map(|notice| notice.code.clone()).collect();
        Ok(Self { known, plans, site: site(desk)? })
    }

    /// The words of a message that names these things.
    fn put(&self, template: [u8; 16], message: Id<Message>, text: &str) -> Result<Words> {
        let wording = self.known.get(&template).ok_or(Refusal::Unknown("wording"))?;
        words(wording, &named(&self.site, message, text)?)
    }

    /// What words of a plan would say of insurance by what they name of things: a product, a way.
    /// What people are called and what they wrote is theirs to say.
    fn insures(&self, template: [u8; 16], parcel: &Parcel) -> Result<Option<Fault>> {
        let Some(wording) = self.known.get(&template).filter(|_| self.plans.contains(&parcel.kind))
        else {
            return Ok(None);
        };
        let mut with = named(&self.site, parcel.message, &parcel.text)?;
        for name in OF_PEOPLE {
            if let Some(said) = with.get_mut(name) {
                *said = Json::String(String::new());
            }
        }
        let Words { title, text } = words(wording, &with)?;
        let said = |field, text: &str| faults_of_plan(field, wording.language, text);
        Ok(said("title", &title).into_iter().chain(said("text", &text)).next())
    }

    /// The same for colleagues, who read no code.
    fn show(&self, template: [u8; 16], message: Id<Message>, text: &str) -> Result<Words> {
        let wording = self.known.get(&template).ok_or(Refusal::Unknown("wording"))?;
        let mut with = named(&self.site, message, text)?;
        hide(&mut with);
        words(wording, &with)
    }
}

/// What a message names: what is kept with it, and what every message can name of its house.
fn named(site: &str, message: Id<Message>, text: &str) -> Result<Map<String, Json>> {
    let mut with: Map<String, Json> =
        serde_json::from_str(text).map_err(|_| Refusal::Unknown("wording"))?;
    with.insert("unsubscribe".into(), Json::String(page_of(site, message)));
    with.insert("site".into(), Json::String(site.to_owned()));
    Ok(with)
}

/// The page on which whoever got this message wants no more offers.
fn page_of(site: &str, message: Id<Message>) -> String {
    format!("{site}/u/{message}")
}

fn site(desk: &mut Desk<'_>) -> Result<String> {
    let host: String =
        desk.one("select host from tenants where id = $1", &[&desk.tenant.clone()])?;
    Ok(format!("https://{host}"))
}

/// What the words of a message can name, as it is kept with it.
pub(super) fn facts_of(
    desk: &mut Desk<'_>,
    message: Id<Message>,
    text: &str,
) -> Result<Map<String, Json>> {
    let site = site(desk)?;
    let mut with = named(&site, message, text)?;
    hide(&mut with);
    Ok(with)
}

/// What stands at an offer that its client does not want any more.
const WITHDRAWN: &str = "no consent: it was withdrawn before this was sent";

/// Puts messages that were taken into words. One that cannot be has failed, and holds no other up.
/// So has an offer whose client does not want it any more.
///
/// # Errors
/// Only when the database fails.
pub fn put_into_words(desk: &mut Desk<'_>, parcels: Vec<Parcel>) -> Result<Vec<Parcel>> {
    let versions = Versions::load(desk, parcels.iter().filter_map(|one| one.template))?;
    let offers = parcels.iter().filter(|one| one.category == Category::Offer);
    let offers: Vec<Id<Message>> = offers.map(|one| one.message).collect();
    let wanted = still_wanted(desk, &offers)?;
    let (mut spoken, mut unsaid) = (Vec::new(), Vec::new());
    for mut parcel in parcels {
        if parcel.category == Category::Offer {
            if !wanted.contains(&parcel.message) {
                unsaid.push(Ended::new(parcel.attempt, Fate::Spared, WITHDRAWN));
                continue;
            }
            parcel.unsubscribe = Some(page_of(&versions.site, parcel.message));
        }
        let Some(template) = parcel.template.take() else {
            // An earlier version kept what a confirmation names and no words with it.
            if parcel.kind == "receipt" && parcel.text.starts_with('{') {
                unsaid.push(Ended::new(parcel.attempt, Fate::Refused, "it has no words"));
            } else {
                spoken.push(parcel);
            }
            continue;
        };
        let said = versions.put(template, parcel.message, &parcel.text);
        let said = said.and_then(|words| match versions.insures(template, &parcel)? {
            Some(word) => Err(Refusal::Invalid(vec![word])),
            None => Ok(words),
        });
        match said {
            Ok(Words { title, text }) => spoken.push(Parcel { title, text, ..parcel }),
            Err(Refusal::Broken(error)) => return Err(Refusal::Broken(error)),
            Err(error) => {
                unsaid.push(Ended::new(parcel.attempt, Fate::Refused, error.to_string()));
            }
        }
    }
    ended(desk, &unsaid)?;
    Ok(spoken)
}

/// What stands for a code that nobody but its receiver may read.
const HIDDEN: &str = "••••••";
/// What names a secret in the words of a notice.
const SECRETS: [&str; 2] = ["code", "link"];

fn hide(with: &mut Map<String, Json>) {
    for name in SECRETS {
        if let Some(secret) = with.get_mut(name) {
            *secret = Json::String(HIDDEN.to_owned());
        }
    }
}

/// Messages as colleagues read them: codes are hidden. One whose words cannot be had, or whose code
/// is forgotten, has none.
///
/// # Errors
/// Only when the database fails.
pub fn spoken(desk: &mut Desk<'_>, messages: &mut [Message]) -> Result<()> {
    let versions = Versions::load(desk, messages.iter().filter_map(|one| one.template))?;
    for message in messages {
        let Some(template) = message.template else { continue };
        match versions.show(template, message.id, &message.text) {
            Ok(words) => (message.title, message.text) = (words.title, words.text),
            Err(Refusal::Broken(error)) => return Err(Refusal::Broken(error)),
            Err(_) => message.text = HIDDEN.to_owned(),
        }
    }
    Ok(())
}
