//! Any bytes as a file of calendars and, after the first NUL, as questions to them.
#![no_main]

use calendar::{
    Calendars, File,
    lines::{self, Question},
};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let end = bytes.iter().position(|byte| *byte == 0).unwrap_or(bytes.len());
    let Ok(text) = std::str::from_utf8(&bytes[..end]) else { return };
    let Ok(file) = File::parse(text) else { return };
    let Ok(calendars) = Calendars::new(&file) else { return };
    let questions = bytes[end..].strip_prefix(&[0]).unwrap_or(&[]);
    for (number, line) in (1..).zip(questions.split(|byte| *byte == b'\n')) {
        let line = String::from_utf8_lossy(line);
        for question in [Question::Due, Question::Elapsed] {
            let (answer, good) = lines::answer(question, &calendars, number, &line);
            assert_eq!(good, !answer.contains(r#""error":"#), "{answer}");
        }
    }
});
