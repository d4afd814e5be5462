//! Both engines refuse in the same words.

use crate::{ADA, CALL, STEPS, add, call, count, refused};
use db::{Error, Scope, scratch};

fn duplicate(constraint: &str) -> Option<Error> {
    Some(Error::Duplicate { constraint: constraint.to_owned() })
}

#[test]
fn a_duplicate_names_its_table_and_columns() {
    for db in scratch::engines(&STEPS) {
        let twice = |first: (i64, &'static str, &'static str),
                     second: (i64, &'static str, &'static str)| {
            db.write(Scope::of(ADA), move |tx| {
                tx.insert(CALL, "", &[call(first.0, first.1, first.2)])?;
                tx.insert(CALL, "", &[call(second.0, second.1, second.2)]).map(drop)
            })
            .err()
        };
        assert_eq!(twice((1, "a", "b"), (1, "c", "d")), duplicate("calls (id)"));
        let columns = duplicate("calls (tenant, source, code)");
        assert_eq!(twice((1, "a", "b"), (2, "a", "b")), columns, "{}", db.name());
        assert_eq!(twice((1, "Fa", "b"), (2, "FA", "c")), duplicate("calls_folded"));
        add(&db, 1).expect("nothing of the others is left");
        let sql = "insert into calls (id, tenant, source, code, seconds, is_open) \
                   select id + 1, tenant, source || id, 'one', 5, is_open from calls \
                   union all select id + 2, tenant, source, 'one', 5, is_open from calls";
        assert_eq!(refused(&db, sql), duplicate("calls (tenant, seconds)"), "{}", db.name());
    }
}

#[test]
fn references_checks_and_nulls_are_told_apart() {
    for db in scratch::engines(&STEPS) {
        add(&db, 1).expect("a call");
        for (sql, wanted) in [
            (
                "insert into minutes (call, spoken) values (9, 'x')",
                Error::Reference { constraint: "minutes".to_owned() },
            ),
            (
                "update calls set seconds = -1",
                Error::Check { constraint: "seconds_positive".to_owned() },
            ),
            ("update calls set small = 100", Error::Check { constraint: "calls".to_owned() }),
            (
                "update calls set source = null",
                Error::Check { constraint: "calls (source)".to_owned() },
            ),
        ] {
            assert_eq!(refused(&db, sql), Some(wanted), "{}: {sql}", db.name());
        }
        db.write(Scope::of(ADA), |tx| {
            tx.execute("insert into minutes (call, spoken) values (1, 'x')", &[])
        })
        .expect("the call is there");
        let wanted = Error::Reference { constraint: "calls".to_owned() };
        assert_eq!(refused(&db, "delete from calls where id = 1"), Some(wanted), "{}", db.name());
    }
}

#[test]
fn a_statement_that_failed_undoes_the_unit_even_when_the_error_is_swallowed() {
    for db in scratch::engines(&STEPS) {
        let ended = db.write(Scope::of(ADA), |tx| {
            tx.insert(CALL, "", &[call(1, "a", "b")])?;
            let failed = tx.insert(CALL, "", &[call(1, "a", "b")]);
            assert!(matches!(failed, Err(Error::Duplicate { .. })));
            assert_eq!(tx.execute("select 1", &[]), Err(Error::Aborted));
            Ok::<(), Error>(())
        });
        assert_eq!(ended, Err(Error::Duplicate { constraint: "calls (id)".to_owned() }));
        assert_eq!(count(&db), Ok(0), "{}", db.name());
    }
}

#[test]
fn a_reader_cannot_write() {
    for db in scratch::engines(&STEPS) {
        let write = "update calls set seconds = 1";
        let read = db.read(Scope::of(ADA), move |tx| tx.execute(write, &[]));
        assert_eq!(read, Err(Error::ReadOnly), "{}", db.name());
        let single = db.rows(Scope::of(ADA), "delete from calls returning id", Vec::new());
        assert_eq!(single.err(), Some(Error::ReadOnly), "{}", db.name());
    }
}

#[test]
fn a_text_that_is_no_sql_is_the_engines_matter() {
    for db in scratch::engines(&STEPS) {
        assert!(matches!(refused(&db, "selec 1"), Some(Error::Engine(_))));
        assert!(matches!(refused(&db, "select nothing from calls"), Some(Error::Engine(_))));
    }
}
