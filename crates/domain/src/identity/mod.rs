//! Identity: the company's units, the people who work in them, and how they prove who they are.
//!
//! Units are a tree (company, agency, outlet). A member of staff has one role and one unit and
//! reaches that unit's subtree. They sign in with a password (Argon2id) and, where they set one,
//! a one-time code; sessions are rows whose token is stored as a hash. Programs have keys.
//! Slow work (hashing a password) happens before a transaction, never in it: see [`secrets`].

mod colleagues;
mod keys;
mod log;
mod model;
pub mod secrets;
mod sessions;
mod signing_in;
mod tenants;
#[cfg(test)]
mod tests;
mod units;

pub use colleagues::{
    Invitation, Invited, Joining, Pending, accept, clear_second_factor, end_sessions_of,
    invitation_of, invite, join, leave, names, pending, staff, unlock, withdraw,
};
pub use keys::{ApiKey, authenticate, keys, make_key, revoke};
pub use log::{Access, access_log, goes_on_seeing, saw};
pub use model::{Factor, Staff, TEAM_MIN, Unit, UnitKind, Watching};
pub use sessions::{Seen, Session, end, end_all, resume, seen, sessions};
pub use signing_in::{
    Attempt, Opened, SignIn, confirm_second_factor, drop_second_factor, open_session, prove,
    record_failure, set_language, set_password, sign_in_facts, start_second_factor,
};
pub use tenants::{Founding, TenantRow, by_host, found, one as tenant, tenants};
pub use units::{add as add_unit, may_count, set_watching, unit, units, watching_of};
