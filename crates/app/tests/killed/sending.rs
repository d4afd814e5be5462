//! `kill -9` while letters are handed over to a real Postfix.

use super::{
    House,
    serving::{posted, serve},
};
use domain::{
    Desk,
    messaging::{self, Shown, State},
};
use kernel::Instant;
use premura::Place;
use std::{
    collections::BTreeMap,
    env,
    fmt::Display,
    fs,
    io::{BufRead, BufReader, Write},
    net::TcpListener,
    path::{Path, PathBuf},
    process::Command,
    sync::{
        Arc,
        mpsc::{Receiver, channel},
    },
    thread,
    time::{Duration, Instant as Clock},
};

const LETTERS: usize = 200;
/// It is killed once so many are known to be sent.
const KILLED_AT: [usize; 3] = [20, 70, 120];

/// Where the real Postfix answers, and the folder in which it keeps everything.
fn postfix() -> Option<(String, PathBuf)> {
    let Ok(place) = env::var("PREMURA_TEST_POSTFIX") else {
        eprintln!("skipped: no Postfix");
        return None;
    };
    let port = place.rsplit(':').next().expect("a port").to_owned();
    Some((port, env::var("PREMURA_TEST_POSTFIX_ROOT").expect("its folder").into()))
}

/// How often each message of this sender lies in the box.
fn boxed(boxed: &Path, domain: &str) -> BTreeMap<String, usize> {
    let mut found = BTreeMap::new();
    for file in fs::read_dir(boxed.join("new")).into_iter().flatten().flatten() {
        let letter = fs::read_to_string(file.path()).unwrap_or_default();
        let id = letter.split("Message-ID: <").nth(1).and_then(|rest| rest.split('>').next());
        if let Some(id) = id.and_then(|id| id.strip_suffix(domain)) {
            *found.entry(id.trim_end_matches('@').to_owned()).or_default() += 1;
        }
    }
    found
}

fn until(what: &str, mut done: impl FnMut() -> bool) {
    let began = Clock::now();
    while !done() {
        assert!(began.elapsed() < Duration::from_secs(120), "{what}");
        thread::park_timeout(Duration::from_millis(5));
    }
}

/// The same database at this hour.
fn place(house: &House, now: i64) -> Place {
    let clock = web::Clock::new(move || Instant::from_micros(now));
    Place { db: house.scratch.again(), clock, shelf: Arc::default() }
}

/// Each message and how it stands.
fn states(house: &House) -> BTreeMap<String, State> {
    let place = place(house, 0);
    let tenant = place.tenant(None).expect("the company").id;
    let (mut found, mut before) = (BTreeMap::new(), None);
    loop {
        let read = move |desk: &mut Desk<'_>| messaging::list(desk, Shown::All, before);
        let page = place.act(tenant, read).expect("the outbox reads");
        let Some(last) = page.last() else { return found };
        before = Some((last.at, last.id));
        found.extend(page.iter().map(|message| (message.id.to_string(), message.state)));
    }
}

/// Whoever was killed is known to be dead once its leases are over.
fn hold_lost(house: &House) {
    let place_then = place(house, 0);
    let tenant = place_then.tenant(None).expect("the company").id;
    let until: Option<i64> = place_then
        .look(tenant, |desk| {
            let of = [&desk.tenant.clone() as &dyn db::ToValue];
            desk.one("select max(lease_until) from messages where tenant = $1", &of)
        })
        .expect("it reads");
    let Some(until) = until else { return };
    place(house, until).act(tenant, messaging::lost).expect("they are held");
}

#[test]
fn no_letter_goes_twice_and_none_is_lost_unseen() {
    let Some((port, root)) = postfix() else { return };
    for house in House::all("send") {
        let domain = format!("{}.killed.test", house.scratch.name().to_lowercase());
        let (inbox, name) = (root.join("boxes/dora"), "dora@example.test");
        write(&house, name, LETTERS);
        let config = config(&house, &domain, &port);
        let sent = || states(&house).values().filter(|state| **state == State::Sent).count();
        for at in KILLED_AT {
            let (mut server, _) = serve(&house, &["--config", &config]);
            until("letters do not go", || sent() >= at);
            server.kill().expect("it can be killed");
            server.wait().expect("it ends");
            hold_lost(&house);
        }
        let (mut server, _) = serve(&house, &["--config", &config]);
        until("letters wait for ever", || {
            states(&house).values().all(|state| matches!(state, State::Sent | State::Held))
        });
        server.kill().expect("it can be killed");
        server.wait().expect("it ends");
        judge(&house, &root, || boxed(&inbox, &domain));
    }
}

/// A mail server that takes a letter and says nothing to its last line; says once it has it.
fn silent() -> (u16, Receiver<()>) {
    let listener = TcpListener::bind("localhost:0").expect("a free port");
    let port = listener.local_addr().expect("an address").port();
    let (say, has_it) = channel();
    thread::spawn(move || {
        let (mut stream, _) = listener.accept().expect("somebody comes");
        let mut lines = BufReader::new(stream.try_clone().expect("another handle")).lines();
        for said in ["220 mx", "250 mx", "250 ok", "250 ok", "354 go on"] {
            write!(stream, "{said}\r\n").expect("it is said");
            lines.next();
        }
        while lines.next().is_some_and(|line| line.is_ok_and(|line| line != ".")) {}
        say.send(()).expect("the test listens");
        // Until the other side goes.
        lines.next();
    });
    (port, has_it)
}

#[test]
fn the_program_ends_though_a_mail_server_says_nothing() {
    for house in House::all("silent") {
        write(&house, "dora@example.test", 1);
        let (port, has_it) = silent();
        let (mut server, _) = serve(&house, &["--config", &config(&house, "silent.test", port)]);
        has_it.recv_timeout(Duration::from_secs(60)).expect("it is handed over");
        let told = Command::new("kill").arg(server.id().to_string()).status();
        assert!(told.expect("kill starts").success());
        let began = Clock::now();
        assert!(server.wait().expect("it ends").success());
        assert!(began.elapsed() < Duration::from_secs(30), "it waited for the server");
        assert!(states(&house).values().all(|state| *state == State::Sending));
        hold_lost(&house);
        assert!(states(&house).values().all(|state| *state == State::Held), "for a person");
    }
}

/// A configuration with one sender of this domain and one server.
fn config(house: &House, domain: &str, port: impl Display) -> String {
    let file = house.folder.join("premura.toml");
    let text = format!(
        "[[mail]]\nfrom = \"desk@{domain}\"\nconnections = 3\n[[mail.relay]]\n\
         host = \"localhost\"\nport = {port}\nsecurity = \"none\"\n"
    );
    fs::write(&file, text).expect("a file can be written");
    file.to_string_lossy().into_owned()
}

/// So many requests, of which each is confirmed by a letter.
fn write(house: &House, name: &str, letters: usize) {
    let key = house.run(&["key", "add", "letters", "--scope", "requests.write"]);
    let key = String::from_utf8(key.stdout).expect("a key is text").trim().to_owned();
    let (mut server, address) = serve(house, &[]);
    for number in 0..letters {
        let body =
            format!(r#"{{"key":"{number}","name":"Dora","email":"{name}","text":"Where is it?"}}"#);
        let said = posted(&address, "/api/v1/requests", &key, &body).expect("it answers");
        assert!(said.starts_with("HTTP/1.1 201"), "{said}");
    }
    server.kill().expect("it can be killed");
    server.wait().expect("it ends");
}

/// What was sent lies in the box once, what is held at the most once, and nothing else does.
fn judge(house: &House, root: &Path, come: impl Fn() -> BTreeMap<String, usize>) {
    let is_empty = || {
        let mut queue = Command::new("/usr/sbin/postqueue");
        let queue = queue.arg("-c").arg(root.join("etc")).arg("-p").output();
        let queue = queue.expect("Postfix tells its queue").stdout;
        String::from_utf8_lossy(&queue).contains("queue is empty")
    };

    let states = states(house);
    assert_eq!(states.len(), LETTERS);
    let sent = states.values().filter(|state| **state == State::Sent).count();
    let held = LETTERS - sent;
    // A connection holds ten at the most when it is killed; three of them were, three times.
    assert!((1..=90).contains(&held), "{held} are held");
    // Postfix delivers a moment after it took a letter.
    until("Postfix keeps letters", is_empty);
    let come = come();
    for (id, _) in states.iter().filter(|(_, state)| **state == State::Sent) {
        assert!(come.contains_key(id), "{id} was taken and never came");
    }
    for (id, times) in come {
        assert_eq!(times, 1, "{id} came {times} times");
        assert!(states.contains_key(&id), "{id} is none of ours");
    }
}
