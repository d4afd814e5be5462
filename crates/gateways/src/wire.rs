//! The connection: pieces of bytes, with an end to every wait.

use crate::Trouble;
use std::{
    io::{ErrorKind, Read, Write},
    net::{TcpStream, ToSocketAddrs},
    time::Duration,
};

/// A peer that does not take a connection within this time is not there.
const CONNECT_WITHIN: Duration = Duration::from_secs(5);
/// A peer that does not take what we say within this time is stuck.
const WRITE_WITHIN: Duration = Duration::from_secs(5);
/// Bytes read at once.
const PIECE: usize = 64 * 1024;

/// What a look at the wire brought.
pub(crate) enum Found<'a> {
    /// Bytes.
    Piece(&'a [u8]),
    /// Nothing within the time.
    Nothing,
}

pub(crate) struct Wire {
    stream: TcpStream,
    piece: Vec<u8>,
}

impl Wire {
    /// Connects; looks will wait this long.
    pub(crate) fn connect(address: &str, look: Duration) -> Result<Self, Trouble> {
        let mut last = None;
        for address in address.to_socket_addrs()? {
            match TcpStream::connect_timeout(&address, CONNECT_WITHIN) {
                Ok(stream) => {
                    stream.set_read_timeout(Some(look))?;
                    stream.set_write_timeout(Some(WRITE_WITHIN))?;
                    stream.set_nodelay(true)?;
                    return Ok(Self { stream, piece: vec![0; PIECE] });
                }
                Err(error) => last = Some(error),
            }
        }
        Err(last.map_or(Trouble::Closed, Trouble::Wire))
    }

    pub(crate) fn look(&mut self) -> Result<Found<'_>, Trouble> {
        match self.stream.read(&mut self.piece) {
            Ok(0) => Err(Trouble::Closed),
            Ok(length) => Ok(Found::Piece(&self.piece[..length])),
            Err(error) => match error.kind() {
                ErrorKind::WouldBlock | ErrorKind::TimedOut | ErrorKind::Interrupted => {
                    Ok(Found::Nothing)
                }
                ErrorKind::ConnectionReset | ErrorKind::ConnectionAborted => Err(Trouble::Closed),
                _ => Err(error.into()),
            },
        }
    }

    pub(crate) fn say(&mut self, bytes: &[u8]) -> Result<(), Trouble> {
        Ok(self.stream.write_all(bytes)?)
    }
}
