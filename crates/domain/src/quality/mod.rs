//! Quality: what all of it comes to, and what is shown to anyone.

pub mod arrivals;
pub mod measures;
pub mod morning;
pub mod publication;
pub mod reasons;
