//! Handing letters over by SMTP (RFC 5321), step by step: it is always known whether the other side
//! can have the letter.

use super::{
    letter::{self, Letter, Sender},
    relay::Relay,
};
use crate::carrier::{Carrier, Handed};
use domain::messaging::{Fate, Parcel};
use lettre::{
    Address,
    transport::smtp::{
        Error,
        client::SmtpConnection,
        commands::{Data, Mail, Rcpt, Rset},
        extension::{Extension, MailParameter},
        response::Response,
    },
};
use std::fmt;

/// Hands letters over to the first of its servers that lets it in.
pub struct Smtp {
    sender: Sender,
    relays: Vec<Relay>,
    open: Option<SmtpConnection>,
}

/// What kept a letter from being handed over.
enum Trouble {
    /// The connection was gone before anything of this letter was said.
    Gone(Error),
    /// The server will not have a letter from us now, or ever: that says nothing of the recipient.
    OfOurs(Error),
    /// The server will not have a letter to this recipient, or not this letter.
    OfTheirs(Error),
    /// The address has letters that the server does not know.
    Foreign,
    /// The letter was said to its end, and nothing understandable came back.
    Unknown(Error),
}

impl Smtp {
    /// Letters of this sender go to the first of these servers that lets us in.
    pub fn new(sender: Sender, relays: Vec<Relay>) -> Self {
        Self { sender, relays, open: None }
    }

    /// An open connection, and whether it was open before.
    fn connection(&mut self) -> Result<(SmtpConnection, bool), String> {
        if let Some(open) = self.open.take() {
            return Ok((open, true));
        }
        let mut said = Vec::new();
        for relay in &self.relays {
            match relay.connect(self.sender.domain()) {
                Ok(connection) => return Ok((connection, false)),
                Err(error) => said.push(format!("{}: {error}", relay.name())),
            }
        }
        Err(said.join("; "))
    }

    fn hand_over(&mut self, letter: &Letter) -> Handed {
        loop {
            let (mut connection, was_open) = match self.connection() {
                Ok(open) => open,
                Err(said) => return Handed::new(Fate::Postponed, said),
            };
            let trouble = match say(&mut connection, self.sender.address(), letter) {
                Ok(response) => {
                    self.open = Some(connection);
                    return Handed::new(Fate::Accepted, words_of(&response));
                }
                Err(trouble) => trouble,
            };
            match trouble {
                // Servers close what was idle for long: nothing was said of this letter yet.
                Trouble::Gone(_) if was_open => {}
                Trouble::Gone(error) | Trouble::OfOurs(error) => {
                    self.reset(connection, &error);
                    return Handed::new(Fate::Postponed, error.to_string());
                }
                Trouble::OfTheirs(error) => {
                    self.reset(connection, &error);
                    return Handed::new(fate_of(&error), error.to_string());
                }
                Trouble::Foreign => {
                    self.open = Some(connection);
                    return Handed::new(
                        Fate::Refused,
                        "the server takes no such letters (SMTPUTF8)",
                    );
                }
                Trouble::Unknown(error) => {
                    connection.abort();
                    return Handed::new(Fate::Unknown, error.to_string());
                }
            }
        }
    }

    /// Keeps a connection on which the server said no, for the next letter.
    fn reset(&mut self, mut connection: SmtpConnection, error: &Error) {
        if error.status().is_some() && connection.command(Rset).is_ok() {
            self.open = Some(connection);
        } else {
            connection.abort();
        }
    }
}

impl Carrier for Smtp {
    fn carry(&mut self, parcel: &Parcel) -> Handed {
        match letter::write(&self.sender, parcel) {
            Ok(letter) => self.hand_over(&letter),
            Err(said) => Handed::new(Fate::Refused, said),
        }
    }

    fn rest(&mut self) {
        if let Some(mut open) = self.open.take() {
            // What it answers changes nothing.
            drop(open.quit());
        }
    }
}

/// Says a letter. Up to its last line the server cannot have it; after it, only its answer tells.
fn say(
    connection: &mut SmtpConnection,
    from: &Address,
    letter: &Letter,
) -> Result<Response, Trouble> {
    let is_plain = letter.to.user().is_ascii();
    if !is_plain && !connection.server_info().supports_feature(Extension::SmtpUtfEight) {
        return Err(Trouble::Foreign);
    }
    let manner = if is_plain { vec![] } else { vec![MailParameter::SmtpUtfEight] };
    let gone_or_ours = |error: Error| match error.status() {
        None => Trouble::Gone(error),
        Some(_) => Trouble::OfOurs(error),
    };
    connection.command(Mail::new(Some(from.clone()), manner)).map_err(gone_or_ours)?;
    connection.command(Rcpt::new(letter.to.clone(), Vec::new())).map_err(Trouble::OfTheirs)?;
    connection.command(Data).map_err(Trouble::OfOurs)?;
    connection.command(Content(&letter.text)).map_err(|error| match error.status() {
        Some(_) => Trouble::OfTheirs(error),
        None => Trouble::Unknown(error),
    })
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

/// What a no to a recipient or a letter means: only where the server says so (RFC 3463: 5.1.x, the
/// address; 5.2.1, the box is closed) is there nobody at the address.
fn fate_of(error: &Error) -> Fate {
    let said = error.to_string();
    let is_address = |word: &str| word.starts_with("5.1.") || word == "5.2.1";
    match error.is_permanent() {
        false => Fate::Postponed,
        true if said.split_whitespace().any(is_address) => Fate::Unreachable,
        true => Fate::Refused,
    }
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
