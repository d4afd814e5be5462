use super::model::{COLUMNS, Request, Word};
use crate::{
    Desk, Reach, Refusal, Result, Right, Role,
    identity::{self, secrets},
    parties::Party,
};
use db::{FromRow, Row, ToValue, Value};
use kernel::{Id, Instant};

/// To what a list of requests is narrowed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Only those that somebody has to do something about; else all, the newest first.
    pub live: bool,
    /// Only those of one queue.
    pub queue: Option<Id<super::Queue>>,
    /// Only those of one colleague.
    pub owner: Option<Id<Role>>,
    /// Only those about one topic.
    pub topic: Option<String>,
    /// Only those of one party.
    pub party: Option<Id<Party>>,
    /// Only numbers that begin so, or exactly this address.
    pub search: String,
    /// The place after which the next page begins: deadline, or receipt where not only live ones.
    pub after: Option<(Instant, Id<Request>)>,
}

impl Filter {
    /// The statement of a list, its own values added to those that all lists have. One text for
    /// each, so that each is one walk along one index.
    fn statement(&self, values: &mut Vec<Value>) -> String {
        let mut narrowed = String::new();
        let columns = [
            ("queue", self.queue.map(|id| id.bytes())),
            ("owner", self.owner.map(|id| id.bytes())),
            ("party", self.party.map(|id| id.bytes())),
        ];
        for (column, id) in columns {
            if let Some(id) = id {
                values.push(Value::Uuid(id));
                narrowed.push_str(&format!(" and {column} = ${}", values.len()));
            }
        }
        let (place, order) = if self.live {
            ("live and (due_at, id) > ($3, $4)", "due_at, id")
        } else {
            ("(received_at, id) < ($3, $4)", "received_at desc, id desc")
        };
        format!(
            "select {COLUMNS} from requests
              where tenant = $1 and {WITHIN} and {place}{narrowed}
                and ($5 = '' or substr(number, 1, length($5)) = $5 or lower(email) = lower($5))
                and ($6 = '' or topic = $6)
              order by {order} limit $7"
        )
    }
}

/// Requests a page shows.
pub const PAGE: i64 = 50;

const WITHIN: &str = "($2 = '' or unit in (
    select id from units where tenant = $1 and substr(path, 1, length($2)) = $2))";

/// A page of requests: live ones by their next deadline, else the newest first. Each of them is
/// written into the access log as seen.
///
/// # Errors
/// `Forbidden` without the right to see them.
pub fn list(desk: &mut Desk<'_>, filter: &Filter) -> Result<Vec<Request>> {
    let Reach(path) = desk.reach(Right::SeeRequests)?;
    let first = if filter.live { (i64::MIN, [0; 16]) } else { (i64::MAX, [255; 16]) };
    let first = (Instant::from_micros(first.0), Id::from_bytes(first.1));
    let (at, id) = filter.after.unwrap_or(first);
    let search = filter.search.trim();
    let wanted = if search.contains('@') { search.to_owned() } else { search.to_uppercase() };
    let mut values = vec![
        desk.tenant.to_value(),
        path.to_value(),
        at.to_value(),
        id.to_value(),
        wanted.to_value(),
        filter.topic.as_deref().unwrap_or("").to_value(),
        PAGE.to_value(),
    ];
    let sql = filter.statement(&mut values);
    let args: Vec<&dyn ToValue> = values.iter().map(|value| value as &dyn ToValue).collect();
    let found: Vec<Request> = desk.all(&sql, &args)?;
    let seen: Vec<[u8; 16]> = found.iter().map(|one| one.id.bytes()).collect();
    identity::saw(desk, "request list", &seen)?;
    Ok(found)
}

/// One request.
///
/// # Errors
/// `Unknown` where there is none, or it is not theirs to see.
pub fn find(desk: &mut Desk<'_>, id: Id<Request>) -> Result<Request> {
    let Reach(path) = desk.reach(Right::SeeRequests)?;
    desk.optional(
        &format!("select {COLUMNS} from requests where tenant = $1 and {WITHIN} and id = $3"),
        &[&desk.tenant.clone(), &path, &id],
    )?
    .ok_or(Refusal::Unknown("request"))
}

/// One request, read by a person: it is written into the access log.
///
/// # Errors
/// As [`find`].
pub fn sheet(desk: &mut Desk<'_>, id: Id<Request>) -> Result<Request> {
    let request = find(desk, id)?;
    identity::saw(desk, "request", &[id.bytes()])?;
    Ok(request)
}

/// Says that somebody of ours has read what the client wrote.
///
/// # Errors
/// As [`find`].
pub fn seen(desk: &mut Desk<'_>, id: Id<Request>) -> Result<()> {
    desk.reach(Right::WorkRequests)?;
    find(desk, id)?;
    desk.execute(
        "update requests set unread = false,
                live = case when state in ('open', 'waiting') then live else false end
          where tenant = $1 and id = $2 and unread",
        &[&desk.tenant.clone(), &id],
    )?;
    Ok(())
}

/// Words of a request that are read at the most: a bound, not a page.
const WORDS_MAX: i64 = 1_000;

/// What was said about a request, the first thing first; what was said about those merged into it
/// stands there too.
///
/// # Errors
/// As [`find`].
pub fn words(desk: &mut Desk<'_>, id: Id<Request>) -> Result<Vec<Word>> {
    find(desk, id)?;
    desk.all(
        "select id, at, kind, staff, channel, text, corrects from request_words
          where tenant = $1 and request in (
              select id from requests where tenant = $1 and (id = $2 or merged_into = $2))
          order by at, id limit $3",
        &[&desk.tenant.clone(), &id, &WORDS_MAX],
    )
}

/// Another request with its number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Neighbour {
    /// Its row.
    pub id: Id<Request>,
    /// Its number.
    pub number: String,
    /// What it is about.
    pub title: String,
}

impl FromRow for Neighbour {
    fn from_row(row: &Row) -> db::Result<Self> {
        Ok(Self { id: row.get("id")?, number: row.get("number")?, title: row.get("title")? })
    }
}

/// The requests that belong to this one: linked with it or merged into it.
///
/// # Errors
/// As [`find`].
pub fn linked(desk: &mut Desk<'_>, id: Id<Request>) -> Result<Vec<Neighbour>> {
    let Reach(path) = desk.reach(Right::SeeRequests)?;
    find(desk, id)?;
    desk.all(
        &format!(
            "select id, number, title from requests
              where tenant = $1 and {WITHIN} and (merged_into = $3 or id in (
                  select other from request_links where tenant = $1 and one = $3
                  union select one from request_links where tenant = $1 and other = $3))
              order by number limit 100"
        ),
        &[&desk.tenant.clone(), &path, &id],
    )
}

/// The request behind the address that only its client has.
///
/// # Errors
/// `Unknown` where there is none.
pub fn by_link(desk: &mut Desk<'_>, secret: &str) -> Result<Request> {
    desk.reach(Right::SeeRequests)?;
    desk.optional(
        &format!("select {COLUMNS} from requests where tenant = $1 and link = $2"),
        &[&desk.tenant.clone(), &secrets::hash_token(secret)],
    )?
    .ok_or(Refusal::Unknown("request"))
}

/// What the client may read of it: never our notes.
///
/// # Errors
/// As [`find`].
pub fn words_for_client(desk: &mut Desk<'_>, id: Id<Request>) -> Result<Vec<Word>> {
    let mut all = words(desk, id)?;
    all.retain(|word| word.kind != super::WordKind::Note);
    Ok(all)
}
