//! Whatever comes by mail, reading it as a letter never panics, and brings no more than came: files
//! are not unpacked, and parts have an end.
#![no_main]

use gateways::{
    mail::{read_complaint, read_reply},
    pec,
    smime::Anchors,
};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let reply = read_reply(bytes);
    let files: usize = reply.letter.files.iter().map(|file| file.bytes.len()).sum();
    assert!(files <= bytes.len(), "{files} bytes of files in {}", bytes.len());
    assert!(reply.new.len() <= reply.letter.text.len(), "what is new is part of it");
    assert_eq!(read_reply(bytes), reply, "the same letter says the same");
    read_complaint(bytes);
    if let Some(certified) = pec::read(bytes, &Anchors::default()) {
        assert!(!certified.proves(), "nobody is believed here");
    }
});
