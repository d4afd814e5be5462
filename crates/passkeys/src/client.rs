//! What the browser says: which page asked what.

use crate::{Asked, CLIENT_MAX, Fault};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::Deserialize;

/// What it should be about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wanted {
    Made,
    Used,
}

/// Of the fields there are those that matter; a browser may say others.
#[derive(Deserialize)]
struct Client {
    #[serde(rename = "type")]
    kind: String,
    challenge: String,
    origin: String,
    #[serde(default, rename = "crossOrigin")]
    is_framed: bool,
}

/// Whether the browser heard this from a page of ours, by itself and not in another's frame.
pub(crate) fn check(asked: &Asked<'_>, wanted: Wanted, said: &[u8]) -> Result<(), Fault> {
    if said.len() > CLIENT_MAX {
        return Err(Fault::TooLong);
    }
    let client: Client = serde_json::from_slice(said).map_err(|_| Fault::Client)?;
    let kind = if wanted == Wanted::Made { "webauthn.create" } else { "webauthn.get" };
    if client.kind != kind {
        return Err(Fault::Kind);
    }
    let challenge = URL_SAFE_NO_PAD.decode(&client.challenge).map_err(|_| Fault::Challenge)?;
    if asked.challenge.is_empty() || challenge != asked.challenge {
        return Err(Fault::Challenge);
    }
    if client.is_framed || !asked.origins.contains(&client.origin) {
        return Err(Fault::Origin);
    }
    Ok(())
}
