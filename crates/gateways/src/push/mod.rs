//! Web Push: a bell at a client's device, by way of its browser's maker (RFC 8030). What is said is
//! sealed for the device alone (RFC 8291), and we say who we are by a key (RFC 8292).
//!
//! The device names the address to which we speak, so only hosts that are known are spoken to. A
//! bell rings once at the most: where nobody knows whether it was taken, it is lost.

mod hosts;
mod sealing;
mod vapid;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
pub use hosts::{Hosts, KNOWN};
use kernel::Instant;
pub use sealing::TEXT_MAX;
use std::{io::ErrorKind, sync::Arc, time::Duration};
use ureq::{
    Agent, Error, Timeout,
    http::{Request, Response, Uri},
    tls::{Certificate, PemItem, RootCerts, TlsConfig, parse_pem},
};
pub use vapid::{Key, WrongKey, make_key};

/// The longest answer that is read.
const ANSWER_MAX: u64 = 16 * 1024;
/// Letters of an answer that are kept.
const SAID_MAX: usize = 200;
/// A service that does not take a connection within this time is not there.
const CONNECT_WITHIN: Duration = Duration::from_secs(5);
/// It answers within this time.
const ANSWERS_WITHIN: Duration = Duration::from_secs(10);

/// A device, as its browser says how it is reached.
#[derive(Clone, Copy, Debug)]
pub struct Device<'a> {
    /// Where its browser's maker takes pushes for it.
    pub endpoint: &'a str,
    /// Its public key: a point of P-256, uncompressed.
    pub key: &'a [u8],
    /// The secret it shares with us.
    pub secret: &'a [u8],
}

/// What came of ringing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rung {
    /// The browser's maker took it.
    Taken,
    /// There is no such device any more.
    Gone,
    /// Not now; so many seconds later, where it says so.
    Later(Option<u32>),
    /// Nobody knows whether it was taken, or it is no use; why.
    Lost(String),
}

/// Rings at devices.
pub struct Push {
    key: Key,
    hosts: Hosts,
    agent: Agent,
    answers_within: Duration,
}

/// The certificates that are to be trusted besides cannot be read.
#[derive(Debug, thiserror::Error)]
#[error("the trusted certificates cannot be read")]
pub struct WrongTrusted(#[source] Error);

impl Push {
    /// Rings in the name of this key, at these hosts. `trusted` are the only certificates that are
    /// trusted, as PEM, where there are some.
    ///
    /// # Errors
    /// Where they cannot be read.
    pub fn new(key: Key, hosts: Hosts, trusted: &[u8]) -> Result<Self, WrongTrusted> {
        let agent = agent(trusted).map_err(WrongTrusted)?;
        Ok(Self { key, hosts, agent, answers_within: ANSWERS_WITHIN })
    }

    /// The same, waiting for so long for an answer.
    #[must_use]
    pub fn answered_within(mut self, time: Duration) -> Self {
        self.answers_within = time;
        self
    }

    /// Rings: `text` is what the device is told, which is of use for `lasts` seconds.
    pub fn ring(&self, device: &Device<'_>, text: &[u8], (now, lasts): (Instant, u32)) -> Rung {
        let Some(origin) = self.hosts.origin(device.endpoint) else {
            return Rung::Lost("nobody speaks to this host".to_owned());
        };
        let Some(sealed) = sealing::seal((device.key, device.secret), text) else {
            return Rung::Lost("nothing can be sealed for this key".to_owned());
        };
        let request = Request::post(device.endpoint)
            .header("Authorization", self.key.authorization(&origin, now))
            .header("Content-Encoding", "aes128gcm")
            .header("Content-Type", "application/octet-stream")
            .header("TTL", lasts)
            .header("Urgency", "normal")
            .body(sealed);
        let Ok(request) = request else { return Rung::Lost("no request".to_owned()) };
        let request =
            self.agent.configure_request(request).timeout_global(Some(self.answers_within)).build();
        match self.agent.run(request) {
            Ok(answer) => understood(answer),
            Err(error) => unheard(&error),
        }
    }
}

/// What an answer means (RFC 8030, 5 and 7.3). One that says *not now* has not taken it; another
/// failure may have.
fn understood(mut answer: Response<ureq::Body>) -> Rung {
    let status = answer.status().as_u16();
    let wait = answer.headers().get("retry-after").and_then(|wait| wait.to_str().ok());
    match status {
        200..=299 => Rung::Taken,
        404 | 410 => Rung::Gone,
        429 | 503 => Rung::Later(wait.and_then(|wait| wait.trim().parse().ok())),
        _ => {
            let said = answer.body_mut().with_config().limit(ANSWER_MAX).read_to_vec();
            let said = said.map(|said| String::from_utf8_lossy(&said).into_owned());
            let said: String = said.unwrap_or_default().chars().take(SAID_MAX).collect();
            Rung::Lost(format!("{status} {said}"))
        }
    }
}

/// What a silence means: before anybody listened nothing was taken.
fn unheard(error: &Error) -> Rung {
    match error {
        Error::HostNotFound
        | Error::ConnectionFailed
        | Error::Timeout(Timeout::Resolve | Timeout::Connect) => Rung::Later(None),
        Error::Io(error) if error.kind() == ErrorKind::ConnectionRefused => Rung::Later(None),
        other => Rung::Lost(other.to_string().chars().take(SAID_MAX).collect()),
    }
}

fn agent(trusted: &[u8]) -> Result<Agent, Error> {
    let mut tls = TlsConfig::builder();
    if !trusted.is_empty() {
        let mut all: Vec<Certificate<'static>> = Vec::new();
        for item in parse_pem(trusted) {
            if let PemItem::Certificate(certificate) = item? {
                all.push(certificate);
            }
        }
        tls = tls.root_certs(RootCerts::Specific(Arc::new(all)));
    }
    let config = Agent::config_builder()
        .tls_config(tls.build())
        .https_only(true)
        // What the environment says of proxies is not for bells.
        .proxy(None)
        .http_status_as_error(false)
        // A host that is known may not send us on to one that is not.
        .max_redirects(0)
        .max_redirects_will_error(false)
        .timeout_connect(Some(CONNECT_WITHIN))
        .user_agent("premura");
    Ok(config.build().into())
}

fn packed(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// The address of an endpoint's service, `https://host:port`, and its host.
fn parts(endpoint: &str) -> Option<(String, String)> {
    let address: Uri = endpoint.parse().ok()?;
    let authority = address.authority()?;
    let is_plain = address.scheme_str() == Some("https") && !authority.as_str().contains('@');
    let host = authority.host().to_ascii_lowercase();
    let origin = match authority.port_u16() {
        None | Some(443) => format!("https://{host}"),
        Some(port) => format!("https://{host}:{port}"),
    };
    is_plain.then_some((origin, host))
}
