//! The session with an SMSC: it is kept up by a thread of its own, which hears all that comes,
//! while another says messages and waits for their answers.

use super::{
    hearing::Delivered,
    pdu::{self, SUBMIT_SM},
    session::{self, Ended},
    smsc::Smsc,
    wire::{Wire, held},
};
use crate::{Pause, Stop};
use kernel::{Instant as Hour, World};
use std::{
    collections::HashSet,
    hash::{BuildHasher, RandomState},
    io,
    sync::{Arc, Condvar, Mutex, mpsc::SyncSender},
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

/// What the SMSC said of a submit.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) sequence: u32,
    pub(super) said: Said,
}

/// What is known of a submit that was written.
#[derive(Debug)]
pub(super) enum Said {
    /// Its status, and what the SMSC calls the message.
    Status(u32, String),
    /// The session ended before anything was said of it.
    Nothing(String),
}

/// A session that is kept up until this is dropped.
pub(super) struct Link {
    shared: Arc<Shared>,
    thread: Option<JoinHandle<()>>,
}

pub(super) struct Shared {
    pub(super) smsc: Smsc,
    /// The command that binds it.
    pub(super) bind: u32,
    pub(super) stop: Stop,
    state: Mutex<State>,
    bell: Condvar,
}

#[derive(Default)]
struct State {
    wire: Option<Arc<Wire>>,
    sequence: u32,
    waited: HashSet<u32>,
    answers: Vec<Answer>,
    /// Why there is no session.
    trouble: String,
}

impl Link {
    /// Starts a session by this command; what is delivered by it goes to `delivered`.
    ///
    /// # Errors
    /// Where the machine gives no thread.
    pub(super) fn start(
        smsc: Smsc,
        bind: u32,
        delivered: SyncSender<Delivered>,
    ) -> io::Result<Self> {
        let state = State { trouble: "no session yet".to_owned(), ..State::default() };
        let (state, bell, stop) = (Mutex::new(state), Condvar::new(), Stop::default());
        let shared = Arc::new(Shared { smsc, bind, stop, state, bell });
        let ours = shared.clone();
        let thread = thread::Builder::new().name("sms session".to_owned());
        let thread = thread.spawn(move || keep_up(&ours, &delivered))?;
        Ok(Self { shared, thread: Some(thread) })
    }

    /// Waits for the session, so long at the most.
    ///
    /// # Errors
    /// Why there is none, in words.
    pub(super) fn ready(&self, within: Duration) -> Result<(), String> {
        let until = Instant::now() + within;
        let mut state = held(&self.shared.state);
        while state.wire.is_none() {
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Err(state.trouble.clone());
            }
            let waited = self.shared.bell.wait_timeout(state, left);
            state = waited.unwrap_or_else(std::sync::PoisonError::into_inner).0;
        }
        Ok(())
    }

    /// Says a submit of this body; answers its number.
    ///
    /// # Errors
    /// Why it was not said: the SMSC cannot have it.
    pub(super) fn submit(&self, body: &[u8]) -> Result<u32, String> {
        let (wire, sequence) = {
            let mut state = held(&self.shared.state);
            let Some(wire) = state.wire.clone() else { return Err(state.trouble.clone()) };
            let sequence = state.next();
            state.waited.insert(sequence);
            (wire, sequence)
        };
        let Err(error) = wire.say(&pdu::said(SUBMIT_SM, 0, sequence, body)) else {
            return Ok(sequence);
        };
        let mut state = held(&self.shared.state);
        state.leave(&wire);
        state.waited.remove(&sequence);
        state.answers.retain(|answer| answer.sequence != sequence);
        Err(error.to_string())
    }

    /// What was answered meanwhile; where nothing was, it is waited for until then.
    pub(super) fn answers(&self, until: Instant) -> Vec<Answer> {
        let state = held(&self.shared.state);
        let left = until.saturating_duration_since(Instant::now());
        let waited = self.shared.bell.wait_timeout_while(state, left, |one| one.answers.is_empty());
        let mut state = waited.unwrap_or_else(std::sync::PoisonError::into_inner).0;
        std::mem::take(&mut state.answers)
    }

    /// Ends the session, which is of no use: a new one begins.
    pub(super) fn give_up(&self) {
        let mut state = held(&self.shared.state);
        if let Some(wire) = state.wire.clone() {
            "it said nothing for too long".clone_into(&mut state.trouble);
            state.leave(&wire);
        }
    }
}

impl Drop for Link {
    fn drop(&mut self) {
        self.shared.stop.say();
        if let Some(thread) = self.thread.take() {
            // It ends by itself within a few seconds; that it died is as good.
            thread.join().ok();
        }
    }
}

impl State {
    /// Says nothing more on this session; whoever hears on it finds it ended.
    fn leave(&mut self, wire: &Arc<Wire>) {
        wire.close();
        if self.wire.as_ref().is_some_and(|open| Arc::ptr_eq(open, wire)) {
            self.wire = None;
        }
    }

    /// The next number: from 1 on, and never with the highest bit (SMPP 3.4, 5.1.4).
    fn next(&mut self) -> u32 {
        self.sequence = if self.sequence >= 0x7fff_fffe { 1 } else { self.sequence + 1 };
        self.sequence
    }
}

impl Shared {
    /// A number for what the session says itself.
    pub(super) fn number(&self) -> u32 {
        held(&self.state).next()
    }

    /// The session is there: messages can be said on it.
    pub(super) fn opened(&self, wire: &Arc<Wire>) {
        held(&self.state).wire = Some(wire.clone());
        self.bell.notify_all();
    }

    /// A submit is answered; one that nobody waits for is not.
    pub(super) fn answered(&self, sequence: u32, status: u32, id: String) {
        let mut state = held(&self.state);
        if state.waited.remove(&sequence) {
            state.answers.push(Answer { sequence, said: Said::Status(status, id) });
            self.bell.notify_all();
        }
    }

    /// The session is over: nothing more is said of what waits for an answer.
    fn closed(&self, trouble: &str) {
        let mut state = held(&self.state);
        state.wire = None;
        trouble.clone_into(&mut state.trouble);
        let lost: Vec<u32> = state.waited.drain().collect();
        let nothing = |sequence| Answer { sequence, said: Said::Nothing(trouble.to_owned()) };
        state.answers.extend(lost.into_iter().map(nothing));
        self.bell.notify_all();
    }
}

/// Keeps a session up until it is told to stop.
fn keep_up(shared: &Shared, delivered: &SyncSender<Delivered>) {
    // Chance only keeps copies from coming back in step; the hour is not asked.
    let seed = RandomState::new().hash_one(&shared.smsc.system_id);
    let mut world = World { now: Hour::from_micros(0), seed };
    let mut pause = Pause::default();
    while !shared.stop.wait(Duration::ZERO) {
        let Ended { was_bound, trouble } = session::run(shared, delivered);
        shared.closed(&format!("{}: {trouble}", shared.smsc.name()));
        if was_bound {
            pause.forget();
        }
        shared.stop.wait(pause.after_failure(&mut world));
    }
}
