//! The words every slice shares: time, identity, money, language, and who is acting.
//!
//! Nothing here does input or output. Time and chance come in through [`World`], so a run is a
//! function of its seed and its clock.

mod fold;
mod id;
mod instant;
mod language;
mod words;
mod world;

pub use fold::fold;
pub use id::{BadId, Id};
pub use instant::{BadInstant, Instant};
pub use language::Language;
pub use words::Word;
pub use world::{Actor, World};

/// A zone of the bundled database, the same version on every machine.
pub use jiff::tz::TimeZone;

/// A day without an hour: it needs a zone to become an instant.
pub use jiff::civil::Date;
