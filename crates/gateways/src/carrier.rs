//! Whoever hands messages of a channel over to the outside.

use domain::messaging::{Fate, Parcel};

/// How a message was handed over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Handed {
    /// How it ended.
    pub fate: Fate,
    /// What the other side said, or why it was not reached.
    pub said: String,
    /// What the other side calls it, by which receipts name it.
    pub reference: Option<String>,
}

/// What is said of a message that was not begun.
pub(crate) const NOT_BEGUN: &str = "not begun";

/// Hands these over one after the other.
pub(crate) fn each(
    parcels: &[Parcel],
    ends: &dyn Fn() -> bool,
    mut carry: impl FnMut(&Parcel) -> Handed,
) -> Vec<Handed> {
    let one = |parcel| match ends() {
        true => Handed::new(Fate::Postponed, NOT_BEGUN),
        false => carry(parcel),
    };
    parcels.iter().map(one).collect()
}

impl Handed {
    pub(crate) fn new(fate: Fate, said: impl Into<String>) -> Self {
        Self { fate, said: said.into(), reference: None }
    }
}

/// Hands over messages of one channel. What it is given was written down as an attempt before; it
/// tries once, and says [`Fate::Unknown`] wherever the other side may have the message or not.
pub trait Carrier: Send {
    /// Hands these over, in order where the channel has one; answers one [`Handed`] for each. Once
    /// `ends` says so none further is begun: the rest is postponed.
    fn carry(&mut self, parcels: &[Parcel], ends: &dyn Fn() -> bool) -> Vec<Handed>;

    /// Lets go of what is held open, while there is nothing to carry.
    fn rest(&mut self);
}
