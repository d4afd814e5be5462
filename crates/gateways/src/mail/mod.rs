//! Electronic mail: letters, the servers that take them, and what comes back.

mod folder;
mod html;
mod letter;
mod maildir;
mod relay;
mod report;
mod smtp;

pub use folder::Folder;
pub use letter::{Sender, WrongSender};
pub use maildir::Maildir;
pub use relay::{Login, Relay, Security};
pub use report::read as read_report;
pub use smtp::Smtp;
