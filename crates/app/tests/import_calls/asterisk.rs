//! A captured exchange, call by call against what the driver of the capture did.

use super::house::{House, houses, seconds, shared};
use db::Row;
use serde_json::Value as Json;
use std::{collections::BTreeMap, fs};

/// The log of an attended transfer into a queue, from a public report: the end of the first leg
/// carries the second call's id, the second leg's answer the first's.
const HANDED_OVER: &str = "\
1717397259|1717397243.239826|1501|NONE|ENTERQUEUE||9031396745|1
1717397271|1717397243.239826|1501|PJSIP/7009|CONNECT|12|1717397259.239827|11
1717397390|1717397390.239830|1509|NONE|ENTERQUEUE||7009|1
1717397391|1717397390.239830|1501|PJSIP/7009|ATTENDEDTRANSFER|APP|Queue|12|120|1
1717397397|1717397243.239826|1509|PJSIP/7051|CONNECT|7|1717397390.239831|6
1717397570|1717397243.239826|1509|PJSIP/7051|COMPLETEAGENT|7|173|1
";

#[test]
fn a_caller_handed_over_into_a_queue_is_offered_once_and_visits_twice() {
    for house in houses() {
        let log = house.file("queue_log", HANDED_OVER);
        let report = house.import(&house.options(&log));
        assert_eq!((report.rows, report.kept), (6, 6));
        let calls = house.rows(
            "select outcome, caller, wait_us, handling_us, visits, transferred from calls
              where linked_into is null",
        );
        assert_eq!(calls.len(), 1, "on {}", house.db.name());
        let call = &calls[0];
        assert_eq!(call.get::<String>("outcome"), Ok("answered".to_owned()));
        assert_eq!(call.get::<Option<String>>("caller"), Ok(Some("9031396745".to_owned())));
        assert_eq!(
            (seconds(call, "wait_us"), seconds(call, "handling_us")),
            (Some(12.0), Some(293.0))
        );
        assert_eq!(call.get::<i64>("visits"), Ok(2));
        let legs = visits(&house);
        assert_eq!(legs, [("1501".into(), 12.0, 120.0), ("1509".into(), 7.0, 173.0)]);
    }
}

fn visits(house: &House) -> Vec<(String, f64, f64)> {
    let rows = house.rows(
        "select q.code, l.wait_us, l.talk_us from legs as l
           join queues as q on q.tenant = l.tenant and q.id = l.queue order by l.position",
    );
    let figure = |row: &Row, name| seconds(row, name).expect("a figure");
    let code = |row: &Row| row.get("code").expect("a queue");
    rows.iter().map(|row| (code(row), figure(row, "wait_us"), figure(row, "talk_us"))).collect()
}

/// When the exchange of the capture started again after it had been killed.
const KILLED_AT: f64 = 1_795_341_079.0;

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
fn expected(plan: &str, restarted: bool) -> Option<&'static str> {
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

#[test]
fn a_captured_exchange_is_told_call_by_call() {
    let Some(folder) = shared("calls/asterisk") else { return };
    let truth = fs::read_to_string(folder.join("truth.json")).expect("it is there");
    let truth: Json = serde_json::from_str(&truth).expect("it is JSON");
    for house in houses() {
        for name in ["queue_log.0", "queue_log.1", "queue_log"] {
            let report = house.import(&house.options(&folder.join(name)));
            assert_eq!(report.rejected_total(), 0, "{name}: {:?}", house.rejects());
        }
        let calls = calls(&house);
        let told = truth["calls"].as_array().expect("a list");
        assert_eq!(calls.len(), told.len() - 1);
        for call in told {
            agree(&house, call, &calls);
        }
    }
}

struct Kept {
    outcome: String,
    number: Option<String>,
    visits: Vec<Visited>,
}

#[derive(Debug)]
struct Visited {
    queue: String,
    agent: Option<String>,
    wait: Option<f64>,
    talk: Option<f64>,
}

fn calls(house: &House) -> BTreeMap<String, Kept> {
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

fn agree(house: &House, truth: &Json, calls: &BTreeMap<String, Kept>) {
    let key = truth["callid"].as_str().expect("a text");
    let what = format!("{} {key} on {}", truth["scenario"], house.db.name());
    let plan = truth["plan"]["outcome"].as_str().expect("a text");
    let began = truth["t_start"].as_f64().expect("a time");
    let expected = expected(plan, began < KILLED_AT);
    let call = calls.get(key);
    assert_eq!(call.map(|call| call.outcome.as_str()), expected, "{what}");
    let Some(call) = call else { return };
    assert_eq!(call.number.as_deref(), truth["number_dialled"].as_str(), "{what}");
    let visits = truth["visits"].as_array().expect("a list");
    assert_eq!(call.visits.len(), visits.len(), "{what}: {:?}", call.visits);
    for (kept, seen) in call.visits.iter().zip(visits) {
        assert_eq!(Some(kept.queue.as_str()), seen["queue"].as_str(), "{what}");
        assert_eq!(kept.agent.as_deref(), seen["agent"].as_str(), "{what}");
        close(kept.wait, seen["wait_s"].as_f64(), &format!("{what}, wait"));
        // What the driver saw of a talk lacks an end where the exchange sent no event of it.
        if seen["talk_s"].is_number() {
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
