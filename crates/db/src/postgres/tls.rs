//! Encryption of the way to PostgreSQL, as libpq's `sslmode` says it.

use crate::{Error, Result};
use postgres::config::SslMode;
use rustls::{
    ClientConfig, DigitallySignedStruct, RootCertStore, SignatureScheme,
    client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier},
    crypto::{CryptoProvider, ring, verify_tls12_signature, verify_tls13_signature},
    pki_types::{CertificateDer, ServerName, UnixTime, pem::PemObject},
};
use std::sync::Arc;

/// A URL without the words about encryption, and what they said.
pub(super) struct Encryption {
    pub(super) url: String,
    pub(super) mode: SslMode,
    /// None for a connection that is never encrypted.
    pub(super) client: Option<ClientConfig>,
}

/// Takes `sslmode` and `sslrootcert` out of the URL. As with libpq, `prefer` (the default) and
/// `require` encrypt without asking who answers; `verify-full` checks the certificate and the
/// host against the file `sslrootcert`, else against the public authorities.
pub(super) fn encryption(url: &str) -> Result<Encryption> {
    let (place, query) = url.split_once('?').unwrap_or((url, ""));
    let (mut word, mut roots, mut kept) = ("prefer", None, Vec::new());
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        match pair.split_once('=') {
            Some(("sslmode", mode)) => word = mode,
            Some(("sslrootcert", file)) => roots = Some(file.replace("%2F", "/")),
            _ => kept.push(pair),
        }
    }
    let (mode, client) = match word {
        "disable" => (SslMode::Disable, None),
        "prefer" => (SslMode::Prefer, Some(unverified()?)),
        "require" => (SslMode::Require, Some(unverified()?)),
        "verify-full" => (SslMode::Require, Some(verified(roots.as_deref())?)),
        other => return Err(Error::Unavailable(format!("sslmode={other} is not known"))),
    };
    let url =
        if kept.is_empty() { place.to_owned() } else { format!("{place}?{}", kept.join("&")) };
    Ok(Encryption { url, mode, client })
}

fn verified(roots: Option<&str>) -> Result<ClientConfig> {
    let mut known = RootCertStore::empty();
    match roots {
        None | Some("system") => known.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned()),
        Some(file) => {
            let refuse = |cause: &dyn std::fmt::Display| {
                Error::Unavailable(format!("the certificates of {file}: {cause}"))
            };
            let read = CertificateDer::pem_file_iter(file).map_err(|cause| refuse(&cause))?;
            for certificate in read {
                let certificate = certificate.map_err(|cause| refuse(&cause))?;
                known.add(certificate).map_err(|cause| refuse(&cause))?;
            }
        }
    }
    let versions = builder()?;
    Ok(versions.with_root_certificates(known).with_no_client_auth())
}

fn unverified() -> Result<ClientConfig> {
    let anybody = Arc::new(Anybody(ring::default_provider()));
    let versions = builder()?;
    Ok(versions.dangerous().with_custom_certificate_verifier(anybody).with_no_client_auth())
}

fn builder() -> Result<rustls::ConfigBuilder<ClientConfig, rustls::WantsVerifier>> {
    ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|cause| Error::Unavailable(cause.to_string()))
}

/// Trusts whoever answers, as `sslmode=require` promises no more than encryption.
#[derive(Debug)]
struct Anybody(CryptoProvider);

impl ServerCertVerifier for Anybody {
    fn verify_server_cert(
        &self,
        _: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        let algorithms = &self.0.signature_verification_algorithms;
        verify_tls12_signature(message, certificate, signed, algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        let algorithms = &self.0.signature_verification_algorithms;
        verify_tls13_signature(message, certificate, signed, algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.signature_verification_algorithms.supported_schemes()
    }
}
