//! Letters handed over to Postfix's own sink, which takes whatever comes.

use crate::{House, row};
use domain::messaging::{self, Category, Channel, Composing, LASTS, Shown};
use kernel::Language;
use premura::{Channels, Letters, Mail, Relay, Security, Stop};
use std::{
    error::Error,
    net::{TcpListener, TcpStream},
    process::{Child, Command},
    thread,
    time::{Duration, Instant},
};

type Failure = Box<dyn Error>;

const LETTERS: usize = 20_000;
const CONNECTIONS: u16 = 8;
/// Messages composed in one unit of work.
const AT_ONCE: usize = 500;
/// Postfix's sink on Debian.
const SINK: &str = "/usr/sbin/smtp-sink";
const GIVEN_UP_AFTER: Duration = Duration::from_secs(300);

/// How many letters a second go, from the first that waits to the last that is known to be sent.
pub fn send(house: &House) -> Result<(), Failure> {
    let (mut sink, port) = match sink()? {
        Some(sink) => sink,
        None => {
            eprintln!("skipped: no {SINK}");
            return Ok(());
        }
    };
    let sent = sending(house, port);
    sink.kill()?;
    sink.wait()?;
    let seconds = sent?.as_secs_f64();
    let what = format!("{LETTERS} letters to smtp-sink over {CONNECTIONS} connections");
    row(
        &what,
        house.engine,
        &format!("{:.0}/s, each attempt durable before it is made", LETTERS as f64 / seconds),
    );
    Ok(())
}

fn sending(house: &House, port: u16) -> Result<Duration, Failure> {
    for first in (0..LETTERS).step_by(AT_ONCE) {
        house.place.act(house.tenant, move |desk| {
            let now = desk.now();
            let letters = (first..first + AT_ONCE).map(|number| letter(number, now));
            messaging::compose(desk, &letters.collect::<Vec<_>>())
        })?;
    }
    let relay = Relay {
        host: "127.0.0.1".into(),
        port: Some(port),
        security: Security::None,
        user: None,
        password: None,
        trusted: None,
    };
    let mail = Mail {
        from: "Aurora <desk@aurora.example>".into(),
        relays: vec![relay],
        folder: None,
        maildir: None,
        mailbox: None,
        letters: Letters::Left,
        dkim: Vec::new(),
        connections: CONNECTIONS,
        tenant: None,
    };
    let stop = Stop::default();
    let began = Instant::now();
    let threads =
        premura::send(&house.place, Channels { mail: &[mail], ..Channels::default() }, &stop)?;
    while waiting(house)? > 0 {
        if began.elapsed() > GIVEN_UP_AFTER {
            return Err("letters wait for ever".into());
        }
        thread::park_timeout(Duration::from_millis(20));
    }
    let took = began.elapsed();
    stop.say();
    for thread in threads {
        thread.join().map_err(|_| "a sender ended badly")?;
    }
    let troubled = house.place.act(house.tenant, |desk| {
        messaging::list(desk, Shown::Troubled, None).map(|found| found.len())
    })?;
    if troubled > 0 {
        return Err(format!("{troubled} or more did not go").into());
    }
    Ok(took)
}

fn waiting(house: &House) -> Result<i64, Failure> {
    Ok(house.place.look(house.tenant, |desk| {
        let of = [&desk.tenant.clone() as &dyn db::ToValue];
        desk.one(
            "select count(*) from messages
              where tenant = $1 and state in ('waiting', 'sending')",
            &of,
        )
    })?)
}

fn letter(number: usize, now: kernel::Instant) -> Composing {
    let to = format!("client-{number}@example.test");
    Composing {
        subject: [9; 16],
        party: None,
        kind: "answer".into(),
        category: Category::Personal,
        way: messaging::Way { channel: Channel::Email, to, template: None, quiet: None },
        instead: Vec::new(),
        language: Language::It,
        title: format!("R-{number} · Quando decorre la copertura?"),
        text: "Buongiorno,\n\nla copertura decorre dalle 24 del giorno indicato in polizza.\n"
            .into(),
        send_at: now,
        expires_at: now + LASTS,
        campaign: None,
    }
}

/// The sink on a free port, once it answers; none where it is not installed.
fn sink() -> Result<Option<(Child, u16)>, Failure> {
    if !std::path::Path::new(SINK).exists() {
        return Ok(None);
    }
    let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
    let place = format!("127.0.0.1:{port}");
    let sink = Command::new(SINK).args(["-u", "nobody", &place, "200"]).spawn()?;
    let began = Instant::now();
    while TcpStream::connect(&place).is_err() {
        if began.elapsed() > Duration::from_secs(10) {
            return Err("the sink does not answer".into());
        }
        thread::park_timeout(Duration::from_millis(20));
    }
    Ok(Some((sink, port)))
}
