use super::{
    House,
    serving::{posted, serve},
};
use std::{sync::mpsc, thread, time::Duration};

const KILLS: usize = 4;

fn batch(first: usize) -> String {
    let events: Vec<String> = (first..first + 10)
        .map(|number| {
            format!(
                r#"{{"specversion":"1.0","id":"{number}","source":"pbx","type":"call.queued",
                   "subject":"c{number}","time":"2026-11-10T09:00:00Z","data":{{"queue":"q"}}}}"#
            )
        })
        .collect();
    format!("[{}]", events.join(","))
}

/// Sends a batch; true once the server has said that it is safe.
fn told(address: &str, key: &str, body: &str) -> bool {
    let answer = posted(address, "/api/v1/call-events", key, body);
    answer.is_ok_and(|answer| answer.starts_with("HTTP/1.1 200"))
}

#[test]
fn what_a_killed_server_acknowledged_is_there_and_told_again_is_not_doubled() {
    for house in House::all("tell") {
        let key = house.run(&["key", "add", "exchange", "--scope", "calls.write"]);
        let key = String::from_utf8(key.stdout).expect("a key is text").trim().to_owned();
        let (mut next, mut acknowledged) = (0, 0);
        let mut unknown = Vec::new();
        let (_open, pause) = mpsc::channel::<()>();
        for kill in 0..KILLS {
            let (mut server, address) = serve(&house, &[]);
            let (stopped, sender) = {
                let key = key.clone();
                let (say, stopped) = mpsc::channel();
                let sender = thread::spawn(move || {
                    loop {
                        let safe = told(&address, &key, &batch(next));
                        say.send((next, safe)).expect("the test listens");
                        next += 10;
                        if !safe {
                            return next;
                        }
                    }
                });
                (stopped, sender)
            };
            let _ = pause.recv_timeout(Duration::from_millis(300 + 150 * kill as u64));
            server.kill().expect("it can be killed");
            server.wait().expect("it ends");
            next = sender.join().expect("the sender ends with the server");
            for (first, safe) in stopped {
                if safe { acknowledged += 10 } else { unknown.push(first) }
            }
        }
        assert!(acknowledged > 0);
        let arrived = house.figure("calls.arrived").as_u64().expect("a count");
        let sent = u64::try_from(next).expect("a count");
        assert!((acknowledged..=sent).contains(&arrived), "{acknowledged} {arrived} {sent}");

        let (mut server, address) = serve(&house, &[]);
        for first in (0..next).step_by(10) {
            assert!(told(&address, &key, &batch(first)), "batch {first} is told again");
        }
        server.kill().expect("it can be killed");
        server.wait().expect("it ends");
        assert_eq!(house.figure("calls.arrived"), next, "unknown were {unknown:?}");
    }
}
