//! Any bytes as lines of a `queue_log`: each is read or rejected, and what is read can be taken.
#![no_main]

use domain::contacts::logs::queue_log::QueueLog;
use libfuzzer_sys::fuzz_target;
use std::collections::BTreeMap;

fuzz_target!(|bytes: &[u8]| {
    let mut reader = QueueLog::new("pbx", BTreeMap::new());
    let mut facts = Vec::new();
    for line in bytes.split(|byte| *byte == b'\n') {
        let before = facts.len();
        if reader.take(line, &mut facts).is_err() {
            assert_eq!(facts.len(), before, "a rejected line tells nothing");
        }
    }
    for fact in &facts {
        // What cannot be taken is told why.
        let _ = fact.check();
    }
});
