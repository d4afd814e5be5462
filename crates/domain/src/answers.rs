//! Answers kept under the key that a program chose for its request.
//!
//! A program that does not know whether its request arrived sends it again under the same key. It
//! is then answered as it was the first time, and nothing is done twice. The answer commits with
//! the effect, so there is never one without the other.

use crate::{Desk, Fault, Refusal, Result};
use db::{FromRow, Row};
use kernel::Instant;
use serde_json::Value as Json;
use sha2::{Digest, Sha256};
use std::fmt::Write;

/// An answer is kept so long.
pub const KEPT_FOR: i64 = 24 * Instant::HOUR;
/// Characters of a key at the most: a UUID has 36.
const KEY_MAX: usize = 200;
/// Answers forgotten in one unit of work at the most, so that it stays short.
const FORGOTTEN_AT_ONCE: i64 = 5_000;

/// A request under a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    key: String,
    hash: Vec<u8>,
}

impl Request {
    /// The request that sends `body` to `path` under this key.
    ///
    /// # Errors
    /// `Invalid` for a key that is empty, too long, or not of visible ASCII letters.
    pub fn new(key: &str, path: &str, body: &[u8]) -> Result<Self> {
        let shaped = key.bytes().all(|letter| (b' '..=b'~').contains(&letter));
        if key.trim().is_empty() || key.len() > KEY_MAX || !shaped {
            let fault = Fault::new(FIELD, "fault-key").with(KEY_MAX.to_string());
            return Err(Refusal::Invalid(vec![fault]));
        }
        // The length of the path keeps it apart from the body.
        let length = (path.len() as u64).to_be_bytes();
        let hash = Sha256::new().chain_update(length).chain_update(path).chain_update(body);
        Ok(Self { key: key.to_owned(), hash: hash.finalize().to_vec() })
    }
}

/// A short name for a text that changes whenever the text does.
pub fn fingerprint(text: &str) -> String {
    let hash = Sha256::digest(text.as_bytes());
    hash[..16].iter().fold(String::with_capacity(32), |mut name, byte| {
        // Writing into a text cannot fail.
        let _ = write!(name, "{byte:02x}");
        name
    })
}

/// The header that carries the key.
pub const FIELD: &str = "Idempotency-Key";

struct Kept {
    request: Vec<u8>,
    answer: Json,
    at: Instant,
}

impl FromRow for Kept {
    fn from_row(row: &Row) -> db::Result<Self> {
        let answer: String = row.get("answer")?;
        Ok(Self {
            request: row.get("request")?,
            answer: serde_json::from_str(&answer)
                .map_err(|_| db::Error::Column { column: "answer".into(), wanted: "JSON" })?,
            at: row.get("at")?,
        })
    }
}

/// Does `work` once: asked again under the same key, it answers what it answered then. The key is
/// held to the end of this unit of work, so of two callers at once the second waits for the first.
///
/// # Errors
/// `Invalid` where the key was used for another request; what `work` refuses, and then nothing is
/// kept.
pub fn once(
    desk: &mut Desk<'_>,
    request: &Request,
    work: impl FnOnce(&mut Desk<'_>) -> Result<Json>,
) -> Result<Json> {
    desk.lock([format!("answer {}", request.key)])?;
    let tenant = desk.tenant;
    let kept: Option<Kept> = desk.optional(
        "select request, answer, at from answers where tenant = $1 and key = $2",
        &[&tenant, &request.key],
    )?;
    if let Some(kept) = kept.filter(|kept| desk.now() - kept.at < KEPT_FOR) {
        if kept.request != request.hash {
            return Err(Refusal::invalid(FIELD, "fault-key-reused"));
        }
        return Ok(kept.answer);
    }
    let answer = work(desk)?;
    desk.execute(
        "insert into answers (tenant, key, request, answer, at) values ($1, $2, $3, $4, $5)
         on conflict (tenant, key) do update set
            request = excluded.request, answer = excluded.answer, at = excluded.at",
        &[&tenant, &request.key, &request.hash, &answer.to_string(), &desk.now()],
    )?;
    Ok(answer)
}

/// Forgets answers that were kept long enough. Answers whether there are more.
///
/// # Errors
/// Only when the database fails.
pub fn forget(desk: &mut Desk<'_>) -> Result<bool> {
    let gone = desk.execute(
        "delete from answers where tenant = $1 and key in (
            select key from answers where tenant = $1 and at <= $2 order by at limit $3)",
        &[&desk.tenant.clone(), &(desk.now() - KEPT_FOR), &FORGOTTEN_AT_ONCE],
    )?;
    Ok(gone == FORGOTTEN_AT_ONCE.unsigned_abs())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Who, house::each_engine};
    use serde_json::json;

    fn request(key: &str, body: &str) -> Request {
        Request::new(key, "/api/v1/events", body.as_bytes()).expect("a good key")
    }

    #[test]
    fn the_same_request_again_hears_the_same_and_another_one_is_refused() {
        each_engine(|house| {
            let ask = |when: &str, key: &'static str, body: &'static str, answer: i64| {
                house.act(when, Who::System, move |desk| {
                    once(desk, &request(key, body), |_| Ok(json!({ "taken": answer })))
                })
            };
            let first = ask("2026-05-04T08:00:00Z", "k", "a", 1).expect("it is new");
            let again = ask("2026-05-05T07:59:59Z", "k", "a", 2).expect("it is the same");
            assert_eq!((first, again), (json!({ "taken": 1 }), json!({ "taken": 1 })));
            let other = ask("2026-05-04T09:00:00Z", "k", "b", 2);
            assert!(matches!(other, Err(Refusal::Invalid(faults)) if faults[0].field == FIELD));
            let elsewhere = house.neighbour().system("2026-05-04T09:00:00Z", |desk| {
                once(desk, &request("k", "b"), |_| Ok(json!(3)))
            });
            assert_eq!(elsewhere, json!(3), "another company's keys are its own");
            let later = ask("2026-05-05T08:00:00Z", "k", "b", 4).expect("a day has passed");
            assert_eq!(later, json!({ "taken": 4 }));
        });
    }

    #[test]
    fn what_was_refused_is_not_kept() {
        each_engine(|house| {
            let refused = house.act("2026-05-04T08:00:00Z", Who::System, |desk| {
                once(desk, &request("k", "a"), |_| Err(Refusal::Conflict("conflict-locked")))
            });
            assert!(matches!(refused, Err(Refusal::Conflict(_))));
            let taken = house.system("2026-05-04T08:00:01Z", |desk| {
                once(desk, &request("k", "a"), |_| Ok(json!(1)))
            });
            assert_eq!(taken, json!(1));
        });
    }

    #[test]
    fn answers_are_forgotten_after_a_day() {
        each_engine(|house| {
            for (when, key) in [("2026-05-04T08:00:00Z", "old"), ("2026-05-04T20:00:00Z", "new")] {
                house.system(when, |desk| once(desk, &request(key, ""), |_| Ok(json!(1))));
            }
            assert!(!house.system("2026-05-05T08:00:00Z", forget));
            let left: Vec<String> = house
                .system("2026-05-05T08:00:00Z", |desk| desk.all("select key from answers", &[]));
            assert_eq!(left, ["new"]);
        });
    }

    #[test]
    fn a_key_that_is_none_is_refused() {
        for key in ["", "  ", "two\nlines", "schlüssel", &"k".repeat(201)] {
            assert!(Request::new(key, "/", b"").is_err(), "{key}");
        }
        assert_ne!(request("k", "ab"), Request::new("k", "/api/v1/eventsa", b"b").expect("good"));
    }
}
