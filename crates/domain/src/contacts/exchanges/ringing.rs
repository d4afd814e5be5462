use super::heard::{Ring, Telephone};
use crate::{Desk, Result, Right};
use db::{ToValue, Value};
use kernel::Instant;
use std::collections::BTreeMap;

/// Brings the telephones that ring to what was heard. `anew` forgets first all that rang before:
/// after a gap nobody knows whether it still does.
///
/// # Errors
/// `Forbidden` without the right to tell of calls.
pub fn ring(desk: &mut Desk<'_>, source: &str, rings: &[Ring], anew: bool) -> Result<()> {
    desk.reach(Right::TellCalls)?;
    if anew {
        desk.execute(
            "delete from ringing where tenant = $1 and source = $2",
            &[&desk.tenant.clone(), &source],
        )?;
    }
    let (silent, ringing) = settle(rings);
    for (call, agent) in silent {
        desk.execute(
            "delete from ringing where tenant = $1 and source = $2 and call = $3
                and ($4 = '' or agent = $4)",
            &[&desk.tenant.clone(), &source, &call, &agent],
        )?;
    }
    let rows: Vec<Vec<Value>> = ringing
        .into_iter()
        .map(|((call, agent), since)| {
            let tenant = desk.tenant.to_value();
            vec![tenant, source.to_value(), call.to_value(), agent.to_value(), since.to_value()]
        })
        .collect();
    desk.insert(
        "ringing (tenant, source, call, agent, since)",
        "on conflict (tenant, source, call, agent) do nothing",
        &rows,
    )?;
    Ok(())
}

/// A call and an agent; no agent: all of them.
type Of = (String, String);

/// What is silent before anything else, and what rings in the end.
fn settle(rings: &[Ring]) -> (Vec<Of>, BTreeMap<Of, Instant>) {
    let (mut silent, mut ringing) = (Vec::new(), BTreeMap::new());
    for ring in rings {
        let of = (ring.call.clone(), ring.agent.clone().unwrap_or_default());
        match ring.telephone {
            Telephone::Rings => {
                ringing.insert(of, ring.at);
            }
            Telephone::Silent => {
                let is_other = |one: &Of| one.0 != of.0 || !(of.1.is_empty() || one.1 == of.1);
                ringing.retain(|one, _| is_other(one));
                silent.push(of);
            }
        }
    }
    (silent, ringing)
}
