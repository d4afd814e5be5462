//! What SMSCs deliver is told to the house in batches, and answered once it is written down there.

mod coming;
mod pieces;
mod receipt;

use super::{
    pdu::{self, ANSWER, DATA_SM, DELIVER_SM, Frames, Pdu},
    smsc::Smsc,
    statuses::{ROK, RX_R_APPN, RX_T_APPN},
    wire::Wire,
};
use coming::Delivery;
pub use coming::{Coming, News};
use pieces::{Added, Pieces};
pub(super) use receipt::submitted;
use std::{
    io,
    sync::{
        Arc,
        mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel},
    },
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

/// Writes down what an SMSC tells; answers whether it did. It is called on a thread of its own,
/// with one batch at a time. The same may be told again: after a failure, and where our answer was
/// lost.
pub type Listener = Arc<dyn Fn(Vec<News>) -> bool + Send + Sync>;

/// Deliveries that wait to be told; beyond, an SMSC is asked to say them again.
const WAITING_MAX: usize = 10_000;
/// Deliveries told at once.
const AT_ONCE: usize = 500;
/// Parts whose others do not come are looked at this often.
const EVERY: Duration = Duration::from_secs(5);

/// A delivery, and where it is answered.
pub(super) struct Delivered {
    pub(super) wire: Arc<Wire>,
    pub(super) pdu: Pdu,
}

/// The thread that tells; it ends when nobody can deliver any more.
pub(super) struct Hearing {
    thread: Option<JoinHandle<()>>,
}

impl Hearing {
    /// Starts it; what is sent into the channel is told.
    ///
    /// # Errors
    /// Where the machine gives no thread.
    pub(super) fn start(
        smsc: Smsc,
        listener: Listener,
    ) -> io::Result<(Self, SyncSender<Delivered>)> {
        let (sender, delivered) = sync_channel(WAITING_MAX);
        let thread = thread::Builder::new().name("sms heard".to_owned());
        let thread = thread.spawn(move || {
            Ear { smsc, listener, pieces: Pieces::default() }.hear(&delivered);
        })?;
        Ok((Self { thread: Some(thread) }, sender))
    }
}

impl Drop for Hearing {
    fn drop(&mut self) {
        if let Some(thread) = self.thread.take() {
            // It ends once what it tells is written down; that it died is as good.
            thread.join().ok();
        }
    }
}

struct Ear {
    smsc: Smsc,
    listener: Listener,
    pieces: Pieces,
}

impl Ear {
    fn hear(&mut self, delivered: &Receiver<Delivered>) {
        loop {
            let mut batch = Vec::new();
            match delivered.recv_timeout(EVERY) {
                Ok(first) => {
                    batch.push(first);
                    batch.extend(delivered.try_iter().take(AT_ONCE - 1));
                }
                Err(RecvTimeoutError::Timeout) if self.pieces.is_empty() => continue,
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return,
            }
            self.tell(batch, Instant::now());
        }
    }

    /// Tells these; each is answered after that. A part of a message that is not whole yet is
    /// answered at once: an SMSC may not say the next before.
    fn tell(&mut self, batch: Vec<Delivered>, now: Instant) {
        let (mut news, mut told, mut other) = (Vec::new(), Vec::new(), Vec::new());
        for delivered in batch {
            match coming::read(&self.smsc, &delivered.pdu) {
                Some(Delivery::Receipt(receipt)) => {
                    news.push(News::Receipt(receipt));
                    told.push(delivered);
                }
                Some(Delivery::Whole(coming)) => {
                    news.push(News::Coming(coming));
                    told.push(delivered);
                }
                Some(Delivery::Part(part)) => match self.pieces.add(part, now) {
                    Added::Whole => told.push(delivered),
                    Added::Waits => other.push((delivered, ROK)),
                    Added::NoRoom => other.push((delivered, RX_T_APPN)),
                },
                Some(Delivery::Other) => other.push((delivered, ROK)),
                // It will be no better the next time.
                None => other.push((delivered, RX_R_APPN)),
            }
        }
        answer(other);
        let (wholes, whole): (Vec<_>, Vec<Coming>) = self.pieces.ready(now).into_iter().unzip();
        news.extend(whole.into_iter().map(News::Coming));
        let is_written = news.is_empty() || (self.listener)(news);
        if is_written {
            self.pieces.forget(&wholes);
        }
        let status = if is_written { ROK } else { RX_T_APPN };
        answer(told.into_iter().map(|delivered| (delivered, status)).collect());
    }
}

/// What an SMSC that says these bytes, which come in pieces of so many, tells of messages: what can
/// be read of a session that was written down. It ends where the bytes are no SMPP any more.
pub fn read_session(smsc: &Smsc, bytes: &[u8], piece: usize) -> Vec<News> {
    let (mut frames, mut pieces, mut news) = (Frames::default(), Pieces::default(), Vec::new());
    let now = Instant::now();
    for part in bytes.chunks(piece.max(1)) {
        frames.add(part);
        while let Ok(Some(pdu)) = frames.next() {
            if !matches!(pdu.command, DELIVER_SM | DATA_SM) {
                continue;
            }
            match coming::read(smsc, &pdu) {
                Some(Delivery::Receipt(receipt)) => news.push(News::Receipt(receipt)),
                Some(Delivery::Whole(coming)) => news.push(News::Coming(coming)),
                Some(Delivery::Part(part)) => {
                    pieces.add(part, now);
                }
                Some(Delivery::Other) | None => {}
            }
            let (wholes, whole): (Vec<_>, Vec<Coming>) = pieces.ready(now).into_iter().unzip();
            news.extend(whole.into_iter().map(News::Coming));
            pieces.forget(&wholes);
        }
    }
    news
}

/// Answers these, as many as come together in one piece.
fn answer(all: Vec<(Delivered, u32)>) {
    let mut bytes = Vec::new();
    let mut all = all.into_iter().peekable();
    while let Some((Delivered { wire, pdu }, status)) = all.next() {
        bytes.extend(pdu::said(pdu.command | ANSWER, status, pdu.sequence, &[0]));
        if all.peek().is_none_or(|(next, _)| !Arc::ptr_eq(&next.wire, &wire)) {
            // Where the session is over, the SMSC says them again.
            wire.say(&bytes).ok();
            bytes.clear();
        }
    }
}
