use super::shape;
use crate::dice::Dice;
use domain::{Kind, subjects::Outside};
use kernel::{Date, Instant, TimeZone};

const HOUR: i64 = Instant::HOUR;

/// The other systems of the company: where requests, claims and complaints live.
const CRM: &str = "crm";
const CLAIMS: &str = "claims-system";

/// Everything that begins on a day in the other systems, to its end.
pub fn subjects_day(day: Date, zone: &TimeZone, dice: &mut Dice) -> Vec<Outside> {
    let busy = shape::calls_on(day, dice);
    let mut facts = Vec::new();
    for number in 0..busy / 12 {
        request(&format!("R{}-{number:03}", compact(day)), shape::moment(day, zone, dice), dice)
            .for_each(|fact| facts.push(fact));
    }
    for number in 0..busy / 40 {
        claim(&format!("S{}-{number:03}", compact(day)), shape::moment(day, zone, dice), dice)
            .for_each(|fact| facts.push(fact));
    }
    if dice.below(250) < busy {
        let number = format!("C{}-001", compact(day));
        complaint(&number, shape::moment(day, zone, dice), dice).for_each(|fact| facts.push(fact));
    }
    facts
}

fn compact(day: Date) -> String {
    day.to_string().replace('-', "")
}

fn fact(source: &str, number: &str, name: &str, at: Instant, kind: Kind) -> Outside {
    Outside {
        source: source.into(),
        key: format!("{number}.{name}"),
        at,
        kind,
        number: number.into(),
        into: None,
        priority: None,
        client_kind: Some("private".into()),
        unit: None,
        call: None,
        contract: None,
    }
}

fn request(number: &str, at: Instant, dice: &mut Dice) -> impl Iterator<Item = Outside> {
    let hours = if dice.chance(9_720) { dice.between(1, 44) } else { dice.between(49, 90) };
    let mut facts = vec![fact(CRM, number, "received", at, Kind::RequestReceived)];
    let mut answered = at + hours * HOUR + dice.below(HOUR);
    if hours > 4 && dice.chance(1_500) {
        let asked = at + 2 * HOUR;
        let replied = asked + dice.between(2, 60) * HOUR;
        facts.push(fact(CRM, number, "asked", asked, Kind::RequestWaiting));
        facts.push(fact(CRM, number, "replied", replied, Kind::RequestReplied));
        answered = answered + (replied - asked);
    }
    facts.push(fact(CRM, number, "answered", answered, Kind::RequestAnswered));
    facts.into_iter()
}

fn claim(number: &str, at: Instant, dice: &mut Dice) -> impl Iterator<Item = Outside> {
    let opened = if dice.chance(9_700) { dice.between(1, 46) } else { dice.between(49, 120) };
    let days = if dice.chance(9_800) { dice.between(1, 6) } else { dice.between(16, 24) };
    let contacted = at + (24 * days + dice.below(8)) * HOUR;
    let closed = contacted + dice.between(20, 200) * 24 * HOUR;
    vec![
        fact(CLAIMS, number, "reported", at, Kind::ClaimReported),
        fact(CLAIMS, number, "opened", at + opened * HOUR, Kind::ClaimOpened),
        fact(CLAIMS, number, "contacted", contacted.max(at + opened * HOUR), Kind::ClaimContacted),
        fact(CLAIMS, number, "closed", closed, Kind::ClaimClosed),
    ]
    .into_iter()
}

fn complaint(number: &str, at: Instant, dice: &mut Dice) -> impl Iterator<Item = Outside> {
    let confirmed = if dice.chance(9_700) { dice.between(1, 44) } else { dice.between(49, 80) };
    let days = if dice.chance(8_950) { dice.between(3, 9) } else { dice.between(14, 30) };
    vec![
        fact(CRM, number, "received", at, Kind::ComplaintReceived),
        fact(CRM, number, "acknowledged", at + confirmed * HOUR, Kind::ComplaintAcknowledged),
        fact(CRM, number, "answered", at + days * 24 * HOUR, Kind::ComplaintAnswered),
    ]
    .into_iter()
}
