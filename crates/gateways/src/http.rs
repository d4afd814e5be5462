//! Speaking HTTP to services: whom we trust, and what is known where nothing was answered.

use std::{io::ErrorKind, sync::Arc, time::Duration};
use ureq::{
    Agent, Error, Timeout,
    http::Uri,
    tls::{Certificate, PemItem, RootCerts, TlsConfig, parse_pem},
};

/// How long a service may take.
pub(crate) struct Patience {
    /// For taking a connection; one that does not is not there.
    pub connect: Duration,
    /// For everything, the answer included.
    pub answer: Duration,
    /// A connection that was idle for longer is not used again: servers close them, and nobody
    /// knows whether what was said just then was heard.
    pub idle: Duration,
}

/// Whoever speaks to a service. `trusted` are the only certificates that are trusted, as PEM, where
/// there are some.
///
/// # Errors
/// Where they cannot be read.
pub(crate) fn agent(trusted: &[u8], patience: &Patience) -> Result<Agent, Error> {
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
        // What the environment says of proxies is not for what we say to services.
        .proxy(None)
        .http_status_as_error(false)
        // Somebody else's address would be told our secrets.
        .max_redirects(0)
        .max_redirects_will_error(false)
        .max_idle_age(patience.idle)
        .timeout_connect(Some(patience.connect))
        .timeout_global(Some(patience.answer))
        .user_agent("premura");
    Ok(config.build().into())
}

/// Whether nobody on the way to this address hears what is said: by TLS, or on this machine.
pub(crate) fn is_private(address: &Uri) -> bool {
    match address.scheme_str() {
        Some("https") => address.host().is_some(),
        Some("http") => matches!(address.host(), Some("localhost" | "127.0.0.1" | "[::1]")),
        _ => false,
    }
}

/// Whether it failed before anything was said, so that the service has taken nothing.
pub(crate) fn is_unsaid(error: &Error) -> bool {
    match error {
        Error::HostNotFound
        | Error::ConnectionFailed
        | Error::Timeout(Timeout::Resolve | Timeout::Connect)
        | Error::Tls(_)
        | Error::Pem(_)
        | Error::Rustls(_)
        | Error::BadUri(_)
        | Error::Http(_) => true,
        // Nothing is said before the other side is known to be who it should be.
        Error::Io(error) => {
            error.kind() == ErrorKind::ConnectionRefused
                || error.get_ref().and_then(|inner| inner.downcast_ref()).is_some_and(
                    |inner: &rustls::Error| matches!(inner, rustls::Error::InvalidCertificate(_)),
                )
        }
        _ => false,
    }
}
