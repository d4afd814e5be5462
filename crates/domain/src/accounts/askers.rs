//! From where somebody asks, as far as it is remembered: a digest, for as long as it is counted.

use crate::{Desk, identity::secrets};
use std::net::IpAddr;

/// The digest of a network address, another one in each company. Of an address of version 6 the
/// first half counts: the rest is chosen by whoever is there.
pub(super) fn digest(desk: &Desk<'_>, from: &str) -> Vec<u8> {
    let place = match from.parse() {
        Ok(IpAddr::V6(address)) => address.segments()[..4]
            .iter()
            .fold(String::new(), |place, part| format!("{place}{part:x}:")),
        _ => from.to_owned(),
    };
    secrets::hash_token(&format!("asker {} {place}", desk.tenant))
}
