//! The connection to an SMSC, on which one thread hears while others speak.

use super::smsc::{Security, Smsc};
use rustls::{
    ClientConfig, ClientConnection, RootCertStore,
    crypto::ring,
    pki_types::{CertificateDer, ServerName, pem::PemObject},
};
use std::{
    io::{self, ErrorKind, Read, Write},
    net::{Shutdown, TcpStream, ToSocketAddrs},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

/// An SMSC that does not take a connection, or shake hands, within this time is not there.
const CONNECT_WITHIN: Duration = Duration::from_secs(5);
/// One that does not take what we say within this time is stuck.
const SAY_WITHIN: Duration = Duration::from_secs(5);
/// A look waits so long for something to hear.
const LOOK: Duration = Duration::from_millis(50);
/// Bytes heard at once.
const PIECE: usize = 64 * 1024;

/// What bytes come in, with TLS around them or without.
pub(super) struct Wire {
    socket: TcpStream,
    tls: Option<Mutex<ClientConnection>>,
    /// Whoever speaks holds this, and takes hold of `tls` only after it.
    saying: Mutex<()>,
}

impl Wire {
    /// Connects.
    ///
    /// # Errors
    /// Where it is not reached, or not trusted.
    pub(super) fn connect(smsc: &Smsc) -> io::Result<Self> {
        let mut socket = reach(&smsc.host, smsc.port)?;
        socket.set_nodelay(true)?;
        socket.set_write_timeout(Some(SAY_WITHIN))?;
        let tls = match smsc.security {
            Security::None => None,
            Security::Tls => {
                socket.set_read_timeout(Some(CONNECT_WITHIN))?;
                let mut tls = greeting(smsc)?;
                while tls.is_handshaking() {
                    tls.complete_io(&mut socket)?;
                }
                Some(Mutex::new(tls))
            }
        };
        socket.set_read_timeout(Some(LOOK))?;
        Ok(Self { socket, tls, saying: Mutex::new(()) })
    }

    /// Hears what has come, none where nothing comes for a moment.
    ///
    /// # Errors
    /// Where the connection is over.
    pub(super) fn hear(&self, heard: &mut Vec<u8>) -> io::Result<()> {
        heard.resize(PIECE, 0);
        let length = match (&self.socket).read(heard) {
            Ok(0) => return Err(ErrorKind::UnexpectedEof.into()),
            Ok(length) => length,
            Err(error) => match error.kind() {
                ErrorKind::WouldBlock | ErrorKind::TimedOut | ErrorKind::Interrupted => 0,
                _ => return Err(error),
            },
        };
        heard.truncate(length);
        if let Some(tls) = &self.tls {
            let secret = std::mem::take(heard);
            if deciphered(&mut held(tls), &secret, heard)? {
                self.say(&[])?;
            }
        }
        Ok(())
    }

    /// Says this whole. Where it fails, the other side cannot have all of it, and whatever came
    /// after a half of it would be read as its rest: the connection is ended for everybody.
    ///
    /// # Errors
    /// Where the connection is over, or stuck.
    pub(super) fn say(&self, bytes: &[u8]) -> io::Result<()> {
        let _saying = held(&self.saying);
        self.written(bytes).inspect_err(|_| self.close())
    }

    fn written(&self, bytes: &[u8]) -> io::Result<()> {
        let Some(tls) = &self.tls else { return (&self.socket).write_all(bytes) };
        let secret = {
            let mut tls = held(tls);
            tls.writer().write_all(bytes)?;
            let mut secret = Vec::new();
            while tls.wants_write() {
                tls.write_tls(&mut secret)?;
            }
            secret
        };
        (&self.socket).write_all(&secret)
    }

    /// Ends it for everybody who speaks or hears.
    pub(super) fn close(&self) {
        // That it is closed already is as good.
        self.socket.shutdown(Shutdown::Both).ok();
    }
}

/// What is held is whole even where somebody who held it died: it is changed in single steps.
pub(super) fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn reach(host: &str, port: u16) -> io::Result<TcpStream> {
    let mut last = io::Error::from(ErrorKind::NotFound);
    for address in (host, port).to_socket_addrs()? {
        match TcpStream::connect_timeout(&address, CONNECT_WITHIN) {
            Ok(socket) => return Ok(socket),
            Err(error) => last = error,
        }
    }
    Err(last)
}

fn greeting(smsc: &Smsc) -> io::Result<ClientConnection> {
    let wrong = |error: String| io::Error::new(ErrorKind::InvalidInput, error);
    let mut roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
    for certificate in CertificateDer::pem_slice_iter(&smsc.trusted) {
        let certificate = certificate.map_err(|error| wrong(error.to_string()))?;
        roots.add(certificate).map_err(|error| wrong(error.to_string()))?;
    }
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|error| wrong(error.to_string()))?
        .with_root_certificates(roots)
        .with_no_client_auth();
    let name = ServerName::try_from(smsc.host.clone()).map_err(|error| wrong(error.to_string()))?;
    let mut tls =
        ClientConnection::new(Arc::new(config), name).map_err(|error| wrong(error.to_string()))?;
    // What is said goes out at once; a bound would only cut it in two.
    tls.set_buffer_limit(None);
    Ok(tls)
}

/// Deciphers what came; answers whether the other side is owed an answer by TLS itself.
fn deciphered(
    tls: &mut ClientConnection,
    mut secret: &[u8],
    heard: &mut Vec<u8>,
) -> io::Result<bool> {
    loop {
        if !secret.is_empty() {
            tls.read_tls(&mut secret)?;
        }
        let state = tls
            .process_new_packets()
            .map_err(|error| io::Error::new(ErrorKind::InvalidData, error))?;
        let ready = state.plaintext_bytes_to_read();
        let begin = heard.len();
        heard.resize(begin + ready, 0);
        tls.reader().read_exact(&mut heard[begin..])?;
        if secret.is_empty() {
            let over = state.peer_has_closed() && heard.is_empty();
            return if over { Err(ErrorKind::UnexpectedEof.into()) } else { Ok(tls.wants_write()) };
        }
    }
}
