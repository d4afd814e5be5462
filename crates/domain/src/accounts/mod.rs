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
//! every link. Who asks and guesses from one place uses up their own share, so that a stranger
//! keeps nobody out: the client's own codes, their links, passkeys and password go on letting them
//! in.
//!
//! Who has just come in may add a passkey, which comes in without a name, or set a password; the
//! account's own addresses are told. A device of theirs may be told of messages.
//!
//! One person comes in for several parties: themselves, somebody of their family, their company. At
//! any moment they look for one of them. Who holds a party sees who else comes in for it and takes
//! it back, and so does the desk.

mod askers;
mod codes;
mod devices;
mod entering;
mod installs;
mod keys;
mod registering;
mod roles;
mod sessions;
#[cfg(test)]
mod tests;

pub use askers::place;
pub use codes::{Chance, Code, LASTS, Sent, TRIES};
pub use devices::{
    Bell, DEVICES_MAX, Device, Rung, Subscribing, bells, devices, rung, subscribe, unsubscribe,
};
pub use entering::{Asker, ask_to_enter, by_link, enter};
pub use installs::{Installed, Numbers, install, numbers};
pub use keys::challenges::{ANSWERED_IN, Challenge};
pub use keys::passkeys::{
    Made, Making, PASSKEYS_MAX, Passkey, Site, Used, add_passkey, ask_for_passkey, ask_passkey,
    enter_by_passkey, passkeys, remove_passkey,
};
pub use keys::passwords::{
    Try, drop_password, enter_by_password, password_since, set_password, try_password,
};
pub use registering::{Registering, register};
pub use roles::{Coming, Holding, Role, coming, holdings, take_back};
pub use sessions::{
    Client, Opening, Session, close, end, end_all, look_for, resume, sessions, speak,
};

use crate::{Desk, Result};

/// A client who may come in.
#[derive(Debug)]
pub enum Account {}

/// Forgets the words of codes that hold no more, codes and tries that no count needs, and
/// challenges that nobody answered. Answers whether there may be more.
///
/// # Errors
/// Only when the database fails.
pub fn forget(desk: &mut Desk<'_>) -> Result<bool> {
    keys::challenges::forget(desk)?;
    keys::passwords::forget(desk)?;
    codes::forget(desk)
}
