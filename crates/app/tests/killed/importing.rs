use super::House;
use std::{
    fmt::Write,
    io::{BufRead, BufReader},
    process::Stdio,
    sync::mpsc,
    time::Duration,
};

const CALLS: usize = 10_000;
const KILLS: u64 = 6;

/// A log of calls, each queued, answered and ended.
fn log() -> String {
    let mut text = String::new();
    for number in 0..CALLS {
        let second = 1_795_340_000 + number * 3;
        let queue = ["claims", "legal"][number % 2];
        let id = format!("{second}.{number}");
        let _ =
            writeln!(text, "{second}|{id}|{queue}|NONE|ENTERQUEUE||0000555{:03}|1", number % 500);
        let _ = writeln!(text, "{}|{id}|{queue}|op-1|CONNECT|4|{id}1|3", second + 4);
        let _ = writeln!(text, "{}|{id}|{queue}|op-1|COMPLETEAGENT|4|60|1", second + 64);
    }
    text
}

#[test]
fn an_import_that_is_killed_again_and_again_ends_as_one_that_was_not() {
    for (house, calm) in House::all("import").into_iter().zip(House::all("calm")) {
        let file = house.folder.join("queue_log");
        std::fs::write(&file, log()).expect("the log can be written");
        let path = file.to_str().expect("a plain path");
        calm.run(&["import", "calls", path]);

        let (_open, pause) = mpsc::channel::<()>();
        for kill in 0..KILLS {
            let mut child = house
                .command(&["import", "calls", path])
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .spawn()
                .expect("the program starts");
            // Each time a little later, so that every part of the work is struck.
            let _ = pause.recv_timeout(Duration::from_millis(80 + 90 * kill));
            child.kill().expect("it can be killed");
            child.wait().expect("it ends");
        }
        let report = house.run(&["import", "calls", path]);
        let report: serde_json::Value =
            serde_json::from_slice(&report.stdout).expect("a report is JSON");
        assert_eq!(report["rows"], CALLS * 3, "{report}");
        assert_eq!(house.figure("calls.answered"), CALLS);
        assert_eq!(house.figures(), calm.figures());
        let twice = house.run(&["import", "calls", path]);
        let told: Vec<_> = BufReader::new(&*twice.stdout).lines().collect();
        assert!(told.iter().flatten().any(|line| line.contains("\"already_imported\": true")));
    }
}
