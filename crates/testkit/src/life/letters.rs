//! What clients write, and what becomes of it: a few days of requests and of calls written up.

use super::{
    register::{Client, clients},
    shape,
};
use crate::dice::Dice;
use domain::{
    Desk, Result,
    contacts::{
        callbacks::{self, Wish},
        calls::{self, Filter, Outcome, Sheet},
        clients as known,
        clients::Recognised,
        complaints,
        requests::{self, Answer, Channel, Incoming, Queue, Request, Sender, State},
        wrap_ups::{self, WrapUp},
    },
    days, messaging, reactions,
};
use kernel::{Date, Id, Instant, Language, TimeZone};

/// Something that somebody does at a certain instant.
#[derive(Clone, Debug)]
pub enum Deed {
    /// A client writes.
    Write(Box<Incoming>),
    /// We answer the request of this key.
    Answer(String, String),
    /// We ask the client of the request of this key.
    Ask(String, String),
    /// We recognise the request of this key as a complaint.
    Recognise(String),
    /// A client wishes to be called back: as soon as possible, or in a slot.
    Wish(Box<Wish>),
    /// The day's answered calls are written up by those who took them.
    WriteUp(Date, u64),
}

/// A question in four languages: its topic, and how often of a hundred.
type Question = (&'static str, i64, [&'static str; 3]);

const QUESTIONS: &[Question] = &[
    (
        "documents",
        24,
        [
            "Mi serve l'attestato di rischio per il cambio auto. Grazie.",
            "J’ai besoin d’une attestation d’assurance pour mon bail. Merci d’avance.",
            "Ik heb een bewijs van verzekering nodig voor mijn huurcontract.",
        ],
    ),
    (
        "cover",
        22,
        [
            "La grandine ha rovinato le tapparelle: la mia polizza casa copre il danno?",
            "Une canalisation a gelé dans la remise. Mon contrat couvre-t-il les dégâts ?",
            "Mijn fiets is uit de schuur gestolen. Valt dat onder mijn inboedelverzekering?",
        ],
    ),
    (
        "data_change",
        18,
        [
            "Ho cambiato casa: il nuovo indirizzo è via dei Mille 12, Torino.",
            "Nous avons déménagé, voici notre nouvelle adresse : 4 rue des Lilas, Lyon.",
            "Wij zijn verhuisd: ons nieuwe adres is Lindelaan 8, Utrecht.",
        ],
    ),
    (
        "other",
        28,
        [
            "Aspetto una risposta da due settimane, è inaccettabile. Chiedo di parlare con un \
             responsabile.",
            "Peut-on payer la prime en trois fois l’an prochain ?",
            "Kan mijn dochter als tweede bestuurder op de polis?",
        ],
    ),
    (
        "remark",
        8,
        [
            "La signora al telefono è stata gentilissima e chiara. Complimenti.",
            "L’attente de lundi était bien longue, mais la réponse excellente.",
            "De website is op mijn telefoon moeilijk te lezen.",
        ],
    ),
];

fn answer_in(language: Language) -> &'static str {
    match language {
        Language::Fr => "Bonjour, c’est fait. Bien à vous.",
        Language::Nl => "Dag, het is in orde. Met vriendelijke groet.",
        _ => "Buongiorno, abbiamo provveduto. Cordiali saluti.",
    }
}

fn wished(key: String, at: Instant, dice: &mut Dice) -> Wish {
    let all = clients();
    let client: &Client = dice.pick(&all);
    let slot = at + dice.between(18, 30) * Instant::HOUR;
    Wish {
        key: Some(key),
        name: client.name.clone(),
        phone: client.phone.clone(),
        topic: Some("cover".into()),
        language: client.language,
        channel: "web".into(),
        slot_from: dice.chance(5_000).then_some(slot),
        ..Wish::default()
    }
}

fn written(key: String, at: Instant, dice: &mut Dice) -> Incoming {
    let all = clients();
    let client: &Client = dice.pick(&all);
    let mut place = dice.below(100);
    let question = QUESTIONS.iter().find(|one| {
        place -= one.1;
        place < 0
    });
    let (topic, _, texts) = question.unwrap_or(&QUESTIONS[0]);
    let text = texts[match client.language {
        Language::Fr => 1,
        Language::Nl => 2,
        _ => 0,
    }];
    Incoming {
        link: link_of(&key),
        key: Some(key),
        channel: Some(if dice.chance(7_000) { Channel::Web } else { Channel::Email }),
        topic: Some((*topic).into()),
        language: client.language,
        sender: Sender {
            name: client.name.clone(),
            email: Some(client.email.clone()),
            phone: Some(client.phone.clone()),
            party: None,
            address: None,
        },
        text: text.into(),
        client_kind: Some("private".into()),
        received_at: Some(at),
        ..Incoming::default()
    }
}

/// The deeds of a day, in the order in which they happen, its answers of later days included.
pub fn letters(day: Date, zone: &TimeZone, dice: &mut Dice) -> Vec<(Instant, Deed)> {
    let mut deeds = Vec::new();
    for number in 0..shape::calls_on(day, dice) / 24 {
        let at = shape::moment(day, zone, dice);
        let key = format!("letter-{day}-{number}");
        let incoming = written(key.clone(), at, dice);
        let language = incoming.language;
        let angry = !complaints::suspicious(&incoming.text).is_empty();
        deeds.push((at, Deed::Write(Box::new(incoming))));
        let hour = Instant::HOUR;
        if angry {
            deeds.push((at + hour / 2, Deed::Recognise(key.clone())));
        }
        if dice.chance(900) {
            deeds.push((at + hour, Deed::Ask(key, "?".to_owned() + answer_in(language))));
        } else {
            let answered = at + dice.between(1, 46) * hour + dice.below(hour);
            deeds.push((answered, Deed::Answer(key, answer_in(language).into())));
        }
    }
    for number in 0..2 {
        let at = shape::moment(day, zone, dice);
        deeds.push((at, Deed::Wish(Box::new(wished(format!("wish-{day}-{number}"), at, dice)))));
    }
    let evening = Instant::start_of(day, zone) + 19 * Instant::HOUR;
    let seed = u64::try_from(dice.below(i64::MAX)).unwrap_or(1);
    deeds.push((evening, Deed::WriteUp(day, seed)));
    deeds.sort_by_key(|deed| deed.0);
    deeds
}

/// A request that comes in now.
pub fn fresh_letter(at: Instant, dice: &mut Dice) -> Deed {
    Deed::Write(Box::new(written(format!("letter-{}", at.micros()), at, dice)))
}

impl Deed {
    /// Does it. What has become impossible meanwhile is left: somebody at the desk was quicker.
    ///
    /// # Errors
    /// What the action refuses.
    pub fn perform(&self, desk: &mut Desk<'_>) -> Result<()> {
        match self {
            Deed::Write(incoming) => write(desk, incoming),
            Deed::Answer(key, text) => {
                let Some(id) = open(desk, key)? else { return Ok(()) };
                let answer = Answer { text: text.clone(), by_phone: false };
                reactions::answer_request(desk, id, &answer)
            }
            Deed::Ask(key, text) => {
                let Some(id) = open(desk, key)? else { return Ok(()) };
                requests::ask_client(desk, id, text)
            }
            Deed::Recognise(key) => {
                let Some(id) = open(desk, key)? else { return Ok(()) };
                complaints::of_request(desk, id).map(|_| ())
            }
            Deed::Wish(wish) => wish_for(desk, wish),
            Deed::WriteUp(day, seed) => write_up(desk, *day, &mut Dice::new(*seed)),
        }
    }
}

/// What was written to clients in the past was taken by the mail servers of that time.
///
/// # Errors
/// Only when the database fails.
pub fn post(desk: &mut Desk<'_>) -> Result<()> {
    let taken = reactions::take_messages(desk, messaging::Channel::Email, 100)?;
    let (fate, said) = (messaging::Fate::Accepted, "250 2.0.0 Ok: queued");
    let ended = taken.into_iter().map(|one| messaging::Ended::new(one.attempt, fate, said));
    messaging::ended(desk, &ended.collect::<Vec<_>>())
}

/// Who wants a slot takes the first one that is offered after the time they have in mind.
fn wish_for(desk: &mut Desk<'_>, wish: &Wish) -> Result<()> {
    let slots = callbacks::slots(desk)?;
    let fits = |from| slots.into_iter().find(|slot| *slot >= from);
    callbacks::wish(desk, &Wish { slot_from: wish.slot_from.and_then(fits), ..wish.clone() })?;
    Ok(())
}

/// The number a client writes from tells who they are.
fn write(desk: &mut Desk<'_>, incoming: &Incoming) -> Result<()> {
    let party = match known::recognise(desk, incoming.sender.phone.as_deref())? {
        Recognised::One(one) => Some(one.party.id),
        _ => None,
    };
    let mut incoming = incoming.clone();
    incoming.sender.party = party;
    requests::receive(desk, &incoming).map(|_| ())
}

fn open(desk: &mut Desk<'_>, key: &str) -> Result<Option<Id<Request>>> {
    let request = requests::by_link(desk, &link_of(key))?;
    Ok((request.state == State::Open).then_some(request.id))
}

fn link_of(key: &str) -> String {
    format!("demo {key}")
}

/// What calls are about, and how often of a hundred.
const REASONS: &[(&str, i64)] = &[
    ("claim_status", 34),
    ("payment", 23),
    ("documents", 16),
    ("cover", 12),
    ("data_change", 9),
    ("other", 6),
];

fn write_up(desk: &mut Desk<'_>, day: Date, dice: &mut Dice) -> Result<()> {
    let specialists: Vec<Id<Queue>> = requests::queues(desk)?
        .into_iter()
        .filter(|queue| queue.level > 1)
        .map(|queue| queue.id)
        .collect();
    for sheet in answered_on(desk, day)? {
        let written = wrap_up(desk, &sheet, &specialists, dice)?;
        wrap_ups::write_up(desk, sheet.id, &written)?;
    }
    Ok(())
}

/// The answered calls of a day that are over, page after page.
fn answered_on(desk: &mut Desk<'_>, day: Date) -> Result<Vec<Sheet>> {
    let day = days::number_of(day);
    let mut filter = Filter {
        from_day: Some(day),
        to_day: Some(day + 1),
        outcome: Some(Outcome::Answered),
        ..Filter::default()
    };
    let mut all: Vec<Sheet> = Vec::new();
    loop {
        let page = calls::list(desk, &filter)?;
        let Some(last) = page.last() else { break };
        filter.before = Some((last.arrived_at, last.id));
        all.extend(page);
    }
    all.retain(|sheet| sheet.solved.is_some());
    Ok(all)
}

/// What was not solved at once went on to the specialists.
fn wrap_up(
    desk: &mut Desk<'_>,
    sheet: &Sheet,
    specialists: &[Id<Queue>],
    dice: &mut Dice,
) -> Result<WrapUp> {
    let party = match known::recognise(desk, sheet.caller.as_deref())? {
        Recognised::One(one) => Some(one.party.id),
        _ => None,
    };
    let mut place = dice.below(100);
    let reason = REASONS.iter().find(|one| {
        place -= one.1;
        place < 0
    });
    let went_on = sheet.solved == Some(false) && !specialists.is_empty();
    let passed_to = went_on.then(|| *dice.pick(specialists));
    Ok(WrapUp {
        party,
        topic: reason.map(|one| one.0.to_owned()),
        solved: sheet.solved,
        passed_to,
        reason: went_on.then(|| (*dice.pick(&requests::REASONS[..3])).to_owned()),
        note: if went_on { "Da verificare con il reparto.".into() } else { String::new() },
        link: link_of(&format!("call {}", sheet.id)),
        ..WrapUp::default()
    })
}
