use std::{
    collections::VecDeque,
    sync::{Condvar, Mutex, MutexGuard, PoisonError},
};

/// A bounded queue which several threads fill and several empty.
pub(crate) struct Queue<T> {
    state: Mutex<State<T>>,
    filled: Condvar,
    emptied: Condvar,
    capacity: usize,
}

struct State<T> {
    waiting: VecDeque<T>,
    closed: bool,
}

/// Why something could not be put into the queue.
pub(crate) enum Refused {
    Full,
    Closed,
}

impl<T> Queue<T> {
    pub(crate) fn new(capacity: usize) -> Self {
        Self {
            state: Mutex::new(State { waiting: VecDeque::new(), closed: false }),
            filled: Condvar::new(),
            emptied: Condvar::new(),
            capacity: capacity.max(1),
        }
    }

    /// Waits for room; the item comes back when the queue is closed.
    pub(crate) fn push(&self, item: T) -> Result<(), T> {
        let full = |state: &mut State<T>| !state.closed && state.waiting.len() >= self.capacity;
        let waited = self.emptied.wait_while(self.lock(), full);
        let mut state = waited.unwrap_or_else(PoisonError::into_inner);
        if state.closed {
            return Err(item);
        }
        state.waiting.push_back(item);
        self.filled.notify_one();
        Ok(())
    }

    /// Never waits.
    pub(crate) fn try_push(&self, item: T) -> Result<(), (T, Refused)> {
        let mut state = self.lock();
        if state.closed {
            return Err((item, Refused::Closed));
        }
        if state.waiting.len() >= self.capacity {
            return Err((item, Refused::Full));
        }
        state.waiting.push_back(item);
        self.filled.notify_one();
        Ok(())
    }

    /// Waits for the next item; none once the queue is closed and empty.
    pub(crate) fn pop(&self) -> Option<T> {
        let idle = |state: &mut State<T>| !state.closed && state.waiting.is_empty();
        let waited = self.filled.wait_while(self.lock(), idle);
        self.take(waited.unwrap_or_else(PoisonError::into_inner))
    }

    /// The next item if there is one now.
    pub(crate) fn try_pop(&self) -> Option<T> {
        self.take(self.lock())
    }

    /// Refuses what comes; what waits is still done.
    pub(crate) fn close(&self) {
        self.lock().closed = true;
        self.filled.notify_all();
        self.emptied.notify_all();
    }

    fn take(&self, mut state: MutexGuard<'_, State<T>>) -> Option<T> {
        let item = state.waiting.pop_front();
        if item.is_some() {
            self.emptied.notify_one();
        }
        item
    }

    /// The queue is whole at every moment, so a panic elsewhere does not spoil it.
    fn lock(&self) -> MutexGuard<'_, State<T>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
