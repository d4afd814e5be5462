//! What mail servers report of letters that we sent, from the maildir in which it arrives.

use crate::{Place, Stop};
use domain::{Refusal, Tenant, messaging};
use gateways::mail::{Maildir, read_report};
use kernel::Id;
use std::{io, path::PathBuf, time::Duration};

/// The maildir is looked into this often.
const EVERY: Duration = Duration::from_secs(2);

/// Why a report was not written down.
#[derive(Debug, thiserror::Error)]
enum Trouble {
    #[error(transparent)]
    Folder(#[from] io::Error),
    #[error(transparent)]
    House(#[from] Refusal),
}

/// Hears until told to stop. Each report is written down before its letter is moved: after a crash
/// it is heard again, which changes nothing.
pub(super) fn hear(place: &Place, tenant: Id<Tenant>, folder: PathBuf, stop: &Stop) {
    let mut maildir = Maildir::new(folder);
    while !stop.wait(EVERY) {
        let looked = maildir.look(|bytes| note(place, tenant, bytes));
        if let Err(trouble) = looked {
            eprintln!("premura: mail heard: {trouble}");
        }
    }
}

/// Whether a letter was a report of a message of ours.
fn note(place: &Place, tenant: Id<Tenant>, bytes: &[u8]) -> Result<bool, Trouble> {
    let Some(receipt) = read_report(bytes) else { return Ok(false) };
    match place.act(tenant, move |desk| messaging::heard(desk, &receipt)) {
        Ok(()) => Ok(true),
        Err(Refusal::Unknown(_)) => Ok(false),
        Err(error) => Err(error.into()),
    }
}
