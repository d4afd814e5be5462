//! The invented company: Aurora, an insurer in Italy, France and the Netherlands.

mod desk;

use calendar::File;
use domain::{
    Desk, Result, Role,
    commitments::{self, Document, Note},
    contacts::calls::{Naming, name_agent, name_number, name_queue},
    identity::{self, Founding, Joining, Unit, UnitKind, Watching},
    parties, reactions,
};
use kernel::{Id, Language};

pub use desk::TOPICS;

/// What the company is called. No company of that name sells insurance.
pub const NAME: &str = "Aurora Boreale Assicurazioni";
/// Its host, reserved for examples by RFC 2606.
pub const HOST: &str = "aurora.example";
/// The password of everybody in the demo.
pub const PASSWORD: &str = "una vera premura";

/// The commitments of the company as a file.
pub const COMMITMENTS: &str = include_str!("../../company/commitments.toml");
/// Its calendars as a file.
pub const CALENDARS: &str = include_str!("../../company/calendars.toml");

/// A toll-free number with its queue.
#[derive(Clone, Copy, Debug)]
pub struct Line {
    /// The number, from a range set aside for fiction.
    pub number: &'static str,
    /// The queue behind it.
    pub queue: &'static str,
    /// The kind of client it is for.
    pub kind: &'static str,
    /// How many of a hundred calls come in here.
    pub share: i64,
    name: &'static str,
    unit: &'static str,
}

/// The three toll-free numbers. 800-555-01XX is set aside for fiction by the North American
/// Numbering Plan; no European range of free numbers is.
pub const LINES: &[Line] = &[
    Line {
        number: "+1 800 555 0101",
        queue: "clienti",
        kind: "private",
        share: 62,
        name: "Clienti privati",
        unit: "Contact centre Torino",
    },
    Line {
        number: "+1 800 555 0102",
        queue: "legale",
        kind: "business",
        share: 23,
        name: "Informazione legale",
        unit: "Bureau de Lyon",
    },
    Line {
        number: "+1 800 555 0103",
        queue: "partner",
        kind: "partner",
        share: 15,
        name: "Partner e agenzie",
        unit: "Kantoor Utrecht",
    },
];

/// Its kinds of client with what it calls them.
const KINDS: &[(&str, &str)] =
    &[("private", "Privati"), ("business", "Imprese"), ("partner", "Partner e agenzie")];

/// The queue of the second level, behind all three.
pub const SECOND_LEVEL: &str = "specialisti";

/// Who works there: name, what they sign in with, and as what.
pub const PEOPLE: &[(&str, &str, Role, &str, Language)] = &[
    ("Ginevra Altavilla", "admin", Role::Administrator, NAME, Language::It),
    ("Corrado Bellandi", "quality", Role::QualityManager, NAME, Language::It),
    ("Noor van Dalen", "lead", Role::Supervisor, "Kantoor Utrecht", Language::Nl),
    ("Margaux Delorme", "agent", Role::Agent, "Bureau de Lyon", Language::Fr),
    ("Tiziana Corvo", "claims", Role::ClaimsHandler, "Contact centre Torino", Language::It),
    ("Edgar Penrose", "complaints", Role::ComplaintsOfficer, NAME, Language::En),
    ("Luca Ferrigno", "partner", Role::Partner, "Contact centre Torino", Language::It),
    ("Ottavia Lindqvist", "auditor", Role::Auditor, NAME, Language::En),
];

/// Who answers the telephone, by the name of the unit.
pub const AGENTS: &[(&str, &str, &str)] = &[
    ("to-01", "Ada Morandi", "Contact centre Torino"),
    ("to-02", "Bruno Salvi", "Contact centre Torino"),
    ("to-03", "Carla Denti", "Contact centre Torino"),
    ("to-04", "Dario Pace", "Contact centre Torino"),
    ("to-05", "Elsa Vinci", "Contact centre Torino"),
    ("to-06", "Fausto Riva", "Contact centre Torino"),
    ("ly-01", "Hélène Sorel", "Bureau de Lyon"),
    ("ly-02", "Jules Armand", "Bureau de Lyon"),
    ("ly-03", "Lucie Brême", "Bureau de Lyon"),
    ("ut-01", "Joost de Wit", "Kantoor Utrecht"),
    ("ut-02", "Maartje Kok", "Kantoor Utrecht"),
];

const UNITS: &[(&str, UnitKind)] = &[
    ("Contact centre Torino", UnitKind::Agency),
    ("Bureau de Lyon", UnitKind::Agency),
    ("Kantoor Utrecht", UnitKind::Agency),
];

/// Founds the company with its units, people, lines, calendars and commitments, at a desk that is
/// already the new tenant's. `password` is the hash of everybody's password.
///
/// # Errors
/// What the actions answer; a second founding is a conflict.
pub fn found(desk: &mut Desk<'_>, password: &str) -> Result<Id<Unit>> {
    let founding = Founding { name: NAME, host: HOST, zone: "Europe/Rome", language: Language::It };
    let root = identity::found(desk, &founding)?;
    for (name, kind) in UNITS {
        let unit = identity::add_unit(desk, root, *kind, name)?;
        if *name == "Contact centre Torino" {
            identity::set_watching(desk, unit, Watching::Individual, Some("accordo 14/2025"))?;
        }
    }
    hire(desk, password)?;
    connect(desk)?;
    let calendars = File::parse(CALENDARS).expect("a test reads every one of them").calendar;
    for definition in calendars {
        commitments::save_calendar(desk, &definition, None)?;
    }
    commitments::import(desk, &Document::read(COMMITMENTS)?)?;
    explain(desk)?;
    desk::set_up(desk)?;
    reactions::set_up(desk)?;
    Ok(root)
}

fn unit_named(desk: &mut Desk<'_>, name: &str) -> Result<Id<Unit>> {
    let units = identity::units(desk)?;
    let found = units.iter().find(|unit| unit.name == name).map(|unit| unit.id);
    found.ok_or(domain::Refusal::Unknown("unit"))
}

fn hire(desk: &mut Desk<'_>, password: &str) -> Result<()> {
    for (name, login, role, unit, language) in PEOPLE {
        let unit = unit_named(desk, unit)?;
        let email = format!("{login}@{HOST}");
        let joining =
            Joining { email: &email, name, role: *role, unit, language: *language, password };
        identity::join(desk, &joining)?;
    }
    Ok(())
}

fn connect(desk: &mut Desk<'_>) -> Result<()> {
    for (code, name) in KINDS {
        parties::name_kind(desk, code, name)?;
    }
    for line in LINES {
        let unit = Some(unit_named(desk, line.unit)?.bytes());
        let kind = Some(line.kind);
        let naming = Naming { code: line.number, name: line.name, kind, unit, ..Naming::default() };
        let number = Some(name_number(desk, &naming)?);
        let naming = Naming { code: line.queue, kind: None, number, level: 1, ..naming };
        name_queue(desk, &naming)?;
    }
    let second = Naming {
        code: SECOND_LEVEL,
        name: "Specialisti (secondo livello)",
        level: 2,
        ..Naming::default()
    };
    name_queue(desk, &second)?;
    for (code, name, unit) in AGENTS {
        let unit = Some(unit_named(desk, unit)?.bytes());
        name_agent(desk, &Naming { code, name, unit, ..Naming::default() })?;
    }
    Ok(())
}

/// Why the one promise is missed and what is done about it, in the company's own words.
fn explain(desk: &mut Desk<'_>) -> Result<()> {
    let this_year = i32::from(desk.now().day(&kernel::TimeZone::UTC).year());
    let texts = [
        (
            Language::It,
            "Molti reclami richiedono il fascicolo di un perito esterno, che arriva tardi.",
            "Da questo mese il fascicolo si chiede il giorno stesso e un secondo addetto segue \
             i reclami aperti da sei giorni.",
        ),
        (
            Language::Fr,
            "Beaucoup de réclamations demandent le dossier d’un expert externe, qui tarde.",
            "Depuis ce mois, le dossier est demandé le jour même et une seconde personne suit \
             les réclamations ouvertes depuis six jours.",
        ),
        (
            Language::Nl,
            "Veel klachten vragen het dossier van een externe expert, dat laat komt.",
            "Sinds deze maand vragen wij het dossier dezelfde dag op en volgt een tweede \
             medewerker klachten die zes dagen openstaan.",
        ),
        (
            Language::En,
            "Many complaints need the file of an outside expert, which comes late.",
            "Since this month the file is asked for the same day, and a second colleague follows \
             complaints that are open for six days.",
        ),
    ];
    for year in [this_year - 2, this_year - 1, this_year] {
        for (language, cause, action) in texts {
            let note = Note {
                code: "complaints.answer_10d".into(),
                period: year.to_string(),
                language,
                cause: cause.into(),
                action: action.into(),
            };
            commitments::save_note(desk, &note)?;
        }
    }
    Ok(())
}
