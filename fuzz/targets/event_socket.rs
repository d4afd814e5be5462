//! Any bytes as what an event socket sends: heard or refused, never a fact the house could not
//! take, and the same however the network cuts them. The first byte says how they are cut.
#![no_main]

use domain::contacts::calls::Fact;
use gateways::{EventSocket, Exchange, Manners};
use kernel::Instant;
use libfuzzer_sys::fuzz_target;

fn hear(bytes: &[u8], piece: usize) -> Vec<Fact> {
    let manners =
        Manners { source: "pbx".into(), inbound: vec!["public".into()], ..Manners::default() };
    let mut exchange = EventSocket::new(manners, "s");
    let mut all = Vec::new();
    for part in bytes.chunks(piece) {
        let Ok(answer) = exchange.hear(part, Instant::from_seconds(1_795_340_898)) else { break };
        all.extend(answer.heard.facts);
    }
    all
}

fuzz_target!(|bytes: &[u8]| {
    let Some((cut, bytes)) = bytes.split_first() else { return };
    let whole = hear(bytes, usize::MAX);
    for fact in &whole {
        assert!(fact.check().is_ok(), "{fact:?}");
    }
    let parts = hear(bytes, usize::from(*cut) + 1);
    assert!(parts.starts_with(&whole), "a cut loses nothing");
});
