//! Events of calls.
//!
//! The exchange sends "abandoned" for time-outs, empty queues and withdrawals too, and nothing at
//! all for a key that was pressed. So a caller who left a queue without an agent is *leaving*
//! until something tells how: a wish to hang up before (gave up), the dial plan's status after,
//! the end of the channel, another queue, or a while in which nothing comes.

use super::{
    agents,
    course::{Leaving, Stage},
    events::Events,
    messages::Message,
};
use domain::{
    Kind,
    contacts::{
        calls::{Caller, Fact},
        exchanges::{Heard, Ring, Telephone},
        logs,
    },
};
use kernel::Instant;

/// So long the dial plan may take to say how a queue was left.
const LEAVING_FOR: i64 = 10 * Instant::SECOND;

/// Extensions of the dial plan that are no numbers.
const NO_NUMBERS: &[&str] = &["h", "s", "t", "i", "T", "a", "o"];

impl Events {
    pub(super) fn take_call(&mut self, event: &Message, at: Instant, heard: &mut Heard) {
        let kind = event.get("Event").unwrap_or_default();
        if kind == "AgentComplete" {
            return self.complete(event, at, heard);
        }
        let Some(id) = event.get("Uniqueid") else { return };
        if kind != "Hangup" {
            self.arrive(event, id, at, heard);
        }
        match kind {
            "QueueCallerJoin" => self.join(event, id, at, heard),
            "QueueCallerAbandon" => self.abandon(event, id, at, heard),
            "QueueCallerLeave" => self.leave(event, id, at, heard),
            "AgentCalled" => self.ring(event, (id, at), Telephone::Rings, heard),
            "AgentRingNoAnswer" | "AgentDump" => self.miss(event, id, at, heard),
            "AgentConnect" => self.connect(event, id, at, heard),
            "HangupRequest" | "SoftHangupRequest" => {
                if let Some(course) = self.courses.get(id) {
                    course.hanging_up = true;
                }
            }
            "VarSet" if event.get("Variable") == Some("QUEUESTATUS") => {
                self.status(id, event.get("Value").unwrap_or_default(), at, heard);
            }
            "UserEvent" if event.get("Status").is_some() => {
                self.status(id, event.get("Status").unwrap_or_default(), at, heard);
            }
            "MixMonitorStart" | "MixMonitorMute" | "MixMonitorStop" => {
                self.take_recording(event, at, heard);
            }
            "UserEvent" if event.get("UserEvent") == Some("RecordingAnnounced") => {
                self.take_recording(event, at, heard);
            }
            "Newchannel" => self.channels.note(id, event.get("Channel").unwrap_or_default()),
            "Hangup" => self.hang_up(id, at, heard),
            _ => {}
        }
    }

    /// A caller from outside whom the dial plan has begun to serve.
    fn arrive(&mut self, event: &Message, id: &str, at: Instant, heard: &mut Heard) {
        let context = event.get("Context").unwrap_or_default();
        let is_inbound = self.manners.inbound.iter().any(|inbound| inbound == context);
        let number = event.get("Exten").filter(|exten| !NO_NUMBERS.contains(exten));
        let (true, Some(number)) = (is_inbound && event.get("Linkedid") == Some(id), number) else {
            return;
        };
        let course = self.courses.of(id);
        if std::mem::replace(&mut course.arrived, true) {
            return;
        }
        let fact = Fact { number: Some(number.to_owned()), ..about(id, at, Kind::CallArrived) };
        self.tell(Fact { caller: caller(event), ..fact }, heard);
        self.tell_recording(id, heard);
    }

    fn join(&mut self, event: &Message, id: &str, at: Instant, heard: &mut Heard) {
        let Some(queue) = event.get("Queue") else { return };
        self.settle(id, None, heard);
        let consulted_by = event.get("Linkedid").filter(|linked| *linked != id);
        let consulted_by = consulted_by.filter(|linked| {
            let course = self.courses.get(linked);
            course.is_some_and(|course| matches!(course.stage, Stage::Talking { .. }))
        });
        let course = self.courses.of(id);
        course.stage = Stage::Waiting(queue.to_owned());
        course.queued = true;
        course.hanging_up = false;
        course.consulted_by = consulted_by.map(str::to_owned).or(course.consulted_by.take());
        let fact = Fact { queue: Some(queue.to_owned()), ..about(id, at, Kind::CallQueued) };
        self.tell(Fact { caller: caller(event), ..fact }, heard);
        self.tell_recording(id, heard);
    }

    fn abandon(&mut self, event: &Message, id: &str, at: Instant, heard: &mut Heard) {
        let came = self.came;
        let wait_us = event.number("HoldTime").map(logs::micros);
        self.stop_ringing(id, at, heard);
        let Some(course) = self.courses.get(id) else { return };
        let Stage::Waiting(queue) = &course.stage else { return };
        let gave_up = course.hanging_up;
        let leaving = Leaving { queue: queue.clone(), at, came, wait_us, gave_up };
        course.stage = Stage::Leaving(leaving);
        if gave_up {
            self.settle(id, None, heard);
        }
    }

    fn leave(&mut self, event: &Message, id: &str, at: Instant, heard: &mut Heard) {
        let came = self.came;
        self.stop_ringing(id, at, heard);
        let Some(course) = self.courses.get(id) else { return };
        let Stage::Waiting(queue) = &course.stage else { return };
        if event.get("Queue") == Some(queue) {
            let leaving = Leaving { queue: queue.clone(), at, came, wait_us: None, gave_up: false };
            course.stage = Stage::Leaving(leaving);
        }
    }

    fn connect(&mut self, event: &Message, id: &str, at: Instant, heard: &mut Heard) {
        let (Some(queue), Some(agent)) = (event.get("Queue"), agents::agent(event, &self.manners))
        else {
            return;
        };
        let (queue, call) = (queue.to_owned(), id.to_owned());
        let course = self.courses.of(&call);
        course.stage = Stage::Talking { queue: queue.clone(), agent: agent.clone() };
        course.queued = true;
        let silent = Telephone::Silent;
        heard.rings.push(Ring { call: self.courses.whole(id), agent: None, at, telephone: silent });
        let wait_us = event.number("HoldTime").map(logs::micros);
        let fact = about(id, at, Kind::CallAnswered);
        self.tell(Fact { queue: Some(queue), agent: Some(agent), wait_us, ..fact }, heard);
    }

    fn ring(
        &mut self,
        event: &Message,
        (id, at): (&str, Instant),
        telephone: Telephone,
        heard: &mut Heard,
    ) {
        let agent = agents::agent(event, &self.manners);
        if agent.is_none() {
            return;
        }
        let course = self.courses.of(id);
        course.ringing = match telephone {
            Telephone::Rings => course.ringing.saturating_add(1),
            Telephone::Silent => course.ringing.saturating_sub(1),
        };
        heard.rings.push(Ring { call: self.courses.whole(id), agent, at, telephone });
    }

    /// An agent who did not take it. A ring of no length is a busy agent: no telephone rang.
    fn miss(&mut self, event: &Message, id: &str, at: Instant, heard: &mut Heard) {
        self.ring(event, (id, at), Telephone::Silent, heard);
        let dumped = event.get("Event") == Some("AgentDump");
        if !dumped && event.number("RingTime") == Some(0) {
            return;
        }
        let reason = if dumped { "agent_hung_up" } else { "no_answer" };
        self.tell(
            Fact {
                queue: event.get("Queue").map(str::to_owned),
                agent: agents::agent(event, &self.manners),
                reason: Some(reason.to_owned()),
                ..about(id, at, Kind::CallRinging)
            },
            heard,
        );
    }

    fn stop_ringing(&mut self, id: &str, at: Instant, heard: &mut Heard) {
        let Some(course) = self.courses.get(id) else { return };
        if std::mem::take(&mut course.ringing) > 0 {
            let call = self.courses.whole(id);
            heard.rings.push(Ring { call, agent: None, at, telephone: Telephone::Silent });
        }
    }

    /// The end of a talk. The event can lack every id; then the agent's own talk is meant.
    fn complete(&mut self, event: &Message, at: Instant, heard: &mut Heard) {
        let (Some(queue), Some(agent)) = (event.get("Queue"), agents::agent(event, &self.manners))
        else {
            return;
        };
        let named = event.get("Uniqueid").map(str::to_owned);
        let Some(id) = named.or_else(|| self.courses.talking(queue, &agent)) else { return };
        let talk_us = event.number("TalkTime").map(logs::micros);
        if self.courses.get(&id).is_none() {
            // It was answered while nobody listened.
            let answered_at = at - talk_us.unwrap_or(0);
            let wait_us = event.number("HoldTime").map(logs::micros);
            let (queue, agent) = (Some(queue.to_owned()), Some(agent.clone()));
            let fact = about(&id, answered_at, Kind::CallAnswered);
            self.tell(Fact { queue, agent, wait_us, ..fact }, heard);
        }
        let (kind, reason) = match event.get("Reason") {
            Some("transfer") => (Kind::CallTransferred, None),
            Some("caller") => (Kind::CallEnded, Some("caller_hung_up".to_owned())),
            _ => (Kind::CallEnded, Some("agent_hung_up".to_owned())),
        };
        let joins = if kind == Kind::CallTransferred { self.courses.join(&id) } else { None };
        let stays = joins.is_some();
        let fact = Fact { talk_us, reason, joins, ..about(&id, at, kind) };
        self.tell(Fact { queue: Some(queue.to_owned()), agent: Some(agent), ..fact }, heard);
        let course = self.courses.of(&id);
        let ends = match &course.stage {
            Stage::Talking { queue: in_queue, .. } => in_queue == queue,
            _ => false,
        };
        if ends && !stays {
            course.stage = Stage::Over;
        }
    }

    /// What the dial plan says of a queue that was left, or never entered.
    fn status(&mut self, id: &str, status: &str, at: Instant, heard: &mut Heard) {
        let Some(course) = self.courses.get(id) else { return };
        if let Stage::Leaving(_) = course.stage {
            return self.settle(id, Some(status), heard);
        }
        let refuses =
            matches!(status, "FULL" | "JOINEMPTY" | "JOINUNAVAIL" | "UNKNOWN" | "LEAVEUNAVAIL");
        if refuses && !course.queued && !std::mem::replace(&mut course.refused, true) {
            let reason = Some(status.to_ascii_lowercase());
            self.tell(Fact { reason, ..about(id, at, Kind::CallRefused) }, heard);
        }
    }

    fn hang_up(&mut self, id: &str, at: Instant, heard: &mut Heard) {
        self.channels.forget(id);
        self.recordings.forget(id);
        self.stop_ringing(id, at, heard);
        let Some(course) = self.courses.get(id) else { return };
        if let Stage::Leaving(leaving) = &mut course.stage {
            // Whoever has an exchange's own wait and is gone at once gave up.
            leaving.gave_up = leaving.wait_us.is_some();
            self.settle(id, None, heard);
        } else if course.stage == Stage::Arrived && course.arrived && !course.refused {
            self.tell(about(id, at, Kind::CallEnded), heard);
        }
        // The end of a talk can come after the end of its channel.
        let talks =
            self.courses.get(id).map(|course| matches!(course.stage, Stage::Talking { .. }));
        if talks == Some(false) {
            self.courses.forget(id);
        }
    }

    /// Tells how a caller left a queue, as far as it is known now.
    fn settle(&mut self, id: &str, status: Option<&str>, heard: &mut Heard) {
        let Some(course) = self.courses.get(id) else { return };
        let Stage::Leaving(leaving) = course.stage.clone() else { return };
        course.stage = Stage::Over;
        let reason = match status {
            Some("TIMEOUT") => "timeout",
            Some("LEAVEEMPTY" | "LEAVEUNAVAIL" | "JOINEMPTY" | "JOINUNAVAIL") => "empty",
            Some("WITHDRAW") => "withdrawn",
            _ if leaving.wait_us.is_none() => "key",
            _ => "timeout",
        };
        let (kind, reason) = if leaving.gave_up && status.is_none() {
            (Kind::CallAbandoned, None)
        } else {
            (Kind::CallLeftQueue, Some(reason.to_owned()))
        };
        let (queue, wait_us) = (Some(leaving.queue), leaving.wait_us);
        self.tell(Fact { queue, wait_us, reason, ..about(id, leaving.at, kind) }, heard);
    }

    /// Tells of those who left a queue a while ago and of whom nothing more was heard.
    pub(super) fn wait_no_longer(&mut self, now: Instant, heard: &mut Heard) {
        for call in self.courses.left_before(now - LEAVING_FOR) {
            self.settle(&call, None, heard);
        }
    }
}

pub(super) fn about(call: &str, at: Instant, kind: Kind) -> Fact {
    Fact { call: call.to_owned(), at, kind: Some(kind), ..Fact::default() }
}

fn caller(event: &Message) -> Caller {
    logs::caller(event.get("CallerIDNum").unwrap_or_default())
}
