//! Whose request it is. Who writes says a name and an address, and perhaps a contract; that it is
//! really a client's of the register, a colleague decides, and from then on it stands on their
//! timeline.

use super::{
    acting::{Before, load},
    model::Request,
    receiving::earlier,
};
use crate::{
    Desk, Kind, Result, Right, contracts,
    parties::{self, Party, PointKind},
};
use kernel::Id;
use serde_json::json;

/// Who it may be: the holder of the contract that was given, and who is reached at the address or
/// the telephone. Empty where it is known, and to who may not see clients.
///
/// # Errors
/// Only when the database fails.
pub fn candidates(desk: &mut Desk<'_>, request: &Request) -> Result<Vec<Party>> {
    if request.sender.party.is_some() || !desk.who.may(Right::SeeParties) {
        return Ok(Vec::new());
    }
    let mut found = Vec::new();
    if request.contract.is_some()
        && let Some(contract) = contracts::by_number(desk, &request.contract_number)?
    {
        found.extend(parties::seen(desk, contract.party)?);
    }
    if let Some(email) = &request.sender.email {
        found.extend(parties::reached_at(desk, PointKind::Email, email)?);
    }
    if let Some(phone) = &request.sender.phone {
        found.extend(parties::reached_at(desk, PointKind::Phone, phone)?);
    }
    Ok(parties::each_once(found))
}

/// Says whose request it is.
///
/// # Errors
/// As for every action; `Unknown` for a party that is not theirs to see.
pub fn attribute(desk: &mut Desk<'_>, id: Id<Request>, party: Id<Party>) -> Result<()> {
    let mut request = load(desk, id, &[Before::Open, Before::Answered, Before::Closed])?;
    parties::find(desk, party)?;
    request.sender.party = Some(party);
    let repeat_of = match request.repeat_of {
        Some(known) => Some(known),
        None => earlier(desk, &request)?.filter(|earlier| *earlier != id.bytes()),
    };
    desk.execute(
        "update requests set party = $3, person = $4, repeat_of = $5 where tenant = $1 and id = $2",
        &[&desk.tenant.clone(), &id, &party, &request.sender.person(), &repeat_of],
    )?;
    desk.record(id, Kind::RequestAttributed, &json!({ "party": party.to_string() }))
}
