//! Call events told by the API over real connections, each answered only when it is safe.

use crate::{House, machine, percentile, row};
use domain::{Right, identity};
use std::{
    error::Error,
    io::{BufRead, BufReader, Write},
    net::{SocketAddr, TcpStream},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
        mpsc,
    },
    thread,
    time::{Duration, Instant},
};

const CONNECTIONS: usize = 64;
const FOR: Duration = Duration::from_secs(10);
const TOKEN: &str = "a key that only the bench has, and only for these seconds";

type Failure = Box<dyn Error>;

/// Tells at the rates that are asked for: how long does one wait when the machine is not full?
pub fn keep_pace(house: &House) -> Result<(), Failure> {
    let (in_batches, one_by_one) = house.asked();
    tell(house, 100, Some(in_batches))?;
    tell(house, 1, Some(one_by_one))
}

/// Tells call events from 64 connections for ten seconds, so many in each request: as fast as
/// the answers come, or at a `pace` of events a second altogether.
pub fn tell(house: &House, batch: usize, pace: Option<u32>) -> Result<(), Failure> {
    let loaded = load(house, Load { what: What::CallEvents, batch, pace })?;
    let more = format!(", {batch} a request");
    report(house, ("call events", &more), (loaded.millis, batch), pace);
    Ok(())
}

/// Brings requests of clients from 64 connections for ten seconds, one in each: numbered, with its
/// clocks, its confirmation and its event.
pub fn bring(house: &House, pace: Option<u32>) -> Result<(), Failure> {
    let before = machine::processor_time()?;
    let loaded = load(house, Load { what: What::Requests, batch: 1, pace })?;
    let all = machine::processor_time()? - before;
    let each = |spent: Duration| spent.as_secs_f64() * 1e3 / loaded.millis.len() as f64;
    let (ours, loads) = (each(all.saturating_sub(loaded.spent)), each(loaded.spent));
    let more = format!("; {ours:.2} ms of processor each, and {loads:.2} ms for who asks");
    report(house, ("requests created", &more), (loaded.millis, 1), pace);
    Ok(())
}

/// Brings them at the rate that is asked for.
pub fn keep_up(house: &House) -> Result<(), Failure> {
    let (_, one_by_one) = house.asked();
    bring(house, Some(one_by_one))
}

fn report(
    house: &House,
    (what, more): (&str, &str),
    (mut millis, batch): (Vec<f64>, usize),
    pace: Option<u32>,
) {
    let rate = (millis.len() * batch) as f64 / FOR.as_secs_f64();
    let (p50, p99) = (percentile(&mut millis, 50), percentile(&mut millis, 99));
    let asked = pace.map_or(String::new(), |pace| format!(", at {pace}/s"));
    let what = format!("durable {what} by the API, {CONNECTIONS} connections{more}{asked}");
    row(&what, house.engine, &format!("{rate:.0}/s, p50 {p50:.0} ms, p99 {p99:.0} ms"));
}

/// What each request says.
#[derive(Clone, Copy)]
enum What {
    CallEvents,
    Requests,
}

/// What is sent, how much of it in each request, and at what rate altogether.
#[derive(Clone, Copy)]
struct Load {
    what: What,
    batch: usize,
    pace: Option<u32>,
}

/// How long each request took, and the processor time of those who asked.
#[derive(Default)]
struct Loaded {
    millis: Vec<f64>,
    spent: Duration,
}

fn load(house: &House, Load { what, batch, pace }: Load) -> Result<Loaded, Failure> {
    house.place.act(house.tenant, |desk| {
        let unit = identity::units(desk)?.first().map(|unit| unit.id);
        let unit = unit.ok_or(domain::Refusal::Unknown("unit"))?;
        let known = identity::authenticate(desk, TOKEN).is_ok();
        if known {
            return Ok(());
        }
        let rights = [Right::TellCalls, Right::WorkRequests];
        identity::make_key(desk, "bench", &rights, unit, TOKEN).map(|_| ())
    })?;
    let address = serve(house)?;
    let run = u64::try_from(batch)? * 10 + u64::from(pace.is_some());
    let sends = Sends { what, batch };
    let next = Arc::new(AtomicU64::new(run * 1_000_000_000));
    // Each connection sends in its turn, so that the requests come evenly.
    let between =
        pace.map(|pace| Duration::from_secs_f64((CONNECTIONS * batch) as f64 / f64::from(pace)));
    let threads: Vec<_> = (0..CONNECTIONS)
        .map(|turn| {
            let (next, share) = (Arc::clone(&next), turn as f64 / CONNECTIONS as f64);
            let pace = between.map(|between| (between, between.mul_f64(share)));
            thread::spawn(move || {
                send(address, (sends, pace), &next).map_err(|error| error.to_string())
            })
        })
        .collect();
    let mut loaded = Loaded::default();
    for thread in threads {
        let one = thread.join().map_err(|_| "a connection ended badly")??;
        loaded.millis.extend(one.millis);
        loaded.spent += one.spent;
    }
    Ok(loaded)
}

/// Serves the house on a free port.
pub fn serve(house: &House) -> Result<SocketAddr, Failure> {
    let (place, (ready, address)) = (house.place.clone(), mpsc::channel());
    thread::spawn(move || {
        let told = move |address| {
            // Whoever waited has gone only when the bench itself has ended.
            let _ = ready.send(address);
        };
        premura::listen(&place, "127.0.0.1:0", premura::Serving::default(), told)
            .map_err(|error| error.to_string())
    });
    Ok(address.recv()?)
}

/// What a request holds.
#[derive(Clone, Copy)]
struct Sends {
    what: What,
    batch: usize,
}

/// What a connection sends; the time between its requests, and before its first.
type Turn = (Sends, Option<(Duration, Duration)>);

fn send(address: SocketAddr, (sends, pace): Turn, next: &AtomicU64) -> Result<Loaded, Failure> {
    let mut stream = TcpStream::connect(address)?;
    stream.set_nodelay(true)?;
    let mut reader = BufReader::new(stream.try_clone()?);
    let (began, mut millis) = (Instant::now(), Vec::new());
    let mut turn = began + pace.map_or(Duration::ZERO, |(_, first)| first);
    while began.elapsed() < FOR {
        let (path, body) = match sends.what {
            What::CallEvents => ("call-events", events(sends.batch, next)),
            What::Requests => ("requests", request(next)),
        };
        if pace.is_some() {
            wait_until(turn);
        }
        // A request that had to wait for the one before is late from its turn on.
        let sent = if pace.is_some() { turn } else { Instant::now() };
        turn += pace.map_or(Duration::ZERO, |(between, _)| between);
        write!(
            stream,
            "POST /api/v1/{path} HTTP/1.1\r\nHost: localhost\r\n\
             Authorization: Bearer {TOKEN}\r\nContent-Type: application/json\r\n\
             Content-Length: {}\r\n\r\n{body}",
            body.len()
        )?;
        let status = answer(&mut reader)?;
        if !(200..=201).contains(&status) {
            return Err(format!("a request was refused with {status}").into());
        }
        millis.push(sent.elapsed().as_secs_f64() * 1e3);
    }
    Ok(Loaded { millis, spent: machine::processor_time_of_thread()? })
}

fn wait_until(turn: Instant) {
    while let Some(left) = turn.checked_duration_since(Instant::now()).filter(|it| !it.is_zero()) {
        thread::park_timeout(left);
    }
}

/// Calls that have just arrived, two facts of each: it joined a queue and was answered.
fn events(batch: usize, next: &AtomicU64) -> String {
    let events: Vec<String> = (0..batch)
        .map(|_| {
            let number = next.fetch_add(1, Ordering::Relaxed);
            let (call, kind) =
                (number / 2, ["call.queued", "call.answered"][(number % 2) as usize]);
            let second = number / 2 % 60;
            format!(
                r#"{{"specversion":"1.0","id":"{number}","source":"pbx","type":"{kind}",
                "subject":"c{call}","time":"2026-05-04T09:00:{second:02}Z",
                "data":{{"queue":"q{}"}}}}"#,
                call % 3
            )
        })
        .collect();
    format!("[{}]", events.join(","))
}

/// A client's question, each from another address.
fn request(next: &AtomicU64) -> String {
    let number = next.fetch_add(1, Ordering::Relaxed);
    format!(
        r#"{{"key":"bench-{number}","name":"Client {number}","email":"c{number}@example.com",
        "text":"Where is my certificate? I need it for number {number}."}}"#
    )
}

fn answer(reader: &mut impl BufRead) -> Result<u16, Failure> {
    let mut line = String::new();
    reader.read_line(&mut line)?;
    let status: u16 = line.split(' ').nth(1).ok_or("no status")?.parse()?;
    let mut length = 0;
    loop {
        line.clear();
        reader.read_line(&mut line)?;
        let line = line.trim_end().to_ascii_lowercase();
        if line.is_empty() {
            break;
        }
        if let Some(value) = line.strip_prefix("content-length:") {
            length = value.trim().parse()?;
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body)?;
    Ok(status)
}
