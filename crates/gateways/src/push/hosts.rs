//! To whom we speak: the services of the makers of browsers, and no other host that somebody names.

use super::parts;

/// The services of Chrome and its like, Firefox, Safari and Edge.
pub const KNOWN: [&str; 4] = [
    "fcm.googleapis.com",
    "updates.push.services.mozilla.com",
    "web.push.apple.com",
    "*.notify.windows.com",
];

/// Hosts that are spoken to. `*.` before a name is any below it; `:` and a port behind it allow
/// that port, where without there is 443 alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hosts(Vec<String>);

impl Hosts {
    /// These.
    ///
    /// ```
    /// use gateways::push::{Hosts, KNOWN};
    /// let hosts = Hosts::new(KNOWN);
    /// assert!(hosts.takes("https://fcm.googleapis.com/fcm/send/abc"));
    /// assert!(hosts.takes("https://wns2-par02p.notify.windows.com/w/?token=abc"));
    /// assert!(!hosts.takes("https://127.0.0.1/"), "it is this machine");
    /// assert!(!hosts.takes("https://fcm.googleapis.com.evil.test/"));
    /// ```
    pub fn new<T: AsRef<str>>(hosts: impl IntoIterator<Item = T>) -> Self {
        Self(hosts.into_iter().map(|host| host.as_ref().to_ascii_lowercase()).collect())
    }

    /// Whether this address is at one of them.
    pub fn takes(&self, endpoint: &str) -> bool {
        self.origin(endpoint).is_some()
    }

    /// The address of its service, if it is one of them.
    pub(super) fn origin(&self, endpoint: &str) -> Option<String> {
        let (origin, host) = parts(endpoint)?;
        let port = origin.strip_prefix("https://")?.strip_prefix(&*host)?;
        let fits = |known: &String| {
            let (name, known_port) = known.split_at(known.find(':').unwrap_or(known.len()));
            let is_name = match name.strip_prefix('*') {
                Some(below) => host.len() > below.len() && host.ends_with(below),
                None => host == name,
            };
            is_name && port == known_port
        };
        self.0.iter().any(fits).then_some(origin)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_known_hosts_are_spoken_to_by_tls_at_their_own_port() {
        let hosts = Hosts::new(KNOWN.into_iter().chain(["localhost:8443"]));
        for good in [
            "https://fcm.googleapis.com/fcm/send/x",
            "https://FCM.googleapis.com:443/x",
            "https://updates.push.services.mozilla.com/wpush/v2/x",
            "https://web.push.apple.com/x",
            "https://a.b.notify.windows.com/w/?token=x",
            "https://localhost:8443/x",
        ] {
            assert!(hosts.takes(good), "{good}");
        }
        for wrong in [
            "http://fcm.googleapis.com/x",
            "https://fcm.googleapis.com:8443/x",
            "https://user@fcm.googleapis.com/x",
            "https://fcm.googleapis.com@evil.test/x",
            "https://evil.test/fcm.googleapis.com",
            "https://evil.test#fcm.googleapis.com",
            "https://xfcm.googleapis.com/x",
            "https://notify.windows.com/x",
            "https://.notify.windows.com/x",
            "https://evilnotify.windows.com/x",
            "https://localhost/x",
            "https://127.0.0.1:8443/x",
            "https://[::1]:8443/x",
            "https://169.254.169.254/latest/meta-data",
            "ftp://fcm.googleapis.com/x",
            "fcm.googleapis.com",
            "//fcm.googleapis.com/x",
            "",
        ] {
            assert!(!hosts.takes(wrong), "{wrong}");
        }
    }
}
