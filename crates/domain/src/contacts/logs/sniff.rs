use super::{Format, queue_log};

/// What kind of log this beginning of a file is, as far as it can be told without a mapping.
pub fn sniff(beginning: &[u8]) -> Option<Format> {
    let text = beginning.strip_prefix(b"\xef\xbb\xbf").unwrap_or(beginning).trim_ascii_start();
    match text.first()? {
        b'{' | b'[' => return Some(Format::FreeSwitch),
        _ => {}
    }
    let mut lines = text.split(|byte| *byte == b'\n').take(LINES);
    lines.any(queue_log::is_line).then_some(Format::QueueLog)
}

/// Lines looked at: the first ones of a damaged file may be nonsense.
const LINES: usize = 20;
