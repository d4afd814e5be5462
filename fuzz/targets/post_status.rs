//! Whatever a printer leaves, reading it as what became of letters never panics; every line tells a
//! fact of the past or is named as wrong.
#![no_main]

use gateways::post::read_status;
use kernel::{Instant, TimeZone};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let now = Instant::from_seconds(1_795_340_898);
    let read = || read_status(bytes, &TimeZone::UTC, now);
    let Ok(status) = read() else { return };
    for (_, fact) in &status.facts {
        assert!(fact.at <= now && !fact.reference.is_empty(), "{fact:?}");
    }
    let lines = bytes.iter().filter(|byte| matches!(byte, b'\n' | b'\r')).count() + 1;
    assert!(status.facts.len() + status.wrong.len() <= lines, "a line tells one thing");
    assert_eq!(read(), Ok(status), "the same table tells the same");
});
