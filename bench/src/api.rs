//! Call events told by the API over real connections, each answered only when it is safe.

use crate::{House, percentile, row};
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
use web::Settings;

const CONNECTIONS: usize = 64;
const FOR: Duration = Duration::from_secs(10);
const TOKEN: &str = "a key that only the bench has, and only for these seconds";

type Failure = Box<dyn Error>;

/// Tells call events from 64 connections for ten seconds, so many in each request.
pub fn tell(house: &House, batch: usize) -> Result<(), Failure> {
    house.place.act(house.tenant, |desk| {
        let unit = identity::units(desk)?.first().map(|unit| unit.id);
        let unit = unit.ok_or(domain::Refusal::Unknown("unit"))?;
        let known = identity::authenticate(desk, TOKEN).is_ok();
        if known {
            return Ok(());
        }
        identity::make_key(desk, "bench", &[Right::TellCalls], unit, TOKEN).map(|_| ())
    })?;
    let address = serve(house)?;
    let next = Arc::new(AtomicU64::new(u64::try_from(batch)? * 1_000_000_000));
    let threads: Vec<_> = (0..CONNECTIONS)
        .map(|_| {
            let next = Arc::clone(&next);
            thread::spawn(move || send(address, batch, &next).map_err(|error| error.to_string()))
        })
        .collect();
    let mut millis = Vec::new();
    for thread in threads {
        millis.extend(thread.join().map_err(|_| "a connection ended badly")??);
    }
    let events = millis.len() * batch;
    let rate = events as f64 / FOR.as_secs_f64();
    let p99 = percentile(&mut millis, 99);
    let what =
        format!("durable call events by the API, {CONNECTIONS} connections, {batch} a request");
    row(&what, house.engine, &format!("{rate:.0}/s, p99 {p99:.0} ms"));
    Ok(())
}

fn serve(house: &House) -> Result<SocketAddr, Failure> {
    let (place, (ready, address)) = (house.place.clone(), mpsc::channel());
    thread::spawn(move || {
        let told = move |address| {
            // Whoever waited has gone only when the bench itself has ended.
            let _ = ready.send(address);
        };
        premura::listen(&place, "127.0.0.1:0", Settings::default(), told)
            .map_err(|error| error.to_string())
    });
    Ok(address.recv()?)
}

fn send(address: SocketAddr, batch: usize, next: &AtomicU64) -> Result<Vec<f64>, Failure> {
    let mut stream = TcpStream::connect(address)?;
    stream.set_nodelay(true)?;
    let mut reader = BufReader::new(stream.try_clone()?);
    let (began, mut millis) = (Instant::now(), Vec::new());
    while began.elapsed() < FOR {
        let body = events(batch, next);
        let sent = Instant::now();
        write!(
            stream,
            "POST /api/v1/call-events HTTP/1.1\r\nHost: localhost\r\n\
             Authorization: Bearer {TOKEN}\r\nContent-Type: application/json\r\n\
             Content-Length: {}\r\n\r\n{body}",
            body.len()
        )?;
        let status = answer(&mut reader)?;
        if status != 200 {
            return Err(format!("an event was refused with {status}").into());
        }
        millis.push(sent.elapsed().as_secs_f64() * 1e3);
    }
    Ok(millis)
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
