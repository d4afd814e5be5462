//! Contacts: every way in which a client reaches us, and we the client.

pub mod calls;
pub mod imports;
pub mod logs;
