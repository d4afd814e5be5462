//! The notices that every company begins with, in four languages. They are saved as first versions,
//! and the company changes them like its own.

use super::{
    book::Notice,
    editing::{Writing, add_notice, add_words},
    events::Event,
    model::DAY,
};
use crate::{
    Desk, Result,
    messaging::{Category, Channel},
    quiet::Quiet,
};
use kernel::Language;
use serde::Deserialize;
use std::collections::{BTreeMap, HashSet};

/// A notice as it stands in a file: texts by channel and language.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    name: String,
    event: String,
    category: String,
    ways: String,
    quiet: Option<(i64, i64)>,
    lasts_days: Option<i64>,
    lasts_minutes: Option<i64>,
    words: BTreeMap<String, BTreeMap<String, (String, String)>>,
}

const FILES: [(&str, &str); 15] = [
    ("receipt", include_str!("standard/receipt.toml")),
    ("answer", include_str!("standard/answer.toml")),
    ("asked", include_str!("standard/asked.toml")),
    ("complaint_acknowledged", include_str!("standard/complaint_acknowledged.toml")),
    ("callback_tried", include_str!("standard/callback_tried.toml")),
    ("claim_in_charge", include_str!("standard/claim_in_charge.toml")),
    ("contract_documents", include_str!("standard/contract_documents.toml")),
    ("deadline", include_str!("standard/deadline.toml")),
    ("notice_by_law", include_str!("standard/notice_by_law.toml")),
    ("code", include_str!("standard/code.toml")),
    ("code_by_mail", include_str!("standard/code_by_mail.toml")),
    ("data_answered", include_str!("standard/data_answered.toml")),
    ("key_added", include_str!("standard/key_added.toml")),
    ("agency_offer", include_str!("standard/agency_offer.toml")),
    ("head_office_offer", include_str!("standard/head_office_offer.toml")),
];

/// The codes of the notices that every company begins with.
pub const STANDARD: [&str; FILES.len()] = {
    let (mut all, mut at) = ([""; FILES.len()], 0);
    while at < FILES.len() {
        all[at] = FILES[at].0;
        at += 1;
    }
    all
};

/// So many days a notice makes sense where its file says nothing else.
const LASTS_DAYS: i64 = 5;

/// Saves those of the standard notices that the company does not have yet.
///
/// # Errors
/// Only when the database fails.
pub fn install(desk: &mut Desk<'_>) -> Result<()> {
    let known: Vec<String> = desk
        .all("select code from notices where tenant = $1 and current", &[&desk.tenant.clone()])?;
    let known: HashSet<String> = known.into_iter().collect();
    for (code, text) in FILES.iter().filter(|(code, _)| !known.contains(*code)) {
        let file: File = toml::from_str(text).expect("a test reads every one of them");
        let (saving, words) = read(code, file).expect("a test reads every one of them");
        add_notice(desk, &saving)?;
        words.iter().try_for_each(|one| add_words(desk, one))?;
    }
    Ok(())
}

fn read(code: &str, file: File) -> Option<(Notice, Vec<Writing>)> {
    let lasts = file.lasts_minutes.unwrap_or(file.lasts_days.unwrap_or(LASTS_DAYS) * DAY);
    let notice = Notice {
        code: code.to_owned(),
        version: 0,
        name: file.name,
        event: Event::from_word(&file.event)?,
        category: Category::from_word(&file.category)?,
        sender: None,
        ways: file.ways.parse().ok()?,
        quiet: file.quiet.map(|(from, to)| Quiet { from: from * 60, to: to * 60 }),
        lasts,
        plan: false,
    };
    let mut words = Vec::new();
    for (channel, texts) in file.words {
        for (language, (title, text)) in texts {
            words.push(Writing {
                notice: code.to_owned(),
                channel: Channel::from_word(&channel)?,
                language: language.parse::<Language>().ok()?,
                title,
                text,
            });
        }
    }
    Some((notice, words))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::notices::{book::lent_by, wording::try_out};

    #[test]
    fn every_standard_notice_has_words_for_all_its_ways_in_four_languages() {
        for (code, text) in FILES {
            let file: File = toml::from_str(text).unwrap_or_else(|error| panic!("{code}: {error}"));
            let (saving, words) = read(code, file).unwrap_or_else(|| panic!("{code}"));
            for channel in saving.ways.channels() {
                for language in Language::ALL {
                    let by = |one: &&Writing| {
                        lent_by(channel).contains(&one.channel) && one.language == language
                    };
                    let found = words.iter().find(by);
                    assert!(found.is_some(), "{code} {} {}", channel.word(), language.code());
                }
            }
            for one in &words {
                let tried = try_out(saving.event, one.channel, &one.wording());
                assert!(tried.is_ok(), "{code} {}: {tried:?}", one.language.code());
            }
        }
    }
}
