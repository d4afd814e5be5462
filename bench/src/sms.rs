//! Short messages handed over to a sink of our own, which takes whatever comes and says at once
//! that it arrived, over real sockets: without a house, which is how fast the language is spoken,
//! and out of one, with every attempt and every receipt written down.

use crate::{House, leaving, row};
use domain::messaging::{Channel, Composing, Fate, Parcel, State};
use gateways::{
    Carrier,
    sms::{News, Smpp, Smsc, Source},
};
use premura::{Centre, Channels, Manners, Sms};
use std::{
    error::Error,
    io::{BufReader, Read, Write},
    net::{TcpListener, TcpStream},
    sync::{Arc, mpsc::channel},
    thread,
    time::{Duration, Instant},
};
use testkit::message::parcel;

type Failure = Box<dyn Error>;

const MESSAGES: usize = 50_000;
/// Messages taken at once by a worker.
const AT_ONCE: usize = 500;
const GIVEN_UP_AFTER: Duration = Duration::from_secs(60);

/// Messages that leave a house.
const OUT_OF_A_HOUSE: usize = 20_000;
/// More than the sink takes, so that nothing waits for the rate.
const PER_SECOND: u32 = 100_000;
const WINDOW: usize = 50;

const TEXT: &str = "La copertura decorre dalle 24 del giorno indicato in polizza. Aurora";

/// How many messages a second leave a house, from the first that waits until the last is known to
/// have arrived.
pub fn send_from(house: &House) -> Result<(), Failure> {
    let centre = Centre {
        host: "127.0.0.1".into(),
        port: sink()?,
        tls: false,
        trusted: None,
        system_id: "aurora".into(),
        password: "secret".into(),
        system_type: String::new(),
        per_second: PER_SECOND,
        window: WINDOW,
        manners: Manners::default(),
    };
    let sms = Sms {
        from: "Aurora".into(),
        country: None,
        smpp: Some(centre),
        http: None,
        folder: None,
        tenant: None,
    };
    let channels = Channels { sms: &[sms], ..Channels::default() };
    let took = leaving::send(house, (OUT_OF_A_HOUSE, text), channels, State::Delivered)?;
    let rate = OUT_OF_A_HOUSE as f64 / took.as_secs_f64();
    let what = format!("{OUT_OF_A_HOUSE} short messages out of a house by SMPP, one session");
    row(&what, house.engine, &format!("{rate:.0}/s, each attempt and each receipt written down"));
    Ok(())
}

fn text(number: usize, now: kernel::Instant) -> Composing {
    Composing::plain(Channel::Sms, format!("+39333{number:07}"), ("", TEXT), now)
}

/// How many messages a second go, from the first until the last receipt is heard.
pub fn send() -> Result<(), Failure> {
    for window in [10, 50] {
        let port = sink()?;
        let mut smsc = Smsc::new("127.0.0.1", port, Source::new("Aurora")?);
        (smsc.window, smsc.per_second) = (window, PER_SECOND);
        let (sender, receipts) = channel();
        let listener = Arc::new(move |news: Vec<News>| sender.send(news.len()).is_ok());
        let mut smpp = Smpp::open(smsc, listener)?;
        // The session is there before the clock runs.
        carry(&mut smpp, &[numbered(0)])?;
        receipts.recv_timeout(GIVEN_UP_AFTER)?;
        let parcels: Vec<Parcel> = (0..MESSAGES).map(numbered).collect();
        let began = Instant::now();
        for batch in parcels.chunks(AT_ONCE) {
            carry(&mut smpp, batch)?;
        }
        let mut heard = 0;
        while heard < MESSAGES {
            heard += receipts.recv_timeout(GIVEN_UP_AFTER)?;
        }
        let rate = MESSAGES as f64 / began.elapsed().as_secs_f64();
        let what = format!("{MESSAGES} short messages by SMPP, one session, window of {window}");
        row(&what, "-", &format!("{rate:.0}/s, each with its receipt heard and answered"));
    }
    Ok(())
}

fn carry(smpp: &mut Smpp, batch: &[Parcel]) -> Result<(), Failure> {
    let handed = smpp.carry(batch, &|| false);
    match handed.iter().find(|one| one.fate != Fate::Accepted) {
        Some(one) => Err(format!("it did not go: {one:?}").into()),
        None => Ok(()),
    }
}

fn numbered(number: usize) -> Parcel {
    parcel(&format!("+39333{number:07}"), TEXT)
}

/// The sink on a free port; it serves one session.
fn sink() -> Result<u16, Failure> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let port = listener.local_addr()?.port();
    thread::spawn(move || {
        // A session that breaks shows in what was sent.
        listener.accept().and_then(|(stream, _)| serve(stream)).ok();
    });
    Ok(port)
}

fn serve(mut stream: TcpStream) -> std::io::Result<()> {
    stream.set_nodelay(true)?;
    let mut heard = BufReader::with_capacity(1 << 16, stream.try_clone()?);
    let mut said = Vec::new();
    loop {
        let mut head = [0; 16];
        heard.read_exact(&mut head)?;
        let [length, command, status, sequence] = [0, 4, 8, 12]
            .map(|at| u32::from_be_bytes([head[at], head[at + 1], head[at + 2], head[at + 3]]));
        let mut body = vec![0; length as usize - head.len()];
        heard.read_exact(&mut body)?;
        match command {
            SUBMIT => {
                let id = format!("{sequence:08}");
                piece(&mut said, SUBMIT | ANSWER, sequence, format!("{id}\0").as_bytes());
                receipt(&mut said, sequence);
            }
            // It cannot take a receipt now: as any centre, it is told again.
            command if command == DELIVER | ANSWER && status != 0 => receipt(&mut said, sequence),
            0x06 | 0x09 | 0x15 => piece(&mut said, command | ANSWER, sequence, b"\0"),
            _ => {}
        }
        // What came together is answered together.
        if heard.buffer().is_empty() && !said.is_empty() {
            stream.write_all(&said)?;
            said.clear();
        }
    }
}

const SUBMIT: u32 = 0x04;
const DELIVER: u32 = 0x05;
const ANSWER: u32 = 0x8000_0000;

/// The message of this number has arrived.
fn receipt(said: &mut Vec<u8>, sequence: u32) {
    let text = format!("id:{sequence:08} sub:001 dlvrd:001 stat:DELIVRD err:000 text:La");
    let about = b"\0\x01\x01393330000000\0\x05\0Aurora\0\x04\0\0\0\0\0\0\0\0";
    let body = [about, &[text.len() as u8][..], text.as_bytes()].concat();
    piece(said, DELIVER, sequence, &body);
}

fn piece(said: &mut Vec<u8>, command: u32, sequence: u32, body: &[u8]) {
    for word in [16 + body.len() as u32, command, 0, sequence] {
        said.extend(word.to_be_bytes());
    }
    said.extend(body);
}
