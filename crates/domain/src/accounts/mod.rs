//! Accounts: clients in their own area.
//!
//! Somebody registers with the number of a contract and what only its holder knows or holds: the
//! day of birth, and a code that goes to the address or telephone that the *register* knows, never
//! to one that was typed. From then on a code to that address lets them in. Nobody can tell from
//! any of this whether an address or a contract exists: what is asked for in vain looks the same.
//!
//! A code has six digits, holds for five minutes and for five tries, opens once, and is guessed at
//! fifteen times in a day at the most; tries are counted in the database before anything is
//! compared. The link beside it opens a page with a button: programs that look at letters open
//! every link.
//!
//! One person comes in for several parties: themselves, somebody of their family, their company. At
//! any moment they look for one of them.

mod codes;
mod entering;
mod installs;
mod registering;
mod sessions;
#[cfg(test)]
mod tests;

pub use codes::{Chance, Code, LASTS, Sent, TRIES, forget};
pub use entering::{ask_to_enter, by_link, enter};
pub use installs::{Installed, Numbers, install, numbers};
pub use registering::{Registering, register};
pub use sessions::{
    Client, Holding, Opening, Role, Session, close, end, end_all, holdings, look_for, resume,
    sessions, speak,
};

/// A client who may come in.
#[derive(Debug)]
pub enum Account {}
