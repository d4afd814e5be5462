//! The same text means the same on both engines.

use crate::{ADA, CALL, STEPS, call};
use db::{Error, Result, Row, Scope, ToValue, Tx, Value, scratch};
use kernel::{Date, Id, Instant, Language};

/// Does `work` in a unit on each engine, with ten calls.
fn with_calls(work: impl FnMut(&mut Tx<'_>) -> Result<()> + Clone + Send + 'static) {
    for db in scratch::engines(&STEPS) {
        let mut work = work.clone();
        let done = db.write(Scope::of(ADA), move |tx| {
            let rows: Vec<Vec<Value>> =
                (0..10).map(|id| call(id, "phone", &id.to_string())).collect();
            tx.insert(CALL, "", &rows)?;
            work(tx)
        });
        assert_eq!(done, Ok(()), "{}", db.name());
    }
}

fn numbers(rows: &[Row], column: &str) -> Vec<i64> {
    rows.iter().map(|row| row.get(column).expect("a number")).collect()
}

#[test]
fn marks_are_bound_by_number_in_any_order() {
    with_calls(|tx| {
        let sql = "select cast($2 as bigint) as two, cast($1 as bigint) as one, '$1' as text, \
                   cast($2 as bigint) as again -- $9 isn't one";
        let row = tx.rows(sql, &[&1_i64, &2_i64])?.remove(0);
        assert_eq!((row.get("two"), row.get("one"), row.get("again")), (Ok(2), Ok(1), Ok(2)));
        assert_eq!(row.get("text"), Ok("$1".to_owned()));
        Ok(())
    });
}

#[test]
fn a_wrong_number_of_values_is_an_error_and_not_null() {
    for db in scratch::engines(&STEPS) {
        let few = db.write(Scope::of(ADA), |tx| {
            tx.rows("select id from calls where id = $1 or id = $2", &[&1_i64])
        });
        assert!(matches!(few, Err(Error::Engine(text)) if text.contains("expected 2")));
    }
}

#[test]
fn every_shape_comes_back_as_it_went_in() {
    for db in scratch::engines(&STEPS) {
        let json = "{\"b\": 1,  \"a\": [2]}";
        let read = db.write(Scope::of(ADA), move |tx| {
            let into = "insert into calls (id, tenant, source, code, seconds, is_open, weight, \
                        notes, sound, small) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) \
                        returning *";
            let sound = vec![0_u8, 255, 39];
            let values: [&dyn ToValue; 10] =
                [&-1_i64, &ADA, &"é'€", &"", &i64::MAX, &false, &0.1_f64, &json, &sound, &7_i32];
            tx.rows(into, &values)
        });
        let row = read.expect("all shapes fit").remove(0);
        assert_eq!(row.get("id"), Ok(-1_i64));
        assert_eq!(row.get("tenant"), Ok(Id::<()>::from_bytes(ADA)));
        assert_eq!(row.get("source"), Ok("é'€".to_owned()));
        assert_eq!(row.get("seconds"), Ok(i64::MAX));
        assert_eq!(row.get("is_open"), Ok(false));
        assert_eq!(row.get("weight"), Ok(0.1_f64));
        assert_eq!(row.get("notes"), Ok(json.to_owned()), "{}", db.name());
        assert_eq!(row.get("sound"), Ok(vec![0_u8, 255, 39]));
        assert_eq!(row.get("small"), Ok(7_i32));
        assert_eq!(row.get::<i64>("none"), Err(missing("none", "whole number")));
        assert_eq!(row.get::<String>("id"), Err(missing("id", "text")));
    }
}

fn missing(column: &str, wanted: &'static str) -> Error {
    Error::Column { column: column.to_owned(), wanted }
}

#[test]
fn the_kernels_words_are_stored_and_null_is_none() {
    with_calls(|tx| {
        let noon: Instant = "2026-04-30T12:00:00Z".parse().expect("an instant");
        let day: Date = "2026-04-30".parse().expect("a day");
        let sql = "select cast($1 as bigint) as noon, cast($2 as text) as day, \
                   cast($3 as text) as language, cast($4 as bigint) as absent";
        let row = tx.rows(sql, &[&noon, &day, &Language::Nl, &None::<i64>])?.remove(0);
        assert_eq!((row.get("noon"), row.get("day")), (Ok(noon), Ok(day)));
        assert_eq!(row.get("language"), Ok(Language::Nl));
        assert_eq!(row.get("absent"), Ok(None::<i64>));
        assert!(row.get::<i64>("absent").is_err());
        Ok(())
    });
}

#[test]
fn a_truth_value_is_compared_with_a_parameter() {
    with_calls(|tx| {
        tx.execute("update calls set is_open = $1 where id < $2", &[&false, &4_i64])?;
        let open: i64 = tx.one("select count(*) from calls where is_open = $1", &[&true])?;
        let fact: bool = tx.one("select max(id) > $1 from calls", &[&8_i64])?;
        assert_eq!((open, fact), (6, true));
        Ok(())
    });
}

#[test]
fn a_null_check_of_a_mark_names_its_type() {
    with_calls(|tx| {
        let sql = "select count(*) from calls where cast($1 as text) is null or code = $1";
        let (all, one): (i64, i64) = (tx.one(sql, &[&None::<String>])?, tx.one(sql, &[&"3"])?);
        assert_eq!((all, one), (10, 1));
        Ok(())
    });
}

#[test]
fn sums_are_whole_and_means_have_a_fraction() {
    with_calls(|tx| {
        let sql = "select sum(seconds) as total, avg(seconds) as mean, \
                   sum(seconds) filter (where id >= $1) as late from calls";
        let row = tx.rows(sql, &[&8_i64])?.remove(0);
        assert_eq!((row.get("total"), row.get("late")), (Ok(45_i64), Ok(17_i64)));
        assert_eq!(row.get("mean"), Ok(4.5_f64));
        assert_eq!(tx.one("select avg(seconds) from calls where id < 3", &[]), Ok(1.0_f64));
        let large: i64 = tx.one("select sum(seconds) * 100000000000 from calls", &[])?;
        assert_eq!(large, 4_500_000_000_000);
        Ok(())
    });
}

#[test]
fn conflicts_are_ignored_or_updated() {
    with_calls(|tx| {
        let again = [call(10, "phone", "3"), call(11, "phone", "new")];
        let tail = "on conflict (tenant, source, code) do nothing returning id";
        assert_eq!(numbers(&tx.insert(CALL, tail, &again)?, "id"), [11]);
        let tail = "on conflict (tenant, source, code) do update set seconds = excluded.seconds \
                    returning id, seconds";
        let changed = tx.insert(CALL, tail, &[call(77, "phone", "3")])?;
        assert_eq!((numbers(&changed, "id"), numbers(&changed, "seconds")), (vec![3], vec![77]));
        Ok(())
    });
}

#[test]
fn windows_pages_and_updates_from_a_query() {
    with_calls(|tx| {
        let sql = "select id, row_number() over (order by id desc) as place, \
                   sum(seconds) over (order by id) as so_far from calls \
                   order by id limit $1 offset $2";
        let rows = tx.rows(sql, &[&2_i64, &3_i64])?;
        assert_eq!((numbers(&rows, "place"), numbers(&rows, "so_far")), (vec![7, 6], vec![6, 10]));
        let page = "select id from calls where (seconds, id) < ($1, $2) \
                    order by seconds desc, id desc limit 3";
        assert_eq!(numbers(&tx.rows(page, &[&5_i64, &5_i64])?, "id"), [4, 3, 2]);
        let claim = format!(
            "with due as (select id from calls where seconds < $1 order by id limit 2{}) \
             update calls set seconds = seconds + 100 \
             where id in (select id from due) returning id",
            tx.skip_locked()
        );
        assert_eq!(numbers(&tx.rows(&claim, &[&50_i64])?, "id").len(), 2);
        Ok(())
    });
}

#[test]
fn numbers_are_given_by_the_table() {
    with_calls(|tx| {
        let rows = [1, 2, 3].map(|id| vec![Value::Int(id), Value::Text("hello".to_owned())]);
        let given = tx.insert("minutes (call, spoken)", "returning seq", &rows)?;
        assert_eq!(numbers(&given, "seq"), [1, 2, 3]);
        assert_eq!(tx.execute("delete from minutes where call = $1", &[&1_i64]), Ok(1));
        Ok(())
    });
}

#[test]
fn texts_sort_by_their_bytes() {
    with_calls(|tx| {
        let rows = ["b", "B", "a", "é", "Z"]
            .map(|code| call(100 + i64::from(code.as_bytes()[0]), "x", code));
        tx.insert(CALL, "", &rows)?;
        let sorted = tx.rows("select code from calls where source = 'x' order by code", &[])?;
        let codes: Vec<String> = sorted.iter().map(|row| row.get("code").expect("text")).collect();
        assert_eq!(codes, ["B", "Z", "a", "b", "é"]);
        Ok(())
    });
}

#[test]
fn a_savepoint_undoes_only_itself() {
    with_calls(|tx| {
        let twice = tx.savepoint(|tx| {
            tx.execute("update calls set seconds = 500 where id = 1", &[])?;
            tx.insert(CALL, "", &[call(3, "again", "again")])
        });
        assert!(matches!(twice, Err(Error::Duplicate { .. })));
        tx.savepoint(|tx| {
            tx.execute("update calls set seconds = 600 where id = 2", &[])?;
            let inner = tx.savepoint(|tx| {
                tx.execute("delete from calls", &[]).and(Err::<(), _>(Error::Missing))
            });
            assert_eq!(inner, Err(Error::Missing));
            Ok::<(), Error>(())
        })?;
        let rows = tx.rows("select seconds from calls where id in (1, 2) order by id", &[])?;
        assert_eq!(numbers(&rows, "seconds"), [1, 600]);
        Ok(())
    });
}

#[test]
fn one_engine_of_each_kind_is_linked() {
    let lock = include_str!("../../../../Cargo.lock");
    assert_eq!(lock.matches("name = \"libsqlite3-sys\"").count(), 1);
    assert_eq!(lock.matches("name = \"tokio-postgres\"").count(), 1);
}
