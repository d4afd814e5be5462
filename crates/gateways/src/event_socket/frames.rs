//! Bytes of the event socket into frames: lines of `Name: value`, an empty line, and as many bytes
//! as `Content-Length` says.

use crate::Trouble;

/// Bytes of the lines of a frame; the longest known has under a thousand.
pub(super) const HEAD_MAX: usize = 16 * 1024;
/// Bytes behind the lines; the longest known event has some tens of thousands.
pub(super) const BODY_MAX: usize = 1024 * 1024;

/// One frame.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Frame {
    fields: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Frame {
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        let found = self.fields.iter().find(|(field, _)| field.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str())
    }
}

/// Puts pieces together.
#[derive(Debug, Default)]
pub(super) struct Frames {
    head: Vec<u8>,
    frame: Option<Frame>,
    /// Bytes of the body still to come.
    missing: usize,
}

impl Frames {
    /// Takes bytes up to the end of the next frame; answers it and how many bytes were taken.
    pub(super) fn take(&mut self, bytes: &[u8]) -> Result<(Option<Frame>, usize), Trouble> {
        let mut taken = 0;
        while taken < bytes.len() {
            if let Some(frame) = &mut self.frame {
                let length = self.missing.min(bytes.len() - taken);
                frame.body.extend_from_slice(&bytes[taken..taken + length]);
                self.missing -= length;
                taken += length;
            } else {
                self.head.push(bytes[taken]);
                taken += 1;
                self.end_head()?;
            }
            if self.missing == 0
                && let Some(frame) = self.frame.take()
            {
                return Ok((Some(frame), taken));
            }
        }
        Ok((None, taken))
    }

    fn end_head(&mut self) -> Result<(), Trouble> {
        if self.head.len() > HEAD_MAX {
            return Err(Trouble::Endless);
        }
        let ended = self.head.ends_with(b"\n\n") || self.head.ends_with(b"\n\r\n");
        if !ended && self.head != b"\n" {
            return Ok(());
        }
        let head = std::mem::take(&mut self.head);
        let head = String::from_utf8_lossy(&head);
        let fields: Vec<(String, String)> = head
            .lines()
            .filter_map(|line| line.split_once(':'))
            .map(|(name, value)| (name.trim().to_owned(), value.trim().to_owned()))
            .collect();
        if fields.is_empty() {
            // An empty line between frames; anything else is no head of a frame.
            return if head.trim().is_empty() { Ok(()) } else { Err(Trouble::Garbled("a head")) };
        }
        let frame = Frame { fields, body: Vec::new() };
        self.missing = match frame.get("Content-Length").map(str::parse::<usize>) {
            None => 0,
            Some(Ok(length)) if length <= BODY_MAX => length,
            Some(Ok(_)) => return Err(Trouble::Endless),
            Some(Err(_)) => return Err(Trouble::Garbled("a length")),
        };
        self.frame = Some(frame);
        Ok(())
    }
}
