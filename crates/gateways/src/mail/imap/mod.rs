//! A mailbox on a server (IMAP4rev1, RFC 3501) in which letters to us arrive.
//!
//! The few questions that this wants are asked here, on a plain connection or by `rustls`: the
//! crates for it are alphas, or want a runtime, and none bounds what a server may say.

mod session;
mod wire;

use super::{
    Login, Security,
    came::{Came, of_server},
};
use crate::Stop;
use kernel::Instant;
use session::{Said, Session, has_word, quoted};
use std::{collections::BTreeSet, io, time::Duration};
use wire::broken;

/// Bytes of a letter that is read: thirty megabytes are what certified mail carries, and four more
/// for what its provider puts around it.
const LETTER_MAX: usize = 34 << 20;
/// Letters that are given in one look; the rest in the next.
const AT_ONCE: usize = 1_000;

/// How far a mailbox was read. Whoever keeps it reads on from there after a restart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mark {
    /// What the server's numbers mean (`UIDVALIDITY`).
    pub numbering: u32,
    /// The first number that came after it was first looked into; the last there is where the
    /// server does not say.
    pub since: u32,
    /// All up to this number were given.
    pub last: u32,
}

/// A mailbox on a server.
#[derive(Clone, Debug)]
pub struct Mailbox {
    /// The server's host name, which its certificate must bear.
    pub host: String,
    /// Its port: 993 by TLS, 143 otherwise.
    pub port: u16,
    /// How the way to it is kept from others.
    pub security: Security,
    /// Who we are there.
    pub login: Login,
    /// Certificates that are trusted besides the public ones, as PEM; empty: none.
    pub trusted: Vec<u8>,
    /// The folder in which letters arrive, such as `INBOX`.
    pub folder: String,
    /// Where letters that were understood are moved; none: they stay, and are marked as seen.
    pub done: Option<String>,
}

/// Reads each letter of a mailbox once: of those that lay there when it was first looked into, the
/// ones that nobody had seen; of those that came since, all, whoever opened them meanwhile. What
/// was understood is marked as seen and moved; what was not stays as it came, for people.
///
/// A letter is marked only after it was taken: where the program dies in between, it is given
/// again.
pub struct Imap {
    mailbox: Mailbox,
    open: Option<Session>,
    mark: Option<Mark>,
    /// Letters behind the mark that were given, while one before them could not be taken.
    given: BTreeSet<u32>,
    /// The letter at which the connection broke last: at the second time it is left.
    suspect: Option<u32>,
}

impl Imap {
    /// This mailbox; nothing is connected yet.
    pub fn new(mailbox: Mailbox) -> Self {
        Self { mailbox, open: None, mark: None, given: BTreeSet::new(), suspect: None }
    }

    /// The same, read up to this mark before.
    #[must_use]
    pub fn read_to(self, mark: Option<Mark>) -> Self {
        Self { mark, ..self }
    }

    /// How far it is read; none before the first look.
    pub fn mark(&self) -> Option<Mark> {
        self.mark
    }

    /// Where it lies, for reports and marks.
    pub fn name(&self) -> String {
        let Mailbox { host, login, folder, .. } = &self.mailbox;
        format!("{}@{host}/{folder}", login.user)
    }

    /// Gives each letter that is new to `take`, which says whether it understood it. One with which
    /// something goes wrong holds no other up; it is given again the next time.
    ///
    /// # Errors
    /// Where the server is not reached, not trusted, or does not let us in, or says what cannot be
    /// understood; the next look connects again. The first of the letters that could not be taken.
    pub fn look<E: From<io::Error>>(
        &mut self,
        mut take: impl FnMut(Came<'_>) -> Result<bool, E>,
    ) -> Result<(), E> {
        let (mut session, numbers) = self.fresh()?;
        let (mut troubled, mut first_troubled) = (Ok(()), None);
        let is_all = numbers.len() < AT_ONCE;
        for number in numbers {
            // A connection that broke is not kept; what was not asked yet is asked the next time.
            let letter = letter(&mut session, number).inspect_err(|_| self.suspect(number))?;
            let taken = match letter {
                None => Ok(false),
                Some((bytes, at)) => take(Came { bytes: &bytes, at }),
            };
            match taken {
                Ok(true) => put_away(&mut session, number, self.mailbox.done.as_deref())?,
                Ok(false) => {}
                Err(error) => {
                    first_troubled = first_troubled.or(Some(number));
                    troubled = troubled.and(Err(error));
                    continue;
                }
            }
            self.given.insert(number);
        }
        self.advance(first_troubled, is_all);
        self.open = Some(session);
        troubled
    }

    /// Moves the mark behind what was given, but before the first letter that could not be taken.
    fn advance(&mut self, first_troubled: Option<u32>, is_all: bool) {
        let Some(mark) = &mut self.mark else { return };
        let last = match first_troubled {
            Some(number) => number - 1,
            None => {
                let known = if is_all && mark.since < u32::MAX { mark.since - 1 } else { 0 };
                self.given.last().copied().unwrap_or(0).max(known)
            }
        };
        mark.last = mark.last.max(last);
        self.given = self.given.split_off(&(mark.last.saturating_add(1)));
    }

    /// That the connection broke at this letter. It may have been chance once.
    fn suspect(&mut self, number: u32) {
        if self.suspect.replace(number) == Some(number) {
            self.given.insert(number);
        }
    }

    /// Waits until there may be something new, as the server says where it can (IDLE), or this
    /// long; until the word to stop at the latest.
    ///
    /// # Errors
    /// Where the connection broke; the next look connects again.
    pub fn wait(&mut self, stop: &Stop, at_most: Duration) -> io::Result<()> {
        match self.open.take() {
            Some(mut session) if session.can("IDLE") => {
                session.idle(stop, at_most)?;
                self.open = Some(session);
            }
            other => {
                self.open = other;
                stop.wait(at_most);
            }
        }
        Ok(())
    }

    /// A connection with the folder open, and the numbers of letters that are new. Servers close
    /// what was idle for long: then it is connected again, once.
    fn fresh(&mut self) -> io::Result<(Session, Vec<u32>)> {
        if let Some(mut session) = self.open.take()
            && let Ok(numbers) = self.numbers(&mut session)
        {
            return Ok((session, numbers));
        }
        let mut session = Session::open(&self.mailbox)?;
        let numbers = self.numbers(&mut session)?;
        Ok((session, numbers))
    }

    fn numbers(&mut self, session: &mut Session) -> io::Result<Vec<u32>> {
        let folder = quoted(&self.mailbox.folder)?;
        let answer = session.insist(&format!("SELECT {folder}"))?;
        let named = answer.said.iter().find_map(|said| after(&said.text, "[UIDVALIDITY "));
        let numbering = named.ok_or_else(|| broken("the folder's numbers mean nothing"))?;
        let mark = match self.mark {
            Some(mark) if mark.numbering == numbering => mark,
            // Once they were given out anew, each number is another letter's.
            _ => {
                self.given.clear();
                let next = answer.said.iter().find_map(|said| after(&said.text, "[UIDNEXT "));
                let since = next.filter(|next| *next > 0).unwrap_or(u32::MAX);
                Mark { numbering, since, last: 0 }
            }
        };
        self.mark = Some(mark);
        let mut numbers = Vec::new();
        let next = mark.last.saturating_add(1);
        if next < mark.since {
            let range = format!("UID SEARCH UID {next}:{} UNSEEN UNDELETED", mark.since - 1);
            numbers.extend(found(session, &range)?);
        }
        if mark.since < u32::MAX {
            let next = next.max(mark.since);
            let found = found(session, &format!("UID SEARCH UID {next}:* UNDELETED"))?;
            // `*` is the last letter, whatever its number.
            numbers.extend(found.into_iter().filter(|number| *number >= next));
        }
        numbers.retain(|number| !self.given.contains(number));
        numbers.sort_unstable();
        numbers.dedup();
        numbers.truncate(AT_ONCE);
        Ok(numbers)
    }
}

/// The numbers of letters that a question finds. None is nought (RFC 3501, 2.3.1.1).
fn found(session: &mut Session, question: &str) -> io::Result<Vec<u32>> {
    let answer = session.insist(question)?;
    let found = answer.said.iter().filter(|said| has_word(&said.text, 1, "SEARCH"));
    let found = found.flat_map(|said| said.text.split(' ').skip(2));
    Ok(found.filter_map(|number| number.parse().ok()).filter(|number| *number > 0).collect())
}

/// The number that follows these words.
fn after(text: &str, words: &str) -> Option<u32> {
    let at = text.to_ascii_uppercase().find(words)?;
    let digits = text.get(at + words.len()..)?;
    digits.split(|one: char| !one.is_ascii_digit()).next()?.parse().ok()
}

/// A letter, and since when it lies there; none where it is too large, cannot be had, or is not
/// there any more. It is not marked as seen.
fn letter(session: &mut Session, number: u32) -> io::Result<Option<(Vec<u8>, Option<Instant>)>> {
    let answer = session.ask(&format!("UID FETCH {number} (RFC822.SIZE INTERNALDATE)"))?;
    let about = || answer.said.iter().filter(|said| is_of(said, number));
    let size = about().find_map(|said| after(&said.text, "RFC822.SIZE "));
    let at = about().find_map(|said| came_at(&said.text));
    let Some(size) = size else { return Ok(None) };
    if usize::try_from(size).is_ok_and(|size| size >= LETTER_MAX) {
        eprintln!("premura: letter {number} of a mailbox is too large to be read: {size} bytes");
        return Ok(None);
    }
    let answer = session.ask(&format!("UID FETCH {number} (BODY.PEEK[])"))?;
    let mut said = answer.said.into_iter().filter(|said| is_of(said, number));
    Ok(said.find_map(|mut said| said.literals.pop()).map(|bytes| (bytes, at)))
}

/// The moment at which a letter came to lie in the folder.
fn came_at(text: &str) -> Option<Instant> {
    const WORDS: &str = "INTERNALDATE \"";
    let at = text.to_ascii_uppercase().find(WORDS)?;
    of_server(text.get(at + WORDS.len()..)?.split('"').next()?)
}

fn is_of(said: &Said, number: u32) -> bool {
    has_word(&said.text, 2, "FETCH")
        && [" UID ", "(UID "].into_iter().any(|word| after(&said.text, word) == Some(number))
}

/// Marks a letter as seen, and moves it to where letters go that were understood. From the mark on
/// it is not given again, wherever it lies.
fn put_away(session: &mut Session, number: u32, done: Option<&str>) -> io::Result<()> {
    session.insist(&format!("UID STORE {number} +FLAGS.SILENT (\\Seen)"))?;
    let Some(done) = done else { return Ok(()) };
    let folder = quoted(done)?;
    let has_move = session.can("MOVE");
    let verb = if has_move { "MOVE" } else { "COPY" };
    let question = format!("UID {verb} {number} {folder}");
    if !session.ask(&question)?.is_yes() {
        // It may be there already; whether the letter goes there now is what counts.
        session.ask(&format!("CREATE {folder}"))?;
        session.insist(&question)?;
    }
    if !has_move {
        session.insist(&format!("UID STORE {number} +FLAGS.SILENT (\\Deleted)"))?;
        // Without UIDPLUS, others' letters would go too.
        if session.can("UIDPLUS") {
            session.insist(&format!("UID EXPUNGE {number}"))?;
        }
    }
    Ok(())
}
