use super::Outcome;
use crate::cli::CalendarQuestion;
use calendar::{
    Calendars, File,
    lines::{LINE_BYTES_MAX, Question, answer},
};
use std::{
    fs,
    io::{self, BufRead, Read, Write},
};

/// Answers questions about calendars, a line each; 1 where a line could not be answered.
pub fn run(question: CalendarQuestion) -> Outcome {
    let (question, path) = match question {
        CalendarQuestion::Due { calendars } => (Question::Due, calendars),
        CalendarQuestion::Elapsed { calendars } => (Question::Elapsed, calendars),
    };
    let calendars = Calendars::new(&File::parse(&fs::read_to_string(path)?)?)?;
    let mut input = io::stdin().lock();
    let mut output = io::BufWriter::new(io::stdout().lock());
    let mut all_good = true;
    let mut line = Vec::new();
    for number in 1.. {
        line.clear();
        if read_line(&mut input, &mut line)? == 0 {
            break;
        }
        let (reply, good) = answer(question, &calendars, number, &String::from_utf8_lossy(&line));
        all_good &= good;
        writeln!(output, "{reply}")?;
        if input.fill_buf()?.is_empty() {
            continue;
        }
        // Whoever asks one by one waits for each answer; whoever sends many gets them together.
        if !has_line(&mut input)? {
            output.flush()?;
        }
    }
    output.flush()?;
    Ok(if all_good { 0 } else { 1 })
}

fn has_line(input: &mut impl BufRead) -> io::Result<bool> {
    Ok(input.fill_buf()?.contains(&b'\n'))
}

/// Reads a line without its end. What goes beyond the longest line is passed over, but for the one
/// byte that shows that it was too long.
fn read_line(input: &mut impl BufRead, line: &mut Vec<u8>) -> io::Result<usize> {
    let longest = u64::try_from(LINE_BYTES_MAX + 2).unwrap_or(u64::MAX);
    let read = input.by_ref().take(longest).read_until(b'\n', line)?;
    if line.last() == Some(&b'\n') {
        line.pop();
        if line.last() == Some(&b'\r') {
            line.pop();
        }
    } else if read > LINE_BYTES_MAX {
        input.skip_until(b'\n')?;
    }
    Ok(read)
}
