//! How the company's desk is set up: topics, queues of two levels, skills, ready answers.

use super::{PEOPLE, unit_named};
use domain::{
    Desk, Result,
    contacts::{
        requests::{self, Assigning, Queueing},
        topics::{self, Document},
        wording::{self, Writing},
    },
    deadlines::{self, Legal, Saving},
    identity,
};
use kernel::Language;

/// The topics of the company as a file.
pub const TOPICS: &str = include_str!("../../company/topics.toml");

/// A queue of written requests: code, name, level, unit, languages, topics, skill.
type Row = (
    &'static str,
    &'static str,
    i64,
    &'static str,
    &'static [&'static str],
    &'static [&'static str],
    Option<&'static str>,
);

const QUEUES: &[Row] = &[
    ("lyon", "Demandes en français", 1, "Bureau de Lyon", &["fr"], &[], None),
    ("utrecht", "Vragen in het Nederlands", 1, "Kantoor Utrecht", &["nl", "en"], &[], None),
    ("torino", "Domande in italiano", 1, "Contact centre Torino", &["it"], &[], None),
    (
        "claims",
        "Specialisti sinistri",
        2,
        "Contact centre Torino",
        &[],
        &["claim_status"],
        Some("claims"),
    ),
    ("contracts", "Specialisti contratti", 2, "Contact centre Torino", &[], &[], None),
];

/// A ready answer: code, language, what colleagues call it, the text.
const TEMPLATES: &[(&str, Language, &str, &str)] = &[
    (
        "paid",
        Language::It,
        "Pagamento trovato",
        "Gentile {{ client }},\n\nil pagamento risulta registrato, la polizza è in regola.\n\n\
         {{ colleague }}\n{{ company }}",
    ),
    (
        "paid",
        Language::Fr,
        "Paiement retrouvé",
        "Bonjour {{ client }},\n\nvotre paiement est enregistré et le contrat en ordre.\n\n\
         {{ colleague }}\n{{ company }}",
    ),
    (
        "paid",
        Language::Nl,
        "Betaling gevonden",
        "Beste {{ client }},\n\nuw betaling is geregistreerd en de polis is in orde.\n\n\
         {{ colleague }}\n{{ company }}",
    ),
    (
        "paid",
        Language::En,
        "Payment found",
        "Dear {{ client }},\n\nyour payment is registered and the contract is in order.\n\n\
         {{ colleague }}\n{{ company }}",
    ),
];

/// Sets all of it up; the company's units and people are there.
pub(super) fn set_up(desk: &mut Desk<'_>) -> Result<()> {
    topics::save(desk, &Document::read(TOPICS)?)?;
    for (position, (code, name, level, unit, languages, topics, skill)) in (1..).zip(QUEUES) {
        let queueing = Queueing {
            code: (*code).into(),
            name: (*name).into(),
            level: *level,
            unit: Some(unit_named(desk, unit)?),
            position,
            topics: topics.iter().map(|one| (*one).to_owned()).collect(),
            languages: languages.iter().map(|one| (*one).to_owned()).collect(),
            skill: skill.map(str::to_owned),
            assigning: if *level == 1 { Assigning::ByHand } else { Assigning::FewestOpen },
        };
        requests::save_queue(desk, &queueing)?;
    }
    for (code, language, name, text) in TEMPLATES {
        let writing = Writing {
            code: (*code).into(),
            language: *language,
            name: (*name).into(),
            topic: None,
            text: (*text).into(),
        };
        wording::save(desk, &writing)?;
    }
    remind(desk)?;
    teach(desk)
}

/// Every contract: what the law wants goes thirty days before its end, and ten days earlier by our
/// own margin; a fortnight and five days before it clients are reminded.
fn remind(desk: &mut Desk<'_>) -> Result<()> {
    let legal = Some(Legal { days: 30, margin: 10 });
    deadlines::save(desk, &Saving { product: String::new(), reminders: vec![14, 5], legal })
}

/// Who handles claims is good at them.
fn teach(desk: &mut Desk<'_>) -> Result<()> {
    let claims = PEOPLE.iter().find(|one| one.1 == "claims").map(|one| one.0);
    let staff = identity::staff(desk)?;
    for one in staff.iter().filter(|one| Some(one.name.as_str()) == claims) {
        requests::save_skills(desk, one.id, &["claims".to_owned()])?;
    }
    Ok(())
}
