//! What a colleague waits for: a queue's list, a client's timeline, who is calling; and the logs of
//! other desks.

use crate::{House, percentile, row};
use db::{ToValue, Value};
use domain::{
    Desk, Result,
    contacts::{
        clients::{self, TimelineFilter},
        requests::{self, Filter, Queue},
    },
    parties::Party,
};
use kernel::Id;
use premura::event_log;
use std::{error::Error, fs, path::Path, time::Instant};

type Outcome = std::result::Result<(), Box<dyn Error>>;

/// Requests, parties, and entries of one client.
pub const MANY: u64 = 1_000_000;
const ENTRIES: u64 = 10_000;
/// Of so many requests one waits for us.
const LIVE_EVERY: u64 = 50;
/// Rows of one unit of work.
const AT_ONCE: u64 = 10_000;
const TIMES: usize = 300;

/// The row of this number, of a kind that this house tells apart.
pub fn uuid(kind: u8, number: u64) -> Value {
    Value::Uuid(id(kind, number))
}

fn id(kind: u8, number: u64) -> [u8; 16] {
    let mut bytes = [kind; 16];
    bytes[8..].copy_from_slice(&number.to_be_bytes());
    bytes
}

/// Writes rows straight into a table, a bounded number in each unit.
pub fn fill(
    house: &House,
    (into, count): (&'static str, u64),
    cells: fn(&Desk<'_>, u64) -> Vec<Value>,
) -> Outcome {
    let mut from = 0;
    while from < count {
        let to = (from + AT_ONCE).min(count);
        house.place.act(house.tenant, move |desk| {
            let rows = (from..to).map(|number| cells(desk, number)).collect();
            desk.bulk(into, "", rows).map(|_| ())
        })?;
        from = to;
    }
    Ok(())
}

/// The lists of a queue among many requests, and the timeline of the client who wrote most.
pub fn open_lists(house: &House) -> Outcome {
    write_requests(house)?;
    write_words(house)?;
    people(house)?;
    let of_queue = |desk: &mut Desk<'_>, number: u64| {
        let queue = Id::<Queue>::from_bytes(id(2, number % 20));
        let filter = Filter { live: true, queue: Some(queue), ..Filter::default() };
        requests::list(desk, &filter).map(|found| found.len())
    };
    measure(house, "a queue's list among 1000000 requests", of_queue)?;
    let timeline = |desk: &mut Desk<'_>, _: u64| {
        let party = Id::<Party>::from_bytes(id(3, 0));
        clients::timeline(desk, party, &TimelineFilter::default()).map(|found| found.len())
    };
    measure(house, "the timeline of a client with 20000 entries", timeline)
}

fn write_requests(house: &House) -> Outcome {
    let columns = "requests (tenant, id, number, kind, channel, language, party, contract_number,
        name, title, fields, state, live, unread, queue, level, priority, link, received_at, due_at)";
    fill(house, (columns, MANY), |desk, number| {
        let live = number % LIVE_EVERY == 0;
        let at = 1_700_000_000_000_000 + i64::try_from(number).unwrap_or(0) * 1_000_000;
        vec![
            desk.tenant.to_value(),
            uuid(1, number),
            format!("R-{number}").to_value(),
            Value::Text("open".into()),
            Value::Text("web".into()),
            Value::Text("it".into()),
            (number < ENTRIES).then(|| Id::<Party>::from_bytes(id(3, 0))).to_value(),
            Value::Text(String::new()),
            format!("Client {number}").to_value(),
            Value::Text("Where is my certificate?".into()),
            Value::Text("[]".into()),
            Value::Text(if live { "open" } else { "closed" }.into()),
            Value::Bool(live),
            Value::Bool(false),
            uuid(2, number / LIVE_EVERY % 20),
            1_i64.to_value(),
            Value::Text("normal".into()),
            number.to_be_bytes().to_vec().to_value(),
            at.to_value(),
            (at + 172_800_000_000).to_value(),
        ]
    })
}

/// An answer to each request of the client who wrote most.
fn write_words(house: &House) -> Outcome {
    let words = "request_words (tenant, id, request, at, kind, channel, text, party)";
    fill(house, (words, ENTRIES), |desk, number| {
        vec![
            desk.tenant.to_value(),
            uuid(4, number),
            uuid(1, number),
            (1_700_000_000_000_000 + i64::try_from(number).unwrap_or(0) * 1_000_000).to_value(),
            Value::Text("answer".into()),
            Value::Text("email".into()),
            Value::Text("Here it is.".into()),
            Id::<Party>::from_bytes(id(3, 0)).to_value(),
        ]
    })
}

fn people(house: &House) -> Outcome {
    let parties = "parties (tenant, id, name, folded, kind, source, key, updated_at)";
    fill(house, (parties, MANY), |desk, number| {
        vec![
            desk.tenant.to_value(),
            uuid(3, number),
            format!("Client {number}").to_value(),
            format!("client {number}").to_value(),
            Value::Text("private".into()),
            Value::Text("register".into()),
            number.to_string().to_value(),
            0_i64.to_value(),
        ]
    })?;
    let points = "contact_points (tenant, party, kind, value, folded)";
    fill(house, (points, MANY), |desk, number| {
        let phone = format!("33199{number:07}");
        vec![
            desk.tenant.to_value(),
            uuid(3, number),
            Value::Text("phone".into()),
            phone.to_value(),
            phone.to_value(),
        ]
    })
}

/// A number, as the exchange tells it, to the record behind it. The house has its people already.
pub fn recognise_callers(house: &House) -> Outcome {
    let look = |desk: &mut Desk<'_>, number: u64| {
        let caller = format!("+33199{:07}", number * 3_331 % MANY);
        clients::recognise(desk, Some(&caller)).map(|_| 1)
    };
    measure(house, "a caller's record among 1000000 parties", look)
}

fn measure(house: &House, what: &str, read: fn(&mut Desk<'_>, u64) -> Result<usize>) -> Outcome {
    let mut millis = Vec::new();
    for number in 0..TIMES as u64 {
        let began = Instant::now();
        let found = house.place.act(house.tenant, move |desk| read(desk, number))?;
        millis.push(began.elapsed().as_secs_f64() * 1e3);
        if found == 0 {
            return Err(format!("{what}: nothing was found").into());
        }
    }
    let (p50, p99) = (percentile(&mut millis, 50), percentile(&mut millis, 99));
    row(what, house.engine, &format!("p50 {p50:.1} ms, p99 {p99:.1} ms"));
    Ok(())
}

/// The logs of three real desks with their clocks, where they are at hand.
const LOGS: [(&str, &str); 3] = [
    ("helpdesk_it_events", "helpdesk"),
    ("bpic2013_incidents_events", "incidents"),
    ("receipt_wabo_events", "permits"),
];

pub fn import_logs(house: &House) -> Outcome {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let began = Instant::now();
    let mut events = 0;
    for (log, map) in LOGS {
        let file = root.join(format!("../shared/data/requests/{log}.csv.gz"));
        if !file.exists() {
            println!("skipped: data not present");
            return Ok(());
        }
        let map = fs::read_to_string(root.join(format!("docs/maps/{map}.toml")))?;
        let options = event_log::Options { file, map, ..event_log::Options::default() };
        events += event_log::import(&house.place, house.tenant, &options)?.events;
    }
    let text = format!("{:.2} s for {events} events", began.elapsed().as_secs_f64());
    row("import of three desks' logs with clocks", house.engine, &text);
    Ok(())
}
