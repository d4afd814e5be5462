//! Message centres that do what a test says, piece by piece.

use std::{
    io::{Read, Write},
    net::{TcpListener, TcpStream},
    thread,
    time::Duration,
};

pub const SUBMIT: u32 = 0x04;
pub const DELIVER: u32 = 0x05;
pub const UNBIND: u32 = 0x06;
pub const BIND: u32 = 0x09;
pub const ENQUIRE: u32 = 0x15;
pub const ANSWER: u32 = 0x8000_0000;

/// One side of a session.
pub struct Session(TcpStream);

/// A piece that was heard.
#[derive(Debug)]
pub struct Piece {
    pub command: u32,
    pub status: u32,
    pub sequence: u32,
    pub body: Vec<u8>,
}

impl Session {
    /// The next piece; none once the other side has gone.
    pub fn hear(&mut self) -> Option<Piece> {
        let mut head = [0; 16];
        self.0.read_exact(&mut head).ok()?;
        let word = |at: usize| head[at..at + 4].try_into().map(u32::from_be_bytes).expect("four");
        let mut body = vec![0; word(0) as usize - 16];
        self.0.read_exact(&mut body).ok()?;
        Some(Piece { command: word(4), status: word(8), sequence: word(12), body })
    }

    pub fn say(&mut self, command: u32, status: u32, sequence: u32, body: &[u8]) {
        self.raw(&piece(command, status, sequence, body));
    }

    /// Says these bytes, whatever they are. That the other side has gone is its own affair.
    pub fn raw(&mut self, bytes: &[u8]) {
        self.0.write_all(bytes).ok();
    }

    /// Lets in whoever comes.
    pub fn let_in(&mut self) {
        let bind = self.hear().expect("somebody binds");
        assert_eq!(bind.command, BIND);
        self.say(BIND | ANSWER, 0, bind.sequence, b"centre\0");
    }

    /// The next submit.
    pub fn submit(&mut self) -> Option<Piece> {
        loop {
            let piece = self.hear()?;
            match piece.command {
                SUBMIT => return Some(piece),
                UNBIND => self.say(UNBIND | ANSWER, 0, piece.sequence, &[]),
                ENQUIRE => self.say(ENQUIRE | ANSWER, 0, piece.sequence, &[]),
                _ => {}
            }
        }
    }

    /// Takes every submit from now on, each under its number here: `m1`, `m2`.
    pub fn take_all(&mut self) {
        while let Some(submit) = self.submit() {
            self.take(&submit);
        }
    }

    pub fn take(&mut self, submit: &Piece) {
        let id = format!("m{}\0", submit.sequence);
        self.say(SUBMIT | ANSWER, 0, submit.sequence, id.as_bytes());
    }
}

pub fn piece(command: u32, status: u32, sequence: u32, body: &[u8]) -> Vec<u8> {
    let length = u32::try_from(16 + body.len()).expect("it is short");
    let head = [length, command, status, sequence].map(u32::to_be_bytes).concat();
    [&head, body].concat()
}

/// The body of a delivery of this class.
pub fn delivery(class: u8, coding: u8, text: &[u8]) -> Vec<u8> {
    let length = u8::try_from(text.len()).expect("it is short");
    let head = b"\0\x01\x01393331234567\0\x05\0Aurora\0";
    [&head[..], &[class, 0, 0, 0, 0, 0, 0, coding, 0, length], text].concat()
}

/// The text of a submit: our numbers have twelve digits, our source six letters.
pub fn text(submit: &Piece) -> String {
    let fixed = 1 + 2 + 7 + 2 + 13 + 3 + 1 + 17 + 5;
    String::from_utf8_lossy(&submit.body[fixed..]).into_owned()
}

pub type Play = Box<dyn FnOnce(&mut Session) + Send>;

/// A centre that plays these, a session after the other, and then hears nobody.
pub fn centre(plays: Vec<Play>) -> u16 {
    let listener = TcpListener::bind("localhost:0").expect("a free port");
    let port = listener.local_addr().expect("an address").port();
    thread::spawn(move || {
        for play in plays {
            let Ok((stream, _)) = listener.accept() else { return };
            stream.set_read_timeout(Some(Duration::from_secs(30))).expect("a patience");
            play(&mut Session(stream));
        }
        // Whoever comes now waits at the door.
        loop {
            thread::park_timeout(Duration::from_secs(60));
            listener.local_addr().expect("an address");
        }
    });
    port
}
