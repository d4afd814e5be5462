//! A seeded life: clients call, ask, report and complain, and the company answers them mostly in
//! time. The parameters are chosen; every figure that comes of them is computed from the events.

mod calls;
mod hours;
mod letters;
pub mod numbers;
mod register;
mod shape;
mod subjects;

pub use calls::{live_call, recorded_day, returned_call};
pub use hours::hours_of_agents;
pub use letters::{Deed, fresh_letter, letters, post};
pub use register::{clients, known, register};
pub use shape::calls_on;
pub use subjects::subjects_day;
