//! Short messages by SMPP 3.4, the language of short message centres; those that speak 5.0 speak it
//! too.
//!
//! A session is kept up by a thread of its own, messages to be sent or not: by it comes what became
//! of them. A message is said with others under way, as many as the window has room for, and no
//! faster than is agreed. What the SMSC has is known step by step:
//!
//! | what happened | the message |
//! |---|---|
//! | it could not be written to the connection whole | is postponed: nobody can have it |
//! | it was written, and the session ended or said nothing in time | is unknown |
//! | it was answered | is what the answer says |
//!
//! What is delivered goes to a [`Listener`] in batches, and is answered once that has written it
//! down; until then the SMSC says it again. A receipt may come before the answer to its message is
//! written down by us, and does under load: whoever listens keeps what names a message that it does
//! not know, for a while.

mod carrying;
mod hearing;
mod link;
mod pace;
mod parts;
mod pdu;
mod session;
mod smsc;
mod statuses;
mod wire;

pub use carrying::Smpp;
pub use hearing::{Coming, Listener, News, read_session};
pub use smsc::{Binding, Coding, Joining, ReceiptIds, Security, Smsc, Source, WrongSource};
