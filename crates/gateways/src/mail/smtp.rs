//! Handing letters over by SMTP (RFC 5321), step by step: it is always known whether the other side
//! can have the letter.

use super::{
    dkim::Dkim,
    letter::{self, Letter, Sender},
    relay::{Relay, SILENCE_MAX},
    relays::Relays,
};
use crate::carrier::{Carrier, Handed, one_by_one};
use domain::messaging::{Fate, Parcel};
use kernel::Instant;
use lettre::{
    Address,
    transport::smtp::{
        Error,
        client::SmtpConnection,
        commands::{Data, Mail, Rcpt},
        extension::{Extension, MailParameter, RcptParameter},
        response::{Response, Severity},
    },
};
use std::{fmt, time::Duration};

/// Hands letters over to the first of its servers that takes them.
pub struct Smtp {
    sender: Sender,
    relays: Relays,
    keys: Vec<Dkim>,
    /// Whether servers are asked to say when a letter lies in its box.
    asks: bool,
}

/// So long a server may take to answer the last line of a letter.
const LAST_LINE_MAX: Duration = Duration::from_secs(600);

/// What kept a letter from being handed over.
enum Trouble {
    /// The connection was gone before anything of this letter was said.
    Gone(Error),
    /// The server will not have a letter from us now, or ever: that says nothing of the recipient.
    OfOurs(Error),
    /// The server will not have a letter to this recipient, or not this letter.
    OfTheirs(Error),
    /// The server passes nothing on to this recipient for us; another one may.
    NotFromUs(Error),
    /// The address has letters that the server does not know.
    Foreign,
    /// It says yes to what it should say "go on" to.
    Odd(String),
    /// The letter was said to its end, and nothing understandable came back.
    Unknown(String),
}

impl Smtp {
    /// Letters of this sender go to the first of these servers that takes them.
    pub fn new(sender: Sender, relays: Vec<Relay>) -> Self {
        Self { sender, relays: Relays::new(relays), keys: Vec::new(), asks: false }
    }

    /// The same, with each letter signed by these keys of the sender's domain (DKIM): none, one, or
    /// one of each kind.
    #[must_use]
    pub fn signed_by(mut self, keys: Vec<Dkim>) -> Self {
        self.keys = keys;
        self
    }

    /// The same, asking servers to report when a letter lies in its box (RFC 3461), where they can:
    /// else they report only what came back or waits.
    #[must_use]
    pub fn asking(mut self, asks: bool) -> Self {
        self.asks = asks;
        self
    }

    /// The letter with its signatures. None signs another's.
    fn sign(&self, mut letter: Letter, at: Instant) -> Result<Letter, String> {
        let signed = self.keys.iter().map(|key| key.sign(&letter.text, at));
        let signed = signed.collect::<Result<String, String>>()?;
        letter.text.insert_str(0, &signed);
        Ok(letter)
    }

    /// Hands a letter to the first server that takes it. Only while no server can have it is
    /// another one asked.
    pub(super) fn hand_over(&mut self, letter: &Letter) -> Handed {
        let mut said = Vec::new();
        for relay in self.relays.order() {
            match self.hand_to(relay, letter) {
                Ok(handed) => return handed,
                Err(words) => said.push(format!("{}: {words}", self.relays.name(relay))),
            }
        }
        Handed::new(Fate::Postponed, said.join("; "))
    }

    /// Hands a letter to this server.
    ///
    /// # Errors
    /// Why it surely does not have it and another one may take it, in words.
    fn hand_to(&mut self, relay: usize, letter: &Letter) -> Result<Handed, String> {
        let us = self.sender.domain();
        loop {
            let (mut connection, was_open) =
                self.relays.connection(relay, us, self.asks).map_err(|e| e.to_string())?;
            let asks = self.asks && self.relays.reports(relay);
            let trouble = match say(&mut connection, self.sender.address(), letter, asks) {
                Ok(response) => {
                    self.relays.keep(relay, connection);
                    return Ok(Handed::new(Fate::Accepted, words_of(&response)));
                }
                Err(trouble) => trouble,
            };
            match trouble {
                // Servers close what was idle for long: nothing was said of this letter yet.
                Trouble::Gone(_) if was_open => {}
                Trouble::Gone(error) | Trouble::OfOurs(error) => {
                    self.relays.shun(relay, connection);
                    return Err(error.to_string());
                }
                Trouble::NotFromUs(error) => {
                    self.relays.reset(relay, connection, &error);
                    return Err(error.to_string());
                }
                Trouble::OfTheirs(error) => {
                    self.relays.reset(relay, connection, &error);
                    return Ok(Handed::new(fate_of(&error), error.to_string()));
                }
                Trouble::Foreign => {
                    self.relays.keep(relay, connection);
                    let said = "the server takes no such letters (SMTPUTF8)";
                    return Ok(Handed::new(Fate::Refused, said));
                }
                Trouble::Odd(said) => {
                    self.relays.shun(relay, connection);
                    return Err(said);
                }
                Trouble::Unknown(said) => {
                    connection.abort();
                    return Ok(Handed::new(Fate::Unknown, said));
                }
            }
        }
    }

    /// The letter of a message, signed where we have a key.
    fn written(&self, parcel: &Parcel) -> Result<Letter, String> {
        let letter = letter::write(&self.sender, parcel)?;
        self.sign(letter, parcel.at)
    }
}

impl Carrier for Smtp {
    fn carry(&mut self, parcels: &[Parcel], ends: &dyn Fn() -> bool) -> Vec<Handed> {
        one_by_one(parcels, ends, |parcel| match self.written(parcel) {
            Ok(letter) => self.hand_over(&letter),
            Err(said) => Handed::new(Fate::Refused, said),
        })
    }

    fn rest(&mut self) {
        self.relays.rest();
    }
}

/// Says a letter. Up to its last line the server cannot have it; after it, only its answer tells.
fn say(
    connection: &mut SmtpConnection,
    from: &Address,
    letter: &Letter,
    asks: bool,
) -> Result<Response, Trouble> {
    let is_plain = letter.to.to_string().is_ascii();
    if !is_plain && !connection.server_info().supports_feature(Extension::SmtpUtfEight) {
        return Err(Trouble::Foreign);
    }
    let manner = if is_plain { vec![] } else { vec![MailParameter::SmtpUtfEight] };
    // A server that closes says so (421) where it has not just gone.
    let gone_or_ours = |error: Error| match error.status().map(u16::from) {
        None | Some(421) => Trouble::Gone(error),
        Some(_) => Trouble::OfOurs(error),
    };
    connection.command(Mail::new(Some(from.clone()), manner)).map_err(gone_or_ours)?;
    let wishes = if asks { wishes(&letter.to) } else { Vec::new() };
    connection.command(Rcpt::new(letter.to.clone(), wishes)).map_err(of_recipient)?;
    let go_on = connection.command(Data).map_err(Trouble::OfOurs)?;
    if !go_on.has_code(354) {
        return Err(Trouble::Odd(words_of(&go_on)));
    }
    content(connection, letter)
}

/// What is to be reported of a letter to this recipient, and under which address (RFC 3461, 4).
fn wishes(to: &Address) -> Vec<RcptParameter> {
    let wish = |keyword: &str, value: String| RcptParameter::Other {
        keyword: keyword.to_owned(),
        value: Some(value),
    };
    let notify = wish("NOTIFY", "SUCCESS,FAILURE,DELAY".to_owned());
    if to.to_string().is_ascii() {
        vec![notify, wish("ORCPT", format!("rfc822;{to}"))]
    } else {
        vec![notify]
    }
}

/// What a no to a recipient says: of them, or of what this server does for us (RFC 3463, X.7: that
/// is also what a relay says whose list of senders we fell off).
fn of_recipient(error: Error) -> Trouble {
    let code = error.status().map(u16::from);
    let is_ours = status_of(&error).is_some_and(|status| status.starts_with("5.7."));
    match code {
        None => Trouble::OfOurs(error),
        _ if is_ours => Trouble::NotFromUs(error),
        Some(530 | 535) => Trouble::NotFromUs(error),
        Some(_) => Trouble::OfTheirs(error),
    }
}

/// Says the letter itself. A server may look at it for ten minutes before it answers its last line
/// (RFC 5321, 4.5.3.2.6).
fn content(connection: &mut SmtpConnection, letter: &Letter) -> Result<Response, Trouble> {
    let unknown = |error: std::io::Error| Trouble::Odd(error.to_string());
    connection.set_timeout(Some(LAST_LINE_MAX)).map_err(unknown)?;
    let answer =
        connection.command(Content(&letter.text)).map_err(|error| match error.status() {
            Some(_) => Trouble::OfTheirs(error),
            None => Trouble::Unknown(error.to_string()),
        })?;
    if answer.code().severity != Severity::PositiveCompletion {
        return Err(Trouble::Unknown(words_of(&answer)));
    }
    // A connection whose patience cannot be set again is left; the letter is there.
    connection.set_timeout(Some(SILENCE_MAX)).ok();
    Ok(answer)
}

/// A letter as it is said: a line that begins with a dot has another before it, and a dot alone is
/// the end (RFC 5321, 4.5.2). All of it is one piece to the wire, so that its last line never waits
/// for the other side to confirm the first ones.
struct Content<'a>(&'a str);

impl fmt::Display for Content<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for line in self.0.split_inclusive("\r\n") {
            let more = if line.starts_with('.') { "." } else { "" };
            write!(out, "{more}{line}")?;
        }
        let end = if self.0.ends_with("\r\n") { "" } else { "\r\n" };
        write!(out, "{end}.\r\n")
    }
}

/// What a no to a recipient or a letter means.
fn fate_of(error: &Error) -> Fate {
    match status_of(error).as_deref() {
        _ if !error.is_permanent() => Fate::Postponed,
        Some(status) if is_nobody(status) => Fate::Unreachable,
        // Of the sender's own address (RFC 3463): that is for us to put right.
        Some("5.1.7" | "5.1.8") => Fate::Postponed,
        _ => Fate::Refused,
    }
}

/// The enhanced status in a no (RFC 2034), or its first word where it has none.
fn status_of(error: &Error) -> Option<String> {
    let said = error.to_string();
    let (_, said) = said.split_once(": ")?;
    said.split_whitespace().next().map(str::to_owned)
}

/// Whether a status says that there is nobody at an address (RFC 3463, RFC 7505): no such box or
/// domain, moved, an address that is none, a domain without mail, a box that is closed.
pub(super) fn is_nobody(status: &str) -> bool {
    matches!(status, "5.1.1" | "5.1.2" | "5.1.3" | "5.1.6" | "5.1.10" | "5.2.1")
}

fn words_of(response: &Response) -> String {
    let lines: Vec<&str> = response.message().collect();
    format!("{} {}", response.code(), lines.join(" "))
}

#[cfg(test)]
mod tests {
    use super::Content;

    #[test]
    fn a_dot_is_only_the_end_where_it_is_ours() {
        for (text, said) in [
            ("a\r\n", "a\r\n.\r\n"),
            ("a", "a\r\n.\r\n"),
            (".\r\n.a\r\nb.\r\n", "..\r\n..a\r\nb.\r\n.\r\n"),
            ("a\r\n.\r\nMAIL FROM:<x>\r\n", "a\r\n..\r\nMAIL FROM:<x>\r\n.\r\n"),
            ("", "\r\n.\r\n"),
        ] {
            assert_eq!(Content(text).to_string(), said);
        }
    }
}
