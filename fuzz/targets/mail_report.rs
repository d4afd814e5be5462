//! Whatever comes by mail, reading it as a report never panics, and says only what fits.
#![no_main]

use gateways::mail::read_report;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    if let Some(receipt) = read_report(bytes) {
        assert!(receipt.said.len() <= 3 * bytes.len(), "more is said than came");
        assert_eq!(read_report(bytes), Some(receipt), "the same letter says the same");
    }
});
