//! Web Push: a bell at a client's device, by way of its browser's maker (RFC 8030). What is said is
//! sealed for the device alone (RFC 8291), and we say who we are by a key (RFC 8292).
//!
//! The device names the address to which we speak, so only hosts that are known are spoken to. A
//! bell rings once at the most: where nobody knows whether it was taken, it is lost.

mod hosts;
mod sealing;
mod vapid;

use crate::http::{self, Patience};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
pub use hosts::{Hosts, KNOWN};
use kernel::Instant;
pub use sealing::TEXT_MAX;
use std::time::Duration;
use ureq::{
    Agent, Error,
    http::{Request, Response, Uri},
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
/// A connection that was idle for longer is not used again.
const IDLE_MAX: Duration = Duration::from_secs(2);

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
        let patience = Patience { connect: CONNECT_WITHIN, answer: ANSWERS_WITHIN, idle: IDLE_MAX };
        let agent = http::agent(trusted, &patience).map_err(WrongTrusted)?;
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
    if http::is_unsaid(error) {
        return Rung::Later(None);
    }
    Rung::Lost(error.to_string().chars().take(SAID_MAX).collect())
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
