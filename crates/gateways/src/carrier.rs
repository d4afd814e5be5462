//! Whoever hands messages of a channel over to the outside.

use domain::messaging::{Fate, Parcel};

/// How a message was handed over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Handed {
    /// How it ended.
    pub fate: Fate,
    /// What the other side said, or why it was not reached.
    pub said: String,
    /// What the other side calls the message, where it has a name of its own for it.
    pub reference: Option<String>,
}

/// What is said of a message that was not begun.
pub(crate) const NOT_BEGUN: &str = "not begun";

impl Handed {
    pub(crate) fn new(fate: Fate, said: impl Into<String>) -> Self {
        Self { fate, said: said.into(), reference: None }
    }

    /// One that was not begun, because whoever hands over has to end.
    pub(crate) fn not_begun() -> Self {
        Self::new(Fate::Postponed, NOT_BEGUN)
    }

    /// Whether it was begun, whatever came of that.
    pub fn is_begun(&self) -> bool {
        self.fate != Fate::Postponed || self.said != NOT_BEGUN
    }
}

/// Hands over messages of one channel. What it is given was written down as attempts before; it
/// tries each once, and says [`Fate::Unknown`] wherever the other side may have a message or not.
pub trait Carrier: Send {
    /// Hands these over and answers one [`Handed`] for each, in their order. Once `ends` says so no
    /// further one is begun; those are postponed.
    fn carry(&mut self, parcels: &[Parcel], ends: &dyn Fn() -> bool) -> Vec<Handed>;

    /// Lets go of what is held open, while there is nothing to carry.
    fn rest(&mut self);
}

/// Hands messages over one after the other.
pub(crate) fn one_by_one(
    parcels: &[Parcel],
    ends: &dyn Fn() -> bool,
    mut hand_over: impl FnMut(&Parcel) -> Handed,
) -> Vec<Handed> {
    let one = |parcel| if ends() { Handed::not_begun() } else { hand_over(parcel) };
    parcels.iter().map(one).collect()
}
