//! Contact records of Amazon Connect.
//!
//! A record is written once its contact is over, and again when something is added to it. A
//! transfer makes another contact, which names the first one: that is the call, and each contact
//! a leg of it.

use super::{
    super::{REASON_MAX, Rejected, cut},
    Leg, Told, bare, caller_of,
    record::Part,
};
use crate::{
    Kind,
    contacts::calls::{Caller, Fact},
};
use kernel::Instant;

pub(super) fn read(record: Part<'_>, attribute: Option<&str>) -> Result<Told, Rejected> {
    let channel = record.needed("Channel")?;
    if !channel.eq_ignore_ascii_case("VOICE") {
        return Ok(Told::nothing("channel", channel));
    }
    let own = record.needed("ContactId")?;
    let method = record.needed("InitiationMethod")?;
    let call = match method {
        "INBOUND" | "WEBRTC_API" => own,
        "TRANSFER" | "QUEUE_TRANSFER" => record.needed("InitialContactId")?,
        other => return Ok(Told::nothing("initiation", other)),
    };
    let contact = Contact::of(record, call, own)?;
    let mut facts = Vec::new();
    if call == own {
        facts.push(contact.arrival(record, method)?);
    }
    contact.course(&mut facts);
    facts.extend(topic(record, contact.leg, attribute)?);
    Ok(Told { facts, skipped: Vec::new() })
}

/// What an attribute of the contact says it was about. It may be set anew, and the record with it
/// written anew: the last update has the last word.
fn topic(
    record: Part<'_>,
    leg: Leg<'_>,
    attribute: Option<&str>,
) -> Result<Option<Fact>, Rejected> {
    let attributes = record.part("Attributes").ok().flatten();
    let said = attributes.zip(attribute).and_then(|(all, name)| all.said(name));
    let Some(said) = said else { return Ok(None) };
    let at = match record.instant("LastUpdateTimestamp")? {
        Some(at) => Some(at),
        None => record.instant("DisconnectTimestamp")?,
    };
    Ok(at.map(|at| leg.topic(at, said)))
}

struct Contact<'a> {
    leg: Leg<'a>,
    wait: Option<Wait<'a>>,
    talk: Option<Talk<'a>>,
    over_at: Option<Instant>,
    reason: Option<&'a str>,
    /// It went on as another contact.
    goes_on: bool,
    /// It was put through to a number outside.
    left_the_house: bool,
}

struct Wait<'a> {
    queue: Option<&'a str>,
    from: Instant,
    to: Option<Instant>,
    /// The service's own figure, in whole seconds.
    wait_us: Option<i64>,
}

struct Talk<'a> {
    agent: Option<&'a str>,
    from: Instant,
    talk_us: Option<i64>,
}

impl<'a> Wait<'a> {
    fn of(record: Part<'a>) -> Result<Option<Self>, Rejected> {
        let Some(queue) = record.part("Queue")? else { return Ok(None) };
        let Some(from) = queue.instant("EnqueueTimestamp")? else { return Ok(None) };
        let name = match queue.text("Name")? {
            Some(name) => Some(name),
            None => queue.text("ARN")?.and_then(named_by),
        };
        let (to, wait_us) = (queue.instant("DequeueTimestamp")?, queue.seconds("Duration")?);
        Ok(Some(Self { queue: name, from, to, wait_us }))
    }
}

/// The queue in the name of a resource. An agent's own has no name: it is no queue of the house.
fn named_by(resource: &str) -> Option<&str> {
    let (_, queue) = resource.rsplit_once("/queue/")?;
    (!queue.is_empty() && !queue.contains('/')).then_some(queue)
}

impl<'a> Talk<'a> {
    fn of(record: Part<'a>) -> Result<Option<Self>, Rejected> {
        let Some(agent) = record.part("Agent")? else { return Ok(None) };
        let Some(from) = agent.instant("ConnectedToAgentTimestamp")? else { return Ok(None) };
        let spoken = agent.seconds("AgentInteractionDuration")?;
        let held = agent.seconds("CustomerHoldDuration")?.unwrap_or(0);
        let talk_us = spoken.map(|spoken| spoken.saturating_add(held));
        Ok(Some(Self { agent: agent.text("Username")?, from, talk_us }))
    }
}

impl<'a> Contact<'a> {
    fn of(record: Part<'a>, call: &'a str, own: &'a str) -> Result<Self, Rejected> {
        let (wait, talk) = (Wait::of(record)?, Talk::of(record)?);
        let queue = wait.as_ref().and_then(|wait| wait.queue);
        let agent = talk.as_ref().and_then(|talk| talk.agent);
        Ok(Self {
            leg: Leg { call, leg: own, queue, agent },
            wait,
            talk,
            over_at: record.instant("DisconnectTimestamp")?,
            reason: record.text("DisconnectReason")?,
            goes_on: record.text("NextContactId")?.is_some(),
            left_the_house: record.instant("TransferCompletedTimestamp")?.is_some(),
        })
    }

    fn arrival(&self, record: Part<'a>, method: &str) -> Result<Fact, Rejected> {
        let at = record.instant("InitiationTimestamp")?;
        let at = at.ok_or_else(|| record.fault("InitiationTimestamp", super::record::MISSING))?;
        let address = |name| -> Result<Option<&str>, Rejected> {
            record.part(name)?.map_or(Ok(None), |endpoint| endpoint.text("Address"))
        };
        let caller = match address("CustomerEndpoint")? {
            Some(address) => caller_of(address),
            // Who calls from a page or an app has no number to keep back.
            None if method == "WEBRTC_API" => Caller::Untold,
            None => Caller::Withheld,
        };
        let number = address("SystemEndpoint")?.map(|address| bare(address).to_owned());
        let number = number.filter(|number| !number.is_empty());
        let arrived = Leg { queue: None, agent: None, ..self.leg };
        Ok(Fact { caller, number, ..arrived.fact(Kind::CallArrived, at) })
    }

    fn course(&self, facts: &mut Vec<Fact>) {
        let waiting = Leg { agent: None, ..self.leg };
        if let Some(wait) = &self.wait {
            facts.push(waiting.fact(Kind::CallQueued, wait.from));
        }
        let wait_us = self.wait.as_ref().and_then(|wait| wait.wait_us);
        if let Some(talk) = &self.talk {
            let answered = self.leg.fact(Kind::CallAnswered, talk.from);
            facts.push(Fact { wait_us, ..answered });
            facts.extend(self.over_at.map(|at| self.end_of_talk(talk, at)));
        } else if let Some(wait) = &self.wait {
            let left = wait.to.or(self.over_at);
            facts.extend(left.map(|at| Fact { wait_us, ..self.end_of_wait(waiting, at) }));
        } else if self.leg.call == self.leg.leg && !self.goes_on {
            // What goes on elsewhere ends there, and a leg that nobody took was never the call.
            facts.extend(self.over_at.map(|at| self.end(waiting, at)));
        }
    }

    /// A consultation makes another contact too: it was none where the customer ended the talk.
    fn end_of_talk(&self, talk: &Talk<'_>, at: Instant) -> Fact {
        let by_customer = self.reason == Some("CUSTOMER_DISCONNECT");
        let handed_on = self.left_the_house || (self.goes_on && !by_customer);
        let end = if handed_on {
            self.leg.fact(Kind::CallTransferred, at)
        } else {
            self.end(self.leg, at)
        };
        Fact { talk_us: talk.talk_us, ..end }
    }

    /// Whose wait ends without a word why has given up: nothing counts in our own favour.
    fn end_of_wait(&self, waiting: Leg<'_>, at: Instant) -> Fact {
        let elsewhere = match self.reason {
            _ if self.left_the_house => Some("transferred"),
            _ if self.goes_on => Some("next_contact"),
            Some("CONTACT_FLOW_DISCONNECT") => Some("flow"),
            Some("API") => Some("api"),
            _ => None,
        };
        match elsewhere {
            None => waiting.fact(Kind::CallAbandoned, at),
            Some(reason) => {
                let reason = Some(reason.to_owned());
                Fact { reason, ..waiting.fact(Kind::CallLeftQueue, at) }
            }
        }
    }

    fn end(&self, leg: Leg<'_>, at: Instant) -> Fact {
        let reason = self.reason.map(|reason| match reason {
            "CUSTOMER_DISCONNECT" => "caller_hung_up".to_owned(),
            "AGENT_DISCONNECT" => "agent_hung_up".to_owned(),
            other => cut(&other.to_ascii_lowercase(), REASON_MAX).to_owned(),
        });
        Fact { reason, ..leg.fact(Kind::CallEnded, at) }
    }
}
