//! The client's own area: what they asked and were promised, asking more, wishing to be called,
//! what they want to hear, and what we hold about them.
//!
//! A client has no right of a colleague. Each function here takes the party for whom they look from
//! who sits at the desk, makes sure that what it works on is that party's, and lets the house do
//! the rest in the client's name.

mod asking;
mod export;
mod procedures;
#[cfg(test)]
mod tests;

pub use asking::{
    Agency, Attention, Me, Question, agencies, ask, attention, call_me, claims, complain, consent,
    consents, contracts, me, my_request, my_requests, write,
};
pub use export::export;
pub use procedures::{Asked, Outcome, Procedure, ask_for, finish, my_procedures, procedures};
