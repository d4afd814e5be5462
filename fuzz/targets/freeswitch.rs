//! Any bytes as JSON events of FreeSWITCH's call centre, one a line.
#![no_main]

use domain::contacts::logs::freeswitch::FreeSwitch;
use libfuzzer_sys::fuzz_target;
use std::collections::BTreeMap;

fuzz_target!(|bytes: &[u8]| {
    let mut reader = FreeSwitch::new("pbx", BTreeMap::new());
    let mut facts = Vec::new();
    for line in bytes.split(|byte| *byte == b'\n') {
        let before = facts.len();
        if reader.take(line, &mut facts).is_err() {
            assert_eq!(facts.len(), before, "a rejected event tells nothing");
        }
    }
    for fact in &facts {
        let _ = fact.check();
    }
});
