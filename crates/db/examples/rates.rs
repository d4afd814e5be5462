//! Prints how many commits, reads and bulk rows a second each engine at hand does here.
//!
//! `cargo run --release -p db --example rates` in a folder on the disk that counts; PostgreSQL
//! comes along when `PREMURA_TEST_POSTGRES` holds the URL of an owner.

use db::{Db, Durability, Migration, Options, Result, Scope, Value};
use std::{
    env, fs, process, thread,
    time::{Duration, Instant},
};

const STEPS: [Migration; 1] = [Migration {
    name: "rates",
    sql: "create table rates (id {uuid} primary key, tenant {uuid} not null, number {i64} not \
          null, word {text} not null) {strict};",
}];

const INTO: &str = "rates (id, tenant, number, word)";
const TENANT: [u8; 16] = [7; 16];
const MANY: u64 = 200_000;

fn main() -> Result<()> {
    let folder = format!("rates-{}", process::id());
    let options = Options::default();
    measure(&Db::open(&format!("sqlite://{folder}/rates.db"), &options)?)?;
    drop(fs::remove_dir_all(&folder));
    let Ok(owner) = env::var(db::scratch::ANY) else { return Ok(()) };
    for scratch in db::scratch::engines(&[]).into_iter().skip(1) {
        println!("(durability as the server of {owner} has it)");
        let options = Options { durability: Durability::Full, ..Options::default() };
        Db::open(scratch.url(), &options)?.migrate(&STEPS)?;
        let role = Some(db::APP_ROLE.to_owned());
        measure(&Db::open(scratch.url(), &Options { role, ..options })?)?;
    }
    Ok(())
}

fn measure(db: &Db) -> Result<()> {
    db.migrate(&STEPS)?;
    for callers in [1, 64] {
        report(db, &format!("commits, {callers} callers"), commits(db, callers));
    }
    let started = Instant::now();
    db.write(Scope::of(TENANT).read_committed(), |tx| {
        tx.bulk(INTO, "", &mut (0..MANY).map(|number| row(9, number)))
    })?;
    report(db, "bulk rows", MANY as f64 / started.elapsed().as_secs_f64());
    let (mut reads, started) = (0_u32, Instant::now());
    while started.elapsed() < Duration::from_secs(2) {
        let id = vec![row(9, u64::from(reads) % MANY).swap_remove(0)];
        db.rows(Scope::of(TENANT), "select word from rates where id = $1", id)?;
        reads += 1;
    }
    report(db, "single reads", f64::from(reads) / started.elapsed().as_secs_f64());
    let started = Instant::now();
    db.read(Scope::of(TENANT), |tx| {
        tx.each("select id, tenant, number, word from rates", &[], &mut |_| Ok(()))
    })?;
    report(db, "streamed rows", MANY as f64 / started.elapsed().as_secs_f64());
    Ok(())
}

fn commits(db: &Db, callers: u64) -> f64 {
    let started = Instant::now();
    let threads: Vec<_> = (0..callers)
        .map(|caller| {
            let db = db.clone();
            thread::spawn(move || {
                let mut done = 0_u64;
                while started.elapsed() < Duration::from_secs(3) {
                    let one = [row(1000 * callers + caller, done)];
                    db.write(Scope::of(TENANT), move |tx| tx.insert(INTO, "", &one).map(drop))
                        .expect("nothing hinders it");
                    done += 1;
                }
                done
            })
        })
        .collect();
    let done: u64 = threads.into_iter().map(|thread| thread.join().expect("no panic")).sum();
    done as f64 / started.elapsed().as_secs_f64()
}

fn row(caller: u64, number: u64) -> Vec<Value> {
    let id = ((u128::from(caller) << 64) | u128::from(number)).to_be_bytes();
    let word = Value::Text("the client asked for a copy".to_owned());
    vec![Value::Uuid(id), Value::Uuid(TENANT), Value::Int(number.cast_signed()), word]
}

fn report(db: &Db, what: &str, rate: f64) {
    println!("{:<12} {what:<22} {rate:>10.0}/s", db.engine());
}
