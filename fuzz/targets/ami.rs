//! Any bytes as what a manager interface sends: heard or refused, never a fact the house could not
//! take, and the same however the network cuts them. The first byte says how they are cut.
#![no_main]

use domain::contacts::exchanges::Heard;
use gateways::{Ami, Exchange, Login, Manners};
use kernel::Instant;
use libfuzzer_sys::fuzz_target;

/// What a conversation brings; nothing more is asked of it once it has ended.
fn hear(bytes: &[u8], piece: usize) -> Heard {
    let manners =
        Manners { source: "pbx".into(), inbound: vec!["inbound".into()], ..Manners::default() };
    let login = Login { user: "u".into(), secret: "s".into(), plain: true };
    let mut exchange = Ami::new(manners, login);
    let mut all = Heard::default();
    for part in bytes.chunks(piece) {
        let Ok(answer) = exchange.hear(part, Instant::from_seconds(1_795_340_898)) else { break };
        all.facts.extend(answer.heard.facts);
        all.seen.extend(answer.heard.seen);
        all.rings.extend(answer.heard.rings);
        all.started_at = answer.heard.started_at.or(all.started_at);
        all.census = answer.heard.census.or(all.census);
    }
    all
}

fuzz_target!(|bytes: &[u8]| {
    let Some((cut, bytes)) = bytes.split_first() else { return };
    let whole = hear(bytes, usize::MAX);
    for fact in whole.facts.iter().chain(&whole.seen) {
        assert!(fact.check().is_ok(), "{fact:?}");
    }
    let parts = hear(bytes, usize::from(*cut) + 1);
    assert!(parts.facts.starts_with(&whole.facts), "a cut loses nothing");
});
