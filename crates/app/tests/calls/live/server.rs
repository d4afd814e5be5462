//! A scripted exchange on a loopback socket, and a clock that it sets.

use gateways::Stop;
use kernel::{Instant, World};
use std::{
    fs,
    io::{Read, Write},
    net::{TcpListener, TcpStream},
    sync::{
        Arc,
        atomic::{AtomicI64, AtomicU64, Ordering},
    },
    thread::{self, JoinHandle},
};

/// An hour that whoever holds it can set.
#[derive(Clone)]
pub struct Hour(Arc<AtomicI64>);

impl Hour {
    pub fn at(instant: Instant) -> Self {
        Self(Arc::new(AtomicI64::new(instant.micros())))
    }

    pub fn set(&self, instant: Instant) {
        self.0.store(instant.micros(), Ordering::SeqCst);
    }

    pub fn clock(&self) -> Arc<dyn Fn() -> World + Send + Sync> {
        let hour = Arc::clone(&self.0);
        let asked = AtomicU64::new(0);
        Arc::new(move || World {
            now: Instant::from_micros(hour.load(Ordering::SeqCst)),
            seed: asked.fetch_add(1, Ordering::SeqCst).wrapping_mul(0x9e37_79b9),
        })
    }
}

/// What an exchange sends, and when.
#[derive(Clone, Debug)]
pub struct Piece {
    pub at: Instant,
    pub bytes: Vec<u8>,
}

/// A scripted exchange: one script for each connection.
pub struct Server {
    pub address: String,
    thread: JoinHandle<Vec<Vec<u8>>>,
}

impl Server {
    /// Begins to take connections. After the last script `stop` is said.
    pub fn start(hour: Hour, scripts: Vec<Vec<Piece>>, stop: Stop) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port of the machine");
        let address = listener.local_addr().expect("it has one").to_string();
        let thread = thread::spawn(move || {
            // Whatever becomes of the script, the listener ends and the test can fail.
            let _stop = SaidAtTheEnd(stop);
            let mut said = Vec::new();
            for script in scripts {
                let (mut stream, _) = listener.accept().expect("the listener comes");
                for piece in &script {
                    hour.set(piece.at);
                    if stream.write_all(&piece.bytes).is_err() {
                        break;
                    }
                    until_taken(&stream);
                }
                // A script that ends with nothing to send is silent and does not hang up.
                if script.last().is_none_or(|piece| !piece.bytes.is_empty()) {
                    drop(stream.shutdown(std::net::Shutdown::Write));
                }
                let mut heard = Vec::new();
                drop(stream.read_to_end(&mut heard));
                said.push(heard);
            }
            said
        });
        Self { address, thread }
    }

    /// What the listener said, connection by connection.
    pub fn end(self) -> Vec<Vec<u8>> {
        self.thread.join().expect("the script ends")
    }
}

pub struct SaidAtTheEnd(pub Stop);

impl Drop for SaidAtTheEnd {
    fn drop(&mut self) {
        self.0.say();
    }
}

/// Waits until the other side has read everything: until then the hour stands still. The kernel
/// tells how many bytes wait at the other end of the connection. A side that left with something
/// unread has no address any more, and reads nothing.
fn until_taken(stream: &TcpStream) {
    let (Ok(ours), Ok(theirs)) = (stream.local_addr(), stream.peer_addr()) else { return };
    let [ours, theirs] = [ours, theirs].map(|address| format!(":{:04X}", address.port()));
    let waits = |line: &str| {
        let mut fields = line.split_whitespace().skip(1);
        let from_them = fields.next().is_some_and(|local| local.ends_with(&theirs))
            && fields.next().is_some_and(|remote| remote.ends_with(&ours));
        from_them && fields.nth(1).is_some_and(|queues| !queues.ends_with(":00000000"))
    };
    while fs::read_to_string("/proc/net/tcp").is_ok_and(|table| table.lines().any(waits)) {
        thread::yield_now();
    }
}
