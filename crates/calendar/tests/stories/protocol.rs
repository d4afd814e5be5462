//! Lines of JSON in and out.

use crate::office;
use calendar::{
    Calendars, File,
    lines::{Question, answer},
};

fn calendars() -> Calendars {
    Calendars::new(&File { calendar: vec![office()] }).expect("a good calendar")
}

fn due(line: &str) -> (String, bool) {
    answer(Question::Due, &calendars(), 3, line)
}

fn elapsed(line: &str) -> (String, bool) {
    answer(Question::Elapsed, &calendars(), 3, line)
}

#[test]
fn a_due_line_is_answered_with_the_calendars_offset() {
    let line = r#"{"calendar":"it-office","at":"2026-04-30T17:30:00+02:00","within":"60m"}"#;
    assert_eq!(due(line), (r#"{"due":"2026-05-04T09:00:00+02:00"}"#.to_owned(), true));
    let utc = r#"{"calendar":"it-office","at":"2026-01-30T16:30:00Z","within":"3mo"}"#;
    assert_eq!(due(utc).0, r#"{"due":"2026-05-01T00:00:00+02:00"}"#);
}

#[test]
fn without_a_calendar_the_answer_is_in_utc() {
    for calendar in ["", r#""calendar":null,"#] {
        let line = format!(r#"{{{calendar}"at":"2026-04-30T17:30:00+02:00","within":"60m"}}"#);
        assert_eq!(due(&line), (r#"{"due":"2026-04-30T16:30:00Z"}"#.to_owned(), true));
    }
    assert!(!due(r#"{"at":"2026-04-30T17:30:00+02:00","within":"2d"}"#).1);
}

#[test]
fn fractions_of_a_second_are_kept() {
    let line = r#"{"calendar":"it-office","at":"2026-04-30T17:30:00.25+02:00","within":"60m"}"#;
    assert_eq!(due(line).0, r#"{"due":"2026-05-04T09:00:00.25+02:00"}"#);
}

#[test]
fn elapsed_seconds_are_whole_and_rounded_down() {
    let (from, to) = ("2026-04-30T17:30:00+02:00", "2026-05-04T09:00:00+02:00");
    let line = format!(r#"{{"calendar":"it-office","from":"{from}","to":"{to}"}}"#);
    assert_eq!(elapsed(&line), (r#"{"seconds":3600}"#.to_owned(), true));
    let line = r#"{"from":"2026-04-30T17:30:00Z","to":"2026-04-30T17:30:01.999999Z"}"#;
    assert_eq!(elapsed(line).0, r#"{"seconds":1}"#);
}

#[test]
fn a_bad_line_is_answered_in_its_place() {
    let bad = [
        "",
        "{",
        "[]",
        "null",
        r#"{"at":"2026-04-30T17:30:00","within":"60m"}"#,
        r#"{"at":"2026-04-30T17:30:00+02:00","within":"soon"}"#,
        r#"{"at":"2026-04-30T17:30:00+02:00","within":60}"#,
        r#"{"at":"2026-04-30T17:30:00+02:00","within":"60m","roll":true}"#,
        r#"{"calendar":"nowhere \"\n","at":"2026-04-30T17:30:00+02:00","within":"60m"}"#,
        r#"{"calendar":"it-office","at":"2026-04-30T17:30:00+02:00","within":"4001d"}"#,
        r#"{"calendar":"it-office","at":"0001-04-30T17:30:00+02:00","within":"1d"}"#,
        r#"{"at":"9999-12-30T21:59:59Z","within":"999999999h"}"#,
        r#"{"at":"9999-12-30T21:59:59Z","within":"1h"}"#,
        r#"{"at":"2026-02-30T17:30:00+02:00","within":"60m"}"#,
    ];
    for line in bad {
        let (answer, ok) = due(line);
        let json: serde_json::Value = serde_json::from_str(&answer).expect("an answer is JSON");
        assert!(!ok && json["line"] == 3 && json["error"].is_string(), "{line}: {answer}");
        assert!(!answer.contains('\n'), "an answer is one line");
    }
}

#[test]
fn an_end_before_its_start_says_so() {
    let line = r#"{"from":"2026-04-30T17:30:01Z","to":"2026-04-30T17:30:00Z"}"#;
    let expected = r#"{"line":3,"error":"the end is before the start"}"#;
    assert_eq!(elapsed(line), (expected.to_owned(), false));
}

#[test]
fn a_line_too_long_is_refused_unread() {
    let line = format!(r#"{{"at":"{}"}}"#, " ".repeat(10_000));
    assert!(due(&line).0.contains("longer than 10000 bytes"));
}
