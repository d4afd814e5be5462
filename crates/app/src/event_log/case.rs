//! One case: its lines, and the facts that they say.

use super::map::Map;
use domain::{Kind, subjects::Outside};
use kernel::Instant;

/// An event of the log.
#[derive(Clone, Debug)]
pub(super) struct Line {
    pub case: String,
    pub activity: String,
    pub at: Instant,
    pub group: String,
    pub deadline: Option<Instant>,
    pub ended: Option<Instant>,
}

/// A case with its events, by time.
#[derive(Clone, Debug, Default)]
pub(super) struct Case {
    pub lines: Vec<Line>,
}

impl Line {
    /// Reads a row, or says what is wrong with it.
    pub(super) fn read(
        map: &Map,
        headings: &csv::StringRecord,
        record: &csv::StringRecord,
    ) -> Result<Self, &'static str> {
        let text = |name: &str| {
            let at = headings.iter().position(|heading| heading == name);
            at.and_then(|at| record.get(at)).map_or("", str::trim)
        };
        let instant = |name: &Option<String>| {
            let written = name.as_deref().map_or("", text);
            if written.is_empty() {
                Ok(None)
            } else {
                written.parse().map(Some).map_err(|_| "time")
            }
        };
        let line = Self {
            case: text(&map.case).to_owned(),
            activity: text(&map.activity).to_owned(),
            at: text(&map.at).parse().map_err(|_| "time")?,
            group: map.group.as_deref().map_or("", text).to_owned(),
            deadline: instant(&map.deadline)?,
            ended: instant(&map.ended)?,
        };
        match (line.case.is_empty(), line.activity.is_empty()) {
            (true, _) => Err("case"),
            (_, true) => Err("activity"),
            _ => Ok(line),
        }
    }
}

/// How a case stands while its lines are read.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stand {
    Open,
    Waiting,
    Answered,
}

impl Case {
    /// Puts the lines in order of time; those of one instant stay as the file has them.
    pub(super) fn sort(&mut self) {
        self.lines.sort_by_key(|line| line.at);
    }

    /// When it ended by its own column.
    pub(super) fn ended(&self) -> Option<Instant> {
        self.lines.iter().find_map(|line| line.ended)
    }

    /// True where it ended after the deadline that the other system gave it.
    pub(super) fn is_late(&self) -> bool {
        let deadline = self.lines.iter().find_map(|line| line.deadline);
        self.ended().zip(deadline).is_some_and(|(ended, deadline)| ended > deadline)
    }

    /// How often it went from one group to another.
    pub(super) fn passings(&self) -> usize {
        self.lines.windows(2).filter(|two| two[0].group != two[1].group).count()
    }

    /// Every fact that it says: one for each line, and those that follow from their order.
    pub(super) fn facts(&self, map: &Map) -> Vec<Outside> {
        let Some(first) = self.lines.first() else { return Vec::new() };
        let mut facts = vec![fact(map, first, "received", first.at, Kind::RequestReceived)];
        let mut stand = Stand::Open;
        let mut group = first.group.as_str();
        for (place, line) in self.lines.iter().enumerate() {
            let kind = map.kind(&line.activity);
            let follows = match (stand, kind) {
                (_, Kind::RequestClosed) | (Stand::Open, _) => None,
                (Stand::Waiting, Kind::RequestWaiting) => None,
                (Stand::Waiting, _) => Some(("replied", Kind::RequestReplied)),
                (Stand::Answered, _) => Some(("reopened", Kind::RequestReopened)),
            };
            if let Some((name, kind)) = follows {
                facts.push(fact(map, line, &format!("{place}.{name}"), line.at, kind));
            }
            if line.group != group {
                let name = format!("{place}.passed_on");
                facts.push(fact(map, line, &name, line.at, Kind::RequestPassedOn));
                group = &line.group;
            }
            facts.push(fact(map, line, &place.to_string(), line.at, kind));
            stand = match kind {
                Kind::RequestAnswered => Stand::Answered,
                Kind::RequestWaiting => Stand::Waiting,
                Kind::RequestClosed => stand,
                _ => Stand::Open,
            };
        }
        if let Some(ended) = self.ended() {
            facts.push(fact(map, first, "ended", ended, Kind::RequestAnswered));
        }
        facts
    }
}

fn fact(map: &Map, line: &Line, name: &str, at: Instant, kind: Kind) -> Outside {
    Outside {
        source: map.source.clone(),
        key: format!("{}.{name}", line.case),
        at,
        kind,
        number: line.case.clone(),
        into: None,
        priority: None,
        client_kind: None,
        unit: None,
        call: None,
        contract: None,
    }
}
