//! The connection to a mailbox: lines and literals, with an end to every wait and every length.

use super::Mailbox;
use crate::mail::Security;
use rustls::{
    ClientConfig, ClientConnection, RootCertStore, StreamOwned,
    pki_types::{CertificateDer, ServerName, pem::PemObject},
};
use std::{
    io::{Error, ErrorKind, Read, Result, Write},
    net::{TcpStream, ToSocketAddrs},
    sync::Arc,
    time::{Duration, Instant},
};

/// A server that does not take a connection within this time is not there.
const CONNECT_WITHIN: Duration = Duration::from_secs(10);
/// A server that is silent for longer, in the middle of an answer, is left.
const SILENCE_MAX: Duration = Duration::from_secs(60);
/// Bytes of a line; that of a search among a hundred thousand letters has seven hundred thousand.
const LINE_MAX: usize = 1 << 20;
/// Bytes read at once.
const PIECE: usize = 64 << 10;

enum Stream {
    Plain(TcpStream),
    Tls(Box<StreamOwned<ClientConnection, TcpStream>>),
    /// Between the two: nothing can be said.
    Changing,
}

pub(super) struct Wire {
    stream: Stream,
    /// What came and was not read yet.
    buffer: Vec<u8>,
    /// By then what is asked must be answered.
    until: Instant,
}

pub(super) fn broken(said: &str) -> Error {
    Error::new(ErrorKind::InvalidData, said)
}

impl Wire {
    /// Connects; by TLS at once where that is wanted.
    pub(super) fn connect(place: &Mailbox) -> Result<Self> {
        let mut last = broken("the host has no address");
        for address in (place.host.as_str(), place.port).to_socket_addrs()? {
            match TcpStream::connect_timeout(&address, CONNECT_WITHIN) {
                Ok(stream) => {
                    stream.set_write_timeout(Some(SILENCE_MAX))?;
                    stream.set_nodelay(true)?;
                    let (stream, buffer) = (Stream::Plain(stream), Vec::new());
                    let mut wire = Self { stream, buffer, until: Instant::now() + SILENCE_MAX };
                    if place.security == Security::Tls {
                        wire.secure(place)?;
                    }
                    return Ok(wire);
                }
                Err(error) => last = error,
            }
        }
        Err(last)
    }

    /// From here on by TLS. What was said before counts for nothing: somebody on the way may have
    /// said it (RFC 3501, 11.1).
    pub(super) fn secure(&mut self, place: &Mailbox) -> Result<()> {
        if !self.buffer.is_empty() {
            return Err(broken("the server speaks before TLS begins"));
        }
        let stream = std::mem::replace(&mut self.stream, Stream::Changing);
        let Stream::Plain(stream) = stream else { return Err(broken("TLS within TLS")) };
        let name = ServerName::try_from(place.host.clone()).map_err(Error::other)?;
        let connection =
            ClientConnection::new(Arc::new(trust(place)?), name).map_err(Error::other)?;
        self.stream = Stream::Tls(Box::new(StreamOwned::new(connection, stream)));
        Ok(())
    }

    /// All that follows must be done within this time.
    pub(super) fn within(&mut self, time: Duration) {
        self.until = Instant::now() + time;
    }

    pub(super) fn say(&mut self, bytes: &[u8]) -> Result<()> {
        match &mut self.stream {
            Stream::Plain(stream) => stream.write_all(bytes),
            Stream::Tls(stream) => stream.write_all(bytes).and_then(|()| stream.flush()),
            Stream::Changing => Err(broken("the connection is gone")),
        }
    }

    /// One line, without its end.
    pub(super) fn line(&mut self) -> Result<Vec<u8>> {
        self.line_within(SILENCE_MAX)?.ok_or_else(|| Error::from(ErrorKind::TimedOut))
    }

    /// One line; none where the server was silent for this long.
    pub(super) fn line_within(&mut self, silence: Duration) -> Result<Option<Vec<u8>>> {
        let mut looked = 0;
        loop {
            if let Some(end) = self.buffer[looked..].iter().position(|byte| *byte == b'\n') {
                let mut line: Vec<u8> = self.buffer.drain(..=looked + end).collect();
                line.truncate(line.len() - 1);
                if line.last() == Some(&b'\r') {
                    line.pop();
                }
                return Ok(Some(line));
            }
            looked = self.buffer.len();
            if looked > LINE_MAX {
                return Err(broken("the server says a line without an end"));
            }
            if !self.fill(silence)? {
                return Ok(None);
            }
        }
    }

    /// So many bytes as they come.
    pub(super) fn literal(&mut self, length: usize) -> Result<Vec<u8>> {
        let mut found = std::mem::take(&mut self.buffer);
        while found.len() < length {
            if !self.fill(SILENCE_MAX)? {
                return Err(ErrorKind::TimedOut.into());
            }
            found.append(&mut self.buffer);
        }
        self.buffer = found.split_off(length);
        Ok(found)
    }

    /// Waits for more; false where nothing came within this time.
    fn fill(&mut self, silence: Duration) -> Result<bool> {
        let left = self.until.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Err(Error::new(ErrorKind::TimedOut, "the server takes too long"));
        }
        let wait = Some(silence.min(left));
        let mut piece = vec![0; PIECE];
        let read = match &mut self.stream {
            Stream::Plain(stream) => {
                stream.set_read_timeout(wait)?;
                stream.read(&mut piece)
            }
            Stream::Tls(stream) => {
                stream.sock.set_read_timeout(wait)?;
                stream.read(&mut piece)
            }
            Stream::Changing => return Err(broken("the connection is gone")),
        };
        match read {
            Ok(0) => Err(ErrorKind::UnexpectedEof.into()),
            Ok(length) => {
                self.buffer.extend_from_slice(&piece[..length]);
                Ok(true)
            }
            Err(error) => match error.kind() {
                ErrorKind::WouldBlock | ErrorKind::TimedOut => Ok(false),
                ErrorKind::Interrupted => Ok(true),
                _ => Err(error),
            },
        }
    }
}

/// Whom we believe: the public authorities, and those that are named.
fn trust(place: &Mailbox) -> Result<ClientConfig> {
    let mut roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
    for one in CertificateDer::pem_slice_iter(&place.trusted) {
        roots.add(one.map_err(Error::other)?).map_err(Error::other)?;
    }
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(Error::other)?;
    Ok(builder.with_root_certificates(roots).with_no_client_auth())
}
