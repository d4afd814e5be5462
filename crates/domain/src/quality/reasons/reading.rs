//! The contacts of a period, read and counted.

use super::{
    passing, ringing,
    tally::{Contact, Contacts, REPEATS_WITHIN},
};
use crate::{Desk, Reach, Result, Right, contacts::requests, quality::measures::Period};
use db::{FromRow, Row};
use kernel::{Id, Instant};
use std::collections::{HashMap, HashSet};

/// To which contacts a question is narrowed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Narrowed {
    /// Only this topic, by its code.
    pub topic: Option<String>,
    /// Only those that came in so.
    pub channel: Option<String>,
}

/// Answered calls with what was written down about them. `$2` and `$3` are local days.
const CALLS: &str = "
    select c.id, c.arrived_at as at, 'phone' as channel,
           coalesce(r.topic, c.topic, '') as topic, c.unit, c.number, c.solved, c.level,
           r.passed_to, r.reason, r.repeat_of
      from calls as c left join call_records as r on r.tenant = c.tenant and r.call = c.id
     where c.tenant = $1 and c.day >= $2 and c.day < $3 and c.outcome = 'answered'
       and ($4 = '' or c.unit in (
           select id from units where tenant = $1 and substr(path, 1, length($4)) = $4))";

/// Requests, but for those that a call became: the call is the contact.
const REQUESTS: &str = "
    select id, received_at as at, channel, coalesce(topic, '') as topic, unit, null as number,
           solved, level, null as passed_to, null as reason, repeat_of
      from requests
     where tenant = $1 and received_at >= $2 and received_at < $3 and state <> 'merged'
       and not (channel = 'phone' and substr(coalesce(key, ''), 1, 5) = 'call ')
       and ($4 = '' or unit in (
           select id from units where tenant = $1 and substr(path, 1, length($4)) = $4))";

/// Counts the contacts of a period.
///
/// # Errors
/// `Forbidden` without the right to see figures.
pub fn ask(desk: &mut Desk<'_>, period: &Period, narrowed: &Narrowed) -> Result<Contacts> {
    let Reach(path) = desk.reach(Right::SeeFigures)?;
    let (from, to) = period.instants();
    let known = Known {
        queues: requests::queues(desk)?.into_iter().map(|queue| (queue.id, queue.name)).collect(),
        passed: passing::passed_since(desk, from)?,
        came_again: came_again(desk, (from, to))?,
        again: ringing::again(desk, period)?,
    };
    let (tenant, now) = (desk.tenant, desk.now());
    let mut found = Contacts::default();
    let mut take = |row: &Row| {
        let contact = known.contact(row)?;
        let wanted = |text: &Option<String>, of: &str| text.as_deref().is_none_or(|it| it == of);
        if wanted(&narrowed.topic, &contact.topic) && wanted(&narrowed.channel, &contact.channel) {
            found.count(&contact, now, &period.zone);
        }
        Ok(())
    };
    let days = (period.first_day(), period.last_day());
    desk.each(CALLS, &[&tenant, &days.0, &days.1, &path], &mut take)?;
    desk.each(REQUESTS, &[&tenant, &from, &to, &path], &mut take)?;
    Ok(found)
}

/// What a contact's own row does not say.
struct Known {
    queues: HashMap<Id<requests::Queue>, String>,
    passed: HashMap<[u8; 16], (String, String)>,
    came_again: HashSet<[u8; 16]>,
    again: ringing::Again,
}

impl Known {
    fn contact(&self, row: &Row) -> db::Result<Contact> {
        let id: [u8; 16] = row.get("id")?;
        Ok(Contact {
            id,
            at: row.get("at")?,
            channel: row.get("channel")?,
            topic: row.get("topic")?,
            unit: row.get("unit")?,
            number: row.get("number")?,
            solved: row.get("solved")?,
            level: row.get("level")?,
            passed: self.passed(row, &id)?,
            repeat: row.get::<Option<[u8; 16]>>("repeat_of")?.is_some()
                || self.again.repeats.contains(&id),
            came_again: self.came_again.contains(&id) || self.again.repeated.contains(&id),
        })
    }

    /// A call says itself where it went on; of a request, history does.
    fn passed(&self, row: &Row, id: &[u8; 16]) -> db::Result<Option<(String, String)>> {
        let Some(queue) = row.get::<Option<Id<requests::Queue>>>("passed_to")? else {
            return Ok(self.passed.get(id).cloned());
        };
        let name = self.queues.get(&queue).map_or("–", String::as_str).to_owned();
        let reason: Option<String> = row.get("reason")?;
        Ok(Some((name, reason.unwrap_or_else(|| requests::REASONS[0].to_owned()))))
    }
}

struct Before([u8; 16]);

impl FromRow for Before {
    fn from_row(row: &Row) -> db::Result<Self> {
        Ok(Self(row.get("repeat_of")?))
    }
}

/// What somebody came again about: a repeat names the contact before it.
fn came_again(desk: &mut Desk<'_>, (from, to): (Instant, Instant)) -> Result<HashSet<[u8; 16]>> {
    let all: Vec<Before> = desk.all(
        "select repeat_of from call_records
          where tenant = $1 and call_at >= $2 and call_at < $3 and repeat_of is not null
         union
         select repeat_of from requests
          where tenant = $1 and received_at >= $2 and received_at < $3
            and repeat_of is not null and state <> 'merged'",
        &[&desk.tenant.clone(), &from, &(to + REPEATS_WITHIN)],
    )?;
    Ok(all.into_iter().map(|one| one.0).collect())
}
