//! The thread that hears what other processes ring.

use super::server::{Seat, Server};
use crate::wake::Wakes;
use postgres::{Client, fallible_iterator::FallibleIterator};
use std::{
    sync::{Arc, mpsc::Sender},
    time::Duration,
};

/// How soon a closed database or a broken connection is noticed.
const LOOK_UP: Duration = Duration::from_secs(1);

/// Listens until the database is closed, again and again; says once when it first does or cannot.
pub(super) fn serve(server: &Server, wakes: &Arc<Wakes>, ready: &Sender<()>) {
    while !wakes.is_closed() {
        if let Ok(mut client) = server.connect(Seat::Owner)
            && client.batch_execute("listen premura").is_ok()
        {
            // Something may have been rung before, or while the connection was broken.
            wakes.ring_all();
            let _ = ready.send(());
            hear(&mut client, wakes);
        }
        let _ = ready.send(());
        wakes.pause(LOOK_UP);
    }
}

/// Passes notices on until the connection breaks or the database is closed.
fn hear(client: &mut Client, wakes: &Wakes) {
    let own = wakes.token().to_string();
    while !wakes.is_closed() && !client.is_closed() {
        match client.notifications().timeout_iter(LOOK_UP).next() {
            Ok(Some(notice)) => match notice.payload().split_once(':') {
                Some((token, topic)) if token != own => wakes.ring_named(topic),
                _ => {}
            },
            Ok(None) => {}
            Err(_) => return,
        }
    }
}
