//! From an exchange's event to the telephone that rings on the desk.

use crate::{House, percentile, row};
use db::{Scope, ToValue};
use gateways::{Kind, Listened, Login, Manners, Site, Stop, listen};
use std::{
    error::Error,
    io::Write,
    net::{TcpListener, TcpStream},
    sync::Arc,
    thread,
    time::{Duration, Instant},
};

type Outcome = Result<(), Box<dyn Error>>;

/// The calls of an hour, one after the other without a pause: each waits until its ring is
/// committed, then is answered and ends.
const CALLS: u32 = 10_000;
/// No ring takes so long.
const GIVEN_UP_AFTER: Duration = Duration::from_secs(10);

/// Plays an Asterisk to a listener, and looks into the database for what rings.
pub fn ring(house: &House) -> Outcome {
    let server = TcpListener::bind("127.0.0.1:0")?;
    let listened = Listened {
        kind: Kind::Asterisk(Login { user: "u".into(), secret: "s".into(), plain: true }),
        address: server.local_addr()?.to_string(),
        manners: Manners { source: "bench".into(), ..Manners::default() },
        log: None,
    };
    let place = house.place.clone();
    let site = Site {
        db: house.place.db.clone(),
        tenant: house.tenant,
        clock: Arc::new(move || place.world()),
        shelf: Arc::clone(&house.place.shelf),
    };
    let stop = Stop::default();
    let heard = stop.clone();
    let listener = thread::spawn(move || listen(&site, &listened, &heard, &|_| {}));
    let (mut wire, _) = server.accept()?;
    wire.write_all(b"Asterisk Call Manager/11.0.0\r\nResponse: Success\r\n\r\n")?;
    let began = Instant::now();
    let mut millis = Vec::new();
    for number in 0..CALLS {
        millis.push(one(house, &mut wire, number)?);
    }
    let rate = f64::from(CALLS) / began.elapsed().as_secs_f64();
    stop.say();
    drop(wire);
    listener.join().map_err(|_| "the listener ended badly")?;
    let (p50, p99) = (percentile(&mut millis, 50), percentile(&mut millis, 99));
    let text = format!("p50 {p50:.1} ms, p99 {p99:.1} ms, at {rate:.0} whole calls/s");
    row(&format!("event to committed ring, {CALLS} calls"), house.engine, &text);
    Ok(())
}

/// One call: milliseconds from its event to its ring in the database.
fn one(house: &House, wire: &mut TcpStream, number: u32) -> Result<f64, Box<dyn Error>> {
    let call = format!("1795340898.{number}");
    let event = |name: &str, rest: &str| {
        format!(
            "Event: {name}\r\nUniqueid: {call}\r\nLinkedid: {call}\r\nQueue: claims\r\n\
             CallerIDNum: 0000555{:04}\r\nMemberName: op-{}\r\n{rest}\r\n",
            number % 10_000,
            number % 40
        )
    };
    let rings = event("QueueCallerJoin", "") + &event("AgentCalled", "");
    let sent = Instant::now();
    wire.write_all(rings.as_bytes())?;
    while !is_ringing(house, &call)? {
        if sent.elapsed() > GIVEN_UP_AFTER {
            return Err(format!("{call} never rang").into());
        }
        thread::yield_now();
    }
    let millis = sent.elapsed().as_secs_f64() * 1e3;
    let ends = event("AgentConnect", "HoldTime: 3\r\n")
        + &event("AgentComplete", "HoldTime: 3\r\nTalkTime: 60\r\nReason: caller\r\n");
    wire.write_all(ends.as_bytes())?;
    Ok(millis)
}

fn is_ringing(house: &House, call: &str) -> db::Result<bool> {
    let sql = "select agent from ringing where tenant = $1 and source = 'bench' and call = $2";
    let values = vec![house.tenant.to_value(), call.to_value()];
    Ok(!house.place.db.rows(Scope::of(house.tenant.bytes()), sql, values)?.is_empty())
}
