//! Short messages handed over to message centres: to one that somebody else wrote, and to some that
//! misbehave; to services by HTTP; and what comes back.

mod centre;
mod hostile;
mod real;
mod reports;
mod services;

use domain::messaging::Parcel;
use gateways::{
    Carrier, Handed,
    sms::{Listener, News, Smpp, Smsc, Source},
};
use std::{
    sync::{
        Arc,
        mpsc::{Receiver, channel},
    },
    time::Duration,
};

/// A centre on this machine that we know by this name.
fn smsc(port: u16, name: &str) -> Smsc {
    let source = Source::new("Aurora").expect("a name");
    Smsc {
        system_id: name.into(),
        password: "secret".into(),
        ..Smsc::new("localhost", port, source)
    }
}

/// A listener that has written down whatever it is told, and what that was.
fn listener() -> (Listener, Receiver<News>) {
    let (sender, news) = channel();
    let listener = move |all: Vec<News>| {
        all.into_iter().for_each(|one| sender.send(one).expect("the test listens"));
        true
    };
    (Arc::new(listener), news)
}

fn open(smsc: Smsc) -> (Smpp, Receiver<News>) {
    let (listener, news) = listener();
    (Smpp::open(smsc, listener).expect("a thread"), news)
}

/// How these are handed over.
fn carry(carrier: &mut dyn Carrier, parcels: &[Parcel]) -> Vec<Handed> {
    let handed = carrier.carry(parcels, &|| false);
    assert_eq!(handed.len(), parcels.len(), "one answer for each message");
    handed
}

fn next(news: &Receiver<News>) -> News {
    news.recv_timeout(Duration::from_secs(20)).expect("something is heard")
}
