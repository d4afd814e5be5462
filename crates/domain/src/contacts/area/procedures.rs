//! What a client may ask of us by law about their own data: to have it, or to have it erased. Each
//! is a procedure with a clock of its own (GDPR, article 12(3): one month) and an outcome that says
//! why.

use crate::{
    Desk, Fault, Kind, Refusal, Result, Right,
    commitments::{self, Book, Dims, Matter, Moment},
    history,
    notices::{self, Cause, Event},
    parties::{self, Party},
};
use db::{FromRow, Row};
use kernel::{Id, Instant, Language, words};
use serde_json::json;
use std::collections::BTreeSet;

words! {
    /// What is asked for.
    pub enum Asked {
        /// A copy of everything about them (article 15).
        Access = "access",
        /// That it is erased (article 17).
        Erasure = "erasure",
    }
}

words! {
    /// How it ended.
    pub enum Outcome {
        /// It was done.
        Done = "done",
        /// Part of it was done: the rest must be kept.
        Partly = "partly",
        /// It was refused.
        Refused = "refused",
    }
}

impl Asked {
    /// What it is called in a letter.
    fn said(self, language: Language) -> &'static str {
        match (self, language) {
            (Self::Access, Language::It) => "copia dei suoi dati",
            (Self::Access, Language::Fr) => "une copie de vos données",
            (Self::Access, Language::Nl) => "een kopie van uw gegevens",
            (Self::Access, Language::En) => "a copy of your data",
            (Self::Erasure, Language::It) => "cancellazione dei suoi dati",
            (Self::Erasure, Language::Fr) => "l’effacement de vos données",
            (Self::Erasure, Language::Nl) => "het wissen van uw gegevens",
            (Self::Erasure, Language::En) => "the erasure of your data",
        }
    }
}

impl Outcome {
    /// What it is called in a letter.
    fn said(self, language: Language) -> &'static str {
        match (self, language) {
            (Self::Done, Language::It) => "eseguita",
            (Self::Done, Language::Fr) => "fait",
            (Self::Done, Language::Nl) => "uitgevoerd",
            (Self::Done, Language::En) => "done",
            (Self::Partly, Language::It) => "eseguita in parte",
            (Self::Partly, Language::Fr) => "fait en partie",
            (Self::Partly, Language::Nl) => "deels uitgevoerd",
            (Self::Partly, Language::En) => "done in part",
            (Self::Refused, Language::It) => "rifiutata",
            (Self::Refused, Language::Fr) => "refusé",
            (Self::Refused, Language::Nl) => "geweigerd",
            (Self::Refused, Language::En) => "refused",
        }
    }
}

/// One procedure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Procedure {
    /// Its row.
    pub id: Id<Procedure>,
    /// Who asked.
    pub party: Id<Party>,
    /// What that party is called.
    pub name: String,
    /// What for.
    pub asked: Asked,
    /// When.
    pub at: Instant,
    /// By when we answer; none where no commitment says so.
    pub due_at: Option<Instant>,
    /// When it ended, and how.
    pub ended: Option<(Instant, Outcome)>,
    /// What the client is told of it.
    pub reason: String,
}

impl FromRow for Procedure {
    fn from_row(row: &Row) -> db::Result<Self> {
        let (ended_at, outcome): (Option<Instant>, Option<String>) =
            (row.get("ended_at")?, row.get("outcome")?);
        let outcome = outcome.and_then(|word| Outcome::from_word(&word));
        Ok(Self {
            id: row.get("id")?,
            party: row.get("party")?,
            name: row.get("name")?,
            asked: row.word("asked")?,
            at: row.get("at")?,
            due_at: row.get("due_at")?,
            ended: ended_at.zip(outcome),
            reason: row.get("reason")?,
        })
    }
}

/// Those that are shown.
const SHOWN: i64 = 200;

const SELECT: &str = "select d.id, d.party, p.name, d.asked, d.at, d.ended_at, d.outcome, d.reason,
        (select min(k.due_at) from clocks as k
          where k.tenant = d.tenant and k.subject = d.id and k.stopped_at is null
            and k.state in ('running', 'breached')) as due_at
   from data_procedures as d
   join parties as p on p.tenant = d.tenant and p.id = d.party
  where d.tenant = $1";

/// A client asks for it. Asking again while it runs changes nothing.
///
/// # Errors
/// `Forbidden` for anybody but a client.
pub fn ask_for(desk: &mut Desk<'_>, asked: Asked) -> Result<()> {
    let party = parties::of_client(desk)?;
    desk.lock([format!("data {party}")])?;
    let (tenant, now, id): (_, _, Id<Procedure>) = (desk.tenant, desk.now(), desk.fresh_id());
    let made = desk.execute(
        "insert into data_procedures (tenant, id, party, asked, at, reason)
         select $1, $2, $3, $4, $5, ''
          where not exists (select 1 from data_procedures
                 where tenant = $1 and party = $3 and asked = $4 and ended_at is null)",
        &[&tenant, &id, &party, &asked.word(), &now],
    )?;
    if made == 0 {
        return Ok(());
    }
    desk.record(id, Kind::DataAsked, &json!({ "asked": asked.word() }))?;
    measure(desk, id)
}

/// The client's own procedures, the newest first.
///
/// # Errors
/// As [`ask_for`].
pub fn my_procedures(desk: &mut Desk<'_>) -> Result<Vec<Procedure>> {
    let party = parties::of_client(desk)?;
    desk.all(
        &format!("{SELECT} and d.party = $2 order by d.at desc, d.id desc limit $3"),
        &[&desk.tenant.clone(), &party, &SHOWN],
    )
}

/// All procedures, those that run first, by their hour.
///
/// # Errors
/// `Forbidden` without the right to see requests of every unit.
pub fn procedures(desk: &mut Desk<'_>) -> Result<Vec<Procedure>> {
    every_unit(desk, Right::SeeRequests)?;
    desk.all(
        &format!(
            "{SELECT} order by case when d.ended_at is null then 0 else 1 end, d.at, d.id
              limit $2"
        ),
        &[&desk.tenant.clone(), &SHOWN],
    )
}

fn every_unit(desk: &mut Desk<'_>, right: Right) -> Result<()> {
    if desk.reach(right)?.is_all() { Ok(()) } else { Err(Refusal::Forbidden) }
}

/// Letters of a reason.
const REASON_MAX: usize = 2_000;

/// Ends a procedure, with what the client is told of it.
///
/// # Errors
/// `Forbidden` without the right, `Invalid` without a reason, `Conflict` where it has ended.
pub fn finish(
    desk: &mut Desk<'_>,
    id: Id<Procedure>,
    outcome: Outcome,
    reason: &str,
) -> Result<()> {
    every_unit(desk, Right::WorkRequests)?;
    let reason = reason.trim();
    if reason.is_empty() || reason.chars().count() > REASON_MAX {
        return Err(Refusal::Invalid(vec![Fault::new("reason", "fault-required")]));
    }
    let ended: Option<Ended> = desk.optional(
        "update data_procedures set ended_at = $3, outcome = $4, reason = $5
          where tenant = $1 and id = $2 and ended_at is null
         returning party, asked",
        &[&desk.tenant.clone(), &id, &desk.now(), &outcome.word(), &reason],
    )?;
    let ended = ended.ok_or(Refusal::Conflict("conflict-done-before"))?;
    desk.record(id, Kind::DataAnswered, &json!({ "outcome": outcome.word() }))?;
    tell(desk, id, &ended, (outcome, reason))?;
    measure(desk, id)
}

/// A procedure that has just ended: whose, and what was asked.
struct Ended(Id<Party>, Asked);

impl FromRow for Ended {
    fn from_row(row: &Row) -> db::Result<Self> {
        Ok(Self(row.get("party")?, row.word("asked")?))
    }
}

/// Tells who asked how it ended, where the register knows them: they may have closed their account.
fn tell(
    desk: &mut Desk<'_>,
    id: Id<Procedure>,
    Ended(party, asked): &Ended,
    (outcome, reason): (Outcome, &str),
) -> Result<()> {
    let to = notices::addressee(desk, *party)?;
    let told = [
        ("asked", asked.said(to.language)),
        ("outcome", outcome.said(to.language)),
        ("reason", reason),
    ];
    let with = told.into_iter().map(|(name, said)| (name.to_owned(), said.into())).collect();
    let cause = Cause { event: Event::DataAnswered, subject: id.bytes(), to, with };
    notices::cause(desk, &[cause]).map(drop)
}

fn measure(desk: &mut Desk<'_>, id: Id<Procedure>) -> Result<()> {
    let entries = history::of(desk, &[id.bytes()])?;
    let moment = |entry: &history::Entry| Moment {
        at: entry.at,
        kind: entry.kind,
        priority: None,
        due: None,
    };
    let matter = Matter {
        subject: id.bytes(),
        kind: "data",
        moments: entries.iter().map(moment).collect(),
        dims: Dims::default(),
        fresh: false,
    };
    let book = Book::open(desk)?;
    commitments::measure(desk, &book, &[matter], BTreeSet::new())
}
