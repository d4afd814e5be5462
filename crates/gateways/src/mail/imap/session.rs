//! What is asked of a mailbox and what it answers (IMAP4rev1, RFC 3501).

use super::{
    LETTER_MAX, Mailbox,
    wire::{Wire, broken},
};
use crate::{Stop, mail::Security};
use std::{
    io::{Error, Result},
    time::Duration,
};

/// So long one question may take, a letter of thirty megabytes over a slow line among them.
const ANSWER_WITHIN: Duration = Duration::from_secs(600);
/// Things that a server says before it answers; each letter that somebody else reads is one.
const SAID_MAX: usize = 100_000;
/// How often it is looked whether we are to stop, while a server is waited for.
const LOOK: Duration = Duration::from_millis(500);

/// One thing that a server said: its text, and the literals in it.
pub(super) struct Said {
    pub(super) text: String,
    pub(super) literals: Vec<Vec<u8>>,
}

/// What was answered to a question.
pub(super) struct Answer {
    /// What was said before the answer.
    pub(super) said: Vec<Said>,
    /// The answer, without its tag.
    pub(super) end: String,
}

impl Answer {
    pub(super) fn is_yes(&self) -> bool {
        has_word(&self.end, 0, "OK")
    }
}

/// An open connection, on which we are known.
pub(super) struct Session {
    wire: Wire,
    asked: u32,
    abilities: String,
}

impl Session {
    /// Connects and says who we are.
    pub(super) fn open(place: &Mailbox) -> Result<Self> {
        let mut wire = Wire::connect(place)?;
        wire.within(ANSWER_WITHIN);
        let mut session = Self { wire, asked: 0, abilities: String::new() };
        let greeting = session.said()?.text;
        if !has_word(&greeting, 1, "OK") {
            return Err(Error::other(format!("the server says: {greeting}")));
        }
        session.learn()?;
        if place.security == Security::StartTls {
            session.insist("STARTTLS")?;
            session.wire.secure(place)?;
            session.learn()?;
        }
        if session.can("LOGINDISABLED") {
            return Err(broken("the server lets nobody in on this way"));
        }
        let (user, password) = (quoted(&place.login.user)?, quoted(&place.login.password)?);
        let answer = session.ask(&format!("LOGIN {user} {password}"))?;
        if !answer.is_yes() {
            return Err(Error::other(format!("the server does not let us in: {}", answer.end)));
        }
        session.learn()?;
        Ok(session)
    }

    fn learn(&mut self) -> Result<()> {
        let answer = self.insist("CAPABILITY")?;
        let mut said = answer.said.into_iter();
        let named = said.find(|said| has_word(&said.text, 1, "CAPABILITY"));
        self.abilities = named.map(|said| said.text.to_ascii_uppercase()).unwrap_or_default();
        Ok(())
    }

    /// Whether the server says that it can do this.
    pub(super) fn can(&self, ability: &str) -> bool {
        self.abilities.split(' ').any(|one| one == ability)
    }

    /// Asks, and hears the answer, whatever it is.
    pub(super) fn ask(&mut self, question: &str) -> Result<Answer> {
        self.asked += 1;
        let tag = format!("p{}", self.asked);
        self.wire.within(ANSWER_WITHIN);
        self.wire.say(format!("{tag} {question}\r\n").as_bytes())?;
        self.answer(&tag)
    }

    /// As [`Self::ask`]; a no is an error.
    pub(super) fn insist(&mut self, question: &str) -> Result<Answer> {
        let answer = self.ask(question)?;
        if answer.is_yes() {
            Ok(answer)
        } else {
            let what = question.split(' ').next().unwrap_or_default();
            Err(Error::other(format!("{what}: {}", answer.end)))
        }
    }

    fn answer(&mut self, tag: &str) -> Result<Answer> {
        let mut said = Vec::new();
        let mut room = 2 * LETTER_MAX;
        while said.len() < SAID_MAX {
            let one = self.said()?;
            if let Some(end) = one.text.strip_prefix(tag).and_then(|end| end.strip_prefix(' ')) {
                return Ok(Answer { said, end: end.to_owned() });
            }
            let length = one.text.len() + one.literals.iter().map(Vec::len).sum::<usize>();
            room = room.checked_sub(length).ok_or_else(|| broken("the server says too much"))?;
            if !one.text.starts_with('*') {
                return Err(broken("the server answers what was not asked"));
            }
            said.push(one);
        }
        Err(broken("the server says too much"))
    }

    /// One thing that the server says, to the end of its last line.
    fn said(&mut self) -> Result<Said> {
        let mut said = Said { text: String::new(), literals: Vec::new() };
        let mut room = LETTER_MAX;
        loop {
            let line = self.wire.line()?;
            said.text.push_str(&String::from_utf8_lossy(&line));
            let Some(length) = literal(&line)? else { return Ok(said) };
            room = room.checked_sub(length).ok_or_else(|| broken("a literal is too large"))?;
            said.literals.push(self.wire.literal(length)?);
            if said.literals.len() > 100 || said.text.len() > LETTER_MAX {
                return Err(broken("the server says too much at once"));
            }
        }
    }

    /// Waits until something new is said, by IDLE (RFC 2177) where the server can.
    pub(super) fn idle(&mut self, stop: &Stop, at_most: Duration) -> Result<()> {
        self.asked += 1;
        let tag = format!("p{}", self.asked);
        self.wire.within(at_most + ANSWER_WITHIN);
        self.wire.say(format!("{tag} IDLE\r\n").as_bytes())?;
        let mut waited = Duration::ZERO;
        while waited < at_most && !stop.wait(Duration::ZERO) {
            let silence = LOOK.min(at_most);
            match self.wire.line_within(silence)? {
                Some(line) if is_news(&line) => break,
                Some(line) if line.starts_with(tag.as_bytes()) => {
                    return Err(broken("the server does not wait"));
                }
                // What a server says all the time costs time too, or the wait had no end.
                Some(_) => waited += Duration::from_millis(10),
                None => waited += silence,
            }
        }
        self.wire.within(ANSWER_WITHIN);
        self.wire.say(b"DONE\r\n")?;
        for _ in 0..SAID_MAX {
            let line = self.wire.line()?;
            if line.starts_with(tag.as_bytes()) {
                return Ok(());
            }
        }
        Err(broken("the server says too much"))
    }
}

/// Whether there is a letter that there was not.
fn is_news(line: &[u8]) -> bool {
    let line = String::from_utf8_lossy(line);
    has_word(&line, 2, "EXISTS")
}

/// Whether a word stands at this place of a line, in whatever letters.
pub(super) fn has_word(text: &str, place: usize, word: &str) -> bool {
    text.split(' ').nth(place).is_some_and(|found| found.eq_ignore_ascii_case(word))
}

/// The length of the literal that a line announces at its end.
fn literal(line: &[u8]) -> Result<Option<usize>> {
    let Some(open) = line.strip_suffix(b"}") else { return Ok(None) };
    let Some(at) = open.iter().rposition(|byte| *byte == b'{') else { return Ok(None) };
    let digits = open[at + 1..].strip_suffix(b"+").unwrap_or(&open[at + 1..]);
    if digits.is_empty() || !digits.iter().all(u8::is_ascii_digit) {
        return Ok(None);
    }
    let length = String::from_utf8_lossy(digits).parse::<usize>().ok();
    match length.filter(|length| *length <= LETTER_MAX) {
        Some(length) => Ok(Some(length)),
        None => Err(broken("a literal is too large")),
    }
}

/// A word as it stands in a question; one that could become a second question is refused.
pub(super) fn quoted(word: &str) -> Result<String> {
    if word.chars().any(|one| one.is_control() || !one.is_ascii()) {
        return Err(broken("a name or password has letters that cannot be said"));
    }
    Ok(format!("\"{}\"", word.replace('\\', "\\\\").replace('"', "\\\"")))
}
