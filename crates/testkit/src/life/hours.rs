use crate::{company::AGENTS, dice::Dice};
use domain::{Kind, contacts::calls::Fact};
use kernel::{Date, Instant, TimeZone};

/// The minutes of a day, from midnight, around which agents sign in, go to lunch, are back, and
/// sign out.
const COURSE: [(&str, Kind, i64); 4] = [
    ("in", Kind::AgentSignedIn, 7 * 60 + 50),
    ("lunch", Kind::AgentPaused, 12 * 60 + 15),
    ("back", Kind::AgentResumed, 13 * 60),
    ("out", Kind::AgentSignedOut, 19 * 60 + 5),
];

/// The hours of the agents on a day: each signs in, has lunch and signs out, some minutes apart.
pub fn hours_of_agents(source: &str, day: Date, zone: &TimeZone, dice: &mut Dice) -> Vec<Fact> {
    let midnight = Instant::start_of(day, zone);
    let mut facts = Vec::new();
    for (agent, _, _) in AGENTS {
        let late = dice.below(15 * 60) * Instant::SECOND;
        for (name, kind, minute) in COURSE {
            facts.push(Fact {
                source: source.into(),
                key: format!("{agent}-{day}.{name}"),
                at: midnight + minute * Instant::MINUTE + late,
                kind: Some(kind),
                agent: Some((*agent).into()),
                reason: (kind == Kind::AgentPaused).then(|| "pranzo".into()),
                ..Fact::default()
            });
        }
    }
    facts
}
