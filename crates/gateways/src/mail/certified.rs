//! Handing certified letters (PEC) over: ordinary SMTP to the account's own provider, and what that
//! provider wants of a letter (RFC 6109).

use super::{
    letter::{self, Letter, Sender},
    relay::Relay,
    smtp::Smtp,
};
use crate::{
    carrier::{Carrier, Handed, one_by_one},
    pec::Form,
};
use domain::messaging::{Fate, Parcel};

/// Bytes of a certified letter times its recipients (the technical rules of 2 November 2005). A
/// letter of ours has one recipient.
pub const CERTIFIED_MAX: usize = 30 << 20;

/// Hands letters over to the provider of a certified account.
pub struct Pec {
    sender: Sender,
    form: Form,
    smtp: Smtp,
}

/// A sender who is not the account: its provider would refuse every letter.
#[derive(Debug, thiserror::Error)]
#[error("letters are from {sender}, but the certified account is {account}")]
pub struct WrongAccount {
    sender: String,
    account: String,
}

impl Pec {
    /// Letters of this sender, whose certified account this is, go to the first of its provider's
    /// servers that lets us in; receipts of delivery are asked for in this form.
    ///
    /// # Errors
    /// [`WrongAccount`] where the sender's address is another's.
    pub fn new(
        sender: Sender,
        account: &str,
        form: Form,
        relays: Vec<Relay>,
    ) -> Result<Self, WrongAccount> {
        let address = sender.address().to_string();
        if !address.eq_ignore_ascii_case(account.trim()) {
            return Err(WrongAccount { sender: address, account: account.trim().to_owned() });
        }
        Ok(Self { smtp: Smtp::new(sender.clone(), relays), sender, form })
    }
}

impl Carrier for Pec {
    fn carry(&mut self, parcels: &[Parcel], ends: &dyn Fn() -> bool) -> Vec<Handed> {
        one_by_one(parcels, ends, |parcel| {
            let letter = letter::write(&self.sender, parcel);
            match letter.and_then(|letter| certified(letter, self.form)) {
                Ok(letter) => self.smtp.hand_over(&letter),
                Err(said) => Handed::new(Fate::Refused, said),
            }
        })
    }

    fn rest(&mut self) {
        self.smtp.rest();
    }
}

/// The letter as a provider wants it. What a provider would refuse is not handed over: the refusal
/// would come as a receipt, an hour later.
fn certified(mut letter: Letter, form: Form) -> Result<Letter, String> {
    let head = letter.text.split("\r\n\r\n").next().unwrap_or_default();
    if head.lines().any(|line| line.to_ascii_lowercase().starts_with("bcc:")) {
        return Err("certified mail has no hidden recipients".into());
    }
    letter.text.insert_str(0, &format!("X-TipoRicevuta: {}\r\n", form.word()));
    if letter.text.len() > CERTIFIED_MAX {
        return Err(format!("it is larger than {CERTIFIED_MAX} bytes"));
    }
    Ok(letter)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn letter(text: &str) -> Letter {
        Letter { to: "dora@pec.test".parse().expect("an address"), text: text.into() }
    }

    #[test]
    fn a_certified_letter_asks_for_its_receipt_and_hides_nobody() {
        let plain = "Subject: R-1\r\n\r\nbcc: is a word here\r\n";
        let made = certified(letter(plain), Form::Brief).expect("it can be sent");
        assert_eq!(made.text, format!("X-TipoRicevuta: breve\r\n{plain}"));
        assert!(certified(letter("bCC: c@pec.test\r\n\r\n"), Form::Brief).is_err());
        let large = "a".repeat(CERTIFIED_MAX);
        assert!(certified(letter(&large), Form::Brief).is_err());
    }

    #[test]
    fn letters_are_from_the_account_or_from_nobody() {
        let of = |account| {
            let sender = Sender::new("Aurora <desk@pec.aurora.test>").expect("an address");
            Pec::new(sender, account, Form::Complete, Vec::new()).is_ok()
        };
        assert!(of("Desk@pec.aurora.test"));
        assert!(!of("desk@aurora.test"));
    }
}
