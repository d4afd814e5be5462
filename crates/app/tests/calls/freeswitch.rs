//! Events of FreeSWITCH's call centre.

use super::house::{House, houses, seconds};

/// An event of session `session`, `at` seconds after the hour of these tests.
fn event(action: &str, session: &str, at: u64, more: &str) -> String {
    let stamp = (1_795_341_000 + at) * 1_000_000;
    format!(
        r#"{{"Event-Subclass":"callcenter::info","CC-Action":"{action}","CC-Queue":"claims@default",
        "CC-Member-UUID":"m-{session}","CC-Member-Session-UUID":"s-{session}",
        "CC-Member-CID-Number":"0000555001","Event-Date-Timestamp":"{stamp}"{more}}}"#
    )
    .replace('\n', " ")
}

fn at(seconds: u64) -> u64 {
    1_795_341_000 + seconds
}

pub fn answered() -> Vec<String> {
    let times = format!(
        r#","CC-Agent":"ada@default","CC-Agent-Called-Time":{},"CC-Agent-Answered-Time":{},
        "CC-Member-Joined-Time":{}"#,
        at(4),
        at(9),
        at(0)
    );
    let ended = format!(r#"{times},"CC-Bridge-Terminated-Time":"{}""#, at(70));
    vec![
        event("member-queue-start", "a", 0, ""),
        event("agent-offering", "a", 4, &times),
        event(
            "bridge-agent-fail",
            "a",
            3,
            r#","CC-Agent":"bo@default","CC-Hangup-Cause":"NO_ANSWER""#,
        ),
        event("bridge-agent-start", "a", 9, &times),
        event("bridge-agent-end", "a", 70, &ended),
        event("member-queue-end", "a", 70, r#","CC-Cause":"Terminated""#),
    ]
}

fn told(house: &House, text: String) -> Vec<(String, Option<f64>, Option<f64>)> {
    let log = house.file("events.json", text);
    let report = house.import(&house.options(&log));
    assert_eq!(report.rejected_total(), 0, "{:?}", house.rejects());
    let rows = house.rows("select outcome, wait_us, handling_us from calls order by arrived_at");
    let word = |row: &db::Row| row.get("outcome").expect("a word");
    rows.iter()
        .map(|row| (word(row), seconds(row, "wait_us"), seconds(row, "handling_us")))
        .collect()
}

#[test]
fn an_answered_call_has_the_figures_of_the_exchange() {
    for house in houses() {
        let calls = told(&house, answered().join("\n"));
        assert_eq!(calls, [("answered".to_owned(), Some(9.0), Some(61.0))]);
        assert_eq!(house.count("select missed as n from legs"), 1);
    }
}

#[test]
fn events_may_stand_in_an_array_over_many_lines() {
    for house in houses() {
        let array = format!("[\n{}\n]\n", answered().join(",\n  ").replace("\",\"", "\",\n  \""));
        let calls = told(&house, array);
        assert_eq!(calls, [("answered".to_owned(), Some(9.0), Some(61.0))]);
    }
}

#[test]
fn both_spellings_of_the_reason_are_read() {
    for (field, reason, outcome) in [
        ("CC-Cancel-Reason", "BREAK_OUT", "abandoned"),
        ("CC-Cause-Reason", "BREAK_OUT", "abandoned"),
        ("CC-Cancel-Reason", "TIMEOUT", "flowed_out"),
        ("CC-Cause-Reason", "EXIT_WITH_KEY", "flowed_out"),
        ("CC-Cause-Reason", "NO_AGENT_TIMEOUT", "flowed_out"),
    ] {
        for house in houses() {
            let left = format!(
                r#","CC-Cause":"Cancel","{field}":"{reason}","CC-Member-Leaving-Time":"{}",
                "CC-Agent-Answered-Time":"0""#,
                at(12)
            );
            let events = [
                event("member-queue-start", "a", 0, ""),
                event("member-queue-end", "a", 12, &left),
            ];
            let calls = told(&house, events.join("\n"));
            assert_eq!(calls, [(outcome.to_owned(), Some(12.0), None)], "{field} {reason}");
        }
    }
}

#[test]
fn who_comes_back_to_his_place_has_made_two_calls_with_a_wait_each() {
    for house in houses() {
        let gone = format!(
            r#","CC-Cause":"Cancel","CC-Cancel-Reason":"BREAK_OUT","CC-Member-Leaving-Time":{}"#,
            at(30)
        );
        // The member keeps the time of the first joining, so that nobody overtakes.
        let times = format!(
            r#","CC-Agent":"ada@default","CC-Agent-Called-Time":{},"CC-Agent-Answered-Time":{},
            "CC-Member-Joined-Time":{}"#,
            at(101),
            at(105),
            at(0)
        );
        let same_member = |event: String| event.replace("m-b", "m-a");
        let events = [
            event("member-queue-start", "a", 0, ""),
            event("member-queue-end", "a", 30, &gone),
            same_member(event("member-queue-start", "b", 100, "")),
            same_member(event("bridge-agent-start", "b", 105, &times)),
        ];
        let calls = told(&house, events.join("\n"));
        let expected =
            [("abandoned".to_owned(), Some(30.0), None), ("talking".to_owned(), Some(5.0), None)];
        assert_eq!(calls, expected);
    }
}

#[test]
fn a_broken_object_costs_only_itself() {
    for house in houses() {
        let mut events = answered();
        events.insert(1, r#"{"CC-Action":"member-queue-start","#.to_owned());
        events.insert(3, "nonsense".to_owned());
        let log = house.file("events.json", events.join("\n"));
        let report = house.import(&house.options(&log));
        assert_eq!(report.rejected.get("not_json"), Some(&2), "{:?}", house.rejects());
        assert_eq!(house.count("select count(*) as n from calls where outcome = 'answered'"), 1);
    }
}
