//! A mail server that takes what we send, and the connection to it.

use lettre::transport::smtp::{
    Error,
    authentication::{Credentials, Mechanism},
    client::{Certificate, SmtpConnection, TlsParameters},
    extension::ClientId,
};
use std::time::Duration;

/// A mail server that takes what we send.
#[derive(Clone, Debug)]
pub struct Relay {
    /// Its host name, which its certificate must bear.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the way to it is kept from others.
    pub security: Security,
    /// Who we are there; none where it asks nobody.
    pub login: Option<Login>,
    /// Certificates that are trusted besides the public ones, as PEM; empty: none.
    pub trusted: Vec<u8>,
}

/// How the way to a mail server is kept from others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Security {
    /// By TLS from the first byte (port 465).
    Tls,
    /// By TLS after a plain beginning (port 587); a server that offers none is not used.
    StartTls,
    /// Not at all: for a server on this machine.
    None,
}

/// Who we are at a mail server.
#[derive(Clone, Debug)]
pub struct Login {
    /// The name.
    pub user: String,
    /// The password.
    pub password: String,
}

/// A server that takes longer than this to say anything is left.
pub(super) const SILENCE_MAX: Duration = Duration::from_secs(60);

impl Relay {
    /// Where it is, for reports.
    pub(super) fn name(&self) -> String {
        format!("{}:{}", self.host, self.port)
    }

    /// A connection on which letters can be handed over.
    ///
    /// # Errors
    /// Where it is not reached, not trusted, or does not let us in. Nothing was handed over.
    pub(super) fn connect(&self, us: &str) -> Result<SmtpConnection, Error> {
        let hello = ClientId::Domain(us.to_owned());
        let tls = match self.security {
            Security::None => None,
            Security::Tls | Security::StartTls => Some(self.tls()?),
        };
        let at_once = tls.as_ref().filter(|_| self.security == Security::Tls);
        let place = (self.host.as_str(), self.port);
        let mut connection =
            SmtpConnection::connect(place, Some(SILENCE_MAX), &hello, at_once, None)?;
        if let (Security::StartTls, Some(tls)) = (self.security, &tls) {
            connection.starttls(tls, &hello)?;
        }
        if let Some(login) = &self.login {
            let known = Credentials::new(login.user.clone(), login.password.clone());
            connection.auth(&[Mechanism::Plain, Mechanism::Login], &known)?;
        }
        Ok(connection)
    }

    fn tls(&self) -> Result<TlsParameters, Error> {
        let mut builder = TlsParameters::builder(self.host.clone());
        if !self.trusted.is_empty() {
            builder = builder.add_root_certificate(Certificate::from_pem(&self.trusted)?);
        }
        builder.build_rustls()
    }
}
