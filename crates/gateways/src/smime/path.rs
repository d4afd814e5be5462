//! The way from a signer's certificate to one that we believe.
//!
//! `rustls-webpki` checks such ways for servers; it refuses every authority that limits addresses
//! of electronic mail, as AgID's does, so that the few rules that letters need stand here. The
//! signatures on the way are checked by `ring`.

use super::{anchors::Anchors, certificate::Certificate};
use kernel::Instant;

/// Certificates between a signer and one that is believed.
const BETWEEN_MAX: usize = 4;
/// Signatures of certificates that are checked for one signer: certificates that name each other
/// in circles end there.
const CHECKS_MAX: usize = 40;

/// What a way proves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    /// It leads to one that is believed, and everything on it held.
    Holds,
    /// It leads there, but something on it did not hold then.
    Expired,
    /// It leads nowhere that is believed.
    None,
}

/// Looks for a way; what is on it must hold at this moment.
pub(super) fn way(
    signer: &Certificate,
    others: &[Certificate],
    anchors: &Anchors,
    at: Option<Instant>,
) -> Way {
    if !signer.may_sign_letters() || !signer.is_understood() {
        return Way::None;
    }
    let addresses = signer.addresses();
    let mut search = Search { others, anchors, addresses, at, checks: CHECKS_MAX };
    if at.is_some() && search.leads(signer, 0) {
        return Way::Holds;
    }
    search.at = None;
    search.checks = CHECKS_MAX;
    if search.leads(signer, 0) { Way::Expired } else { Way::None }
}

struct Search<'a> {
    others: &'a [Certificate],
    anchors: &'a Anchors,
    addresses: Vec<String>,
    at: Option<Instant>,
    checks: usize,
}

impl Search<'_> {
    /// Whether a way leads from this certificate, below which stand so many that issue.
    fn leads(&mut self, from: &Certificate, below: usize) -> bool {
        if self.at.is_some_and(|at| !from.holds_at(at)) {
            return false;
        }
        if self.anchors.list.iter().any(|anchor| anchor.whole == from.whole) {
            return true;
        }
        let anchors = self.anchors.list.iter();
        for anchor in anchors.filter(|anchor| anchor.subject == from.issuer) {
            if self.vouches(anchor, from, below) {
                return true;
            }
        }
        if below == BETWEEN_MAX {
            return false;
        }
        let others = self.others.iter().filter(|one| one.subject == from.issuer);
        for other in others.filter(|one| one.whole != from.whole) {
            if self.vouches(other, from, below) && self.leads(other, below + 1) {
                return true;
            }
        }
        false
    }

    fn vouches(&mut self, issuer: &Certificate, from: &Certificate, below: usize) -> bool {
        if self.checks == 0 {
            return false;
        }
        self.checks -= 1;
        issuer.may_issue(below)
            && issuer.is_understood()
            && issuer.may_vouch_for(&self.addresses)
            && issuer.has_signed(from)
    }
}
