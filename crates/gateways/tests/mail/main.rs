//! Letters handed over to mail servers: to a real one, and to some that misbehave; and what comes
//! back of them.

mod answers;
mod coming;
mod dovecot;
mod hostile;
mod odd_boxes;
mod postfix;
mod signed;

use domain::messaging::{Category, Parcel};
use gateways::{
    Carrier, Handed,
    mail::{Relay, Security, Sender},
};
use testkit::message;

/// A message to this address.
fn parcel(recipient: &str) -> Parcel {
    Parcel {
        kind: "receipt".into(),
        category: Category::Service,
        title: "Abbiamo ricevuto la sua richiesta R-1: è così".into(),
        ..message::parcel(recipient, "Buongiorno Zoë,\n\n.un punto da solo:\n.\nFine\n")
    }
}

/// Hands one message over.
fn carry(carrier: &mut dyn Carrier, parcel: &Parcel) -> Handed {
    carrier.carry(std::slice::from_ref(parcel), &|| false).remove(0)
}

fn sender() -> Sender {
    Sender::new("Aurora Città <desk@aurora.example>").expect("an address")
}

fn relay(port: u16, security: Security) -> Relay {
    Relay { host: "localhost".into(), port, security, login: None, trusted: Vec::new() }
}
