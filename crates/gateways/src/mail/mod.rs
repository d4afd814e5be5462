//! Electronic mail: letters, the servers that take them, and what comes back.

mod came;
mod certified;
mod dkim;
mod folder;
mod imap;
mod letter;
mod maildir;
mod reading;
mod relay;
mod relays;
mod report;
mod smtp;

pub use came::Came;
pub use certified::{CERTIFIED_MAX, Pec, WrongAccount};
pub use dkim::{Dkim, WrongKey};
pub use folder::Folder;
pub use imap::{Imap, Mailbox, Mark};
pub use letter::{Sender, WrongSender};
pub use maildir::Maildir;
pub use reading::{
    Attached, Automatic, Complaint, Grievance, Reading, Reply, read_complaint, read_reply, reading,
};
pub(crate) use reading::{Part, parts, text_in};
pub use relay::{Login, Relay, Security};
pub use report::read as read_report;
pub use smtp::Smtp;
