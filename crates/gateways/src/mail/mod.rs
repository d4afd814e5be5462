//! Electronic mail: letters, the servers that take them, and what comes back.

mod certified;
mod complaint;
mod folder;
mod letter;
mod maildir;
mod mime;
mod reading;
mod relay;
mod reply;
mod report;
mod smtp;

pub use certified::{CERTIFIED_MAX, Pec, WrongAccount};
pub use complaint::{Complaint, Grievance, read as read_complaint};
pub use folder::Folder;
pub use letter::{Sender, WrongSender};
pub use maildir::Maildir;
pub(crate) use mime::{Part, parts, text_in};
pub use reading::{Attached, Reading, reading};
pub use relay::{Login, Relay, Security};
pub use reply::{Automatic, Reply, read as read_reply};
pub use report::read as read_report;
pub use smtp::Smtp;
