//! The walk along the contracts that end soon, a batch in each unit of work.

use super::{
    measuring::measure,
    model::{Alert, Fate, Rule, Saving, Step, days_between, rule_of},
    queries::rules,
    reaching::Reached,
};
use crate::{
    Desk, Kind, Result,
    contracts::Contract,
    history::Happened,
    identity,
    messaging::Channel,
    notices::{self, Addressee, Cause},
    parties::Party,
    queue,
};
use db::{FromRow, Row, ToValue, Value};
use kernel::{Date, Id, Instant, Language, TimeZone};
use serde_json::{Map, Value as Json, json};
use std::collections::HashMap;

/// The job that walks.
pub const ALERTING: &str = "deadlines.alert";

/// Contracts in one unit of work: it takes well below a second.
const AT_ONCE: i64 = 500;

/// A contract that ends, and whose it is.
struct Ending {
    id: Id<Contract>,
    party: Id<Party>,
    number: String,
    product: String,
    ends_on: Date,
    name: String,
    language: Option<Language>,
}

impl FromRow for Ending {
    fn from_row(row: &Row) -> db::Result<Self> {
        let language: Option<String> = row.get("language")?;
        Ok(Self {
            id: row.get("id")?,
            party: row.get("party")?,
            number: row.get("number")?,
            product: row.get("product")?,
            ends_on: row.get("ends_on")?,
            name: row.get("name")?,
            language: language.and_then(|code| code.parse().ok()),
        })
    }
}

/// An alert as it is decided.
struct Standing {
    id: Id<Alert>,
    contract: Id<Contract>,
    ends_on: Date,
    step: Step,
    fate: Fate,
}

impl FromRow for Standing {
    fn from_row(row: &Row) -> db::Result<Self> {
        Ok(Self {
            id: row.get("id")?,
            contract: row.get("contract")?,
            ends_on: row.get("ends_on")?,
            step: Step::read(row)?,
            fate: row.word("state")?,
        })
    }
}

type Known = HashMap<(Id<Contract>, Step), (Id<Alert>, Fate)>;

/// Does one batch of the walk, and queues the next. A walk begins with what has lapsed.
///
/// # Errors
/// Only when the database fails.
pub fn alert(desk: &mut Desk<'_>, facts: &Json) -> Result<()> {
    // Two walks at once would tell somebody twice.
    desk.lock([ALERTING.to_owned()])?;
    let (rules, tenant) = (rules(desk)?, identity::tenant(desk)?);
    let today = desk.now().day(&tenant.zone);
    let word = |name: &str| facts.get(name).and_then(Json::as_str).unwrap_or_default();
    let id: Option<Id<Contract>> = word("id").parse().ok();
    if id.is_none() {
        lapse(desk, today)?;
    }
    let after = match id {
        Some(id) => (word("ends_on").to_owned(), word("product").to_owned(), id),
        None => (today.tomorrow().unwrap_or(today).to_string(), String::new(), FIRST),
    };
    let ending = ending(desk, after, last_day(&rules, today))?;
    let known = known(desk, &ending)?;
    let walk = Walk { rules: &rules, zone: &tenant.zone, home: tenant.language, today };
    walk.batch(desk, &ending, known)?;
    let is_full = i64::try_from(ending.len()).is_ok_and(|count| count == AT_ONCE);
    let Some(last) = ending.last().filter(|_| is_full) else { return Ok(()) };
    let (id, ends_on) = (last.id.to_string(), last.ends_on.to_string());
    let place = json!({ "ends_on": ends_on, "product": last.product, "id": id });
    let now = desk.now();
    queue::enqueue(desk, ALERTING, &place, now).map(drop)
}

/// Before every contract.
const FIRST: Id<Contract> = Id::from_bytes([0; 16]);

/// The last day of an end of which anything is due today.
fn last_day(rules: &[Rule], today: Date) -> Date {
    let earliest = rules.iter().map(|rule| rule.saved.earliest()).max().unwrap_or(0);
    crate::days::date(crate::days::number_of(today) + earliest)
}

fn ending(
    desk: &mut Desk<'_>,
    (ends_on, product, id): (String, String, Id<Contract>),
    last: Date,
) -> Result<Vec<Ending>> {
    desk.all(
        "select c.id, c.party, c.number, c.product, c.ends_on, p.name, p.language
           from contracts as c
           join parties as p on p.tenant = c.tenant and p.id = c.party
          where c.tenant = $1 and (c.ends_on, c.product, c.id) > ($2, $3, $4) and c.ends_on <= $5
          order by c.ends_on, c.product, c.id limit $6",
        &[&desk.tenant.clone(), &ends_on, &product, &id, &last, &AT_ONCE],
    )
}

fn known(desk: &mut Desk<'_>, ending: &[Ending]) -> Result<Known> {
    let list: Vec<Value> = ending.iter().map(|one| one.id.to_value()).collect();
    let days: HashMap<Id<Contract>, Date> = ending.iter().map(|it| (it.id, it.ends_on)).collect();
    let found: Vec<Standing> = desk.all_in(
        "select id, contract, ends_on, kind, days, state from deadline_alerts
          where tenant = $1 and contract in ({list})",
        &[&desk.tenant.clone()],
        &list,
    )?;
    let of_this_end = |one: &Standing| days.get(&one.contract) == Some(&one.ends_on);
    let known = found.into_iter().filter(of_this_end);
    Ok(known.map(|one| ((one.contract, one.step), (one.id, one.fate))).collect())
}

/// What a batch is decided by.
struct Walk<'a> {
    rules: &'a [Rule],
    zone: &'a TimeZone,
    home: Language,
    today: Date,
}

/// An alert that goes now, to whom.
type Going<'a> = (&'a Ending, Step, Id<Alert>, Addressee);

impl Walk<'_> {
    fn batch(&self, desk: &mut Desk<'_>, ending: &[Ending], known: Known) -> Result<()> {
        let (mut rows, mut going, mut opened) = (Rows::default(), Vec::new(), Vec::new());
        let to: Vec<Addressee> = ending.iter().map(|one| self.addressee(one)).collect();
        let failed = known.iter().filter(|(_, (_, fate))| *fate == Fate::Failed);
        let failed: Vec<Id<Contract>> = failed.map(|((contract, _), _)| *contract).collect();
        let reached = Reached::load(desk, &to, &failed)?;
        for (one, to) in ending.iter().zip(&to) {
            let Some(rule) = rule_of(self.rules, &one.product) else { continue };
            let left = days_between(self.today, one.ends_on);
            let elsewhere = reached.elsewhere(to, one.id);
            let fate = |step| match known.get(&(one.id, step)).map(|(_, fate)| *fate) {
                // It is not sent where it failed.
                Some(Fate::Failed) if elsewhere.is_none() => Some(Fate::Withheld),
                fate => fate,
            };
            let due = rule.saved.due(left, fate);
            for step in due.passed_over {
                rows.keep(desk, &known, (one, step), Fate::PassedOver);
            }
            let Some(step) = due.goes else { continue };
            let is_reached = reached.by_any(to, step);
            let becomes = match (is_reached, fate(step)) {
                (false, Some(Fate::Unreached)) => continue,
                (false, _) => Fate::Unreached,
                (true, _) => Fate::Sent,
            };
            let is_new = !matches!(fate(step), Some(Fate::Unreached | Fate::Failed));
            let id = rows.keep(desk, &known, (one, step), becomes);
            if step == Step::Legal && is_new {
                opened.push(self.opened(id, &rule.saved, one));
            }
            if is_reached {
                going.push((one, step, id, elsewhere.unwrap_or_else(|| to.clone())));
            }
        }
        desk.record_all(&opened)?;
        let unsaid = self.tell(desk, &going, &reached)?;
        rows.withhold(&unsaid);
        rows.write(desk)?;
        let opened: Vec<Id<Alert>> = opened.iter().map(|it| Id::from_bytes(it.subject)).collect();
        measure(desk, &opened)
    }

    /// The contract came into the margin when the local day began; the notice is due when the day
    /// begins by which the law wants it to have gone.
    fn opened(&self, id: Id<Alert>, saved: &Saving, one: &Ending) -> Happened {
        let before = |days: i64| {
            let day = crate::days::date(crate::days::number_of(one.ends_on) - days);
            Instant::start_of(day, self.zone)
        };
        let opens = saved.legal.map_or(0, |legal| legal.opens());
        let due = saved.legal.map_or(0, |legal| legal.days);
        let facts = json!({ "due": before(due).to_string() });
        Happened { facts, ..happened(id, before(opens), Kind::ContractNoticeDue) }
    }

    /// Causes the notices; answers the alerts of which nobody hears.
    fn tell(
        &self,
        desk: &mut Desk<'_>,
        going: &[Going<'_>],
        reached: &Reached,
    ) -> Result<Vec<Id<Alert>>> {
        let causes: Vec<Cause> = going.iter().map(|one| self.cause(one)).collect();
        notices::cause(desk, &causes)?;
        let list: Vec<Value> = going.iter().map(|(one, ..)| one.id.to_value()).collect();
        let composed: Vec<Composed> = desk.all_in(
            "select subject, channel from messages
              where tenant = $1 and at = $2 and subject in ({list})",
            &[&desk.tenant.clone(), &desk.now()],
            &list,
        )?;
        let mut by: HashMap<[u8; 16], Vec<Channel>> = HashMap::new();
        for Composed(contract, channel) in composed {
            by.entry(contract).or_default().extend(Channel::from_word(&channel));
        }
        let is_said = |(one, _, _, to): &&Going<'_>| {
            by.get(&one.id.bytes())
                .is_some_and(|channels| channels.iter().any(|channel| reached.by(to, *channel)))
        };
        Ok(going.iter().filter(|one| !is_said(one)).map(|(_, _, id, _)| *id).collect())
    }

    fn addressee(&self, one: &Ending) -> Addressee {
        Addressee {
            name: one.name.clone(),
            party: Some(one.party),
            language: one.language.unwrap_or(self.home),
            ..Addressee::default()
        }
    }

    fn cause(&self, (one, step, _, to): &Going<'_>) -> Cause {
        let mut with = Map::new();
        let days = days_between(self.today, one.ends_on).to_string();
        let day = one.ends_on.strftime("%d.%m.%Y").to_string();
        let facts = [("number", &one.number), ("product", &one.product), ("day", &day)];
        for (name, value) in facts.into_iter().chain([("days", &days)]) {
            with.insert(name.to_owned(), Json::String(value.clone()));
        }
        Cause { event: step.event(), subject: one.id.bytes(), to: to.clone(), with }
    }
}

struct Composed([u8; 16], String);

impl FromRow for Composed {
    fn from_row(row: &Row) -> db::Result<Self> {
        Ok(Self(row.get("subject")?, row.get("channel")?))
    }
}

/// Alerts that are written down together.
#[derive(Default)]
struct Rows(Vec<Standing>);

impl Rows {
    /// What became of an alert, in the row that it has or in a new one.
    fn keep(
        &mut self,
        desk: &mut Desk<'_>,
        known: &Known,
        (one, step): (&Ending, Step),
        fate: Fate,
    ) -> Id<Alert> {
        let standing = known.get(&(one.id, step)).map(|(id, _)| *id);
        let id = standing.unwrap_or_else(|| desk.fresh_id());
        self.0.push(Standing { id, contract: one.id, ends_on: one.ends_on, step, fate });
        id
    }

    fn withhold(&mut self, unsaid: &[Id<Alert>]) {
        for row in self.0.iter_mut().filter(|row| unsaid.contains(&row.id)) {
            row.fate = Fate::Withheld;
        }
    }

    fn write(self, desk: &mut Desk<'_>) -> Result<()> {
        let (tenant, now) = (desk.tenant, desk.now());
        let cells = |row: Standing| {
            let (kind, days) = row.step.words();
            vec![
                tenant.to_value(),
                row.id.to_value(),
                row.contract.to_value(),
                row.ends_on.to_value(),
                kind.to_value(),
                days.to_value(),
                row.fate.word().to_value(),
                now.to_value(),
                // What becomes of the notice by law is listened for.
                (row.step == Step::Legal && row.fate == Fate::Sent).then_some(now).to_value(),
            ]
        };
        let rows: Vec<Vec<Value>> = self.0.into_iter().map(cells).collect();
        desk.insert(
            "deadline_alerts (tenant, id, contract, ends_on, kind, days, state, at, told_at)",
            "on conflict (tenant, id) do update set state = excluded.state, at = excluded.at,
                told_at = excluded.told_at",
            &rows,
        )?;
        Ok(())
    }
}

pub(super) fn happened(id: Id<Alert>, at: Instant, kind: Kind) -> Happened {
    Happened { at, subject: id.bytes(), kind, facts: json!({}) }
}

fn record(desk: &mut Desk<'_>, ids: &[Id<Alert>], (at, kind): (Instant, Kind)) -> Result<()> {
    let all: Vec<Happened> = ids.iter().map(|id| happened(*id, at, kind)).collect();
    desk.record_all(&all)
}

/// Alerts that lapse in one walk.
const LAPSED_AT_ONCE: i64 = 2_000;

/// Lets lapse what never went to contracts that do not end on that day any more.
fn lapse(desk: &mut Desk<'_>, today: Date) -> Result<()> {
    let open: Vec<Standing> = desk.all(
        "select a.id, a.contract, a.ends_on, a.kind, a.days, a.state from deadline_alerts as a
           join contracts as c on c.tenant = a.tenant and c.id = a.contract
          where a.tenant = $1 and a.state in ('unreached', 'withheld', 'failed') and a.ends_on > $2
            and (c.ends_on is null or c.ends_on <> a.ends_on)
          order by a.ends_on, a.id limit $3",
        &[&desk.tenant.clone(), &today, &LAPSED_AT_ONCE],
    )?;
    let list: Vec<Value> = open.iter().map(|one| one.id.to_value()).collect();
    desk.execute_in(
        "update deadline_alerts set state = 'lapsed', at = $2 where tenant = $1 and id in ({list})",
        &[&desk.tenant.clone(), &desk.now()],
        &list,
    )?;
    let legal = open.iter().filter(|one| one.step == Step::Legal);
    let legal: Vec<Id<Alert>> = legal.map(|one| one.id).collect();
    let now = desk.now();
    record(desk, &legal, (now, Kind::ContractNoticeLapsed))?;
    measure(desk, &legal)
}
