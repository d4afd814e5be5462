//! Many rows at once.

use crate::{ADA, CALL, STEPS, call, count};
use db::{Error, Scope, Value, scratch};

const MANY: i64 = 100_000;

#[test]
fn a_hundred_thousand_rows_go_in_and_stream_out() {
    for db in scratch::engines(&STEPS) {
        let inserted = db.write(Scope::of(ADA).read_committed(), |tx| {
            tx.bulk(CALL, "", &mut (0..MANY).map(|id| call(id, "phone", &id.to_string())))
        });
        assert_eq!(inserted, Ok(MANY.cast_unsigned()), "{}", db.name());
        let read = db.read(Scope::of(ADA), |tx| {
            let (mut next, mut total) = (0, 0);
            tx.each("select id, seconds from calls order by id", &[], &mut |row| {
                assert_eq!(row.get::<i64>("id")?, next);
                next += 1;
                total += row.get::<i64>("seconds")?;
                Ok(())
            })?;
            Ok::<_, Error>((next, total))
        });
        assert_eq!(read, Ok((MANY, MANY * (MANY - 1) / 2)), "{}", db.name());
        let stopped = db.read(Scope::of(ADA), |tx| {
            let mut rows = 0;
            let ended = tx.each("select id from calls", &[], &mut |_| {
                rows += 1;
                if rows == 10 { Err(Error::Missing) } else { Ok(()) }
            });
            assert_eq!((ended, rows), (Err(Error::Missing), 10));
            tx.one::<i64>("select count(*) from calls", &[])
        });
        assert_eq!(stopped, Ok(MANY), "{}", db.name());
    }
}

#[test]
fn a_bulk_that_fails_leaves_nothing() {
    for db in scratch::engines(&STEPS) {
        let rows = || (0..5_000).map(|id| call(id % 4_999, "phone", &id.to_string()));
        let done = db.write(Scope::of(ADA), move |tx| tx.bulk(CALL, "", &mut rows()));
        assert_eq!(done, Err(Error::Duplicate { constraint: "calls (id)".to_owned() }));
        assert_eq!(count(&db), Ok(0), "{}", db.name());
    }
}

#[test]
fn an_insert_of_any_length_answers_all_its_rows() {
    for db in scratch::engines(&STEPS) {
        for length in [0, 1, 3, 21, 341, 700_i64] {
            let answered = db.write(Scope::of(ADA), move |tx| {
                tx.execute("delete from calls", &[])?;
                let rows: Vec<_> = (0..length).map(|id| call(id, "x", &id.to_string())).collect();
                let answered = tx.insert(CALL, "returning id", &rows)?;
                answered.iter().map(|row| row.get("id")).collect::<Result<Vec<i64>, _>>()
            });
            assert_eq!(answered, Ok((0..length).collect()), "{}", db.name());
        }
    }
}

#[test]
fn rows_of_different_lengths_are_refused() {
    for db in scratch::engines(&STEPS) {
        let done = db.write(Scope::of(ADA), |tx| {
            let short = vec![Value::Int(2)];
            tx.bulk(CALL, "", &mut vec![call(1, "a", "b"), short].into_iter())
        });
        assert!(matches!(done, Err(Error::Engine(text)) if text.contains("got 1")));
    }
}

#[test]
fn a_list_of_any_length_is_found_and_changed() {
    for db in scratch::engines(&STEPS) {
        for length in [0, 1, 2, 5, 17, 256, 257, 600_usize] {
            let counts = db.write(Scope::of(ADA), move |tx| {
                tx.execute("delete from calls", &[])?;
                tx.bulk(CALL, "", &mut (0..600).map(|id| call(id, "x", &id.to_string())))?;
                let mut list: Vec<Value> = (0..600).take(length).map(Value::Int).collect();
                list.extend_from_within(..length / 2);
                let find = "select id from calls where tenant = $1 and id in ({list})";
                let found = tx.rows_in(find, &[&ADA], &list)?.len();
                let close = "update calls set is_open = $1 where id in ({list})";
                let closed = tx.execute_in(close, &[&false], &list)?;
                Ok::<_, Error>((found, usize::try_from(closed).unwrap_or(0)))
            });
            assert_eq!(counts, Ok((length, length)), "{}", db.name());
        }
    }
}
