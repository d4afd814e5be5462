use super::Snapshot;
use crate::{problem::Answer, visit::Visit};
use domain::Right;
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};
use tokio::{sync::watch, time::Instant};

/// Whose board: the tenant and the path of the units that are reached.
type Place = ([u8; 16], String);

/// The boards that somebody looks at now.
#[derive(Default)]
pub(crate) struct Boards {
    open: Mutex<HashMap<Place, watch::Sender<Option<Arc<Snapshot>>>>>,
}

/// A snapshot is at most so old.
const EVERY: Duration = Duration::from_secs(1);
/// A board takes at most this part of a database thread's time.
const SHARE: u32 = 4;

impl Boards {
    /// The snapshots of this visitor's board as they come. The first to listen sets it going; it
    /// stops when nobody listens any more.
    pub(super) fn listen(&self, visit: &Visit) -> Answer<watch::Receiver<Option<Arc<Snapshot>>>> {
        let reach = visit.who.reach(Right::SeeFigures)?;
        let place = (visit.tenant.id.bytes(), reach.0);
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(sender) = open.get(&place).filter(|sender| !sender.is_closed()) {
            return Ok(sender.subscribe());
        }
        let (sender, receiver) = watch::channel(None);
        open.retain(|_, sender| !sender.is_closed());
        open.insert(place.clone(), sender);
        drop(open);
        tokio::spawn(keep(visit.clone(), place));
        Ok(receiver)
    }

    /// Hands a snapshot to all who listen; false where nobody does, and the board is closed.
    fn show(&self, place: &Place, snapshot: Option<Arc<Snapshot>>) -> bool {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(sender) = open.get(place) else { return false };
        if sender.is_closed() {
            open.remove(place);
            return false;
        }
        if snapshot.is_some() {
            sender.send_replace(snapshot);
        }
        true
    }
}

async fn keep(visit: Visit, place: Place) {
    let mut taken = None;
    while visit.app.boards().show(&place, taken.take()) {
        let began = Instant::now();
        match visit.look(Snapshot::take).await {
            Ok(snapshot) => taken = Some(Arc::new(snapshot)),
            Err(problem) => log::warn!("the wallboard has no figures: {problem}"),
        }
        if !visit.app.boards().show(&place, taken.take()) {
            break;
        }
        let next = EVERY.max(began.elapsed() * SHARE);
        tokio::time::sleep_until(began + next).await;
    }
}
