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
    /// The maildir of the sender's own address, where servers report what came back and clients
    /// answer.
    pub maildir: Option<PathBuf>,
    /// Its box on a server, in place of a maildir.
    #[serde(rename = "box")]
    pub mailbox: Option<Mailbox>,
    /// What letters become that answer none of ours: `requests`, `complaints`; else they are left.
    #[serde(default)]
    pub letters: Letters,
    /// Keys with which letters are signed (DKIM).
    #[serde(default)]
    pub dkim: Vec<Dkim>,
    /// Whether servers are asked to report when a letter lies in its box; the box that is read
    /// gets as many reports as letters went.
    #[serde(default)]
    pub delivered: bool,
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

/// A box on a server that is read by IMAP.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mailbox {
    /// The server's host name.
    pub host: String,
    /// Its port; the usual one of its security without.
    pub port: Option<u16>,
    /// How the way to it is kept from others.
    #[serde(default)]
    pub security: Security,
    /// Who we are there.
    pub user: String,
    /// The password.
    pub password: String,
    /// A file of certificates that are trusted besides the public ones.
    pub trusted: Option<PathBuf>,
    /// The folder in which letters arrive.
    #[serde(default = "inbox")]
    pub folder: String,
    /// Where letters that were understood are moved; without it they stay, marked as seen.
    pub done: Option<String>,
}

fn inbox() -> String {
    "INBOX".to_owned()
}

impl Mailbox {
    /// The box as the gateway knows it.
    ///
    /// # Errors
    /// Where its certificates cannot be read.
    pub(super) fn opened(&self) -> Result<mail::Mailbox, Box<dyn Error>> {
        let (security, port) = match self.security {
            Security::Tls => (mail::Security::Tls, 993),
            Security::StartTls => (mail::Security::StartTls, 143),
            Security::None => (mail::Security::None, 143),
        };
        Ok(mail::Mailbox {
            host: self.host.clone(),
            port: self.port.unwrap_or(port),
            security,
            login: mail::Login { user: self.user.clone(), password: self.password.clone() },
            trusted: self.trusted.as_ref().map(fs::read).transpose()?.unwrap_or_default(),
            folder: self.folder.clone(),
            done: self.done.clone(),
        })
    }
}

/// What letters become that answer none of ours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Letters {
    /// They are left for people.
    #[default]
    Left,
    /// Requests.
    Requests,
    /// Complaints.
    Complaints,
}

/// A key with which letters are signed; its other half stands in the domain's own records.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Dkim {
    /// The domain that signs.
    pub domain: String,
    /// The name of the key there.
    pub selector: String,
    /// The file of the private key, as PEM (PKCS #8).
    pub key: PathBuf,
}

impl Dkim {
    fn opened(&self) -> Result<mail::Dkim, Box<dyn Error>> {
        Ok(mail::Dkim::new(&self.domain, &self.selector, &fs::read(&self.key)?)?)
    }
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

    /// The keys that sign its letters.
    ///
    /// # Errors
    /// Where one cannot be read.
    pub(super) fn keys(&self) -> Result<Vec<mail::Dkim>, Box<dyn Error>> {
        self.dkim.iter().map(Dkim::opened).collect()
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
