use db::Db;
use std::{
    sync::{Arc, Mutex, PoisonError},
    thread,
    time::Duration,
};
use tokio::sync::watch;

/// A bell of the database, for as many as wait for it: one thread hears it while anybody does.
pub(crate) struct Bell {
    db: Db,
    topic: &'static str,
    heard: Arc<Mutex<Option<watch::Sender<()>>>>,
}

/// So long after the last listener has gone the thread ends at the latest.
const ENDS_WITHIN: Duration = Duration::from_secs(1);

impl Bell {
    pub(super) fn new(db: Db, topic: &'static str) -> Self {
        Self { db, topic, heard: Arc::default() }
    }

    /// Hears it from now on.
    pub(crate) fn listen(&self) -> watch::Receiver<()> {
        let mut heard = self.heard.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(sender) = &*heard {
            return sender.subscribe();
        }
        let (sender, receiver) = watch::channel(());
        *heard = Some(sender);
        let (wakes, shared) = (self.db.subscribe(self.topic), Arc::clone(&self.heard));
        thread::spawn(move || {
            loop {
                let rung = wakes.wait(ENDS_WITHIN);
                let mut heard = shared.lock().unwrap_or_else(PoisonError::into_inner);
                let Some(sender) = heard.as_ref().filter(|sender| !sender.is_closed()) else {
                    // Whoever comes now finds none, and begins anew.
                    *heard = None;
                    return;
                };
                if rung {
                    sender.send_replace(());
                }
            }
        });
        receiver
    }
}
