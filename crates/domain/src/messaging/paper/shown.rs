//! What is known of letters on paper, folded from what was told.

use super::{
    super::outbox::{Message, find},
    By, PaperState,
};
use crate::{Desk, Reach, Refusal, Result, Right, identity};
use db::{FromRow, Row, Value};
use kernel::{Id, Instant};
use std::collections::HashMap;

/// What is known of a letter on paper.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Paper {
    /// The number under which the post carries it.
    pub number: Option<String>,
    /// What happened with it, each state once and in their order, with when it first did and who
    /// told it.
    pub way: Vec<(PaperState, Instant, By)>,
    /// What was said of it last.
    pub note: String,
}

impl Paper {
    /// When this happened with it.
    pub fn at(&self, state: PaperState) -> Option<Instant> {
        self.way.iter().find(|one| one.0 == state).map(|one| one.1)
    }
}

struct Told {
    message: [u8; 16],
    state: PaperState,
    at: Instant,
    number: String,
    note: String,
    by: By,
}

impl FromRow for Told {
    fn from_row(row: &Row) -> db::Result<Self> {
        Ok(Self {
            message: row.get("message")?,
            state: row.word("state")?,
            at: row.get("at")?,
            number: row.get("number")?,
            note: row.get("note")?,
            by: row.word("source")?,
        })
    }
}

/// A letter on paper, whose reading is written into the access log.
///
/// # Errors
/// `Forbidden` without the right to see requests of every unit; `Unknown` where there is no such
/// letter.
pub fn on_paper(desk: &mut Desk<'_>, id: Id<Message>) -> Result<Message> {
    let reach: Reach = desk.reach(Right::SeeRequests)?;
    if !reach.is_all() {
        return Err(Refusal::Forbidden);
    }
    let message = find(desk, id)?;
    if !matches!(message.channel.as_str(), "post" | "registered") {
        return Err(Refusal::Unknown("message"));
    }
    identity::saw(desk, "outbox", &[id.bytes()])?;
    Ok(message)
}

/// Facts that are read for one page.
const FACTS_MAX: i64 = 2_000;

/// What is known of these messages, as far as they go on paper.
///
/// # Errors
/// `Forbidden` without the right to see requests.
pub fn papers(desk: &mut Desk<'_>, of: &[[u8; 16]]) -> Result<HashMap<[u8; 16], Paper>> {
    desk.reach(Right::SeeRequests)?;
    let ids: Vec<Value> = of.iter().map(|id| Value::Uuid(*id)).collect();
    let facts: Vec<Told> = desk.all_in(
        "select message, state, at, number, note, source from paper_facts
          where tenant = $1 and message in ({list}) order by at, id limit $2",
        &[&desk.tenant.clone(), &FACTS_MAX],
        &ids,
    )?;
    let mut all: HashMap<[u8; 16], Paper> = HashMap::new();
    for fact in facts {
        let paper = all.entry(fact.message).or_default();
        if !paper.way.iter().any(|one| one.0 == fact.state) {
            paper.way.push((fact.state, fact.at, fact.by));
        }
        if !fact.number.is_empty() {
            paper.number = Some(fact.number);
        }
        if !fact.note.is_empty() {
            paper.note = fact.note;
        }
    }
    Ok(all)
}
