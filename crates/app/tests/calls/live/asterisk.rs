//! A real Asterisk: what colleagues ask of it, it does, and what it says of that is heard. The only
//! test of calls that runs by the clock on the wall, because the exchange does.

use crate::house::{House, TENANT, houses};
use db::Row;
use domain::{
    Desk, Role, Shelf, Who,
    contacts::{
        calls::{self, Call, Recording},
        exchanges::{self, Asked},
    },
};
use gateways::{Kind, Listened, Login, Manners, Site, Stop, listen};
use kernel::{Id, Instant, Language, World};
use std::{
    env,
    io::{BufRead, BufReader, Write},
    net::TcpStream,
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    thread,
    time::Duration,
};
use web::Clock;

/// The number that the exchange's dial plan answers, records and puts into the queue of `op-101`.
const NUMBER: &str = "0000800101";
/// Nothing here takes longer: the agent's telephone rings for a second.
const PATIENCE: i64 = 30 * Instant::SECOND;

fn clock() -> Arc<dyn Fn() -> World + Send + Sync> {
    let (clock, asked) = (Clock::of_the_machine(), AtomicU64::new(0));
    Arc::new(move || World {
        now: clock.now(),
        seed: asked.fetch_add(1, Ordering::SeqCst).wrapping_mul(0x9e37_79b9_7f4a_7c15),
    })
}

/// A second conversation with the exchange, in which the test is the caller.
struct Caller(BufReader<TcpStream>);

impl Caller {
    fn at(address: &str) -> Self {
        let stream = TcpStream::connect(address).expect("the exchange is there");
        stream.set_read_timeout(Some(Duration::from_secs(30))).expect("a time can be set");
        let mut caller = Self(BufReader::new(stream));
        caller.ask("Login", "Username: caller\r\nSecret: secret\r\nEvents: off\r\n");
        caller
    }

    fn ask(&mut self, action: &str, fields: &str) {
        let text = format!("Action: {action}\r\nActionID: {action}\r\n{fields}\r\n");
        self.0.get_mut().write_all(text.as_bytes()).expect("it listens");
        let mut line = String::new();
        while !line.starts_with("Response: ") {
            line.clear();
            assert_ne!(self.0.read_line(&mut line).expect("it answers"), 0, "it went away");
        }
        assert_eq!(line, "Response: Success\r\n", "{action}");
    }

    fn calls(&mut self) {
        let fields = format!(
            "Channel: Local/s@customer\r\nContext: inbound\r\nExten: {NUMBER}\r\nPriority: 1\r\n\
             CallerID: 0000555001\r\nAsync: true\r\n"
        );
        self.ask("Originate", &fields);
    }
}

fn site(house: &House) -> Site {
    Site {
        db: (*house.db).clone(),
        tenant: Id::from_bytes(TENANT),
        clock: clock(),
        shelf: Arc::new(Shelf::default()),
    }
}

/// Waits until this says something, as long as patience lasts.
fn until<T>(what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    let (clock, pause) = (Clock::of_the_machine(), Stop::default());
    let since = clock.now();
    loop {
        if let Some(found) = look() {
            return found;
        }
        assert!(clock.now() - since < PATIENCE, "{what} did not happen");
        pause.wait(Duration::from_millis(20));
    }
}

/// The agent's day: a seat, a call that is recorded, a pause of each, and the end.
fn day(house: &House, site: &Site, address: &str) {
    let first = |sql: &'static str| -> Option<Row> { house.rows(sql).into_iter().next() };
    until("a connection", || first("select 1 as n from exchanges where connected_at is not null"));
    let mut caller = Caller::at(address);
    caller.ask("QueuePause", "Interface: Local/agent1@agents/n\r\nPaused: false\r\n");
    caller.calls();
    let talks = "select id from calls where outcome = 'talking' and recording = 'runs'
                    and announced_at is not null";
    let call: Id<Call> = until("a recorded talk", || first(talks)).get("id").expect("an id");
    assert_eq!(sheet(house, call).recording, Some(Recording::Runs));

    ask(site, |desk| calls::sit_at(desk, "op-101"));
    ask(site, move |desk| exchanges::ask_of_recording(desk, call, Asked::PauseRecording));
    until("the pause of the recording", || {
        first("select 1 as n from calls where recording = 'paused'")
    });
    ask(site, |desk| exchanges::ask_pause(desk, "lunch"));
    until("the agent's pause", || {
        first("select 1 as n from agent_states where state = 'paused' and reason = 'lunch'")
    });
    ask(site, move |desk| exchanges::ask_of_recording(desk, call, Asked::ResumeRecording));
    ask(site, exchanges::ask_resume);
    until("what goes on again", || {
        first(
            "select 1 as n from calls, agent_states
              where recording = 'runs' and state in ('ready', 'talking')",
        )
    });
    until("every answer", || {
        first(
            "select 1 as n
              where (select count(*) from exchange_orders where fate = 'done') = 4",
        )
    });
    caller.ask("Hangup", "Channel: /^Local/s@customer-.*$/\r\n");
    until("the end", || first("select 1 as n from calls where outcome = 'answered'"));
    assert_eq!(sheet(house, call).recording, Some(Recording::Over));
}

fn sheet(house: &House, id: Id<Call>) -> calls::Sheet {
    house.at_a_desk(move |desk| calls::find(desk, id))
}

/// Does something as the colleague who sits there.
fn ask(site: &Site, action: impl Fn(&mut Desk<'_>) -> domain::Result<()> + Send + 'static) {
    let tenant = site.tenant;
    let (clock, shelf) = (Arc::clone(&site.clock), Arc::clone(&site.shelf));
    let done = site.db.write(db::Scope::of(TENANT), move |tx| {
        let mut world = clock();
        let path: String = tx.one("select path from units where tenant = $1", &[&tenant])?;
        let id = Id::from_bytes([42; 16]);
        let who = Who::Staff { id, role: Role::Agent, path, language: Language::It };
        action(&mut Desk::new(who, tenant, tx, &mut world, &shelf))
    });
    done.expect("it is asked");
}

#[test]
fn a_real_exchange_does_what_colleagues_ask() {
    let Ok(address) = env::var("PREMURA_TEST_ASTERISK") else {
        eprintln!("skipped: no Asterisk");
        return;
    };
    for house in houses() {
        let (site, stop) = (site(&house), Stop::default());
        let login = Login { user: "premura".into(), secret: "secret".into(), plain: false };
        let listened = Listened {
            kind: Kind::Asterisk(login),
            address: address.clone(),
            manners: Manners {
                source: "pbx".to_owned(),
                inbound: vec!["inbound".to_owned()],
                ..Manners::default()
            },
            log: None::<PathBuf>,
        };
        thread::scope(|scope| {
            let _stop = crate::live::server::SaidAtTheEnd(stop.clone());
            scope.spawn(|| {
                listen(&site, &listened, &stop, &|trouble| eprintln!("{trouble}"));
            });
            day(&house, &site, &address);
            stop.say();
        });
    }
}
