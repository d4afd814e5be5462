//! FreeSWITCH's event socket: it asks for the password, then sends what we ask for.
//!
//! The call centre's events are its own record: files of them hold the same ones.

mod events;
mod frames;
mod orders;
mod recordings;

use self::{
    events::Events,
    frames::{Frame, Frames},
};
use crate::{Answer, Exchange, Manners, Trouble};
use domain::contacts::exchanges::{Fate, Heard, Order, Unsaid};
use kernel::Instant;
use std::{collections::VecDeque, time::Duration};

/// Nothing heard for so long: nobody is there. The exchange's own beat comes every twenty seconds.
const SILENT_AFTER: i64 = 65 * Instant::SECOND;
const LOGIN_WITHIN: i64 = 15 * Instant::SECOND;

/// What we want to be told.
const EVENTS: &str = "event json HEARTBEAT CHANNEL_CREATE CHANNEL_HANGUP_COMPLETE RECORD_START \
    RECORD_STOP CUSTOM callcenter::info premura::recording_announced\n\n";
/// Who is alive, asked once.
const CHANNELS: &str = "api show channels as json\n\n";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    Greeting,
    Entering,
    Asking,
    In,
}

/// The language of FreeSWITCH's event socket.
pub struct EventSocket {
    password: String,
    stage: Stage,
    frames: Frames,
    events: Events,
    heard_at: Option<Instant>,
    /// What was asked and not answered yet: answers come in the order of the questions.
    asked: VecDeque<Question>,
}

/// What an answer is to.
enum Question {
    Channels,
    Order(Order),
}

impl EventSocket {
    /// A conversation that is about to begin.
    pub fn new(manners: Manners, password: &str) -> Self {
        Self {
            password: password.to_owned(),
            stage: Stage::Greeting,
            frames: Frames::default(),
            events: Events::new(manners),
            heard_at: None,
            asked: VecDeque::new(),
        }
    }

    fn take(&mut self, frame: &Frame, at: Instant, answer: &mut Answer) -> Result<(), Trouble> {
        let kind = frame.get("Content-Type").ok_or(Trouble::Garbled("a frame without a type"))?;
        let accepted = || frame.get("Reply-Text").is_some_and(|text| text.starts_with("+OK"));
        match (self.stage, kind) {
            (Stage::Greeting, "auth/request") => {
                if self.password.contains(['\r', '\n']) {
                    return Err(Trouble::Refused);
                }
                answer.say.extend(format!("auth {}\n\n", self.password).into_bytes());
                self.stage = Stage::Entering;
            }
            (Stage::Greeting, "text/rude-rejection") => return Err(Trouble::Refused),
            (Stage::Greeting, _) => return Err(Trouble::Stranger),
            (Stage::Entering, "command/reply") if accepted() => {
                answer.say.extend(EVENTS.as_bytes());
                self.stage = Stage::Asking;
            }
            (Stage::Asking, "command/reply") if accepted() => {
                answer.say.extend(CHANNELS.as_bytes());
                self.asked.push_back(Question::Channels);
                self.stage = Stage::In;
            }
            (Stage::Entering | Stage::Asking, "command/reply") => return Err(Trouble::Refused),
            (_, "text/disconnect-notice") => return Err(Trouble::Closed),
            (Stage::In, "text/event-json") => self.events.take(&frame.body, at, &mut answer.heard),
            (Stage::In, "text/event-plain") => {
                self.events.take_plain(&frame.body, at, &mut answer.heard);
            }
            (Stage::In, "api/response") => self.take_answer(&frame.body, at, &mut answer.heard),
            _ => {}
        }
        Ok(())
    }
}

impl EventSocket {
    fn take_answer(&mut self, body: &[u8], at: Instant, heard: &mut Heard) {
        match self.asked.pop_front() {
            Some(Question::Channels) => heard.census = self.events.census(body, at),
            Some(Question::Order(order)) => {
                let answered = orders::answered(&order, body);
                if answered.fate == Fate::Done {
                    self.events.recording_ordered(&order, at, heard);
                }
                heard.answered.push(answered);
            }
            // An answer to what nobody asked.
            None => {}
        }
    }
}

impl Exchange for EventSocket {
    fn hear(&mut self, bytes: &[u8], at: Instant) -> Result<Answer, Trouble> {
        self.heard_at = Some(at);
        let mut answer = Answer::default();
        let mut rest = bytes;
        while !rest.is_empty() {
            let (frame, length) = self.frames.take(rest)?;
            rest = &rest[length..];
            if let Some(frame) = frame {
                self.take(&frame, at, &mut answer)?;
            }
        }
        Ok(answer)
    }

    fn quiet(&mut self, at: Instant) -> Result<Answer, Trouble> {
        let since = *self.heard_at.get_or_insert(at);
        let limit = if self.stage == Stage::In { SILENT_AFTER } else { LOGIN_WITHIN };
        if at - since >= limit {
            return Err(Trouble::Silent(Duration::from_micros((at - since).unsigned_abs())));
        }
        Ok(Answer::default())
    }

    fn order(&mut self, order: &Order) -> Result<Vec<u8>, Unsaid> {
        let command = orders::command(order, &self.events)?;
        self.asked.push_back(Question::Order(order.clone()));
        Ok(command.into_bytes())
    }

    fn is_in(&self) -> bool {
        self.stage == Stage::In
    }
}
