use crate::{
    identity::Unit,
    notices::{Pinned, Reason, Tally},
};
use db::{FromRow, Row};
use kernel::{Date, Id, Instant, words};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

words! {
    /// How a campaign stands.
    pub enum State {
        /// It was made.
        Draft = "draft",
        /// It is counted whom it would reach.
        Counting = "counting",
        /// It goes out.
        Running = "running",
        /// It waits for somebody to go on.
        Paused = "paused",
        /// Everybody was looked at.
        Done = "done",
        /// It was stopped for good.
        Stopped = "stopped",
    }
}

/// To whom a campaign goes: everybody who is all of this.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Audience {
    /// The path of the unit within whose clients it lies; empty: all, or all of who made it.
    #[serde(default)]
    pub unit: String,
    /// The kind of client; empty: any.
    pub kind: String,
    /// They have a contract of this product; empty: any, or none.
    pub product: String,
    /// It ends on this day or later.
    #[serde(with = "day")]
    pub ends_from: Option<Date>,
    /// It ends before this day.
    #[serde(with = "day")]
    pub ends_before: Option<Date>,
}

/// A day as it is kept: `2026-05-04`, or nothing.
mod day {
    use kernel::Date;
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    pub(super) fn serialize<S: Serializer>(day: &Option<Date>, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&day.map(|day| day.to_string()).unwrap_or_default())
    }

    pub(super) fn deserialize<'a, D: Deserializer<'a>>(from: D) -> Result<Option<Date>, D::Error> {
        let text = String::deserialize(from)?;
        if text.is_empty() {
            return Ok(None);
        }
        text.parse().map(Some).map_err(D::Error::custom)
    }
}

impl Audience {
    /// Whether only holders of some contract are meant.
    pub(super) fn asks_for_contract(&self) -> bool {
        !self.product.is_empty() || self.ends_from.is_some() || self.ends_before.is_some()
    }
}

/// A campaign as it is made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Making {
    /// What colleagues call it.
    pub name: String,
    /// The notice that it sends, by its code: an offer.
    pub notice: String,
    /// To whom.
    pub audience: Audience,
    /// So many clients an hour at the most; nought: as fast as it goes.
    pub per_hour: i64,
}

/// What was counted: clients who were looked at, who get it, and why the others do not.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counted {
    /// Clients of the audience who were looked at.
    pub looked_at: i64,
    /// Those to whom it goes.
    pub reached: i64,
    /// The others, by the word of the reason.
    pub withheld: BTreeMap<String, i64>,
    /// Whether it was only counted, and nothing composed.
    pub dry: bool,
    /// How many the audience has, as it was last counted; nought where nobody did.
    #[serde(default)]
    pub of: i64,
}

impl Counted {
    pub(super) fn add(&mut self, looked_at: usize, tally: &Tally) {
        self.looked_at += i64::try_from(looked_at).unwrap_or(i64::MAX);
        self.reached += tally.reached;
        for (reason, count) in &tally.withheld {
            *self.withheld.entry(reason.word().to_owned()).or_default() += count;
        }
    }

    /// How many did not get it for this reason.
    pub fn withheld(&self, reason: Reason) -> i64 {
        self.withheld.get(reason.word()).copied().unwrap_or(0)
    }
}

/// A campaign.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Campaign {
    /// Its row.
    pub id: Id<Campaign>,
    /// How it was made.
    pub made: Making,
    /// The path of units within which its audience lies; empty: all.
    pub within: String,
    /// The agency in whose name it goes, whatever its notice says; none: as the notice says.
    pub sender: Option<Id<Unit>>,
    /// How it stands.
    pub state: State,
    /// When it was made.
    pub made_at: Instant,
    /// When it began to go out.
    pub started_at: Option<Instant>,
    /// When it ended.
    pub ended_at: Option<Instant>,
    /// How often it was set going.
    pub(super) turn: i64,
    /// The last party that was looked at.
    pub(super) place: Option<[u8; 16]>,
    /// The offer as it stood when it began to go out.
    pub(super) pinned: Option<Pinned>,
    /// What was counted so far.
    pub counted: Counted,
}

pub(super) const COLUMNS: &str =
    "id, name, notice, audience, within, sender, per_hour, state, made_at,
    started_at, ended_at, turn, place, pinned, counted";

impl FromRow for Campaign {
    fn from_row(row: &Row) -> db::Result<Self> {
        let wrong = |column: &str| db::Error::Column { column: column.into(), wanted: "word" };
        let text = |column: &str| row.get::<String>(column);
        let made = Making {
            name: row.get("name")?,
            notice: row.get("notice")?,
            audience: serde_json::from_str(&text("audience")?).map_err(|_| wrong("audience"))?,
            per_hour: row.get("per_hour")?,
        };
        Ok(Self {
            id: row.get("id")?,
            made,
            within: row.get("within")?,
            sender: row.get("sender")?,
            state: row.word("state")?,
            made_at: row.get("made_at")?,
            started_at: row.get("started_at")?,
            ended_at: row.get("ended_at")?,
            turn: row.get("turn")?,
            place: row.get("place")?,
            pinned: match row.get::<Option<String>>("pinned")? {
                Some(text) => Some(serde_json::from_str(&text).map_err(|_| wrong("pinned"))?),
                None => None,
            },
            counted: serde_json::from_str(&text("counted")?).map_err(|_| wrong("counted"))?,
        })
    }
}
