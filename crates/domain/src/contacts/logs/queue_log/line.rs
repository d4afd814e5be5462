use super::super::{Rejected, YEARS, cut, is_binary, micros};
use std::borrow::Cow;

/// One line, split.
#[derive(Debug)]
pub(super) struct Line<'a> {
    pub epoch: i64,
    pub call: &'a str,
    pub queue: &'a str,
    pub agent: &'a str,
    pub event: &'a str,
    /// Everything after the event; bars in free text are not escaped.
    pub rest: &'a str,
}

/// Letters of an event's name at the most; the program's own longest has 22.
const EVENT_MAX: usize = 60;

impl<'a> Line<'a> {
    pub(super) fn of(text: &'a str) -> Result<Self, Rejected> {
        let mut parts = text.splitn(6, '|');
        let mut next = |name| parts.next().ok_or_else(|| Rejected::column(name, "missing"));
        let time = next("time")?;
        let epoch = time.parse().ok().filter(|epoch| YEARS.contains(epoch));
        let epoch = epoch.ok_or_else(|| Rejected::column("time", "not_a_time"))?;
        let (call, queue, agent) = (next("call")?, next("queue")?, next("agent")?);
        let event = next("event")?;
        if !is_event(event) {
            return Err(Rejected::column("event", "not_an_event"));
        }
        let rest = parts.next().unwrap_or("");
        Ok(Self { epoch, call, queue, agent, event, rest })
    }

    pub(super) fn parameter(&self, position: usize) -> &'a str {
        self.rest.split('|').nth(position).unwrap_or("")
    }

    /// A parameter in whole seconds, in microseconds.
    pub(super) fn seconds(&self, position: usize) -> Option<i64> {
        self.parameter(position).parse().ok().map(micros)
    }

    /// The queue, where the line has one.
    pub(super) fn named_queue(&self) -> Option<String> {
        named(self.queue)
    }

    /// The agent, where the line has one.
    pub(super) fn named_agent(&self) -> Option<String> {
        named(self.agent)
    }

    /// What tells this line from others, without anybody's number.
    pub(super) fn identity(&self) -> String {
        let Self { epoch, call, queue, agent, event, .. } = self;
        let personal = event.ends_with("TRANSFER") || *event == "ENTERQUEUE";
        let rest = if personal { "" } else { self.rest.trim_end_matches('|') };
        format!("{epoch}|{call}|{queue}|{agent}|{event}|{rest}")
    }
}

fn is_event(word: &str) -> bool {
    let letter = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
    !word.is_empty() && word.len() <= EVENT_MAX && word.bytes().all(letter)
}

fn named(word: &str) -> Option<String> {
    (!word.is_empty() && word != "NONE").then(|| word.to_owned())
}

/// A line as text. The log has no declared encoding: what is not UTF-8 is taken for Latin-1.
pub(super) fn text(record: &[u8]) -> Result<Cow<'_, str>, Rejected> {
    if is_binary(record) {
        return Err(Rejected::whole("binary"));
    }
    let bom = record.strip_prefix(b"\xef\xbb\xbf").unwrap_or(record);
    Ok(match std::str::from_utf8(bom) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => Cow::Owned(bom.iter().map(|byte| char::from(*byte)).collect()),
    })
}

/// True for a line as a queue log has them.
pub fn is_line(line: &[u8]) -> bool {
    text(line.trim_ascii_end()).is_ok_and(|text| Line::of(cut(&text, 1_000)).is_ok())
}
