//! Any bytes as records of rented telephone services, as the API and imports read them.
#![no_main]

use domain::contacts::logs::clouds::{Batch, Maker, read};
use libfuzzer_sys::fuzz_target;

/// Records that are read of one input.
const MOST: usize = 1_000;

fuzz_target!(|bytes: &[u8]| {
    for maker in Maker::ALL {
        if let Ok(batch) = read(*maker, "cloud", bytes, MOST) {
            assert!(batch.facts.iter().all(|fact| fact.check().is_ok()), "what is read can be told");
            assert!(batch.rejected.len() <= batch.records);
        }
    }
    let text = String::from_utf8_lossy(bytes);
    let field = |pair: &str| {
        let (name, text) = pair.split_once('=').unwrap_or((pair, ""));
        (name.to_owned(), text.to_owned())
    };
    let fields: Vec<_> = text.split('&').map(field).collect();
    let batch = Batch::of_form("cloud", &fields);
    assert!(batch.facts.iter().all(|fact| fact.check().is_ok()), "what is read can be told");
});
