//! Short messages to telephones: centres that take them by SMPP, services that take them by HTTP,
//! and what comes back.

mod folder;
mod number;
mod smpp;

pub use folder::Folder;
pub use smpp::{
    Binding, Coding, Coming, Joining, Listener, News, ReceiptIds, Security, Smpp, Smsc, Source,
    WrongSource,
};
