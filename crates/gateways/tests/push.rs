//! Bells rung at a service and opened by a device that `./test` starts, both of them somebody
//! else's work; and at those that misbehave.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use gateways::push::{Device, Hosts, Key, Push, Rung, make_key};
use kernel::Instant;
use serde_json::Value as Json;
use std::{env, fs, net::TcpListener, path::PathBuf, time::Duration};

struct There {
    port: u16,
    root: PathBuf,
    key: Vec<u8>,
    secret: Vec<u8>,
}

fn there() -> Option<There> {
    let Ok(port) = env::var("PREMURA_TEST_PUSH") else {
        eprintln!("skipped: no push service");
        return None;
    };
    let root: PathBuf = env::var("PREMURA_TEST_PUSH_ROOT").expect("its folder").into();
    let device = fs::read(root.join("device.json")).expect("its device");
    let device: Json = serde_json::from_slice(&device).expect("it is JSON");
    let part = |name: &str| {
        URL_SAFE_NO_PAD.decode(device[name].as_str().expect("a text")).expect("base 64")
    };
    let (key, secret) = (part("key"), part("secret"));
    Some(There { port: port.parse().expect("a port"), root, key, secret })
}

/// The real hour: the service holds what we say of ourselves against its own clock.
fn now() -> Instant {
    let since = std::time::SystemTime::UNIX_EPOCH.elapsed().expect("it is later than 1970");
    Instant::from_micros(i64::try_from(since.as_micros()).expect("it is not so late"))
}

impl There {
    fn push(&self) -> Push {
        self.push_to(&[format!("localhost:{}", self.port)])
    }

    fn push_to(&self, hosts: &[String]) -> Push {
        let key = Key::new(make_key().expect("chance").as_bytes(), "mailto:desk@aurora.example");
        let trusted = fs::read(self.root.join("cert.pem")).expect("its certificate");
        Push::new(key.expect("a key"), Hosts::new(hosts), &trusted)
            .expect("it is read")
            .answered_within(Duration::from_secs(2))
    }

    fn rings(&self, push: &Push, path: &str, text: &str) -> Rung {
        let endpoint = format!("https://localhost:{}/{path}", self.port);
        let device = Device { endpoint: &endpoint, key: &self.key, secret: &self.secret };
        push.ring(&device, text.as_bytes(), (now(), 3_600))
    }

    fn taken(&self, path: &str) -> Vec<Json> {
        let file = fs::read_to_string(self.root.join("taken.jsonl")).expect("its file");
        let lines = file.lines().filter_map(|line| serde_json::from_str::<Json>(line).ok());
        lines.filter(|line| line["path"] == format!("/{path}")).collect()
    }
}

#[test]
fn a_bell_is_opened_by_its_device_and_says_who_rings() {
    let Some(there) = there() else { return };
    let push = there.push();
    let texts = ["Hai un messaggio da Società Àurora", "Vous avez un message", "", "é"];
    for (number, text) in texts.iter().enumerate() {
        let path = format!("ok/opened-{number}");
        assert_eq!(there.rings(&push, &path, text), Rung::Taken);
        let taken = there.taken(&path);
        assert_eq!(taken.len(), 1);
        assert_eq!(taken[0]["text"], *text);
        assert_eq!(taken[0]["sub"], "mailto:desk@aurora.example");
        assert_eq!(taken[0]["ttl"], "3600");
    }
}

#[test]
fn what_is_answered_says_what_becomes_of_the_device() {
    let Some(there) = there() else { return };
    let push = there.push();
    let ring = |path: &str| there.rings(&push, path, "text");
    assert_eq!(ring("gone"), Rung::Gone);
    assert_eq!(ring("unknown"), Rung::Gone);
    assert_eq!(ring("busy"), Rung::Later(Some(120)));
    assert_eq!(ring("overloaded"), Rung::Later(None));
    assert!(matches!(ring("broken"), Rung::Lost(said) if said.starts_with("500")));
    assert!(matches!(ring("refused"), Rung::Lost(said) if said.starts_with("403")));
    assert!(matches!(ring("away"), Rung::Lost(said) if said.starts_with("307")));
    assert!(there.taken("ok/elsewhere").is_empty(), "nobody is followed");
}

#[test]
fn a_service_that_says_nothing_or_never_ends_holds_nobody_up() {
    let Some(there) = there() else { return };
    let push = there.push();
    for path in ["silent", "huge"] {
        let began = std::time::Instant::now();
        assert!(matches!(there.rings(&push, path, "text"), Rung::Lost(_)), "{path}");
        assert!(began.elapsed() < Duration::from_secs(10), "{path}");
    }
}

#[test]
fn nobody_is_spoken_to_who_is_not_known_there_or_trusted() {
    let Some(there) = there() else { return };
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    listener.set_nonblocking(true).expect("it does not wait");
    let port = listener.local_addr().expect("it has one").port();
    let known = there.push();
    for endpoint in [
        format!("https://127.0.0.1:{port}/"),
        format!("https://localhost:{port}/"),
        format!("http://localhost:{}/ok/plain", there.port),
    ] {
        let device = Device { endpoint: &endpoint, key: &there.key, secret: &there.secret };
        let rung = known.ring(&device, b"text", (now(), 60));
        assert!(matches!(rung, Rung::Lost(_)), "{endpoint}");
    }
    assert!(listener.accept().is_err(), "nobody knocked");
    let key = Key::new(make_key().expect("chance").as_bytes(), "mailto:a@b.example");
    let hosts = Hosts::new([format!("localhost:{}", there.port)]);
    let strange = Push::new(key.expect("a key"), hosts, &[]).expect("none are read");
    assert!(!matches!(there.rings(&strange, "ok/untrusted", "text"), Rung::Taken));
    assert!(there.taken("ok/untrusted").is_empty());
}

#[test]
fn a_service_that_is_not_there_is_tried_later() {
    let Some(there) = there() else { return };
    let port = TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("one").port();
    let push = there.push_to(&[format!("localhost:{port}")]);
    let endpoint = format!("https://localhost:{port}/");
    let device = Device { endpoint: &endpoint, key: &there.key, secret: &there.secret };
    assert_eq!(push.ring(&device, b"text", (now(), 60)), Rung::Later(None));
}
