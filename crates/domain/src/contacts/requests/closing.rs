//! Closing, undoing it at once, and opening again.

use super::{
    acting::{Before, load},
    measuring::measure,
    model::Request,
};
use crate::{Desk, Kind, Refusal, Result};
use kernel::{Id, Instant, words};
use serde_json::json;

words! {
    /// Why a request is over.
    pub enum ClosedAs {
        /// It was answered, in writing or on the telephone.
        Answered = "answered",
        /// The client no longer wants an answer.
        Withdrawn = "withdrawn",
        /// It never was a question: advertising, a robot.
        Spam = "spam",
    }
}

/// Time within which a closing can be undone as if it never was.
pub const UNDO_WITHIN: i64 = 30 * Instant::SECOND;

/// Closes a request. One that nobody answered can only be withdrawn or spam: its promise then ends
/// without a verdict.
///
/// # Errors
/// As for every action; `Conflict` for an unanswered one that is closed as answered.
pub fn close(desk: &mut Desk<'_>, id: Id<Request>, as_what: ClosedAs) -> Result<()> {
    let request = load(desk, id, &[Before::Open, Before::Answered])?;
    let answered = request.answered_at.is_some();
    if (as_what == ClosedAs::Answered) != answered {
        return Err(Refusal::Conflict(if answered {
            "conflict-request-answered"
        } else {
            "conflict-request-unanswered"
        }));
    }
    desk.execute(
        "update requests set state = 'closed', live = false, unread = false, closed_at = $3,
                closed_as = $4
          where tenant = $1 and id = $2",
        &[&desk.tenant.clone(), &id, &desk.now(), &as_what.word()],
    )?;
    if as_what != ClosedAs::Answered {
        desk.record(id, Kind::RequestWithdrawn, &json!({ "as": as_what.word() }))?;
    }
    let facts = json!({
        "as": as_what.word(), "from": request.state.word(), "unread": request.unread,
    });
    desk.record(id, Kind::RequestClosed, &facts)?;
    measure(desk, &[id])
}

/// Takes a closing back at once: the request stands as it did, and its clocks as if nobody had
/// touched them.
///
/// # Errors
/// `Conflict` where it is not closed, or was closed too long ago: it is then reopened instead.
pub fn undo_closing(desk: &mut Desk<'_>, id: Id<Request>) -> Result<()> {
    let request = load(desk, id, &[Before::Closed])?;
    let at = request.closed_at.ok_or(Refusal::Conflict("conflict-request-open"))?;
    if desk.now() - at > UNDO_WITHIN {
        return Err(Refusal::Conflict("conflict-undo-late"));
    }
    let entries = crate::history::of(desk, &[id.bytes()])?;
    let closing = entries.iter().rev().find(|entry| entry.kind == Kind::RequestClosed);
    let facts = closing.map(|entry| entry.facts.clone()).unwrap_or_default();
    let state = facts["from"].as_str().unwrap_or("open").to_owned();
    let unread = facts["unread"].as_bool().unwrap_or(false);
    let live = unread || state != "answered";
    desk.execute(
        "update requests set state = $3, unread = $4, live = $5, closed_at = null,
                closed_as = null
          where tenant = $1 and id = $2",
        &[&desk.tenant.clone(), &id, &state, &unread, &live],
    )?;
    desk.record(id, Kind::RequestCloseUndone, &json!({}))?;
    measure(desk, &[id])
}

/// Opens a request again, from the first words of the client that nobody answered, or from now
/// where there are none. What that does to its clocks, each commitment says.
///
/// # Errors
/// As for every action; `Conflict` where it is open.
pub fn reopen(desk: &mut Desk<'_>, id: Id<Request>) -> Result<()> {
    let request = load(desk, id, &[Before::Answered, Before::Closed])?;
    let since = unanswered_since(desk, &request)?.unwrap_or_else(|| desk.now());
    desk.execute(
        "update requests set state = 'open', live = true, unread = false, closed_at = null,
                closed_as = null
          where tenant = $1 and id = $2",
        &[&desk.tenant.clone(), &id],
    )?;
    desk.record_at(since, id, Kind::RequestReopened, &json!({}))?;
    measure(desk, &[id])
}

/// When the client first wrote after our last answer.
fn unanswered_since(desk: &mut Desk<'_>, request: &Request) -> Result<Option<Instant>> {
    desk.one(
        "select min(at) as at from request_words
          where tenant = $1 and request = $2 and kind = 'reply' and at > coalesce((
              select max(at) from request_words
               where tenant = $1 and request = $2 and kind = 'answer'), 0)",
        &[&desk.tenant.clone(), &request.id],
    )
}
