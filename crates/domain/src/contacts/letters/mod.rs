//! What clients write to us without a form: mail, certified mail, text messages; and what providers
//! say of what we wrote.
//!
//! | what came | what becomes of it |
//! |---|---|
//! | an answer to a message about a request | said about that request, whose clock runs again |
//! | any other letter to a box whose letters are requests | a request, received when it lay there |
//! | a certified letter to the box of complaints | a complaint, numbered, with its clocks |
//! | a complaint about a message (ARF), STOP | no more offers that way |
//! | a receipt of certified mail | what is heard of the message, with the receipt as evidence |
//! | a letter on paper, scanned | a request or a complaint, received on the day of our stamp |
//! | the scan of a receipt of registered mail | what is told of the letter; the scan is evidence |
//!
//! Every one is kept as it came, once: the same letter read again after a crash changes nothing. A
//! letter's words say who wrote it, and nothing proves that; a party is known only from the message
//! of ours that it answers, or as the only one with that telephone.

mod certified;
mod kept;
mod marks;
mod objecting;
mod proving;
mod scanned;
mod standing;
mod taking;
#[cfg(test)]
mod tests;
mod texting;

pub use certified::{Certificate, Proved, certified, hold_silent, proved};
pub use kept::{Became, Kept, original, recent};
pub use marks::{BoxMark, box_mark, keep_box_mark};
pub use objecting::objected;
pub use proving::{Evidence, evidence, prove};
pub use scanned::{Scan, scanned};
pub use standing::{Stage, Standing, Step, standing};
pub use taking::{Becomes, Letter, take_in};
pub use texting::{is_stop, texted};
