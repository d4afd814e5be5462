//! Any bytes as records of rented telephone services, as the API and imports read them.
#![no_main]

use domain::contacts::logs::{
    Topics,
    clouds::{Batch, Cloud, Maker, read},
};
use libfuzzer_sys::fuzz_target;
use std::collections::BTreeMap;

/// Records that are read of one input.
const MOST: usize = 1_000;

/// A reader that hears of topics too.
fn reader(maker: Maker) -> Cloud {
    let topics = Topics { attribute: Some("a.b".to_owned()), codes: BTreeMap::new() };
    Cloud::new(maker, "cloud", BTreeMap::new()).with_topics(topics)
}

fuzz_target!(|bytes: &[u8]| {
    for maker in Maker::ALL {
        if let Ok(batch) = read(reader(*maker), bytes, MOST) {
            assert!(
                batch.facts.iter().all(|fact| fact.check().is_ok()),
                "what is read can be told"
            );
            assert!(batch.rejected.len() <= batch.records);
        }
    }
    let text = String::from_utf8_lossy(bytes);
    let field = |pair: &str| {
        let (name, text) = pair.split_once('=').unwrap_or((pair, ""));
        (name.to_owned(), text.to_owned())
    };
    let fields: Vec<_> = text.split('&').map(field).collect();
    let batch = Batch::of_form(reader(Maker::Twilio), &fields);
    assert!(batch.facts.iter().all(|fact| fact.check().is_ok()), "what is read can be told");
});
