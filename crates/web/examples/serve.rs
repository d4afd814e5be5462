//! A house to look at: a fresh database with a company, a colleague and some days of calls.
//!
//! `cargo run -p web --example serve` prints where it stands and who to be.

use domain::{
    Desk, Kind, Role, Shelf, Who,
    commitments::{self, Document, Note},
    contacts::calls::{self, Caller, Ending, Fact, Naming, Recorded, Unknown},
    identity::{self, Founding, Joining, Unit, Watching, secrets},
    reactions,
};
use kernel::{Id, Instant, Language, World};
use std::sync::Arc;

const COMMITMENTS: &str = include_str!("commitments.toml");
const NOW: &str = "2026-11-24T10:20:00Z";
const PASSWORD: &str = "correct horse battery";

fn main() {
    let scratch = db::scratch::engines(domain::MIGRATIONS).into_iter().next();
    let scratch = scratch.expect("there always is an embedded database");
    let shelf = Arc::new(Shelf::default());
    let kept = Arc::clone(&shelf);
    let made = scratch.write(db::Scope::of([1; 16]), move |tx| {
        let mut world = World::at(NOW, 1);
        furnish(&mut Desk::new(Who::System, Id::from_bytes([1; 16]), tx, &mut world, &kept))
    });
    made.expect("the house is furnished");
    let clock = web::Clock::new(|| NOW.parse().expect("an instant"));
    let app = web::App::new((*scratch).clone(), shelf, clock, web::Settings::default());
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:4080").await.expect("a free port");
        println!("http://127.0.0.1:4080  ada@example.test  {PASSWORD}");
        axum::serve(listener, web::site(app)).await.expect("it serves");
    });
}

fn furnish(desk: &mut Desk<'_>) -> domain::Result<()> {
    let founding = Founding {
        name: "Assicura Esempio",
        host: "127.0.0.1",
        zone: "Europe/Rome",
        language: Language::It,
    };
    let root = identity::found(desk, &founding)?;
    domain::notices::install(desk)?;
    let password = secrets::hash_password(PASSWORD, &[3; 16]);
    let joining = Joining {
        email: "ada@example.test",
        name: "Ada Rossi",
        role: Role::Administrator,
        unit: root,
        language: Language::It,
        password: &password,
    };
    identity::join(desk, &joining)?;
    let office = calendar::Definition {
        id: "it-office".into(),
        zone: "Europe/Rome".into(),
        hours: "Mo-Fr 08:30-12:30,14:00-18:00".into(),
        holidays: Some("IT".into()),
        ..calendar::Definition::default()
    };
    commitments::save_calendar(desk, &office, None)?;
    commitments::import(desk, &Document::read(COMMITMENTS)?)?;
    let note = Note {
        code: "calls.answered".into(),
        period: "2026".into(),
        language: Language::It,
        cause: "Due settimane di guasto alla centrale di febbraio.".into(),
        action: "Abbiamo aggiunto una seconda linea e dodici persone.".into(),
    };
    commitments::save_note(desk, &note)?;
    identity::set_watching(desk, root, Watching::Individual, Some("Accordo 12/2026"))?;
    telephone(desk, root)
}

/// Forty days of calls, and a few that go on now.
fn telephone(desk: &mut Desk<'_>, root: Id<Unit>) -> domain::Result<()> {
    let numbers =
        [("+39800000001", "Privati"), ("+39800000002", "Aziende"), ("+39800000003", "Legale")];
    for (code, name) in numbers {
        let kind = Some(name).filter(|name| *name != "Legale");
        let naming = Naming { code, name, kind, unit: Some(root.bytes()), ..Naming::default() };
        let number = calls::name_number(desk, &naming)?;
        let queue = format!("q-{}", name.to_lowercase());
        let naming = Naming {
            code: &queue,
            name,
            unit: Some(root.bytes()),
            number: Some(number),
            level: 1,
            ..Naming::default()
        };
        calls::name_queue(desk, &naming)?;
    }
    let now: Instant = NOW.parse().expect("an instant");
    let facts: Vec<Fact> = (0..2_600).map(|count| recorded(now, count)).collect();
    for slice in facts.chunks(500) {
        reactions::calls_told(desk, slice, Unknown::Create)?;
    }
    let living: Vec<Fact> = (0..5).flat_map(|count| waiting(now, count)).collect();
    reactions::calls_told(desk, &living, Unknown::Create)?;
    Ok(())
}

fn fact(count: i64) -> Fact {
    let line = count % 3;
    let names = ["privati", "aziende", "legale"];
    Fact {
        source: "pbx".into(),
        call: format!("c{count}"),
        number: Some(format!("+3980000000{}", line + 1)),
        queue: Some(format!("q-{}", names[usize::try_from(line).unwrap_or(0)])),
        caller: Caller::Known(format!("+3902555{:05}", count * 37 % 100_000)),
        ..Fact::default()
    }
}

fn recorded(now: Instant, count: i64) -> Fact {
    let at = now - (count + 1) * 23 * Instant::MINUTE - count % 11 * Instant::SECOND * 7;
    let wait = (count * 7919 % 23) * Instant::SECOND * if count % 17 == 0 { 4 } else { 1 } / 2;
    let answered = count % 29 != 0;
    let talk = (60 + count * 131 % 400) * Instant::SECOND;
    let end = at + wait + if answered { talk } else { 0 };
    let record = Recorded {
        offered_at: Some(at.micros()),
        ending: if answered { Ending::Answered } else { Ending::Abandoned },
        wait_us: wait,
        answered_at: answered.then(|| (at + wait).micros()),
        handling_us: answered.then_some(talk),
        ended_at: end.micros(),
        queued: true,
    };
    Fact {
        key: format!("r{count}"),
        at,
        kind: Some(Kind::CallRecorded),
        agent: answered.then(|| format!("agent-{}", count % 7)),
        record: Some(record),
        ..fact(count)
    }
}

fn waiting(now: Instant, count: i64) -> Vec<Fact> {
    let at = now - (4 + count * 5) * Instant::SECOND;
    let call = Fact { call: format!("live{count}"), ..fact(count) };
    let arrived = Fact {
        key: format!("la{count}"),
        at: at - Instant::SECOND,
        kind: Some(Kind::CallArrived),
        ..call.clone()
    };
    let queued = Fact { key: format!("lq{count}"), at, kind: Some(Kind::CallQueued), ..call };
    let agent = Fact {
        source: "pbx".into(),
        key: format!("ag{count}"),
        at,
        kind: Some(if count == 2 { Kind::AgentPaused } else { Kind::AgentSignedIn }),
        agent: Some(format!("agent-{count}")),
        ..Fact::default()
    };
    vec![arrived, queued, agent]
}
