use super::{
    super::{Rejected, Topics, caller, key},
    Column, Columns,
    map::{self, Map, OneOrMany, Where},
    row::Row,
    times::{Arrived, NO_NUMBER, NO_TIME, Times, duration},
};
use crate::{
    Kind,
    contacts::calls::{Caller, Ending, Fact, Recorded},
};
use kernel::Instant;
use std::collections::BTreeMap;

/// Which rows are meant: these columns have one of these values, and those do not.
#[derive(Debug, Default)]
pub(super) struct Wish {
    wanted: Vec<(Column, Vec<String>)>,
    unwanted: Vec<(Column, Vec<String>)>,
}

impl Wish {
    pub(super) fn of(
        wanted: &Where,
        unwanted: &Where,
        columns: &Columns<'_>,
    ) -> Result<Self, String> {
        let list = |wish: &Where| {
            let one = |(name, values): (&String, &OneOrMany)| {
                let values = match values {
                    OneOrMany::One(value) => vec![value.clone()],
                    OneOrMany::Many(values) => values.clone(),
                };
                Ok((columns.find(name)?, values))
            };
            wish.iter().map(one).collect::<Result<Vec<_>, String>>()
        };
        Ok(Self { wanted: list(wanted)?, unwanted: list(unwanted)? })
    }

    pub(super) fn is_met(&self, row: &Row) -> bool {
        let has = |(column, values): &(Column, Vec<String>)| {
            let value = row.get(column).trim();
            values.iter().any(|one| one == value)
        };
        let unwanted = !self.unwanted.is_empty() && self.unwanted.iter().all(has);
        self.wanted.iter().all(has) && !unwanted
    }
}

/// How a row becomes a call.
#[derive(Debug)]
pub(super) struct Plan {
    source: String,
    key: Vec<Column>,
    times: Times,
    menu_exit: Option<Column>,
    waiting: Span,
    service: Span,
    endings: Vec<(Wish, Ending)>,
    agent: Field,
    queue: Field,
    number: Field,
    caller: Field,
    kind: Field,
    topic: Field,
    topics: Topics,
    numbers: BTreeMap<String, String>,
    agents: BTreeMap<String, String>,
}

#[derive(Debug, Default)]
struct Span {
    start: Option<Column>,
    exit: Option<Column>,
    seconds: Option<Column>,
    none: Vec<String>,
}

/// What a row says of a span; each part may be missing.
struct Told {
    start: Option<Instant>,
    length: Option<i64>,
}

#[derive(Debug, Default)]
struct Field {
    column: Option<Column>,
    constant: Option<String>,
    none: Vec<String>,
}

impl Field {
    fn of(field: Option<&map::Field>, columns: &Columns<'_>) -> Result<Self, String> {
        let Some(field) = field else { return Ok(Self::default()) };
        Ok(Self {
            column: columns.find_if(field.column.as_ref())?,
            constant: field.constant.clone(),
            none: field.none.clone(),
        })
    }

    fn of_topic(topic: Option<&map::Topic>, columns: &Columns<'_>) -> Result<Self, String> {
        let Some(topic) = topic else { return Ok(Self::default()) };
        let column = columns.find_if(topic.column.as_ref())?;
        Ok(Self { column, constant: None, none: topic.none.clone() })
    }

    fn value<'a>(&'a self, row: &'a Row) -> Option<&'a str> {
        let value = self.column.as_ref().map(|column| row.get(column).trim());
        let stated = value.filter(|value| !value.is_empty());
        let stated = stated.filter(|value| !self.none.iter().any(|none| none == value));
        stated.or(self.constant.as_deref())
    }
}

impl Span {
    fn of(span: Option<&map::Span>, columns: &Columns<'_>) -> Result<Self, String> {
        let Some(span) = span else { return Ok(Self::default()) };
        Ok(Self {
            start: columns.find_if(span.start.as_ref())?,
            exit: columns.find_if(span.exit.as_ref())?,
            seconds: columns.find_if(span.seconds.as_ref())?,
            none: span.none.clone(),
        })
    }

    fn told(&self, row: &Row, times: &Times, arrived: Arrived) -> Result<Told, Rejected> {
        let time = |column: Option<&Column>| near(row, times, arrived, column, &self.none);
        let (start, exit) = (time(self.start.as_ref())?, time(self.exit.as_ref())?);
        let seconds = match &self.seconds {
            Some(column) if !row.get(column).trim().is_empty() => {
                let micros = duration(row.get(column));
                Some(micros.ok_or_else(|| Rejected::column(&column.name, NO_NUMBER))?)
            }
            _ => None,
        };
        let length = seconds.or(start.zip(exit).map(|(start, exit)| exit - start));
        Ok(Told { start, length: length.map(|micros| micros.max(0)) })
    }
}

fn near(
    row: &Row,
    times: &Times,
    arrived: Arrived,
    column: Option<&Column>,
    none: &[String],
) -> Result<Option<Instant>, Rejected> {
    let Some(column) = column else { return Ok(None) };
    let text = row.get(column).trim();
    if text.is_empty() || none.iter().any(|none| none == text) {
        return Ok(None);
    }
    let at = times.near(arrived, text);
    // A clock that is set back between two columns: what follows never comes before the arrival.
    at.map(|at| Some(at.max(arrived.at))).ok_or_else(|| Rejected::column(&column.name, NO_TIME))
}

impl Plan {
    pub(super) fn of(map: &Map, columns: &Columns<'_>) -> Result<Self, String> {
        let arrival = map.arrival.as_ref().ok_or("the mapping has no [arrival]")?;
        let table = map.table.as_ref().ok_or("the mapping has no [table]")?;
        if map.outcome.is_empty() {
            return Err("the mapping has no [[outcome]]".to_owned());
        }
        let endings = map.outcome.iter().map(|outcome| {
            let wish = Wish::of(&outcome.r#where, &outcome.unless, columns)?;
            Ok((wish, outcome.ending))
        });
        Ok(Self {
            source: map.source.clone(),
            key: columns.find_all(&map.key)?,
            times: Times::of(arrival, &table.zone, columns)?,
            menu_exit: columns.find_if(map.menu.as_ref().map(|menu| &menu.exit))?,
            waiting: Span::of(map.waiting.as_ref(), columns)?,
            service: Span::of(map.service.as_ref(), columns)?,
            endings: endings.collect::<Result<_, String>>()?,
            agent: Field::of(map.agent.as_ref(), columns)?,
            queue: Field::of(map.queue.as_ref(), columns)?,
            number: Field::of(map.number.as_ref(), columns)?,
            caller: Field::of(map.caller.as_ref(), columns)?,
            kind: Field::of(map.kind.as_ref(), columns)?,
            topic: Field::of_topic(map.topic.as_ref(), columns)?,
            topics: map.topics(),
            numbers: map.numbers.clone(),
            agents: map.agents.clone(),
        })
    }

    /// The call that this row tells.
    pub(super) fn fact(&self, row: &Row) -> Result<Fact, Rejected> {
        let arrived = self.times.arrival(row)?;
        let ending = self.endings.iter().find(|(wish, _)| wish.is_met(row));
        let (_, ending) = ending.ok_or_else(|| Rejected::whole("no_outcome"))?;
        let record = self.record(row, arrived, *ending)?;
        let identity = key(&self.identity(row));
        let queue = self.queue.value(row);
        let number = self
            .number
            .value(row)
            .or_else(|| queue.and_then(|queue| self.numbers.get(queue)).map(String::as_str));
        let agent = self.agent.value(row);
        let agent = agent.map(|agent| self.agents.get(agent).map_or(agent, String::as_str));
        Ok(Fact {
            source: self.source.clone(),
            key: identity.clone(),
            at: arrived.at,
            kind: Some(Kind::CallRecorded),
            call: identity,
            number: number.map(str::to_owned),
            queue: queue.map(str::to_owned),
            caller: match (&self.caller.column, self.caller.value(row)) {
                (None, None) => Caller::Untold,
                (_, told) => caller(told.unwrap_or("")),
            },
            agent: agent.map(str::to_owned),
            client_kind: self.kind.value(row).map(str::to_owned),
            topic: self.topic.value(row).map(|said| self.topics.word(said)),
            record: Some(record),
            ..Fact::default()
        })
    }

    fn identity(&self, row: &Row) -> String {
        let mut identity = String::with_capacity(32);
        let mut add = |value: &str| {
            if !identity.is_empty() {
                identity.push('|');
            }
            identity.push_str(value);
        };
        if self.key.is_empty() {
            row.fields().for_each(&mut add);
            // A whole row may hold a caller's number, which is not to be read in a key.
            return format!("row {:016x}", super::super::fingerprint(&identity));
        }
        self.key.iter().for_each(|column| add(row.get(column)));
        identity
    }

    fn record(&self, row: &Row, arrived: Arrived, ending: Ending) -> Result<Recorded, Rejected> {
        let menu_exit = near(row, &self.times, arrived, self.menu_exit.as_ref(), &[])?;
        let menu_exit = menu_exit.unwrap_or(arrived.at);
        let waiting = self.waiting.told(row, &self.times, arrived)?;
        let service = self.service.told(row, &self.times, arrived)?;
        let queued = match &self.waiting.start {
            Some(_) => waiting.start.is_some(),
            None => waiting.length.is_some_and(|micros| micros > 0),
        };
        let answered = ending == Ending::Answered;
        let wait_us = match (queued, waiting.length) {
            (false, _) => 0,
            (true, Some(micros)) => micros,
            (true, None) => service.start.zip(waiting.start).map_or(0, |(to, from)| to - from),
        };
        let direct = service.start.filter(|_| answered && !queued);
        let offered_at = waiting.start.filter(|_| queued).or(direct).unwrap_or(menu_exit);
        let reached = match ending {
            Ending::Answered | Ending::Abandoned | Ending::FlowedOut => Some(offered_at),
            Ending::Refused | Ending::LeftBeforeQueue => None,
        };
        let decided = reached.map_or(menu_exit, |at| at + wait_us.max(0));
        let handling_us = service.length.filter(|_| answered);
        Ok(Recorded {
            offered_at: reached.map(Instant::micros),
            ending,
            wait_us: reached.map_or(0, |_| wait_us.max(0)),
            answered_at: answered.then(|| decided.micros()),
            handling_us,
            ended_at: (decided + handling_us.unwrap_or(0)).micros(),
            queued,
        })
    }
}
