//! From an exchange's event to the telephone that rings on the desk.

use crate::{House, percentile, row};
use db::{Scope, ToValue};
use gateways::{Kind, Listened, Login, Manners, Site, Stop, listen};
use std::{
    error::Error,
    io::{self, Write},
    net::{TcpListener, TcpStream},
    sync::Arc,
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

type Outcome = Result<(), Box<dyn Error>>;

/// The calls of an hour, one after the other without a pause: each waits until its ring is
/// committed, then is answered and ends.
const CALLS: u32 = 10_000;
/// No ring takes so long.
const GIVEN_UP_AFTER: Duration = Duration::from_secs(10);

/// An Asterisk that is played to a listener of the house.
pub struct Playing {
    wire: TcpStream,
    stop: Stop,
    listener: JoinHandle<()>,
}

impl Playing {
    /// Lets the listener in.
    pub fn begin(house: &House) -> Result<Self, Box<dyn Error>> {
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
        Ok(Self { wire, stop, listener })
    }

    /// A caller joins the queue, and an agent's telephone rings.
    pub fn rings(&mut self, call: &str, caller: &str) -> io::Result<()> {
        let caller = format!("CallerIDNum: {caller}\r\n");
        self.say(call, &[("QueueCallerJoin", &caller), ("AgentCalled", &caller)])
    }

    /// The agent answers, and the caller hangs up.
    pub fn ends(&mut self, call: &str) -> io::Result<()> {
        let talked = "HoldTime: 3\r\nTalkTime: 60\r\nReason: caller\r\n";
        self.say(call, &[("AgentConnect", "HoldTime: 3\r\n"), ("AgentComplete", talked)])
    }

    fn say(&mut self, call: &str, events: &[(&str, &str)]) -> io::Result<()> {
        let event = |(name, rest): &(&str, &str)| {
            format!(
                "Event: {name}\r\nUniqueid: {call}\r\nLinkedid: {call}\r\nQueue: claims\r\n\
                 MemberName: op-1\r\n{rest}\r\n"
            )
        };
        self.wire.write_all(events.iter().map(event).collect::<String>().as_bytes())
    }

    /// Ends the listener with the exchange.
    pub fn end(self) -> Outcome {
        self.stop.say();
        drop(self.wire);
        self.listener.join().map_err(|_| "the listener ended badly")?;
        Ok(())
    }
}

/// Looks into the database for what rings.
pub fn ring(house: &House) -> Outcome {
    let mut playing = Playing::begin(house)?;
    let began = Instant::now();
    let mut millis = Vec::new();
    for number in 0..CALLS {
        millis.push(one(house, &mut playing, number)?);
    }
    let rate = f64::from(CALLS) / began.elapsed().as_secs_f64();
    playing.end()?;
    let (p50, p99) = (percentile(&mut millis, 50), percentile(&mut millis, 99));
    let text = format!("p50 {p50:.1} ms, p99 {p99:.1} ms, at {rate:.0} whole calls/s");
    row(&format!("event to committed ring, {CALLS} calls"), house.engine, &text);
    Ok(())
}

/// One call: milliseconds from its event to its ring in the database.
fn one(house: &House, playing: &mut Playing, number: u32) -> Result<f64, Box<dyn Error>> {
    let call = format!("1795340898.{number}");
    let sent = Instant::now();
    playing.rings(&call, &format!("0000555{:04}", number % 10_000))?;
    while !is_ringing(house, &call)? {
        if sent.elapsed() > GIVEN_UP_AFTER {
            return Err(format!("{call} never rang").into());
        }
        thread::yield_now();
    }
    let millis = sent.elapsed().as_secs_f64() * 1e3;
    playing.ends(&call)?;
    Ok(millis)
}

fn is_ringing(house: &House, call: &str) -> db::Result<bool> {
    let sql = "select agent from ringing where tenant = $1 and source = 'bench' and call = $2";
    let values = vec![house.tenant.to_value(), call.to_value()];
    Ok(!house.place.db.rows(Scope::of(house.tenant.bytes()), sql, values)?.is_empty())
}
