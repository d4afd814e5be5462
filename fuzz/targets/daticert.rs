//! Whatever stands in a `daticert.xml`, reading it never panics, and nothing in it grows.
#![no_main]

use gateways::pec::daticert;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    if let Some(said) = daticert(bytes) {
        // A letter of one byte can take three, and each recipient stands in an element of its own.
        let named: usize = said.recipients.iter().map(|one| one.address.len()).sum();
        assert!(named + said.subject.len() <= 3 * bytes.len(), "more is said than came");
        assert!(said.recipients.len() * "<destinatari/>".len() <= bytes.len());
        assert_eq!(daticert(bytes), Some(said), "the same says the same");
    }
});
