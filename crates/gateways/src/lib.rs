//! The outside: telephone exchanges that are listened to while they work, and the channels by which
//! messages leave the house.
//!
//! An [`Exchange`] is a language without a wire: bytes in, what was heard out. There are two,
//! [`Ami`] for Asterisk's manager interface and [`EventSocket`] for FreeSWITCH. Around it stand
//! the connection (`wire.rs`), the exchange's own log (`log/`), and the [`listener`](listen) that
//! holds the lease, connects, asks again after a gap, and tells the house. What colleagues ask of
//! an exchange goes the other way, in the same language.
//!
//! A [`Carrier`] hands the messages of one channel over, each once: [`mail`] by SMTP, [`sms`] by
//! SMPP or HTTP, [`post`] in batches for a printer, or into a folder. What comes back is read:
//! reports of servers, answers, what printers tell, and certified mail ([`pec`]) with its
//! signatures ([`smime`]).
//!
//! Everything that comes from outside is bounded and may be hostile: it is heard, passed over, or
//! ends the connection with a [`Trouble`] that says why. It never panics.

mod ami;
mod carrier;
mod event_socket;
mod exchange;
mod http;
mod listener;
mod log;
pub mod mail;
mod names;
mod pause;
pub mod pec;
pub mod post;
pub mod push;
mod recordings;
mod site;
pub mod smime;
pub mod sms;
mod stop;
mod wire;

pub use ami::{Ami, Login, Manners};
pub use carrier::{Carrier, Handed};
pub use event_socket::EventSocket;
pub use exchange::{Answer, Exchange, Trouble};
pub use listener::{Kind, Listened, listen};
pub use log::{Place as LogPlace, Tail};
pub use pause::Pause;
pub use site::Site;
pub use stop::Stop;
