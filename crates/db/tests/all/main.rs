//! What the layer promises, on both engines.

mod bulk;
mod connections;
mod groups;
mod history;
mod limits;
mod migrations;
mod refusals;
mod retries;
mod statements;
mod tenants;
mod tls;

use db::{Db, Error, Migration, Result, Scope, Value};

/// Two tables with every shape and every kind of rule.
const STEPS: [Migration; 1] = [Migration {
    name: "calls",
    sql: "create table calls (
            id {i64} primary key,
            tenant {uuid} not null,
            source {text} not null,
            code {text} not null,
            seconds {i64} not null constraint seconds_positive check (seconds >= 0),
            weight {f64} not null default 1,
            is_open {bool} not null,
            notes {json},
            sound {blob},
            small integer check (small < 100),
            tx {i64} not null default {txid},
            unique (tenant, source, code)
          ) {strict};
          create unique index calls_open on calls (tenant, seconds) where code = 'one';
          create unique index calls_folded on calls (lower(source)) where source like 'F%';
          create table minutes (
            seq {serial},
            call {i64} not null references calls (id),
            spoken {text} not null
          ) {strict};
         ",
}];

const ADA: [u8; 16] = [0xad; 16];
const BEA: [u8; 16] = [0xbe; 16];

/// The columns that a test must fill.
const CALL: &str = "calls (id, tenant, source, code, seconds, is_open)";

/// A row for [`CALL`].
fn call(id: i64, source: &str, code: &str) -> Vec<Value> {
    let texts = [source, code].map(|text| Value::Text(text.to_owned()));
    let [source, code] = texts;
    vec![Value::Int(id), Value::Uuid(ADA), source, code, Value::Int(id), Value::Bool(true)]
}

/// Inserts one call of Ada's.
fn add(db: &Db, id: i64) -> Result<()> {
    db.write(Scope::of(ADA), move |tx| {
        tx.insert(CALL, "", &[call(id, "phone", &id.to_string())]).map(drop)
    })
}

/// How many calls Ada has.
fn count(db: &Db) -> Result<i64> {
    db.read(Scope::of(ADA), |tx| tx.one("select count(*) from calls", &[]))
}

/// The ids of all calls, in order.
fn ids(db: &Db) -> Vec<i64> {
    let rows = db.rows(Scope::every(), "select id from calls order by id", Vec::new());
    let rows = rows.expect("the table is there");
    rows.iter().map(|row| row.get("id").expect("a number")).collect()
}

/// What a unit of one statement is refused with.
fn refused(db: &Db, sql: &'static str) -> Option<Error> {
    db.write(Scope::of(ADA), move |tx| tx.execute(sql, &[])).err()
}
