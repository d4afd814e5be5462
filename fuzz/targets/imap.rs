//! Any bytes as what the server of a mailbox says: a look at it ends, and no letter is given that
//! was not said. The first byte says whether letters can be taken, and where they go.
#![no_main]

use gateways::mail::{Imap, Login, Mailbox, Security};
use libfuzzer_sys::fuzz_target;
use std::{
    io::{self, Read, Write},
    net::{Shutdown, TcpListener},
    thread,
};

/// Says all of it to whoever comes, and hears them out.
fn play(listener: &TcpListener, bytes: &[u8]) -> io::Result<()> {
    let (mut stream, _) = listener.accept()?;
    stream.write_all(bytes)?;
    stream.shutdown(Shutdown::Write)?;
    io::copy(&mut stream.take(1 << 20), &mut io::sink()).map(drop)
}

fuzz_target!(|bytes: &[u8]| {
    let [way, bytes @ ..] = bytes else { return };
    let listener = TcpListener::bind("localhost:0").expect("a free port");
    let mut imap = Imap::new(Mailbox {
        host: "localhost".into(),
        port: listener.local_addr().expect("an address").port(),
        security: Security::None,
        login: Login { user: "desk".into(), password: "secret".into() },
        trusted: Vec::new(),
        folder: "INBOX".into(),
        done: (way & 1 == 1).then(|| "done".into()),
    });
    thread::scope(|scope| {
        scope.spawn(|| play(&listener, bytes).ok());
        let looked = imap.look(|came| {
            let is_said = came.bytes.is_empty()
                || bytes.windows(came.bytes.len()).any(|said| said == came.bytes);
            assert!(is_said, "{:?} was not said", came.bytes);
            if way & 2 == 2 { Err(io::Error::other("not now")) } else { Ok(way & 4 == 4) }
        });
        if looked.is_ok() {
            assert!(imap.mark().is_some(), "it is known how far it was read");
        }
        // The connection ends with the box, and the server's part with it.
        drop(imap);
    });
});
