//! Whoever hands messages of a channel over to the outside.

use domain::messaging::{Fate, Parcel};

/// How a message was handed over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Handed {
    /// How it ended.
    pub fate: Fate,
    /// What the other side said, or why it was not reached.
    pub said: String,
}

impl Handed {
    pub(crate) fn new(fate: Fate, said: impl Into<String>) -> Self {
        Self { fate, said: said.into() }
    }
}

/// Hands over messages of one channel. What it is given was written down as an attempt before; it
/// tries once, and says [`Fate::Unknown`] wherever the other side may have the message or not.
pub trait Carrier: Send {
    /// Hands one message over.
    fn carry(&mut self, parcel: &Parcel) -> Handed;

    /// Lets go of what is held open, while there is nothing to carry.
    fn rest(&mut self);
}
