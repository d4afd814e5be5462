//! One session with an SMSC, from the connection to its end (SMPP 3.4, chapter 2).

use super::{
    hearing::Delivered,
    link::Shared,
    pdu::{
        self, ALERT_NOTIFICATION, ANSWER, Body, DATA_SM, DELIVER_SM, ENQUIRE_LINK, Fields, Frames,
        GENERIC_NACK, Garbled, OUTBIND, Pdu, SUBMIT_SM, UNBIND,
    },
    statuses::{self, RINVCMDID, ROK, RX_T_APPN},
    wire::Wire,
};
use std::{
    convert::Infallible,
    io::{self, ErrorKind},
    sync::{Arc, mpsc::SyncSender},
    time::{Duration, Instant},
};

/// The version that we speak (SMPP 3.4, 5.2.4). Servers that know 5.0 speak it with us.
const VERSION: u8 = 0x34;
/// So long an SMSC may take to let us in, and so long its farewell is waited for.
const BOUND_WITHIN: Duration = Duration::from_secs(10);
const FAREWELL_WITHIN: Duration = Duration::from_secs(2);

/// How a session ended.
pub(super) struct Ended {
    /// Whether it ever was one.
    pub(super) was_bound: bool,
    pub(super) trouble: Trouble,
}

/// Why a session ended.
#[derive(Debug, thiserror::Error)]
pub(super) enum Trouble {
    #[error("{}", wire_words(.0))]
    Wire(#[from] io::Error),
    #[error(transparent)]
    Garbled(#[from] Garbled),
    #[error("it does not let us in: {}", statuses::words(*.0))]
    Refused(u32),
    #[error("it said nothing for too long")]
    Silent,
    #[error("it ended the session")]
    Unbound,
    #[error("we ended the session")]
    Over,
}

fn wire_words(error: &io::Error) -> String {
    match error.kind() {
        ErrorKind::UnexpectedEof => "it closed the connection".to_owned(),
        _ => error.to_string(),
    }
}

struct Session<'a> {
    shared: &'a Shared,
    delivered: &'a SyncSender<Delivered>,
    wire: Arc<Wire>,
    frames: Frames,
    heard_at: Instant,
    enquired_at: Option<Instant>,
    /// Until when it may answer that it lets us in, or lets us go.
    until: Option<Instant>,
    stands: Stands,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Stands {
    Binding,
    Bound,
    Leaving,
}

/// Connects, binds, hears until there is an end, and says farewell.
pub(super) fn run(shared: &Shared, delivered: &SyncSender<Delivered>) -> Ended {
    let wire = match Wire::connect(&shared.smsc) {
        Ok(wire) => Arc::new(wire),
        Err(error) => return Ended { was_bound: false, trouble: error.into() },
    };
    let mut session = Session {
        shared,
        delivered,
        wire,
        frames: Frames::default(),
        heard_at: Instant::now(),
        enquired_at: None,
        until: None,
        stands: Stands::Binding,
    };
    let Err(trouble) = session.hold();
    session.wire.close();
    Ended { was_bound: session.stands != Stands::Binding, trouble }
}

impl Session<'_> {
    fn hold(&mut self) -> Result<Infallible, Trouble> {
        let mut heard = Vec::new();
        self.bind()?;
        loop {
            self.wire.hear(&mut heard)?;
            if !heard.is_empty() {
                (self.heard_at, self.enquired_at) = (Instant::now(), None);
            }
            self.frames.add(&heard);
            while let Some(pdu) = self.frames.next()? {
                self.hear(pdu)?;
            }
            self.look_after()?;
        }
    }

    fn bind(&mut self) -> Result<(), Trouble> {
        let smsc = &self.shared.smsc;
        let body = Body::default()
            .text(&smsc.system_id)
            .text(&smsc.password)
            .text(&smsc.system_type)
            .bytes(&[VERSION, 0, 0])
            .text("");
        self.until = Some(Instant::now() + BOUND_WITHIN);
        self.say(self.shared.bind, ROK, self.shared.number(), &body.done())
    }

    fn say(&self, command: u32, status: u32, number: u32, body: &[u8]) -> Result<(), Trouble> {
        Ok(self.wire.say(&pdu::said(command, status, number, body))?)
    }

    fn hear(&mut self, pdu: Pdu) -> Result<(), Trouble> {
        let Pdu { command, status, sequence, .. } = pdu;
        match command {
            _ if command == self.shared.bind | ANSWER => self.bound(status),
            GENERIC_NACK if self.stands == Stands::Binding => Err(Trouble::Refused(status)),
            _ if command == SUBMIT_SM | ANSWER || command == GENERIC_NACK => {
                let id = Fields::new(&pdu.body).text();
                self.shared.answered(sequence, status, id);
                Ok(())
            }
            DELIVER_SM | DATA_SM => self.deliver(pdu),
            ENQUIRE_LINK => self.say(ENQUIRE_LINK | ANSWER, ROK, sequence, &[]),
            UNBIND => {
                self.say(UNBIND | ANSWER, ROK, sequence, &[])?;
                Err(Trouble::Unbound)
            }
            _ if command == UNBIND | ANSWER && self.stands == Stands::Leaving => Err(Trouble::Over),
            // These want no answer; no answer wants one.
            ALERT_NOTIFICATION | OUTBIND => Ok(()),
            _ if command & ANSWER != 0 => Ok(()),
            _ => self.say(GENERIC_NACK, RINVCMDID, sequence, &[]),
        }
    }

    fn bound(&mut self, status: u32) -> Result<(), Trouble> {
        if status != ROK {
            return Err(Trouble::Refused(status));
        }
        if self.stands == Stands::Binding {
            (self.stands, self.until) = (Stands::Bound, None);
            self.shared.opened(&self.wire);
        }
        Ok(())
    }

    /// Hands over what was delivered; where too much waits, the SMSC is to say it again.
    fn deliver(&self, pdu: Pdu) -> Result<(), Trouble> {
        let (command, sequence) = (pdu.command | ANSWER, pdu.sequence);
        let delivered = Delivered { wire: self.wire.clone(), pdu };
        match self.delivered.try_send(delivered) {
            Ok(()) => Ok(()),
            Err(_) => self.say(command, RX_T_APPN, sequence, &[0]),
        }
    }

    /// Does what is due by now: asks a silent SMSC, leaves one that does not answer, and leaves
    /// when we are to.
    fn look_after(&mut self) -> Result<(), Trouble> {
        let now = Instant::now();
        if self.until.is_some_and(|until| now >= until) {
            return Err(match self.stands {
                Stands::Leaving => Trouble::Over,
                Stands::Binding | Stands::Bound => Trouble::Silent,
            });
        }
        if self.stands != Stands::Leaving && self.shared.stop.wait(Duration::ZERO) {
            if self.stands == Stands::Binding {
                return Err(Trouble::Over);
            }
            (self.stands, self.until) = (Stands::Leaving, Some(now + FAREWELL_WITHIN));
            return self.say(UNBIND, ROK, self.shared.number(), &[]);
        }
        if self.stands != Stands::Bound {
            return Ok(());
        }
        match self.enquired_at {
            Some(at) if now - at >= self.shared.smsc.answer_within => Err(Trouble::Silent),
            None if now - self.heard_at >= self.shared.smsc.enquire_after => {
                self.enquired_at = Some(now);
                self.say(ENQUIRE_LINK, ROK, self.shared.number(), &[])
            }
            _ => Ok(()),
        }
    }
}
