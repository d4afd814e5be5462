//! From an exchange's event to the caller's record on an agent's screen: the page's own stream says
//! that something rings, and the page then has who it is, as the browser's script does it.

use crate::{House, api, desk, exchange, percentile, row};
use domain::{
    Role,
    identity::{self, Attempt, Joining},
};
use kernel::Language;
use std::{
    error::Error,
    io::{BufRead, BufReader, Read, Write},
    net::{SocketAddr, TcpStream},
    thread,
    time::{Duration, Instant},
};

type Failure = Box<dyn Error>;

/// Calls that are measured, at the pace of ten thousand in the hour.
const CALLS: u64 = 500;
const EVERY: Duration = Duration::from_millis(360);
/// No screen takes so long.
const GIVEN_UP_AFTER: Duration = Duration::from_secs(10);
const TOKEN: &str = "a session that only the bench has, and only for these minutes";
const EMAIL: &str = "agent@example.org";

/// Measures it among the people of the house, of whom there are a million.
pub fn show(house: &House) -> Result<(), Failure> {
    sign_in(house)?;
    let address = api::serve(house)?;
    let mut playing = exchange::Playing::begin(house)?;
    let mut stream = Live::open(address)?;
    let (began, mut millis) = (Instant::now(), Vec::new());
    for number in 0..CALLS {
        let turn = began + EVERY * u32::try_from(number)?;
        while let Some(left) = turn.checked_duration_since(Instant::now()) {
            thread::park_timeout(left);
        }
        let client = number * 1_973 % desk::MANY;
        let call = format!("1795340898.{number}");
        let sent = Instant::now();
        playing.rings(&call, &format!("+33199{client:07}"))?;
        while !page(address)?.contains(&format!("Client {client}<")) {
            if sent.elapsed() > GIVEN_UP_AFTER {
                return Err(format!("{call} never came to the screen").into());
            }
            stream.next()?;
        }
        millis.push(sent.elapsed().as_secs_f64() * 1e3);
        playing.ends(&call)?;
    }
    playing.end()?;
    let (p50, p99) = (percentile(&mut millis, 50), percentile(&mut millis, 99));
    let text = format!("p50 {p50:.0} ms, p99 {p99:.0} ms");
    let what = format!("event to the caller's record on the screen, {CALLS} calls at 10,000/h");
    row(&what, house.engine, &text);
    Ok(())
}

fn sign_in(house: &House) -> Result<(), Failure> {
    house.place.act(house.tenant, |desk| {
        let unit = identity::units(desk)?.first().map(|unit| unit.id);
        let joining = Joining {
            email: EMAIL,
            name: "Agent",
            role: Role::Administrator,
            unit: unit.ok_or(domain::Refusal::Unknown("unit"))?,
            language: Language::En,
            password: "none that anybody has",
        };
        identity::join(desk, &joining)?;
        let facts = identity::sign_in_facts(desk, EMAIL)?;
        let facts = facts.ok_or(domain::Refusal::Unknown("colleague"))?;
        let attempt = Attempt { token: TOKEN, address: "bench", browser: "bench" };
        identity::open_session(desk, &facts, &attempt).map(drop)
    })?;
    Ok(())
}

fn get(address: SocketAddr, path: &str) -> std::io::Result<BufReader<TcpStream>> {
    let mut stream = TcpStream::connect(address)?;
    stream.set_nodelay(true)?;
    stream.set_read_timeout(Some(GIVEN_UP_AFTER))?;
    write!(
        stream,
        "GET {path} HTTP/1.1\r\nHost: localhost\r\nCookie: session={TOKEN}\r\n\
         Connection: close\r\n\r\n"
    )?;
    Ok(BufReader::new(stream))
}

/// The whole page, as it comes.
fn page(address: SocketAddr) -> Result<String, Failure> {
    let mut bytes = Vec::new();
    get(address, "/desk/telephone")?.read_to_end(&mut bytes)?;
    let text = String::from_utf8_lossy(&bytes).into_owned();
    let first = text.lines().next().unwrap_or_default();
    if first.ends_with(" 200 OK") { Ok(text) } else { Err(format!("a page: {first}").into()) }
}

/// The page's stream; one that ends is opened again, as a browser does.
struct Live {
    address: SocketAddr,
    lines: BufReader<TcpStream>,
}

impl Live {
    fn open(address: SocketAddr) -> Result<Self, Failure> {
        let lines = get(address, "/desk/telephone/events")?;
        let mut live = Self { address, lines };
        let mut line = String::new();
        while line != "\r\n" {
            line.clear();
            if live.lines.read_line(&mut line)? == 0 {
                return Err("the stream does not begin".into());
            }
        }
        Ok(live)
    }

    /// Waits until it says something.
    fn next(&mut self) -> Result<(), Failure> {
        let mut line = String::new();
        while !line.starts_with("data:") {
            line.clear();
            if self.lines.read_line(&mut line)? == 0 {
                *self = Self::open(self.address)?;
                return Ok(());
            }
        }
        Ok(())
    }
}
