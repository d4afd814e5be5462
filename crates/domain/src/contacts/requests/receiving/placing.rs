//! Whose a request is, and where it will be worked on.

use crate::{
    Desk, Result, Right,
    contacts::requests::{
        Channel, Request,
        queues::{self, Turns},
    },
    contracts,
};

/// Finds the contracts by the numbers that were given. A wrong one is no fault: the colleague sees
/// what was given, and a stranger does not learn which numbers there are. The holder of the
/// contract is whose request it is, but for the public form: there anyone can give any number, and
/// a colleague decides.
pub(super) fn find_contracts(desk: &mut Desk<'_>, requests: &mut [Request]) -> Result<()> {
    if !desk.who.may(Right::SeeParties) {
        return Ok(());
    }
    let given = requests.iter().map(|request| request.contract_number.as_str());
    let contracts = contracts::by_numbers(desk, given.filter(|number| !number.is_empty()))?;
    for request in requests {
        if let Some(contract) = contracts.get(&request.contract_number) {
            request.contract = Some(contract.id);
            let holder = Some(contract.party).filter(|_| request.channel != Channel::Web);
            request.sender.party = request.sender.party.or(holder);
        }
    }
    Ok(())
}

/// Puts each where it will be worked on.
pub(super) fn find_queues(desk: &mut Desk<'_>, requests: &mut [Request]) -> Result<()> {
    let queues = queues::queues(desk)?;
    let mut turns = Turns::new(requests.len());
    for request in requests {
        let topic = request.topic.as_deref();
        if let Some(queue) = queues::route(&queues, topic, request.language) {
            request.owner = turns.next(desk, queue)?;
            request.queue = Some(queue.id);
            request.level = queue.level;
            request.unit = queue.unit;
        }
    }
    Ok(())
}
