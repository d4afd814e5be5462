//! Mail, as the configuration names it.

use gateways::mail;
use serde::Deserialize;
use std::{error::Error, fs, path::PathBuf};

/// In whose name letters go, and to which servers.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mail {
    /// Whose letters they are: `Aurora <desk@aurora.example>`.
    pub from: String,
    /// The servers that take them; the first that lets us in is used.
    #[serde(rename = "relay", default)]
    pub relays: Vec<Relay>,
    /// A folder that takes them in place of a server, for development.
    pub folder: Option<PathBuf>,
    /// The maildir of the sender's own address, where servers report what came back.
    pub maildir: Option<PathBuf>,
    /// Letters handed over at the same time.
    #[serde(default = "connections")]
    pub connections: u16,
    /// The company by its host name, where the house has more than one.
    pub tenant: Option<String>,
}

/// A mail server that takes what we send.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Relay {
    /// Its host name.
    pub host: String,
    /// Its port; the usual one of its security without.
    pub port: Option<u16>,
    /// How the way to it is kept from others.
    #[serde(default)]
    pub security: Security,
    /// Who we are there.
    pub user: Option<String>,
    /// The password.
    pub password: Option<String>,
    /// A file of certificates that are trusted besides the public ones.
    pub trusted: Option<PathBuf>,
}

/// How the way to a mail server is kept from others.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Security {
    /// TLS from the first byte.
    #[default]
    Tls,
    /// TLS after a plain beginning.
    StartTls,
    /// Not at all: for a server on this machine.
    None,
}

fn connections() -> u16 {
    4
}

/// Letters handed over at the same time, at the most.
const CONNECTIONS_MAX: u16 = 64;

impl Mail {
    /// Whether this can be used.
    ///
    /// # Errors
    /// What is wrong with it, in words.
    pub(super) fn check(&self) -> Result<mail::Sender, Box<dyn Error>> {
        if self.relays.is_empty() == self.folder.is_none() {
            return Err("mail goes either to relays or into a folder".into());
        }
        if !(1..=CONNECTIONS_MAX).contains(&self.connections) {
            return Err(format!("mail has 1 to {CONNECTIONS_MAX} connections").into());
        }
        Ok(mail::Sender::new(&self.from)?)
    }
}

impl Relay {
    /// The server as the gateway knows it.
    ///
    /// # Errors
    /// Where its certificates cannot be read, or a name has no password.
    pub(super) fn opened(&self) -> Result<mail::Relay, Box<dyn Error>> {
        let (security, port) = match self.security {
            Security::Tls => (mail::Security::Tls, 465),
            Security::StartTls => (mail::Security::StartTls, 587),
            Security::None => (mail::Security::None, 25),
        };
        let login = match (&self.user, &self.password) {
            (None, None) => None,
            (Some(user), Some(password)) => {
                Some(mail::Login { user: user.clone(), password: password.clone() })
            }
            _ => return Err(format!("relay {}: a user has a password", self.host).into()),
        };
        let trusted = self.trusted.as_ref().map(fs::read).transpose()?.unwrap_or_default();
        let port = self.port.unwrap_or(port);
        Ok(mail::Relay { host: self.host.clone(), port, security, login, trusted })
    }
}
