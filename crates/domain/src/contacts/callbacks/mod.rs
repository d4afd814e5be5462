//! Call-backs: whoever did not reach us is owed one without asking, and anyone can wish for one.
//!
//! A missed call carries its promise itself (see [`super::calls`]); a *wish* is a row here, as soon
//! as possible or in a slot of two hours in which somebody is at the telephone. Attempts are kept
//! with their outcome: a promise is kept when we rang in time, and, counted apart, when we reached
//! them. An attempt counts for everything that the same telephone is owed, and two wishes of one
//! telephone are one promise, the earlier one. Who rings us meanwhile and is answered is owed
//! nothing more.

mod attempting;
mod measuring;
mod model;
mod owed;
mod slots;
#[cfg(test)]
mod tests;
mod wishing;

pub use attempting::{Attempt, Attempting, attempts, give_up, rang_back, ring};
pub use measuring::measure;
pub use model::{Callback, Outcome, SLOT, State};
pub use owed::{OWED_MAX, Owed, Withheld, owed, withheld};
pub use slots::slots;
pub use wishing::{Wish, Wished, find, wish};
