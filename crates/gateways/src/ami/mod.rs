//! Asterisk's manager interface: greeting, login, then events as they happen.
//!
//! After the login the interface is asked who waits and what is alive, because it tells nothing
//! twice. Replies come between events. Its events are heard in the live voice: where the exchange's
//! `queue_log` can be read too, that is the record.

mod agents;
mod calls;
mod course;
mod events;
mod messages;
mod orders;
mod recordings;

use self::{
    events::Events,
    messages::{Greeting, Messages, Taken},
};
use crate::{Answer, Exchange, Trouble};
use domain::contacts::exchanges::{Order, Unsaid};
use kernel::Instant;
use md5::{Digest, Md5};
use std::{collections::BTreeMap, time::Duration};

/// With what we come in.
#[derive(Clone, Debug)]
pub struct Login {
    /// The user's name.
    pub user: String,
    /// The secret.
    pub secret: String,
    /// True where the secret is sent as it is; else the exchange's challenge is answered, and the
    /// secret never travels.
    pub plain: bool,
}

/// What sets one exchange apart from another of its kind.
#[derive(Clone, Debug, Default)]
pub struct Manners {
    /// The source of its facts.
    pub source: String,
    /// Contexts of the dial plan in which callers from outside arrive; there the extension is the
    /// number that was dialled.
    pub inbound: Vec<String>,
    /// One name for agents of whom the exchange speaks under several.
    pub agents: BTreeMap<String, String>,
    /// Where recordings can be listened to: an address in which `{call}` stands for the exchange's
    /// id of the call.
    pub recordings: Option<String>,
}

/// Nothing heard for so long: we ask whether anybody is there.
const PING_AFTER: i64 = 30 * Instant::SECOND;
/// Nothing heard for so long: nobody is. A login is given as long as a ping.
const SILENT_AFTER: i64 = 45 * Instant::SECOND;
const LOGIN_WITHIN: i64 = 15 * Instant::SECOND;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    Greeting,
    Challenged,
    Entering,
    In,
}

/// The language of Asterisk's manager interface.
#[derive(Debug)]
pub struct Ami {
    login: Login,
    stage: Stage,
    messages: Messages,
    events: Events,
    heard_at: Option<Instant>,
    pinged: bool,
}

impl Ami {
    /// A conversation that is about to begin.
    pub fn new(manners: Manners, login: Login) -> Self {
        Self {
            login,
            stage: Stage::Greeting,
            messages: Messages::default(),
            events: Events::new(manners),
            heard_at: None,
            pinged: false,
        }
    }

    fn take(&mut self, taken: Taken, at: Instant, answer: &mut Answer) -> Result<(), Trouble> {
        match (self.stage, taken) {
            (Stage::Greeting, Taken::Line(line)) => {
                if !line.starts_with("Asterisk Call Manager/") {
                    return Err(Trouble::Stranger);
                }
                self.stage = if self.login.plain { Stage::Entering } else { Stage::Challenged };
                let say = if self.login.plain {
                    self.log_in("Secret", &self.login.secret)?
                } else {
                    action("Challenge", &[("AuthType", "MD5")])?
                };
                answer.say.extend(say);
            }
            (Stage::Challenged, Taken::Message(message)) if message.is_reply() => {
                let challenge = message.get("Challenge").ok_or(Trouble::Refused)?;
                let key = answer_to(challenge, &self.login.secret);
                self.stage = Stage::Entering;
                answer.say.extend(self.log_in("Key", &key)?);
            }
            (Stage::Entering, Taken::Message(message)) if message.is_reply() => {
                if message.get("Response") != Some("Success") {
                    return Err(Trouble::Refused);
                }
                self.stage = Stage::In;
                answer.say.extend(action("QueueStatus", &[])?);
                answer.say.extend(action("CoreShowChannels", &[])?);
            }
            (_, Taken::Message(message)) if message.has("Event") => {
                self.events.take(&message, at, &mut answer.heard);
            }
            (Stage::In, Taken::Message(message)) if message.is_reply() => {
                answer.heard.answered.extend(orders::answered(&message));
            }
            // Replies to what nobody asked yet.
            _ => {}
        }
        Ok(())
    }

    fn log_in(&self, field: &str, proof: &str) -> Result<Vec<u8>, Trouble> {
        let mut fields = vec![("Username", self.login.user.as_str())];
        if field == "Key" {
            fields.push(("AuthType", "MD5"));
        }
        fields.extend([(field, proof), ("Events", "on")]);
        action("Login", &fields)
    }
}

impl Exchange for Ami {
    fn hear(&mut self, bytes: &[u8], at: Instant) -> Result<Answer, Trouble> {
        self.heard_at = Some(at);
        self.pinged = false;
        let mut answer = Answer::default();
        self.events.wait_no_longer(at, &mut answer.heard);
        let mut rest = bytes;
        while !rest.is_empty() {
            let greeting = match self.stage {
                Stage::Greeting => Greeting::ToCome,
                _ => Greeting::There,
            };
            let (taken, length) = self.messages.take(rest, greeting)?;
            rest = &rest[length..];
            if let Some(taken) = taken {
                self.take(taken, at, &mut answer)?;
            }
        }
        answer.heard.voice = domain::contacts::calls::Voice::Live;
        Ok(answer)
    }

    fn quiet(&mut self, at: Instant) -> Result<Answer, Trouble> {
        let mut answer = Answer::default();
        self.events.wait_no_longer(at, &mut answer.heard);
        let since = *self.heard_at.get_or_insert(at);
        let silent = at - since;
        let limit = if self.stage == Stage::In { SILENT_AFTER } else { LOGIN_WITHIN };
        if silent >= limit {
            return Err(Trouble::Silent(Duration::from_micros(silent.unsigned_abs())));
        }
        if silent >= PING_AFTER && !self.pinged {
            self.pinged = true;
            answer.say = action("Ping", &[])?;
        }
        answer.heard.voice = domain::contacts::calls::Voice::Live;
        Ok(answer)
    }

    fn order(&mut self, order: &Order) -> Result<Vec<u8>, Unsaid> {
        orders::action(order, &self.events)
    }

    fn is_in(&self) -> bool {
        self.stage == Stage::In
    }
}

/// The answer to a challenge: a digest of it and the secret, in hexadecimal.
fn answer_to(challenge: &str, secret: &str) -> String {
    let digest = Md5::new().chain_update(challenge).chain_update(secret).finalize();
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// An action as it is sent, under its own name.
fn action(name: &str, fields: &[(&str, &str)]) -> Result<Vec<u8>, Trouble> {
    action_as(name, &format!("premura-{name}"), fields)
}

/// An action under this id. A name or secret with a line in it would be a second action.
fn action_as(name: &str, id: &str, fields: &[(&str, &str)]) -> Result<Vec<u8>, Trouble> {
    let mut text = format!("Action: {name}\r\nActionID: {id}\r\n");
    for (field, value) in fields {
        if value.contains(['\r', '\n']) {
            return Err(Trouble::Refused);
        }
        text.push_str(&format!("{field}: {value}\r\n"));
    }
    text.push_str("\r\n");
    Ok(text.into_bytes())
}

#[cfg(test)]
mod tests;
