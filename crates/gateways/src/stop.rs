//! How threads are told to stop, and wait without sleeping through it.

use std::{
    sync::{Arc, Condvar, Mutex, PoisonError},
    time::Duration,
};

/// A word that ends every worker that hears it.
#[derive(Clone, Debug, Default)]
pub struct Stop {
    said: Arc<(Mutex<bool>, Condvar)>,
}

impl Stop {
    /// Says it.
    pub fn say(&self) {
        let (said, waiting) = &*self.said;
        *said.lock().unwrap_or_else(PoisonError::into_inner) = true;
        waiting.notify_all();
    }

    /// Waits at the most this long; true once it was said.
    pub fn wait(&self, at_most: Duration) -> bool {
        let (said, waiting) = &*self.said;
        let guard = said.lock().unwrap_or_else(PoisonError::into_inner);
        let (guard, _) = waiting
            .wait_timeout_while(guard, at_most, |said| !*said)
            .unwrap_or_else(PoisonError::into_inner);
        *guard
    }
}
