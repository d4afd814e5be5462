//! Each migration is applied once, in order, and never changed.

use crate::{STEPS, add};
use db::{Error, Migration, scratch};
use std::thread;

const MORE: Migration = Migration {
    name: "more",
    sql: "alter table calls add column more {i64};\ncreate index calls_more on calls (more);\n",
};

#[test]
fn migrations_are_applied_once() {
    for db in scratch::engines(&STEPS) {
        assert_eq!(db.migrate(&STEPS), Ok(0), "{}", db.name());
        add(&db, 1).expect("a call");
        let all = [STEPS[0], MORE];
        assert_eq!(db.migrate(&all), Ok(1), "{}", db.name());
        assert_eq!(db.migrate(&all), Ok(0));
        // Statements that were prepared before know the new column.
        let rows = db.rows(db::Scope::every(), "select * from calls", Vec::new()).expect("a row");
        assert_eq!(rows[0].get("more"), Ok(None::<i64>), "{}", db.name());
        assert_eq!(
            db.migrate(&STEPS).err(),
            Some(refusal("more", "was applied by a newer program"))
        );
    }
}

#[test]
fn a_star_prepared_before_a_migration_shows_the_new_column() {
    for db in scratch::engines(&STEPS) {
        add(&db, 1).expect("a call");
        let all = "select * from calls";
        for _ in 0..8 {
            db.rows(db::Scope::every(), all, Vec::new()).expect("a row");
        }
        db.migrate(&[STEPS[0], MORE]).expect("it fits");
        for _ in 0..8 {
            let rows = db.rows(db::Scope::every(), all, Vec::new()).expect("a row");
            assert_eq!(rows[0].get("more"), Ok(None::<i64>), "{}", db.name());
        }
    }
}

#[test]
fn a_changed_a_missing_and_a_late_migration_are_refused() {
    for db in scratch::engines(&STEPS) {
        let changed = Migration { sql: "create table other (id {i64});", ..STEPS[0] };
        let text = "was changed after it was applied";
        assert_eq!(db.migrate(&[changed]), Err(refusal("calls", text)));
        let text = "comes before one that was applied already";
        assert_eq!(db.migrate(&[MORE, STEPS[0]]), Err(refusal("more", text)), "{}", db.name());
    }
}

fn refusal(name: &str, text: &str) -> Error {
    Error::Migration(format!("the migration `{name}` {text}"))
}

#[test]
fn a_migration_that_fails_leaves_nothing_of_any() {
    for db in scratch::engines(&STEPS) {
        let wrong = Migration { name: "wrong", sql: "create table ok (id {i64});\nnonsense;\n" };
        let failed = db.migrate(&[STEPS[0], MORE, wrong]);
        assert!(matches!(failed, Err(Error::Migration(text)) if text.starts_with("wrong: ")));
        assert_eq!(db.migrate(&[STEPS[0], MORE]), Ok(1), "{}", db.name());
    }
}

#[test]
fn programs_that_migrate_together_apply_each_once() {
    for db in scratch::engines(&[]) {
        let programs: Vec<_> = (0..4)
            .map(|_| {
                let db = db.again();
                thread::spawn(move || db.migrate(&[STEPS[0], MORE]))
            })
            .collect();
        let applied = programs.into_iter().map(|program| program.join().expect("no panic"));
        let applied: Vec<usize> = applied.map(|count| count.expect("no error")).collect();
        assert_eq!(applied.iter().sum::<usize>(), 2, "{}", db.name());
    }
}
