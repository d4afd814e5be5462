//! A message as a channel is given it.

use domain::messaging::{Category, Parcel};
use kernel::{Id, Language};

/// A message with this text to this address or number, of 2026-05-04, with five days to go.
///
/// # Panics
/// Never: its times are fixed.
#[must_use]
pub fn parcel(recipient: &str, text: &str) -> Parcel {
    Parcel {
        message: Id::from_bytes([7; 16]),
        attempt: Id::from_bytes([8; 16]),
        subject: [9; 16],
        kind: "answer".into(),
        category: Category::Personal,
        template: None,
        recipient: recipient.into(),
        language: Language::It,
        title: "R-1".into(),
        text: text.into(),
        at: "2026-05-04T10:00:00Z".parse().expect("an instant"),
        expires_at: "2026-05-09T10:00:00Z".parse().expect("an instant"),
        unsubscribe: None,
    }
}
