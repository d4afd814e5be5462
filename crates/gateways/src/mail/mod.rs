//! Electronic mail: letters, and the servers that take them.

mod folder;
mod letter;
mod relay;
mod smtp;

pub use folder::Folder;
pub use letter::{Sender, WrongSender};
pub use relay::{Login, Relay, Security};
pub use smtp::Smtp;
