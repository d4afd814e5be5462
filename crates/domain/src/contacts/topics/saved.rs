//! The topics of a company, as they are kept: every save makes a version.

use super::{Document, Topic, is_code};
use crate::{Desk, Kind, Refusal, Result, Right};
use db::{FromRow, Row, ToValue, Value};
use kernel::Id;
use serde_json::json;
use std::collections::HashMap;

struct Saved(Topic);

impl FromRow for Saved {
    fn from_row(row: &Row) -> db::Result<Self> {
        let definition: String = row.get("definition")?;
        let unreadable = |_| db::Error::Column { column: "definition".into(), wanted: "topic" };
        toml::from_str(&definition).map(Self).map_err(unreadable)
    }
}

/// Every topic in force, in the order in which they are offered. No right is needed: they stand on
/// the public form.
///
/// # Errors
/// Only when the database fails.
pub fn all(desk: &mut Desk<'_>) -> Result<Vec<Topic>> {
    let saved: Vec<Saved> = desk.all(
        "select definition from topics as t
          where tenant = $1 and not ended and version = (
              select max(version) from topics where tenant = $1 and code = t.code)
          order by position, code limit 200",
        &[&desk.tenant.clone()],
    )?;
    Ok(saved.into_iter().map(|one| one.0).collect())
}

/// One topic in force.
///
/// # Errors
/// `Unknown` where there is none of this code.
pub fn find(desk: &mut Desk<'_>, code: &str) -> Result<Topic> {
    named(desk, [code])?.remove(code).ok_or(Refusal::Unknown("topic"))
}

/// The topics in force of these codes, by their code; what is no code names none.
pub(in crate::contacts) fn named<'a>(
    desk: &mut Desk<'_>,
    codes: impl IntoIterator<Item = &'a str>,
) -> Result<HashMap<String, Topic>> {
    let codes: Vec<Value> =
        codes.into_iter().filter(|code| is_code(code)).map(ToValue::to_value).collect();
    let saved: Vec<Saved> = desk.all_in(
        "select definition from topics as t
          where tenant = $1 and code in ({list}) and not ended and version = (
              select max(version) from topics where tenant = $1 and code = t.code)",
        &[&desk.tenant.clone()],
        &codes,
    )?;
    Ok(saved.into_iter().map(|one| (one.0.code.clone(), one.0)).collect())
}

struct Newest {
    code: String,
    version: i64,
    position: i64,
    ended: bool,
    definition: String,
}

impl FromRow for Newest {
    fn from_row(row: &Row) -> db::Result<Self> {
        Ok(Self {
            code: row.get("code")?,
            version: row.get("version")?,
            position: row.get("position")?,
            ended: row.get("ended")?,
            definition: row.get("definition")?,
        })
    }
}

/// Brings the topics to what a file says: new ones are added, changed ones get a version, those it
/// does not name are ended. Answers how many changed.
///
/// # Errors
/// `Forbidden` without the right.
pub fn save(desk: &mut Desk<'_>, document: &Document) -> Result<usize> {
    desk.reach(Right::SetUpDesk)?;
    let newest: Vec<Newest> = desk.all(
        "select code, version, position, ended, definition from topics as t
          where tenant = $1 and version = (
              select max(version) from topics where tenant = $1 and code = t.code)",
        &[&desk.tenant.clone()],
    )?;
    let mut changed = 0;
    for (position, topic) in (0_i64..).zip(&document.topic) {
        let definition = toml::to_string(topic).expect("every field of a topic has a form");
        let before = newest.iter().find(|one| one.code == topic.code);
        let same =
            |one: &Newest| one.definition == definition && one.position == position && !one.ended;
        if !before.is_some_and(same) {
            let version = before.map_or(1, |one| one.version + 1);
            add_version(desk, &topic.code, (version, position, false), &definition)?;
            changed += 1;
        }
    }
    let named = |code: &str| document.topic.iter().any(|topic| topic.code == code);
    for one in newest.iter().filter(|one| !one.ended && !named(&one.code)) {
        let stand = (one.version + 1, one.position, true);
        add_version(desk, &one.code, stand, &one.definition)?;
        changed += 1;
    }
    Ok(changed)
}

fn add_version(
    desk: &mut Desk<'_>,
    code: &str,
    (version, position, ended): (i64, i64, bool),
    definition: &str,
) -> Result<()> {
    let id: Id<Topic> = desk.fresh_id();
    let actor = desk.who.actor().label();
    desk.execute(
        "insert into topics (tenant, id, code, version, position, ended, definition, saved_at,
                             actor)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        &[
            &desk.tenant.clone(),
            &id,
            &code,
            &version,
            &position,
            &ended,
            &definition,
            &desk.now(),
            &actor,
        ],
    )?;
    desk.record(id, Kind::TopicSaved, &json!({ "code": code, "version": version }))
}
