//! From where somebody asks, as far as it is remembered: a digest, for as long as it is counted.

use crate::{Desk, identity::secrets};
use std::net::{IpAddr, Ipv6Addr};

/// The place that a network address is of. Of an address of version 6 the first half counts: the
/// rest is chosen by whoever is there. One of version 4 is itself, however it is written.
///
/// ```
/// use domain::accounts::place;
///
/// assert_eq!(place("2001:db8:1:2::9"), place("2001:db8:1:2:ffff::1"));
/// assert_eq!(place("::ffff:192.0.2.7"), "192.0.2.7");
/// ```
pub fn place(address: &str) -> String {
    match address.parse::<IpAddr>().map(|address| address.to_canonical()) {
        Ok(IpAddr::V6(address)) => {
            let [a, b, c, d, ..] = address.segments();
            Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0).to_string()
        }
        Ok(address) => address.to_string(),
        Err(_) => address.to_owned(),
    }
}

/// The digest of the place of a network address, another one in each company.
pub(super) fn digest(desk: &Desk<'_>, from: &str) -> Vec<u8> {
    secrets::hash_token(&format!("asker {} {}", desk.tenant, place(from)))
}
