//! What comes in by mail: reports of servers on letters that we sent, complaints about them,
//! answers, and whatever else a box is for.

use super::config::Letters;
use crate::Place;
use domain::{
    Refusal, Tenant,
    contacts::{
        letters::{self, Becomes, Letter},
        requests::Upload,
    },
    identity::secrets::{hash_token, hex},
    messaging::{self, Channel},
};
use gateways::mail::{Came, Grievance, Reading, Reply, read_complaint, read_reply, read_report};
use kernel::{Id, Instant};
use std::io;

/// Why a letter was not written down.
#[derive(Debug, thiserror::Error)]
pub(super) enum Trouble {
    #[error(transparent)]
    Folder(#[from] io::Error),
    #[error(transparent)]
    House(#[from] Refusal),
}

/// Whose box is read, and what its letters become.
#[derive(Clone)]
pub(super) struct Reader {
    pub place: Place,
    pub tenant: Id<Tenant>,
    pub letters: Letters,
}

impl Letters {
    pub(super) fn become_so(self) -> Becomes {
        match self {
            Self::Left => Becomes::Nothing,
            Self::Requests => Becomes::Request,
            Self::Complaints => Becomes::Complaint,
        }
    }
}

impl Reader {
    /// Takes a letter; false where it is left for people.
    pub(super) fn take(&self, came: Came<'_>) -> Result<bool, Trouble> {
        self.take_enveloped(came, came.bytes)
    }

    /// The same of a letter that came inside another one, which is what is kept.
    pub(super) fn take_enveloped(&self, came: Came<'_>, whole: &[u8]) -> Result<bool, Trouble> {
        let bytes = came.bytes;
        if let Some(receipt) = read_report(bytes) {
            let heard = self.place.act(self.tenant, move |desk| messaging::heard(desk, &receipt));
            return known(heard.map(|()| true));
        }
        if let Some(complaint) = read_complaint(bytes) {
            let objects = matches!(complaint.kind, Grievance::Abuse | Grievance::Fraud);
            let Some(message) = complaint.message.filter(|_| objects) else { return Ok(false) };
            let (key, original) = (hex(&hash_token(&text_of(bytes))), whole.to_vec());
            let taken = self
                .place
                .act(self.tenant, move |desk| letters::objected(desk, message, (&key, &original)));
            return known(taken);
        }
        let reply = read_reply(bytes);
        if reply.automatic.is_some() {
            return Ok(false);
        }
        let letter = self.letter(reply, came);
        self.take_in(Letter { original: whole.to_vec(), ..letter })
    }

    pub(super) fn take_in(&self, letter: Letter) -> Result<bool, Trouble> {
        match self.place.act(self.tenant, move |desk| letters::take_in(desk, &letter)) {
            // What cannot be a request, a letter without any sender, is left for people.
            Err(Refusal::Invalid(_)) => Ok(false),
            taken => known(taken),
        }
    }

    /// Since when a letter lies in its box: where the box does not say, or says that it comes only
    /// later, since now.
    pub(super) fn since(&self, came: Came<'_>) -> Instant {
        let now = self.place.clock.now();
        came.at.map_or(now, |at| at.min(now))
    }

    fn letter(&self, reply: Reply, came: Came<'_>) -> Letter {
        let answers = reply.message;
        let text = reply.new;
        let letter = ordinary(reply.letter, came.bytes, self.since(came));
        Letter { answers, text, becomes: self.letters.become_so(), ..letter }
    }
}

/// An ordinary letter, received at this moment.
pub(super) fn ordinary(reading: Reading, bytes: &[u8], at: Instant) -> Letter {
    let upload = |file: gateways::mail::Attached| Upload { name: file.name, bytes: file.bytes };
    Letter {
        channel: Channel::Email,
        key: reading.id.unwrap_or_else(|| hex(&hash_token(&text_of(bytes)))),
        at,
        from: reading.from.unwrap_or_default(),
        name: reading.name.unwrap_or_default(),
        title: reading.subject,
        text: reading.text,
        files: reading.files.into_iter().map(upload).collect(),
        answers: None,
        becomes: Becomes::Nothing,
        proof: String::new(),
        original: bytes.to_vec(),
    }
}

fn text_of(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// What is none of ours is left.
pub(super) fn known(taken: domain::Result<bool>) -> Result<bool, Trouble> {
    match taken {
        Ok(taken) => Ok(taken),
        Err(Refusal::Unknown(_)) => Ok(false),
        Err(error) => Err(error.into()),
    }
}
