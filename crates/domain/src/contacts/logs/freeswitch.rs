//! Events of FreeSWITCH's `mod_callcenter`, each a JSON object, one a line or in an array.
//!
//! A call is a session: a caller who hangs up and comes back to the old place in the queue has
//! made two calls, and the wait of each counts from its own joining. Times are whole seconds of
//! the epoch, where 0 means that it never happened; the event's own stamp has microseconds.

use super::{REASON_MAX, Rejected, Tally, YEARS, caller, cut, is_binary, key, micros};
use crate::{Kind, contacts::calls::Fact};
use kernel::Instant;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json};
use std::collections::BTreeMap;

/// Reads events of one exchange.
#[derive(Debug)]
pub struct FreeSwitch {
    source: String,
    aliases: BTreeMap<String, String>,
    memory: Memory,
    rows: u64,
    pub(super) unknown: Tally,
}

#[derive(Debug, Default, Serialize, Deserialize)]
struct Memory {
    /// When each open session joined its queue, in seconds.
    joined: BTreeMap<String, i64>,
    /// Agents on a break.
    paused: BTreeMap<String, bool>,
}

/// Sessions and agents remembered at once.
const REMEMBERED_MAX: usize = 20_000;

struct Event<'a>(&'a Map<String, Json>);

impl Event<'_> {
    fn text(&self, name: &str) -> Option<String> {
        let text = match self.0.get(name)? {
            Json::String(text) => text.trim().to_owned(),
            Json::Number(number) => number.to_string(),
            _ => return None,
        };
        (!text.is_empty()).then_some(text)
    }

    /// A time in seconds; 0 stands for none.
    fn seconds(&self, name: &str) -> Option<i64> {
        self.text(name)?.parse().ok().filter(|seconds| YEARS.contains(seconds))
    }

    /// Microseconds from one time to another, where both happened in this order.
    fn between(&self, from: Option<i64>, to: &str) -> Option<i64> {
        let (from, to) = (from?, self.seconds(to)?);
        (to >= from).then(|| micros(to - from))
    }

    /// When it happened: the event's stamp, else the newest of its times.
    fn at(&self) -> Option<Instant> {
        let stamp = self.text("Event-Date-Timestamp").and_then(|text| text.parse().ok());
        let stamped = stamp.filter(|stamp: &i64| YEARS.contains(&(stamp / Instant::SECOND)));
        let times = [
            "CC-Member-Joined-Time",
            "CC-Agent-Called-Time",
            "CC-Agent-Aborted-Time",
            "CC-Agent-Answered-Time",
            "CC-Bridge-Terminated-Time",
            "CC-Member-Leaving-Time",
        ];
        let newest = || times.iter().filter_map(|name| self.seconds(name)).max();
        stamped.map(Instant::from_micros).or_else(|| newest().map(Instant::from_seconds))
    }

    fn session(&self) -> Option<String> {
        self.text("CC-Member-Session-UUID").or_else(|| self.text("CC-Member-UUID"))
    }
}

impl FreeSwitch {
    /// A reader of the events of one exchange; `aliases` as for a queue log.
    pub fn new(source: &str, aliases: BTreeMap<String, String>) -> Self {
        Self {
            source: source.to_owned(),
            aliases,
            memory: Memory::default(),
            rows: 0,
            unknown: Tally::default(),
        }
    }

    /// Reads one event.
    ///
    /// # Errors
    /// Where it is no JSON object, or a call's event has no time or no call.
    pub fn take(&mut self, record: &[u8], facts: &mut Vec<Fact>) -> Result<(), Rejected> {
        self.rows += 1;
        if is_binary(record) {
            return Err(Rejected::whole("binary"));
        }
        let object: Map<String, Json> =
            serde_json::from_slice(record).map_err(|_| Rejected::whole("not_json"))?;
        let event = Event(&object);
        let Some(action) = event.text("CC-Action") else {
            self.unknown.count(&event.text("Event-Name").unwrap_or_default());
            return Ok(());
        };
        let told = match action.as_str() {
            "agent-offering" | "agent-state-change" | "members-count" => None,
            "agent-status-change" => self.status(&event),
            "member-queue-start" | "member-queue-end" | "bridge-agent-start"
            | "bridge-agent-end" | "bridge-agent-fail" => self.call(&action, &event)?,
            _ => {
                self.unknown.count(&action);
                None
            }
        };
        if let Some(told) = told {
            facts.push(self.complete(&action, &event, told)?);
        }
        Ok(())
    }

    pub(super) fn rows(&self) -> u64 {
        self.rows
    }

    pub(super) fn memory(&self) -> Json {
        serde_json::to_value(&self.memory).expect("its keys are texts")
    }

    pub(super) fn recall(&mut self, memory: &Json) {
        self.memory = serde_json::from_value(memory.clone()).unwrap_or_default();
    }

    fn complete(&self, action: &str, event: &Event<'_>, told: Fact) -> Result<Fact, Rejected> {
        let at = event.at().ok_or_else(|| Rejected::column("Event-Date-Timestamp", "no_time"))?;
        let agent = told.agent.map(|agent| self.aliases.get(&agent).cloned().unwrap_or(agent));
        let who = agent.as_deref().unwrap_or("");
        let word = told.kind.map_or("", Kind::word);
        let identity = format!("{}|{}|{who}|{action}|{word}", at.micros(), told.call);
        Ok(Fact { source: self.source.clone(), key: key(&identity), at, agent, ..told })
    }

    fn status(&mut self, event: &Event<'_>) -> Option<Fact> {
        let agent = event.text("CC-Agent")?;
        let status = event.text("CC-Agent-Status")?;
        let was_paused = self.memory.paused.remove(&agent).is_some();
        let kind = match status.as_str() {
            "On Break" => {
                if self.memory.paused.len() < REMEMBERED_MAX {
                    self.memory.paused.insert(agent.clone(), true);
                }
                Kind::AgentPaused
            }
            "Logged Out" => Kind::AgentSignedOut,
            _ if was_paused => Kind::AgentResumed,
            _ => Kind::AgentSignedIn,
        };
        Some(Fact { kind: Some(kind), agent: Some(agent), ..Fact::default() })
    }

    fn call(&mut self, action: &str, event: &Event<'_>) -> Result<Option<Fact>, Rejected> {
        let session = event.session();
        let call = session.ok_or_else(|| Rejected::column("CC-Member-Session-UUID", "missing"))?;
        let joined = self.memory.joined.get(&call).copied();
        let joined = joined.or_else(|| event.seconds("CC-Member-Joined-Time"));
        let about = Fact {
            leg: event.text("CC-Member-UUID"),
            queue: event.text("CC-Queue"),
            call: call.clone(),
            ..Fact::default()
        };
        let about_agent = || event.text("CC-Agent");
        Ok(match action {
            "member-queue-start" => {
                self.join(&call, event);
                let number = event.text("CC-Member-CID-Number").unwrap_or_default();
                let kind = Some(Kind::CallQueued);
                Some(Fact { kind, caller: caller(&number), ..about })
            }
            "bridge-agent-start" => Some(Fact {
                kind: Some(Kind::CallAnswered),
                agent: about_agent(),
                wait_us: event.between(joined, "CC-Agent-Answered-Time"),
                ..about
            }),
            "bridge-agent-end" => {
                let answered = event.seconds("CC-Agent-Answered-Time");
                Some(Fact {
                    kind: Some(Kind::CallEnded),
                    agent: about_agent(),
                    talk_us: event.between(answered, "CC-Bridge-Terminated-Time"),
                    ..about
                })
            }
            "bridge-agent-fail" => {
                missed(event).map(|reason| Fact { agent: about_agent(), ..ringing(reason, about) })
            }
            _ => {
                self.memory.joined.remove(&call);
                let wait_us = event.between(joined, "CC-Member-Leaving-Time");
                Some(ended(event, Fact { wait_us, ..about }))
            }
        })
    }

    fn join(&mut self, call: &str, event: &Event<'_>) {
        let now = event.at().map(|at| at.micros() / Instant::SECOND);
        let Some(now) = now else { return };
        if self.memory.joined.len() >= REMEMBERED_MAX {
            self.memory.joined.clear();
        }
        self.memory.joined.insert(call.to_owned(), now);
    }
}

/// Why a telephone that rang was not answered; none where nobody missed anything: the agent was
/// busy, or a colleague was quicker.
fn missed(event: &Event<'_>) -> Option<String> {
    let cause = event.text("CC-Hangup-Cause").unwrap_or_default().to_ascii_lowercase();
    let nobody = matches!(cause.as_str(), "user_busy" | "lose_race" | "picked_off");
    (!nobody).then(|| if cause.is_empty() { "no_answer".to_owned() } else { cause })
}

fn ringing(reason: String, about: Fact) -> Fact {
    let reason = Some(cut(&reason, REASON_MAX).to_owned());
    Fact { kind: Some(Kind::CallRinging), reason, ..about }
}

/// How a member left a queue. Releases spell the reason's field in two ways.
fn ended(event: &Event<'_>, about: Fact) -> Fact {
    if event.text("CC-Cause").as_deref() != Some("Cancel") {
        return Fact { kind: Some(Kind::CallEnded), wait_us: None, ..about };
    }
    let reason = event.text("CC-Cancel-Reason").or_else(|| event.text("CC-Cause-Reason"));
    let reason = match reason.as_deref() {
        Some("TIMEOUT") => "timeout",
        Some("NO_AGENT_TIMEOUT") => "empty",
        Some("EXIT_WITH_KEY") => "key",
        _ => return Fact { kind: Some(Kind::CallAbandoned), ..about },
    };
    Fact { kind: Some(Kind::CallLeftQueue), reason: Some(reason.to_owned()), ..about }
}
