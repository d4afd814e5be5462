//! Letters handed over to Postfix's own sink, which takes whatever comes.

use crate::{House, leaving, row};
use domain::messaging::{Channel, Composing, State};
use premura::{Channels, Letters, Mail, Relay, Security};
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
/// Postfix's sink on Debian.
const SINK: &str = "/usr/sbin/smtp-sink";

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
        delivered: false,
        tenant: None,
    };
    let channels = Channels { mail: &[mail], ..Channels::default() };
    leaving::send(house, (LETTERS, letter), channels, State::Sent)
}

fn letter(number: usize, now: kernel::Instant) -> Composing {
    let title = format!("R-{number} · Quando decorre la copertura?");
    let text = "Buongiorno,\n\nla copertura decorre dalle 24 del giorno indicato in polizza.\n";
    let to = format!("client-{number}@example.test");
    Composing::plain(Channel::Email, to, (&title, text), now)
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
