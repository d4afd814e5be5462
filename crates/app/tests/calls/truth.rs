//! What the driver of the captured exchange did, and whether calls agree with it.

use super::house::{House, seconds};
use serde_json::Value as Json;
use std::{collections::BTreeMap, fs, path::PathBuf};
use testkit::data;

/// The captured dialogues and logs, and what their driver did; none where they are not at hand.
pub fn captured() -> Option<(PathBuf, Vec<Json>)> {
    let folder = data::file("calls/asterisk")?;
    let truth = fs::read_to_string(folder.join("truth.json")).expect("it is there");
    let truth: Json = serde_json::from_str(&truth).expect("it is JSON");
    Some((folder, truth["calls"].as_array().expect("a list").clone()))
}

/// When the exchange of the capture started again after it had been killed.
pub const KILLED_AT: f64 = 1_795_341_079.0;

/// What a call of the capture should have become.
///
/// - *never entered*: the dial plan writes the number that was dialled only when the menu is over.
///   The log does not have one line of this call.
/// - *refused*: the log has only the line of the number that was dialled. It cannot know more; the
///   call stays without an end until the exchange starts anew, or the hour is over that a menu may
///   last, and was then over before it came to a queue.
/// - *unknown (killed)*: waits that the exchange lost are unknown; a talk that it lost is answered.
/// - *unknown (stopped in order)*: the log says that the caller gave up, although nobody hung up,
///   and ends the talk like any other.
/// - *exit …* and *withdrawn*: the call left the queue unanswered; the log names the way.
fn recorded(plan: &str, restarted: bool) -> Option<&'static str> {
    Some(match plan {
        "never entered" => return None,
        "abandoned" | "abandoned in second queue" => "abandoned",
        "exit timeout" | "exit key" | "exit empty" | "withdrawn" => "flowed_out",
        "refused" if restarted => "left_before_queue",
        "refused" => "arrived",
        "unknown (exchange killed while waiting)" => "unknown",
        "unknown (exchange stopped while waiting)" => "abandoned",
        _ if plan.starts_with("answered") => "answered",
        _ => panic!("an outcome that the capture should not have: {plan}"),
    })
}

pub struct Kept {
    pub outcome: String,
    pub number: Option<String>,
    pub visits: Vec<Visited>,
}

#[derive(Debug)]
pub struct Visited {
    pub queue: String,
    pub agent: Option<String>,
    pub wait: Option<f64>,
    pub talk: Option<f64>,
}

pub fn calls(house: &House) -> BTreeMap<String, Kept> {
    let rows = house.rows(
        "select c.key, c.outcome, n.number from calls as c
           left join phone_numbers as n on n.tenant = c.tenant and n.id = c.number
          where c.linked_into is null",
    );
    let mut calls: BTreeMap<String, Kept> = rows
        .iter()
        .map(|row| {
            let outcome = row.get("outcome").expect("a word");
            let number = row.get("number").expect("a number");
            (row.get("key").expect("a key"), Kept { outcome, number, visits: Vec::new() })
        })
        .collect();
    let legs = house.rows(
        "select c.key, q.code as queue, a.code as agent, l.wait_us, l.talk_us from legs as l
           join calls as c on c.tenant = l.tenant and c.id = l.call
           join queues as q on q.tenant = l.tenant and q.id = l.queue
           left join agents as a on a.tenant = l.tenant and a.id = l.agent
          order by c.key, l.position",
    );
    for leg in &legs {
        let key: String = leg.get("key").expect("a key");
        calls.get_mut(&key).expect("its call").visits.push(Visited {
            queue: leg.get("queue").expect("a queue"),
            agent: leg.get("agent").expect("an agent"),
            wait: seconds(leg, "wait_us"),
            talk: seconds(leg, "talk_us"),
        });
    }
    calls
}

/// What a call may have become: by the log alone, and by whoever listened.
///
/// Whoever listens also sees who was turned away or left the menu, of whom the log has no line.
fn expected(truth: &Json, listened: Listened) -> Vec<Option<&'static str>> {
    let plan = truth["plan"]["outcome"].as_str().expect("a text");
    let began = truth["t_start"].as_f64().expect("a time");
    let live = match plan {
        "refused" => Some("refused"),
        "never entered" => Some("left_before_queue"),
        _ => None,
    };
    let recorded = recorded(plan, began < KILLED_AT);
    match (listened, live) {
        (Listened::Never, _) | (_, None) => vec![recorded],
        (Listened::Always, Some(live)) => vec![Some(live)],
        (Listened::Partly, Some(live)) => vec![recorded, Some(live)],
    }
}

/// Whether somebody listened to the exchange, beside its log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Listened {
    /// Only the log was read.
    Never,
    /// The connection was cut for a minute.
    Partly,
    /// From the first call to the last.
    Always,
}

/// Whose seconds are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Seconds {
    /// All there are.
    All,
    /// Those that the exchange counted itself. Where it sends none (a key was pressed, somebody
    /// redirected the call) they are from our own instants, and those on a socket are of a clock
    /// that the script may have set on a little early.
    OfTheExchange,
}

/// Holds all calls against what the driver did, one by one.
pub fn agree_all(house: &House, truth: &[Json], (listened, seconds): (Listened, Seconds)) {
    let calls = calls(house);
    for call in truth {
        agree(house, call, &calls, (listened, seconds));
    }
    let told: Vec<&str> = truth.iter().filter_map(|call| call["callid"].as_str()).collect();
    let surplus: Vec<&String> = calls.keys().filter(|key| !told.contains(&key.as_str())).collect();
    assert!(surplus.is_empty(), "calls that nobody made on {}: {surplus:?}", house.db.name());
}

fn agree(
    house: &House,
    truth: &Json,
    calls: &BTreeMap<String, Kept>,
    (listened, seconds): (Listened, Seconds),
) {
    let key = truth["callid"].as_str().expect("a text");
    let what = format!("{} {key} on {}", truth["scenario"], house.db.name());
    let call = calls.get(key);
    let outcome = call.map(|call| call.outcome.as_str());
    let expected = expected(truth, listened);
    assert!(expected.contains(&outcome), "{what}: {outcome:?}, not {expected:?}");
    let Some(call) = call else { return };
    if let Some(number) = &call.number {
        assert_eq!(Some(number.as_str()), truth["number_dialled"].as_str(), "{what}");
    }
    let visits = truth["visits"].as_array().expect("a list");
    assert_eq!(call.visits.len(), visits.len(), "{what}: {:?}", call.visits);
    let scenario = truth["scenario"].as_str().expect("a text");
    let untold = scenario.starts_with("exit with key") || scenario.starts_with("redirect");
    let compared = seconds == Seconds::All || !untold;
    for (kept, seen) in call.visits.iter().zip(visits) {
        assert_eq!(Some(kept.queue.as_str()), seen["queue"].as_str(), "{what}");
        assert_eq!(kept.agent.as_deref(), seen["agent"].as_str(), "{what}");
        if compared {
            close(kept.wait, seen["wait_s"].as_f64(), &format!("{what}, wait"));
        }
        // What the driver saw of a talk lacks an end where the exchange sent no event of it.
        if compared && seen["talk_s"].is_number() {
            close(kept.talk, seen["talk_s"].as_f64(), &format!("{what}, talk"));
        }
    }
}

/// Figures of the log are differences of whole seconds: one more or less than the seconds that
/// were full.
fn close(kept: Option<f64>, seen: Option<f64>, what: &str) {
    let Some(seen) = seen else { return };
    let kept = kept.unwrap_or_else(|| panic!("{what} is missing"));
    assert!((kept - seen.floor()).abs() <= 1.0, "{what}: {kept} against {seen}");
}
