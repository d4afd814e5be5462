//! Conversations of Genesys Cloud, as its queries for conversation details answer them.
//!
//! A conversation has participants, each with sessions, each in segments of time. The caller's
//! session is the call; each session of a queue is a visit there; each session of an agent with a
//! segment `interact` is an answer, and one with `alert` alone rang in vain. Sessions that stand
//! opposite an agent instead of the caller are consultations, in which the caller does not wait.

use super::{
    super::{REASON_MAX, Rejected, cut},
    Leg, Told, bare, caller_of,
    record::{MISSING, Part},
};
use crate::{
    Kind,
    contacts::calls::{Caller, Fact},
};
use kernel::Instant;

pub(super) fn read(record: Part<'_>) -> Result<Told, Rejected> {
    let call = record.needed("conversationId")?;
    match record.needed("originatingDirection")? {
        "inbound" => {}
        other => return Ok(Told::nothing("direction", other)),
    }
    let sessions = sessions(record)?;
    let is_caller = |one: &&Session<'_>| one.is_voice && one.is_outside && one.comes_in;
    let Some(caller) = sessions.iter().find(is_caller) else {
        let media = sessions.first().map_or("none", |session| session.media);
        return Ok(Told::nothing("media", media));
    };
    let colleagues: Vec<&str> =
        sessions.iter().filter(|one| one.is_agent).map(|one| one.id).collect();
    let mut told = Told::default();
    let mut visits: Vec<Visit<'_>> = Vec::new();
    let mut answers: Vec<&Session<'_>> = Vec::new();
    for session in sessions.iter().filter(|one| one.is_voice && (one.is_queue || one.is_agent)) {
        if session.peer.is_some_and(|peer| colleagues.contains(&peer)) || !session.comes_in {
            told.skipped.push("consultation".to_owned());
        } else if session.is_agent {
            answers.push(session);
        } else {
            visits.extend(Visit::of(session));
        }
    }
    told.facts.push(arrival(record, call, caller)?);
    answers.sort_by_key(|session| session.began());
    for session in answers {
        session.told(call, &mut visits, &mut told.facts);
        told.facts.extend(session.wrapped_up(call));
    }
    visits.iter().for_each(|visit| visit.told(call, &mut told.facts));
    if record.instant("conversationEnd")?.is_some() {
        told.facts.extend(caller.ended(call));
    }
    Ok(told)
}

fn sessions(record: Part<'_>) -> Result<Vec<Session<'_>>, Rejected> {
    let mut sessions = Vec::new();
    for participant in record.list("participants")? {
        for session in participant.list("sessions")? {
            sessions.push(Session::of(participant, session)?);
        }
    }
    Ok(sessions)
}

fn arrival(record: Part<'_>, call: &str, session: &Session<'_>) -> Result<Fact, Rejected> {
    let at = record.instant("conversationStart")?;
    let at = at.ok_or_else(|| record.fault("conversationStart", MISSING))?;
    let leg = Leg { call, leg: session.id, queue: None, agent: None };
    let number = session.number.map(|number| bare(number).to_owned());
    let number = number.filter(|number| !number.is_empty());
    let caller = session.caller.map_or(Caller::Withheld, caller_of);
    Ok(Fact { caller, number, ..leg.fact(Kind::CallArrived, at) })
}

/// One participant's part in a conversation, by one medium.
struct Session<'a> {
    id: &'a str,
    media: &'a str,
    is_voice: bool,
    is_outside: bool,
    is_queue: bool,
    is_agent: bool,
    comes_in: bool,
    /// The session that it stands opposite.
    peer: Option<&'a str>,
    user: Option<&'a str>,
    caller: Option<&'a str>,
    number: Option<&'a str>,
    segments: Vec<Segment<'a>>,
    figures: Figures,
    flow_out: Option<&'a str>,
}

struct Segment<'a> {
    kind: &'a str,
    from: Instant,
    to: Option<Instant>,
    queue: Option<&'a str>,
    disconnect: Option<&'a str>,
    wrap_up: Option<&'a str>,
}

/// The service's own figures of a session, in microseconds.
#[derive(Default)]
struct Figures {
    answered: Option<i64>,
    abandoned: Option<i64>,
    flowed_out: Option<i64>,
    queued: Option<i64>,
    talked: Option<i64>,
    held: Option<i64>,
}

impl Figures {
    fn of(session: Part<'_>) -> Result<Self, Rejected> {
        let mut figures = Self::default();
        for metric in session.list("metrics")? {
            let figure = match metric.text("name")? {
                Some("tAnswered") => &mut figures.answered,
                Some("tAbandon") => &mut figures.abandoned,
                Some("tFlowOut") => &mut figures.flowed_out,
                Some("tAcd") => &mut figures.queued,
                Some("tTalkComplete") => &mut figures.talked,
                Some("tHeldComplete") => &mut figures.held,
                _ => continue,
            };
            *figure = metric.count("value")?.map(|millis| millis.saturating_mul(1_000));
        }
        Ok(figures)
    }
}

impl<'a> Segment<'a> {
    fn of(segment: Part<'a>) -> Result<Self, Rejected> {
        let from = segment.instant("segmentStart")?;
        Ok(Self {
            kind: segment.text("segmentType")?.unwrap_or(""),
            from: from.ok_or_else(|| segment.fault("segmentStart", MISSING))?,
            to: segment.instant("segmentEnd")?,
            queue: segment.text("queueId")?,
            disconnect: segment.text("disconnectType")?,
            wrap_up: segment.said("wrapUpCode"),
        })
    }
}

impl<'a> Session<'a> {
    fn of(participant: Part<'a>, session: Part<'a>) -> Result<Self, Rejected> {
        let purpose = participant.text("purpose")?.unwrap_or("");
        let media = session.text("mediaType")?.unwrap_or("none");
        let segments = session.list("segments")?.into_iter().map(Segment::of);
        let mut segments = segments.collect::<Result<Vec<_>, _>>()?;
        segments.sort_by_key(|segment| (segment.from, segment.to));
        Ok(Self {
            id: session.needed("sessionId")?,
            media,
            is_voice: media == "voice",
            is_outside: matches!(purpose, "customer" | "external"),
            is_queue: purpose == "acd",
            is_agent: matches!(purpose, "agent" | "user"),
            comes_in: session.text("direction")? != Some("outbound"),
            peer: session.text("peerId")?,
            user: participant.text("userId")?,
            caller: session.text("ani")?,
            number: session.text("dnis")?,
            segments,
            figures: Figures::of(session)?,
            flow_out: session.text("flowOutType")?,
        })
    }

    fn began(&self) -> Option<Instant> {
        self.first("interact").or(self.segments.first()).map(|segment| segment.from)
    }

    fn first(&self, kind: &str) -> Option<&Segment<'a>> {
        self.segments.iter().find(|segment| segment.kind == kind)
    }

    fn queue(&self) -> Option<&'a str> {
        self.segments.iter().find_map(|segment| segment.queue)
    }

    /// The last of it, what is written afterwards left out, where that is over.
    fn last(&self) -> Option<(Instant, Option<&'a str>)> {
        let spoken = || self.segments.iter().filter(|segment| segment.kind != "wrapup");
        let last = spoken().max_by_key(|segment| segment.to)?;
        let over = spoken().all(|segment| segment.to.is_some());
        last.to.filter(|_| over).map(|at| (at, last.disconnect))
    }

    /// What an agent's session tells: an answer and its end, or that it rang in vain.
    fn told(&self, call: &str, visits: &mut [Visit<'a>], facts: &mut Vec<Fact>) {
        let Some(began) = self.began() else { return };
        let queue = self.queue();
        let fits = |visit: &&mut Visit<'_>| visit.queue == queue && visit.from <= began;
        let visit = visits.iter_mut().filter(fits).max_by_key(|visit| visit.from);
        let own = Leg { call, leg: self.id, queue, agent: self.user };
        if self.first("interact").is_none() {
            let leg = Leg { leg: visit.map_or(self.id, |visit| visit.session.id), ..own };
            facts.extend(self.rang(leg));
            return;
        }
        // Whoever else takes the call on from the first agent did not find it waiting.
        let visit = visit.filter(|visit| !visit.answered);
        let wait_us = visit.as_ref().and_then(|visit| visit.wait_us());
        let leg = visit.map_or(own, |visit| {
            visit.answered = true;
            Leg { leg: visit.session.id, ..own }
        });
        facts.push(Fact { wait_us, ..leg.fact(Kind::CallAnswered, began) });
        facts.extend(self.end_of_talk(leg));
    }

    /// What the agent wrote the call up as: the code of the last segment that has one.
    fn wrapped_up(&self, call: &str) -> Option<Fact> {
        let said = |segment: &Segment<'a>| Some((segment.to?, segment.wrap_up?));
        let (at, code) = self.segments.iter().rev().find_map(said)?;
        Some(Leg { call, leg: self.id, queue: None, agent: None }.topic(at, code))
    }

    fn rang(&self, leg: Leg<'_>) -> Option<Fact> {
        let alert = self.segments.iter().rev().find(|segment| segment.kind == "alert")?;
        let reason = match alert.disconnect {
            Some("client") => "declined",
            Some("peer" | "endpoint") => "caller_left",
            _ => "no_answer",
        };
        let rang = leg.fact(Kind::CallRinging, alert.to?);
        // One leg rings at several agents.
        let key = format!("{}|{}", rang.key, self.id);
        Some(Fact { key, reason: Some(reason.to_owned()), ..rang })
    }

    fn end_of_talk(&self, leg: Leg<'_>) -> Option<Fact> {
        let (at, disconnect) = self.last()?;
        let talked = self.figures.talked;
        let talk_us = talked.map(|talk| talk.saturating_add(self.figures.held.unwrap_or(0)));
        let disconnect = disconnect.unwrap_or("");
        let kind = if disconnect.to_ascii_lowercase().contains("transfer") {
            Kind::CallTransferred
        } else {
            Kind::CallEnded
        };
        let reason = match disconnect {
            "client" | "endpoint" => "agent_hung_up",
            "peer" => "caller_hung_up",
            other => cut(other, REASON_MAX),
        };
        let reason = Some(reason.to_owned()).filter(|reason| !reason.is_empty());
        Some(Fact { talk_us, reason, ..leg.fact(kind, at) })
    }

    /// The end of the caller's session, which is that of the call.
    fn ended(&self, call: &str) -> Option<Fact> {
        let (at, disconnect) = self.last()?;
        let reason = match disconnect {
            Some("client" | "endpoint") => Some("caller_hung_up".to_owned()),
            _ => None,
        };
        let leg = Leg { call, leg: self.id, queue: None, agent: None };
        Some(Fact { reason, ..leg.fact(Kind::CallEnded, at) })
    }
}

/// A wait in a queue.
struct Visit<'a> {
    session: &'a Session<'a>,
    queue: Option<&'a str>,
    from: Instant,
    answered: bool,
}

impl<'a> Visit<'a> {
    /// The wait begins where the queue begins to look for an agent: a moment of delay before it
    /// is none.
    fn of(session: &'a Session<'a>) -> Option<Self> {
        let from = session.began()?;
        Some(Self { session, queue: session.queue(), from, answered: false })
    }

    fn wait_us(&self) -> Option<i64> {
        self.session.figures.answered.or(self.session.figures.queued)
    }

    fn told(&self, call: &str, facts: &mut Vec<Fact>) {
        let leg = Leg { call, leg: self.session.id, queue: self.queue, agent: None };
        facts.push(leg.fact(Kind::CallQueued, self.from));
        let Some((at, disconnect)) = self.session.last().filter(|_| !self.answered) else { return };
        let figures = &self.session.figures;
        let flowed = |wait_us: Option<i64>, way: &str| {
            let reason = Some(cut(way, REASON_MAX).to_owned());
            Fact { wait_us, reason, ..leg.fact(Kind::CallLeftQueue, at) }
        };
        let abandoned =
            |wait_us: Option<i64>| Fact { wait_us, ..leg.fact(Kind::CallAbandoned, at) };
        facts.push(match (figures.abandoned, figures.flowed_out, disconnect) {
            (Some(wait), _, _) => abandoned(Some(wait)),
            (None, Some(wait), _) => {
                flowed(Some(wait), self.session.flow_out.unwrap_or("flow_out"))
            }
            (None, None, Some(way)) if way.to_ascii_lowercase().contains("transfer") => {
                flowed(self.wait_us(), way)
            }
            (None, None, _) => abandoned(self.wait_us()),
        });
    }
}
