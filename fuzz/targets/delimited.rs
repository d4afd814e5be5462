//! Any bytes as a mapping and, after the first NUL, as the rows it speaks of.
#![no_main]

use domain::contacts::logs::delimited::{Delimited, Map};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let end = bytes.iter().position(|byte| *byte == 0).unwrap_or(bytes.len());
    let Ok(text) = std::str::from_utf8(&bytes[..end]) else { return };
    let Ok(map) = toml::from_str::<Map>(text) else { return };
    let Ok(mut reader) = Delimited::new(map) else { return };
    let mut facts = Vec::new();
    for row in bytes[end..].strip_prefix(&[0]).unwrap_or(&[]).split(|byte| *byte == b'\n') {
        let before = facts.len();
        if reader.take(row, &mut facts).is_err() {
            assert_eq!(facts.len(), before, "a rejected row tells nothing");
        }
    }
});
