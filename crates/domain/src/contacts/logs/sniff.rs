use super::{Format, queue_log};

/// What kind of log this beginning of a file is, as far as it can be told without a mapping.
pub fn sniff(beginning: &[u8]) -> Option<Format> {
    let text = beginning.strip_prefix(b"\xef\xbb\xbf").unwrap_or(beginning).trim_ascii_start();
    match text.first()? {
        b'{' | b'[' => return Some(of_json(text)),
        _ => {}
    }
    let mut lines = text.split(|byte| *byte == b'\n').take(LINES);
    lines.any(queue_log::is_line).then_some(Format::QueueLog)
}

/// Lines looked at: the first ones of a damaged file may be nonsense.
const LINES: usize = 20;

/// Names that stand near the beginning of a record of one service and in no other's.
const NAMES: &[(Format, &[&str])] = &[
    (
        Format::Connect,
        &["\"AWSContactTraceRecordFormatVersion\"", "\"ContactId\"", "\"InitiationMethod\""],
    ),
    (Format::Genesys, &["\"conversations\"", "\"conversationId\"", "\"conversationStart\""]),
    (Format::Twilio, &["\"EventType\"", "\"event_type\"", "com.twilio.taskrouter."]),
];

fn of_json(text: &[u8]) -> Format {
    let has = |name: &&str| text.windows(name.len()).any(|piece| piece == name.as_bytes());
    let named = NAMES.iter().find(|(_, names)| names.iter().any(has));
    named.map_or(Format::FreeSwitch, |(format, _)| *format)
}
