//! What clients are told of their complaints.

use super::queries::{Complaint, find};
use crate::{
    Desk, Result,
    contacts::requests::{NEVER, promised},
    identity,
    notices::{self, Addressee, Cause, Event},
};
use db::{FromRow, Row};
use kernel::{Id, Language};
use serde_json::json;

/// Where whoever complains is reached, and in which language.
struct Reached {
    email: Option<String>,
    phone: Option<String>,
    address: Option<String>,
    channel: String,
    language: Language,
}

impl FromRow for Reached {
    fn from_row(row: &Row) -> db::Result<Self> {
        let language: String = row.get("language")?;
        let wrong = |()| db::Error::Column { column: "language".into(), wanted: "language" };
        Ok(Self {
            email: row.get("email")?,
            phone: row.get("phone")?,
            address: row.get("address")?,
            channel: row.get("channel")?,
            language: language.parse().map_err(wrong)?,
        })
    }
}

/// Tells whoever complained that we have it, with its number and when we answer. A complaint that
/// came by certified e-mail is acknowledged so.
pub(super) fn acknowledged(desk: &mut Desk<'_>, id: Id<Complaint>) -> Result<()> {
    let complaint = find(desk, id)?;
    let reached: Reached = desk.one(
        "select email, phone, address, channel, language from complaints
          where tenant = $1 and id = $2",
        &[&desk.tenant.clone(), &id],
    )?;
    let due = (complaint.due_at != NEVER).then_some(complaint.due_at);
    let promise = promised(due, &identity::tenant(desk)?.zone);
    let number = complaint.number.map(|number| number.to_string()).unwrap_or_default();
    let is_pec = reached.channel == "pec";
    let to = Addressee {
        name: complaint.name,
        party: complaint.party,
        language: reached.language,
        pec: reached.email.clone().filter(|_| is_pec),
        email: reached.email.filter(|_| !is_pec),
        phone: reached.phone,
        post: reached.address,
    };
    let with = json!({ "number": number, "promise": promise });
    let serde_json::Value::Object(with) = with else { unreachable!("it is an object") };
    let cause = Cause { event: Event::ComplaintAcknowledged, subject: id.bytes(), to, with };
    notices::cause(desk, &[cause]).map(drop)
}
