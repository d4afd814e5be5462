//! Letters handed over to mail servers: to a real one, and to some that misbehave; and what comes
//! back of them.

mod coming;
mod hostile;
mod postfix;

use domain::messaging::Parcel;
use gateways::{
    Carrier, Handed,
    mail::{Relay, Security, Sender, Smtp},
};
use kernel::{Id, Language};

/// A message to this address.
fn parcel(recipient: &str) -> Parcel {
    Parcel {
        message: Id::from_bytes([7; 16]),
        attempt: Id::from_bytes([8; 16]),
        subject: [9; 16],
        kind: "receipt".into(),
        recipient: recipient.into(),
        language: Language::It,
        title: "Abbiamo ricevuto la sua richiesta R-1: è così".into(),
        text: "Buongiorno Zoë,\n\n.un punto da solo:\n.\nFine\n".into(),
        at: "2026-05-04T10:00:00Z".parse().expect("an instant"),
    }
}

/// How this one was handed over.
fn carry(smtp: &mut Smtp, parcel: &Parcel) -> Handed {
    let mut handed = smtp.carry(std::slice::from_ref(parcel), &|| false);
    assert_eq!(handed.len(), 1, "one answer for one message");
    handed.remove(0)
}

fn sender() -> Sender {
    Sender::new("Aurora Città <desk@aurora.example>").expect("an address")
}

fn relay(port: u16, security: Security) -> Relay {
    Relay { host: "localhost".into(), port, security, login: None, trusted: Vec::new() }
}
