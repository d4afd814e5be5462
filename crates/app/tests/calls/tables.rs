//! Tables by a mapping: what is written in them, and what is wrong with them.

use super::house::{House, houses, seconds};
use domain::{
    contacts::topics,
    quality::{
        measures::Period,
        reasons::{self, Narrowed},
    },
};
use premura::import::{Failure, ImportOptions, Report, Run};
use serde_json::json;

const MAP: &str = r#"
source = "old_system"
key = ["Id"]
[table]
separator = ";"
zone = "Europe/Rome"
encoding = "windows-1252"
[arrival]
at = "Begin"
format = "dd/mm/yyyy"
[waiting]
seconds = "Wait"
[service]
seconds = "Talk"
[queue]
column = "Queue"
[agent]
column = "Agent"
[caller]
column = "Caller"
[numbers]
Sinistri = "800 100 101"
[[outcome]]
where = { End = ["OK", "ok"] }
ending = "answered"
[[outcome]]
where = { End = "LOST" }
ending = "abandoned"
[[check]]
name = "by_queue"
count_by = "Queue"
[[check]]
name = "repeated"
duplicates = ["Id"]
"#;

const HEADING: &str = "Id;Begin;Wait;Talk;Queue;Agent;Caller;End";

fn import(house: &House, map: &str, bytes: impl AsRef<[u8]>) -> Report {
    let file = house.file("calls.csv", bytes);
    house.import(&ImportOptions { map: Some(map.to_owned()), ..house.options(&file) })
}

#[test]
fn quotes_accents_and_local_times_are_understood() {
    for house in houses() {
        let mut text = format!("{HEADING}\r\n").into_bytes();
        text.extend(
            b"1;29/03/2026 12:00:00;12,5;1:30;Sinistri;\"Nicol\xf2 \"\"N\"\" Rossi\";555;OK\r\n",
        );
        text.extend(b"2;29/03/2026 01:30;3;;\"Sini;stri\";;;LOST\r\n");
        let report = import(&house, MAP, text);
        assert_eq!(report.rejected_total(), 0, "{:?}", house.rejects());
        let calls = house.rows(
            "select c.outcome, c.arrived_at, c.wait_us, c.handling_us, c.withheld, a.code as agent,
                    n.number
               from calls as c
               left join agents as a on a.tenant = c.tenant and a.id = c.agent
               left join phone_numbers as n on n.tenant = c.tenant and n.id = c.number
              order by c.key",
        );
        assert_eq!(seconds(&calls[0], "arrived_at"), Some(1_774_778_400.0));
        assert_eq!(seconds(&calls[0], "wait_us"), Some(12.5));
        assert_eq!(seconds(&calls[0], "handling_us"), Some(90.0));
        assert_eq!(calls[0].get("agent"), Ok(Some("Nicolò \"N\" Rossi".to_owned())));
        assert_eq!(calls[0].get("number"), Ok(Some("800 100 101".to_owned())));
        assert_eq!(seconds(&calls[1], "arrived_at"), Some(1_774_744_200.0));
        assert_eq!(calls[1].get("withheld"), Ok(true));
        assert_eq!(report.quality["by_queue"], json!({ "Sini;stri": 1, "Sinistri": 1 }));
    }
}

#[test]
fn bad_rows_go_into_the_rejects_with_column_and_reason() {
    for house in houses() {
        let rows = [
            HEADING,
            "1;01/02/2026 10:00;5;5;Q;A;;OK",
            "2;01/02/2026 10:00;5;5;Q;A;OK",
            "3;31/02/2026 10:00;5;5;Q;A;;OK",
            "4;01/02/2026 10:00;five;5;Q;A;;OK",
            "5;01/02/2026 10:00;5;5;Q;A;;WHO KNOWS",
            "6;01/02/2026 10:00;5;5;\"Q;A;;OK",
            "1;01/02/2026 10:00;5;5;Q;A;;OK",
        ];
        let report = import(&house, MAP, rows.join("\n"));
        assert_eq!(
            house.rejects(),
            [
                "3,,shifted_columns",
                "4,Begin,not_a_time",
                "5,Wait,not_a_number",
                "6,,no_outcome",
                "7,,open_quote",
            ]
        );
        assert_eq!((report.rows, report.kept, report.doubled), (7, 1, 1));
        assert_eq!(report.quality["repeated"], json!(1));
    }
}

#[test]
fn text_of_another_encoding_is_not_guessed_at() {
    for house in houses() {
        let map = MAP.replace("windows-1252", "utf-8");
        let mut text =
            format!("\u{feff}{HEADING}\n1;01/02/2026 10:00;5;5;Q;Zo\u{eb};;OK\n").into_bytes();
        text.extend(b"2;01/02/2026 10:00;5;5;Q;Zo\xeb;;OK\n");
        let report = import(&house, &map, text);
        assert_eq!(house.rejects(), ["3,,encoding"]);
        assert_eq!(report.kept, 1);
    }
}

#[test]
fn rows_with_unknown_places_are_rejected_where_the_mapping_says_so() {
    for house in houses() {
        house.at_a_desk(|desk| {
            let known = domain::contacts::calls::Naming {
                code: "Q",
                name: "Claims",
                level: 1,
                ..Default::default()
            };
            domain::contacts::calls::name_queue(desk, &known).map(drop)
        });
        let map = format!(
            "unknown_places = \"reject\"\n{}",
            MAP.replace("[agent]\ncolumn = \"Agent\"\n", "")
        );
        let rows = [
            HEADING,
            "1;01/02/2026 10:00;5;5;Q;A;;OK",
            "2;01/02/2026 10:00;5;5;Elsewhere;A;;OK",
            "3;01/02/2026 10:00;5;5;Q;A;;OK",
        ];
        let report = import(&house, &map, rows.join("\n"));
        assert_eq!(house.rejects(), ["3,queue,unknown_place"]);
        assert_eq!((report.kept, report.rejected_total()), (2, 1));
    }
}

#[test]
fn a_column_of_topics_is_counted_by_reason_and_unknown_words_are_named() {
    const TOPICS: &str = "[[topic]]\ncode = \"claim\"\n[topic.name]\nit = \"Sinistro\"\n\
                          [[topic]]\ncode = \"law\"\n[topic.name]\nen = \"Law\"\n";
    for house in houses() {
        house.at_a_desk(|desk| topics::save(desk, &topics::Document::read(TOPICS)?).map(drop));
        let map = format!("{MAP}[topic]\ncolumn = \"Why\"\n[topics]\nSchaden = \"claim\"\n");
        let rows = [
            &format!("{HEADING};Why"),
            "1;01/02/2026 10:00;5;5;Q;A;;OK;Schaden",
            "2;01/02/2026 10:01;5;5;Q;A;;OK;SINISTRO",
            "3;01/02/2026 10:02;5;5;Q;A;;OK;law",
            "4;01/02/2026 10:03;5;5;Q;A;;OK;the weather",
            "5;01/02/2026 10:04;5;5;Q;A;;OK;",
        ];
        let file = house.file("calls.csv", rows.join("\n"));
        let real = ImportOptions { map: Some(map), ..house.options(&file) };
        let tried = house.try_import(&ImportOptions { run: Run::Dry, ..real.clone() });
        let report = house.try_import(&real).expect("it can be read");
        let unknown = [("the weather".to_owned(), 1)].into();
        assert_eq!(
            (report.kept, report.rejected_total(), &report.unknown_topics),
            (5, 0, &unknown)
        );
        assert_eq!(tried.expect("it can be read").unknown_topics, unknown);
        let day = |text: &str| text.parse().expect("a day");
        let zone = kernel::TimeZone::get("Europe/Rome").expect("a zone");
        let period = Period::new(day("2026-02-01"), day("2026-02-02"), zone).expect("a period");
        let found = house.at_a_desk(move |desk| reasons::ask(desk, &period, &Narrowed::default()));
        let volumes: Vec<(&str, i64)> =
            found.by_volume().iter().map(|(code, reason)| (*code, reason.volume())).collect();
        assert_eq!(volumes, [("", 2), ("claim", 2), ("law", 1)]);
    }
}

#[test]
fn a_mapping_that_does_not_fit_is_refused_with_its_reason() {
    for house in houses() {
        let file = house.file("calls.csv", format!("{HEADING}\n"));
        for (map, expected) in [
            (MAP.replace("Begin", "Start"), "`Start`"),
            (MAP.replace("Europe/Rome", "Europe/Atlantis"), "`Europe/Atlantis`"),
            (MAP.replace("[waiting]", "[wating]"), "wating"),
            (MAP.replace("count_by = \"Queue\"", ""), "exactly one rule"),
        ] {
            let options = ImportOptions { map: Some(map), ..house.options(&file) };
            let Err(Failure::Map(text)) = house.try_import(&options) else {
                panic!("it should not fit: {expected}");
            };
            assert!(text.contains(expected), "{text}");
        }
    }
}
