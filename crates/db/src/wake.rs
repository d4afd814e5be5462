use std::{
    collections::HashMap,
    hash::{BuildHasher, RandomState},
    sync::{
        Arc, Condvar, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

/// A bell that rings after the commit of a unit that called [`Tx::wake`](crate::Tx::wake).
///
/// It may ring for nothing, and it may miss a ring when a connection breaks: whoever waits looks
/// for work each time the wait ends, rung or not.
pub struct Subscription {
    wakes: Arc<Wakes>,
    topic: &'static str,
    heard: AtomicU64,
}

impl Subscription {
    /// Waits until the topic is rung, at most `timeout`; whether it was. Rings since the last
    /// wait count, so that none between two waits is missed.
    pub fn wait(&self, timeout: Duration) -> bool {
        let started = Instant::now();
        let mut state = self.wakes.lock();
        loop {
            let rung = state.rings.get(self.topic).copied().unwrap_or(0);
            if self.heard.swap(rung, Ordering::Relaxed) != rung {
                return true;
            }
            let left = timeout.saturating_sub(started.elapsed());
            if left.is_zero() || state.closed {
                return false;
            }
            let waited = self.wakes.bell.wait_timeout(state, left);
            state = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
    }
}

/// How often each topic was rung, and what other processes have not been told yet.
pub(crate) struct Wakes {
    state: Mutex<State>,
    bell: Condvar,
    token: u64,
}

#[derive(Default)]
struct State {
    rings: HashMap<&'static str, u64>,
    untold: Vec<&'static str>,
    telling: bool,
    closed: bool,
}

impl Wakes {
    pub(crate) fn new() -> Self {
        let token = RandomState::new().hash_one("wakes");
        Self { state: Mutex::default(), bell: Condvar::new(), token }
    }

    /// What marks this process's own notices, which it need not hear.
    pub(crate) fn token(&self) -> u64 {
        self.token
    }

    pub(crate) fn subscribe(self: &Arc<Self>, topic: &'static str) -> Subscription {
        let heard = *self.lock().rings.entry(topic).or_default();
        Subscription { wakes: Arc::clone(self), topic, heard: AtomicU64::new(heard) }
    }

    /// Rings in this process.
    pub(crate) fn ring(&self, topics: &[&'static str]) {
        if topics.is_empty() {
            return;
        }
        let mut state = self.lock();
        for topic in topics {
            *state.rings.entry(topic).or_default() += 1;
        }
        self.bell.notify_all();
    }

    /// Rings what another process named; a topic that nobody here waits for is nothing.
    pub(crate) fn ring_named(&self, topic: &str) {
        if let Some(rings) = self.lock().rings.get_mut(topic) {
            *rings += 1;
        }
        self.bell.notify_all();
    }

    /// Rings every topic, after a time in which rings may have been missed.
    pub(crate) fn ring_all(&self) {
        self.lock().rings.values_mut().for_each(|rings| *rings += 1);
        self.bell.notify_all();
    }

    /// Adds topics for other processes. The topics to tell now, if nobody is telling already:
    /// whoever tells takes what came meanwhile, so that many commits make few notices.
    pub(crate) fn start_telling(&self, topics: &[&'static str]) -> Option<Vec<&'static str>> {
        let mut state = self.lock();
        for topic in topics {
            if !state.untold.contains(topic) {
                state.untold.push(topic);
            }
        }
        if state.telling || state.untold.is_empty() {
            return None;
        }
        state.telling = true;
        Some(std::mem::take(&mut state.untold))
    }

    pub(crate) fn stop_telling(&self) {
        self.lock().telling = false;
    }

    pub(crate) fn close(&self) {
        self.lock().closed = true;
        self.bell.notify_all();
    }

    pub(crate) fn is_closed(&self) -> bool {
        self.lock().closed
    }

    /// Waits for the database to close, at most `timeout`.
    pub(crate) fn pause(&self, timeout: Duration) {
        let state = self.lock();
        let open = |state: &mut State| !state.closed;
        drop(self.bell.wait_timeout_while(state, timeout, open));
    }

    /// Counters are whole at every moment, so a panic elsewhere does not spoil them.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
