//! Any bytes as the events that programs tell by the API.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(facts) = web::read_call_events(bytes) {
        assert!(facts.iter().all(|fact| fact.check().is_ok()), "what is read can be taken");
    }
    if let Ok(facts) = web::read_events(bytes) {
        assert!(facts.iter().all(|fact| fact.check().is_ok()), "what is read can be taken");
    }
});
