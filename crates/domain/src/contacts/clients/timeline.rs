//! Everything we had to do with a party, in one list.

use crate::{
    Desk, Reach, Result, Right,
    contracts::{self, Day},
    identity,
    parties::{self, Party},
};
use db::{FromRow, Row};
use kernel::{Id, Instant, words};

words! {
    /// What an entry of the timeline is.
    pub enum What {
        /// A call that an agent wrote up for this party.
        Call = "call",
        /// A request reached us.
        Request = "request",
        /// Something was said about a request.
        Word = "word",
        /// A wish to be called back.
        Callback = "callback",
        /// A note.
        Note = "note",
        /// A caller was checked.
        Check = "check",
        /// A complaint.
        Complaint = "complaint",
        /// A message that we sent.
        Message = "message",
        /// A day on which a contract began or ended.
        Contract = "contract",
    }
}

/// One entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// What it is.
    pub what: What,
    /// When it happened.
    pub at: Instant,
    /// Its row.
    pub id: [u8; 16],
    /// What it belongs to: the request of a word.
    pub subject: [u8; 16],
    /// How it stands or ended, as a word of its kind.
    pub state: String,
    /// What it is called: a number, a product.
    pub title: String,
    /// What was said.
    pub text: String,
    /// What it corrects, for a note.
    pub corrects: Option<[u8; 16]>,
}

impl FromRow for Entry {
    fn from_row(row: &Row) -> db::Result<Self> {
        Ok(Self {
            what: row.word("what")?,
            at: row.get("at")?,
            id: row.get("id")?,
            subject: row.get("subject")?,
            state: row.get("state")?,
            title: row.get("title")?,
            text: row.get("text")?,
            corrects: row.get("corrects")?,
        })
    }
}

impl Entry {
    /// Whether it says this, which is folded; nothing is said by all.
    fn says(&self, search: &str) -> bool {
        [&self.title, &self.text].into_iter().any(|told| kernel::fold(told).contains(search))
    }
}

/// To what a timeline is narrowed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TimelineFilter {
    /// Only this kind; none: all.
    pub what: Option<What>,
    /// Only entries that say so; empty: all.
    pub search: String,
    /// The entry after which the next page begins.
    pub before: Option<(Instant, [u8; 16])>,
}

/// Entries a page shows.
pub const TIMELINE_PAGE: i64 = 50;

/// One source of entries: what they are, and how they are read. Each is one walk along an index of
/// the party by time, so that ten thousand entries cost no more than fifty.
const SOURCES: &[(What, &str)] = &[
    (
        What::Call,
        "select 'call' as what, call_at as at, call as id, call as subject,
                case when solved then 'solved' when passed_to is null then 'noted'
                     else 'passed_on' end as state,
                coalesce(topic, '') as title, note as text, null as corrects
           from call_records where tenant = $1 and party = $2 and call_at <= $3",
    ),
    (
        What::Call,
        "select 'call' as what, call_at as at, id, call as subject, 'corrected' as state,
                coalesce(topic, '') as title, note as text, null as corrects
           from call_records_before where tenant = $1 and party = $2 and call_at <= $3",
    ),
    (
        What::Request,
        "select 'request' as what, received_at as at, id, id as subject, state, number as title,
                title as text, null as corrects
           from requests where tenant = $1 and party = $2 and received_at <= $3",
    ),
    (
        What::Word,
        "select 'word' as what, w.at as at, w.id as id, w.request as subject, w.kind as state,
                (select number from requests
                  where tenant = w.tenant and id = w.request) as title,
                w.text as text, w.corrects as corrects
           from request_words as w
          where w.tenant = $1 and w.party = $2 and w.kind <> 'question' and w.at <= $3",
    ),
    (
        What::Callback,
        "select 'callback' as what, wished_at as at, id, id as subject, state, phone as title,
                note as text, null as corrects
           from callbacks where tenant = $1 and party = $2 and wished_at <= $3",
    ),
    (
        What::Note,
        "select 'note' as what, at, id, id as subject, 'noted' as state, '' as title, text,
                corrects
           from party_notes where tenant = $1 and party = $2 and at <= $3",
    ),
    (
        What::Check,
        "select 'check' as what, at, id, id as subject, outcome as state, '' as title,
                asked as text, null as corrects
           from identity_checks where tenant = $1 and party = $2 and at <= $3",
    ),
    (
        What::Complaint,
        "select 'complaint' as what, received_at as at, id, id as subject,
                case when answered_at is null then 'open' else 'answered' end as state,
                '' as title, text, null as corrects
           from complaints where tenant = $1 and party = $2 and received_at <= $3",
    ),
    (
        What::Message,
        "select 'message' as what, at, id, subject, state, kind as title,
                case channel when 'inbox' then 'inbox' else channel || ' ' || recipient end as text,
                null as corrects
           from messages where tenant = $1 and party = $2 and at <= $3",
    ),
];

/// A page of a party's timeline, the newest first; reading it is written into the access log.
///
/// # Errors
/// `Unknown` where the party is not theirs to see.
pub fn timeline(
    desk: &mut Desk<'_>,
    party: Id<Party>,
    filter: &TimelineFilter,
) -> Result<Vec<Entry>> {
    parties::find(desk, party)?;
    let Reach(_) = desk.reach(Right::SeeRequests)?;
    identity::saw(desk, "timeline", &[party.bytes()])?;
    let (at, id) = filter.before.unwrap_or((Instant::from_micros(i64::MAX), [255; 16]));
    let search = kernel::fold(&filter.search);
    let is_asked = |what: What| filter.what.is_none_or(|wanted| wanted == what);
    let mut all: Vec<Entry> = Vec::new();
    for (_, select) in SOURCES.iter().filter(|(what, _)| is_asked(*what)) {
        all.extend(searched(&search, (at, id), |place| entries(desk, select, party, place))?);
    }
    if is_asked(What::Contract) {
        all.extend(searched(&search, (at, id), |place| days_of_contracts(desk, party, place))?);
    }
    all.sort_by_key(|entry| std::cmp::Reverse((entry.at, entry.id)));
    all.truncate(usize::try_from(TIMELINE_PAGE).unwrap_or(usize::MAX));
    Ok(all)
}

/// Before this, in the order of the list.
type Place = (Instant, [u8; 16]);

/// A page of those that say what is searched for. No engine folds letters as we do, so pages are
/// read until one is full.
fn searched(
    search: &str,
    mut place: Place,
    mut page: impl FnMut(Place) -> Result<Vec<Entry>>,
) -> Result<Vec<Entry>> {
    let mut found = Vec::new();
    loop {
        let read = page(place)?;
        let Some(last) = read.last().filter(|_| is_page(&read)) else {
            found.extend(read.into_iter().filter(|entry| entry.says(search)));
            return Ok(found);
        };
        place = (last.at, last.id);
        found.extend(read.into_iter().filter(|entry| entry.says(search)));
        if is_page(&found) {
            return Ok(found);
        }
    }
}

/// Whether these fill a page.
fn is_page(entries: &[Entry]) -> bool {
    i64::try_from(entries.len()).is_ok_and(|length| length >= TIMELINE_PAGE)
}

fn entries(
    desk: &mut Desk<'_>,
    select: &str,
    party: Id<Party>,
    (at, id): Place,
) -> Result<Vec<Entry>> {
    let sql = format!(
        "select * from ({select}) as entries
          where not (at = $3 and id >= $4) order by at desc, id desc limit $5"
    );
    desk.all(&sql, &[&desk.tenant.clone(), &party, &at, &id, &TIMELINE_PAGE])
}

/// The days that have come on which contracts began or ended. They are local days, so they are
/// asked for as such and not as instants.
fn days_of_contracts(desk: &mut Desk<'_>, party: Id<Party>, (at, id): Place) -> Result<Vec<Entry>> {
    let (now, zone) = (desk.now(), identity::tenant(desk)?.zone);
    let until = at.min(now).day(&zone);
    // Where the page before ended inside a day, none of that midnight was shown.
    let before = if Instant::start_of(until, &zone) == at { id } else { [255; 16] };
    let days = contracts::days_of(desk, party, (until, before), TIMELINE_PAGE)?;
    let entry = |day: Day| Entry {
        what: What::Contract,
        at: Instant::start_of(day.day, &zone),
        id: day.id,
        subject: day.contract.bytes(),
        state: day.state.word().to_owned(),
        title: day.number,
        text: day.product,
        corrects: None,
    };
    Ok(days.into_iter().map(entry).collect())
}
