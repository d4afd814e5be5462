//! Short messages to telephones: centres that take them by SMPP, services that take them by HTTP,
//! and what comes back.

mod folder;
mod http;
mod number;
mod smpp;

pub use folder::Folder;
pub use http::{
    Body, Callback, Http, Means, Misread, Provider, Signing, Verb, Verdict, WrongProvider,
    read_callback,
};
pub use smpp::{
    Binding, Coding, Coming, Joining, Listener, News, ReceiptIds, Security, Smpp, Smsc, Source,
    WrongSource, read_session,
};
