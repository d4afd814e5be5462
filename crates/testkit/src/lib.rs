//! An invented company and its seeded life, and what several tests begin with: for tests and the
//! demo only.
//!
//! Everything here is fiction: the names are invented, the hosts are reserved by RFC 2606, and the
//! telephone numbers come from ranges that are set aside for fiction and never assigned (see
//! [`life::numbers`]). Nothing of it is ever dialled or written to.

pub mod bare;
pub mod company;
pub mod data;
pub mod dice;
pub mod life;
pub mod message;
