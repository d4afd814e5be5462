//! The page lives: it is told at once that something rings, and then asks for what.

use crate::visit::Visit;
use axum::response::sse::{Event, KeepAlive, Sse};
use futures_util::{Stream, stream};
use std::{convert::Infallible, time::Duration};

/// A stream ends after so many changes; the browser comes again, and is asked again who it is.
const CHANGES_MAX: usize = 600;
/// Changes that follow each other faster are told as one, so that a storm paints no storm.
const TOGETHER: Duration = Duration::from_millis(100);

/// A stream that says that calls have changed, and nothing of them: what may be seen, the page is
/// asked.
pub(super) async fn events(visit: Visit) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let bell = visit.app.calls_bell().listen();
    let changes = stream::unfold((bell, 0), |(mut bell, told)| async move {
        if told > 0 {
            tokio::time::sleep(TOGETHER).await;
        }
        let goes_on = told < CHANGES_MAX && bell.changed().await.is_ok();
        goes_on.then(|| (Ok(Event::default().data("calls")), (bell, told + 1)))
    });
    Sse::new(changes).keep_alive(KeepAlive::new().interval(Duration::from_secs(15)))
}
