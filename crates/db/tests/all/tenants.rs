//! Row-level security is the second wall: the program's role owns nothing and passes nobody.

use crate::{ADA, BEA, CALL, STEPS, add, call};
use db::{Error, Result, Scope, Value, scratch};

/// PostgreSQL, if it is at hand: SQLite has no such wall.
fn walled() -> Option<scratch::Scratch> {
    let mut engines = scratch::engines(&STEPS);
    (engines.len() > 1).then(|| engines.remove(1))
}

fn seen(db: &db::Db, scope: Scope) -> (Result<i64>, usize) {
    let single = db.rows(scope, "select id from calls", Vec::new());
    let unit = db.read(scope, |tx| tx.one("select count(*) from calls", &[]));
    (unit, single.expect("the table is there").len())
}

#[test]
fn a_unit_sees_its_tenants_rows_only() {
    let Some(db) = walled() else { return };
    let two = |tx: &mut db::Tx<'_>| {
        tx.insert(CALL, "", &[call(1, "phone", "1"), call(2, "phone", "2")]).map(drop)
    };
    assert_eq!(db.write(Scope::of(ADA), two), Ok(()));
    // One after another on few connections: none keeps the tenant of the unit before.
    for _ in 0..8 {
        assert_eq!(seen(&db, Scope::of(ADA)), (Ok(2), 2));
        assert_eq!(seen(&db, Scope::of(BEA)), (Ok(0), 0));
        assert_eq!(seen(&db, Scope::every()), (Ok(2), 2));
        assert_eq!(seen(&db, Scope::nobody()), (Ok(0), 0));
    }
}

#[test]
fn a_unit_cannot_write_another_tenants_rows() {
    let Some(db) = walled() else { return };
    add(&db, 1).expect("a call of Ada's");
    for scope in [Scope::of(BEA), Scope::nobody()] {
        let added = db.write(scope, |tx| tx.insert(CALL, "", &[call(2, "a", "b")]).map(drop));
        assert_eq!(added, Err(Error::Tenant));
        let many =
            db.write(scope, |tx| tx.bulk(CALL, "", &mut (2..9).map(|id| call(id, "a", "b"))));
        assert_eq!(many, Err(Error::Tenant));
        let changed = db.write(scope, |tx| tx.execute("update calls set seconds = 9", &[]));
        assert_eq!(changed, Ok(0));
    }
    let moved = db.write(Scope::of(ADA), |tx| tx.execute("update calls set tenant = $1", &[&BEA]));
    assert_eq!(moved, Err(Error::Tenant));
    let every = db.write(Scope::every(), |tx| {
        let mut row = call(3, "a", "b");
        row[1] = Value::Uuid(BEA);
        tx.insert(CALL, "", &[row, call(4, "a", "b")]).map(drop)
    });
    assert_eq!(every, Ok(()));
}

#[test]
fn the_program_owns_nothing_and_cannot_lower_the_wall() {
    let Some(db) = walled() else { return };
    for sql in [
        "alter table calls disable row level security",
        "drop policy own_rows on calls",
        "create table more (id bigint)",
        "insert into premura_migrations (name, place, text) values ('x', 9, 'x')",
    ] {
        let done = db.write(Scope::every(), move |tx| tx.execute(sql, &[]));
        assert!(matches!(done, Err(Error::Engine(text)) if text.contains("42501")), "{sql}");
    }
    let forced: bool = db
        .read(Scope::every(), |tx| {
            let sql = "select relforcerowsecurity from pg_class where oid = 'calls'::regclass";
            tx.one(sql, &[])
        })
        .expect("the catalogue can be read");
    assert!(forced);
}
