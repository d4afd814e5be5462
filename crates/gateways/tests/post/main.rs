//! Letters for a printer: what lies in a batch is checked by other programs than the one that
//! wrote it.

mod bucket;
mod folder;

use domain::messaging::Parcel;
use gateways::post::{Kind, Press, Pressed};
use kernel::{Id, Language};
use testkit::message;

fn parcel(number: u8, recipient: &str) -> Parcel {
    let attempt = Id::from_bytes([number; 16]);
    Parcel { attempt, language: Language::Fr, ..message::parcel(recipient, "It is paid.") }
}

/// A press for what lies in a batch, not for what is on the paper.
struct Stamp;

impl Press for Stamp {
    fn press(&mut self, parcel: &Parcel, kind: Kind, reference: &str) -> Result<Pressed, String> {
        if parcel.recipient.is_empty() {
            return Err("it has no address".into());
        }
        let bytes = format!("{reference} {} {}", kind.word(), parcel.recipient).into_bytes();
        Ok(Pressed { bytes, pages: 2 })
    }
}
