//! Boxes in which letters arrive: a maildir on this machine, or a mailbox on a server.

use super::config::Mailbox;
use crate::Stop;
use gateways::mail::{Came, Imap, Maildir};
use std::{error::Error, io, path::PathBuf, time::Duration};

/// A box is looked into this often.
const EVERY: Duration = Duration::from_secs(2);
/// A server says when something comes; it is asked at least so often.
const ASKED_EVERY: Duration = Duration::from_secs(60);
/// After a failure we wait this long.
const AFTER_FAILURE: Duration = Duration::from_secs(10);

/// A box in which letters arrive.
pub(super) enum Incoming {
    /// On this machine.
    Maildir(Maildir),
    /// On a server.
    Imap(Box<Imap>),
}

impl Incoming {
    /// The box that a configuration names; none where it names none.
    ///
    /// # Errors
    /// Where it names two, or certificates cannot be read.
    pub(super) fn named(
        maildir: Option<&PathBuf>,
        mailbox: Option<&Mailbox>,
    ) -> Result<Option<Self>, Box<dyn Error>> {
        match (maildir, mailbox) {
            (Some(_), Some(_)) => Err("letters arrive in a maildir or in a box, not both".into()),
            (Some(folder), None) => Ok(Some(Self::Maildir(Maildir::new(folder.clone())))),
            (None, Some(mailbox)) => Ok(Some(Self::Imap(Box::new(Imap::new(mailbox.opened()?))))),
            (None, None) => Ok(None),
        }
    }

    /// Gives each new letter to `take`, until told to stop. A letter is put away after it was
    /// taken: after a crash it is given again.
    pub(super) fn read<E: From<io::Error> + std::fmt::Display>(
        mut self,
        stop: &Stop,
        mut take: impl FnMut(Came<'_>) -> Result<bool, E>,
    ) {
        while !stop.wait(Duration::ZERO) {
            let looked = match &mut self {
                Self::Maildir(maildir) => maildir.look(&mut take).map(drop),
                Self::Imap(imap) => imap.look(&mut take).map(drop),
            };
            if let Err(trouble) = looked {
                eprintln!("premura: letters: {trouble}");
                stop.wait(AFTER_FAILURE);
                continue;
            }
            match &mut self {
                Self::Maildir(_) => drop(stop.wait(EVERY)),
                Self::Imap(imap) => {
                    if let Err(trouble) = imap.wait(stop, ASKED_EVERY) {
                        eprintln!("premura: letters: {trouble}");
                        stop.wait(AFTER_FAILURE);
                    }
                }
            }
        }
    }
}
