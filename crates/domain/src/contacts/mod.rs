//! Contacts: every way in which a client reaches us, and we the client.
//!
//! Calls come from the exchange, requests in writing, call-backs are owed or wished, and a
//! complaint is any of them that somebody recognised as one. [`clients`] shows all of them with a
//! party, in one list; [`area`] is the client's own side of it.

pub mod area;
pub mod callbacks;
pub mod calls;
pub mod clients;
pub mod complaints;
pub mod exchanges;
pub mod imports;
pub mod letters;
pub mod logs;
pub mod requests;
pub mod topics;
pub mod uploads;
pub mod wording;
pub mod wrap_ups;
