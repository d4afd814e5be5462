//! A commitment as fields of a form, and back.

use crate::fields::Fields;
use domain::{
    Fault, Refusal, Result,
    commitments::{Basis, Commitment, Reopening, Share, Texts},
};
use std::collections::BTreeMap;

/// The fields that hold one event a line.
pub(super) const LISTS: [&str; 7] =
    ["starts", "stops", "fails", "voids", "pauses", "resumes", "reopens"];

/// The fields of a commitment.
pub(super) fn of(one: &Commitment) -> Fields {
    let lists =
        [&one.starts, &one.stops, &one.fails, &one.voids, &one.pauses, &one.resumes, &one.reopens];
    let mut fields = Fields::default()
        .and("code", one.code.clone())
        .and("within", one.within.clone().unwrap_or_default())
        .and("calendar", one.calendar.clone().unwrap_or_default())
        .and("share", one.share.to_string())
        .and("basis", one.basis.word())
        .and("law", one.law.clone().unwrap_or_default())
        .and("valid_from", one.valid_from.clone())
        .and("warn_before", one.warn_before.clone().unwrap_or_default())
        .and("reopening", one.reopening.word())
        .and("client_kinds", one.client_kinds.join("\n"))
        .and("priorities", priorities_told(&one.priorities));
    for (name, list) in LISTS.into_iter().zip(lists) {
        fields = fields.and(name, list.join("\n"));
    }
    if one.public {
        fields = fields.and("public", "yes");
    }
    for (prefix, texts) in [("name", &one.name), ("how", &one.how)] {
        for (code, text) in
            [("it", &texts.it), ("fr", &texts.fr), ("nl", &texts.nl), ("en", &texts.en)]
        {
            fields = fields.and(&format!("{prefix}_{code}"), text.clone());
        }
    }
    fields
}

fn priorities_told(priorities: &BTreeMap<String, String>) -> String {
    let line = |(word, time): (&String, &String)| format!("{word} = {time}");
    priorities.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// The commitment that these fields describe.
///
/// # Errors
/// `Invalid` with every fault of the fields, and of the commitment that they make.
pub(super) fn read(fields: &Fields) -> Result<Commitment> {
    let mut faults = Vec::new();
    let share: Option<Share> = fields.text("share").parse().ok();
    if share.is_none() {
        faults.push(Fault::new("share", "fault-share"));
    }
    let given = |name: &str| fields.given(name).map(str::to_owned);
    let commitment = Commitment {
        code: fields.text("code").to_owned(),
        starts: fields.lines("starts"),
        stops: fields.lines("stops"),
        fails: fields.lines("fails"),
        voids: fields.lines("voids"),
        pauses: fields.lines("pauses"),
        resumes: fields.lines("resumes"),
        reopens: fields.lines("reopens"),
        reopening: Reopening::from_word(fields.text("reopening")).unwrap_or_default(),
        within: given("within"),
        priorities: priorities(fields, &mut faults),
        calendar: given("calendar"),
        share: share.unwrap_or("0%".parse().map_err(|_| Refusal::invalid("share", "fault-share"))?),
        basis: Basis::from_word(fields.text("basis")).unwrap_or_default(),
        law: given("law"),
        valid_from: fields.text("valid_from").to_owned(),
        warn_before: given("warn_before"),
        client_kinds: fields.lines("client_kinds"),
        public: fields.given("public").is_some(),
        name: texts(fields, "name"),
        how: texts(fields, "how"),
    };
    faults.extend(commitment.faults());
    Refusal::unless_none(faults).map(|()| commitment)
}

fn priorities(fields: &Fields, faults: &mut Vec<Fault>) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    for line in fields.lines("priorities") {
        match line.split_once('=') {
            Some((word, time)) => {
                found.insert(word.trim().to_owned(), time.trim().to_owned());
            }
            None => faults.push(Fault::new("priorities", "fault-unreadable").with(line)),
        }
    }
    found
}

fn texts(fields: &Fields, prefix: &str) -> Texts {
    let text = |code: &str| fields.text(&format!("{prefix}_{code}")).to_owned();
    Texts { it: text("it"), fr: text("fr"), nl: text("nl"), en: text("en") }
}
