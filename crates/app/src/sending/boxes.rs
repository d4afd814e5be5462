//! Boxes in which letters arrive: a maildir on this machine, or a mailbox on a server.

use super::config::Mailbox;
use crate::{Place, Stop};
use domain::{
    Tenant,
    contacts::letters::{self, BoxMark},
};
use gateways::mail::{Came, Imap, Maildir, Mark};
use kernel::Id;
use std::{
    error::Error,
    io,
    panic::{self, AssertUnwindSafe},
    path::PathBuf,
    time::Duration,
};

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
    /// On a server; and who keeps how far it was read.
    Imap(Box<Imap>, Option<Marks>),
}

/// Who keeps how far a box was read.
pub(super) struct Marks {
    place: Place,
    tenant: Id<Tenant>,
    kept: Option<Mark>,
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
            (None, Some(mailbox)) => {
                let imap = Box::new(Imap::new(mailbox.opened()?));
                Ok(Some(Self::Imap(imap, None)))
            }
            (None, None) => Ok(None),
        }
    }

    /// The same, read on from where it was read to by this company's house.
    ///
    /// # Errors
    /// When the database fails.
    pub(super) fn kept_by(self, place: &Place, tenant: Id<Tenant>) -> domain::Result<Self> {
        let Self::Imap(imap, _) = self else { return Ok(self) };
        let name = imap.name();
        let kept = place.look(tenant, move |desk| letters::box_mark(desk, &name))?;
        let kept = kept.map(|BoxMark { numbering, since, last }| Mark { numbering, since, last });
        let marks = Marks { place: place.clone(), tenant, kept };
        Ok(Self::Imap(Box::new(imap.read_to(kept)), Some(marks)))
    }

    /// Gives each new letter to `take`, until told to stop. A letter is put away after it was
    /// taken: after a crash it is given again.
    ///
    /// One at which the program breaks down is left for people, and holds up no other.
    pub(super) fn read<E: From<io::Error> + std::fmt::Display>(
        mut self,
        stop: &Stop,
        mut taken: impl FnMut(Came<'_>) -> Result<bool, E>,
    ) {
        let mut take = |came: Came<'_>| {
            panic::catch_unwind(AssertUnwindSafe(|| taken(came))).unwrap_or_else(|_| {
                eprintln!("premura: letters: the program broke down at one; it is left");
                Ok(false)
            })
        };
        while !stop.wait(Duration::ZERO) {
            let looked = match &mut self {
                Self::Maildir(maildir) => maildir.look(&mut take).map(drop),
                Self::Imap(imap, marks) => {
                    let looked = imap.look(&mut take);
                    if let Some(marks) = marks {
                        marks.keep(imap);
                    }
                    looked
                }
            };
            if let Err(trouble) = looked {
                eprintln!("premura: letters: {trouble}");
                stop.wait(AFTER_FAILURE);
                continue;
            }
            match &mut self {
                Self::Maildir(_) => drop(stop.wait(EVERY)),
                Self::Imap(imap, _) => {
                    if let Err(trouble) = imap.wait(stop, ASKED_EVERY) {
                        eprintln!("premura: letters: {trouble}");
                        stop.wait(AFTER_FAILURE);
                    }
                }
            }
        }
    }
}

impl Marks {
    /// Keeps how far it is read. Where that fails, some are given again after a restart, which
    /// changes nothing.
    fn keep(&mut self, imap: &Imap) {
        let Some(mark) = imap.mark().filter(|mark| self.kept != Some(*mark)) else { return };
        let (name, Mark { numbering, since, last }) = (imap.name(), mark);
        let mark = BoxMark { numbering, since, last };
        let kept =
            self.place.act(self.tenant, move |desk| letters::keep_box_mark(desk, &name, mark));
        match kept {
            Ok(()) => self.kept = imap.mark(),
            Err(error) => eprintln!("premura: letters: {error}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::{env, fs, process, sync::mpsc, thread};

    #[test]
    fn a_letter_at_which_the_program_breaks_down_is_left_and_the_next_is_read() {
        let folder = env::temp_dir().join(format!("premura-brittle-{}", process::id()));
        fs::create_dir_all(folder.join("new")).expect("a folder");
        for (name, text) in [("1", "bad"), ("2", "good")] {
            fs::write(folder.join("new").join(name), text).expect("a letter");
        }
        let incoming = Incoming::named(Some(&folder), None).expect("a box").expect("one");
        let (stop, (heard, letters)) = (Stop::default(), mpsc::channel());
        let ends = stop.clone();
        let reader = thread::spawn(move || {
            incoming.read(&ends, |came| -> io::Result<bool> {
                assert_ne!(came.bytes, b"bad", "it breaks down");
                heard.send(came.bytes.to_vec()).expect("somebody listens");
                Ok(true)
            });
        });
        let letter = letters.recv_timeout(Duration::from_secs(60)).expect("the good one is read");
        assert_eq!(letter, b"good");
        stop.say();
        reader.join().expect("it goes on until it is told to stop");
        assert!(folder.join("new/1").exists(), "it is left for people");
        fs::remove_dir_all(&folder).expect("it is ours");
    }
}
