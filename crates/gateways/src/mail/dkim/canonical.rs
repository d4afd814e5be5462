//! A letter as it is signed: however servers on the way fold and space it, it is the same (RFC
//! 6376, 3.4, *relaxed*).

/// A header's name in small letters and its text in one line, each stretch of spaces one.
pub(super) fn header(name: &str, text: &str) -> String {
    format!("{}:{}", name.trim().to_ascii_lowercase(), spaced(text).trim())
}

/// A body: no spaces at the ends of lines, each stretch within them one, no empty lines at the end.
pub(super) fn body(text: &str) -> String {
    let mut whole = String::with_capacity(text.len());
    for line in text.split("\r\n") {
        whole.push_str(spaced(line).trim_end());
        whole.push_str("\r\n");
    }
    let end = whole.trim_end_matches("\r\n").len();
    whole.truncate(end);
    if !whole.is_empty() {
        whole.push_str("\r\n");
    }
    whole
}

/// Each stretch of spaces, and of lines that are folded, as one space.
fn spaced(text: &str) -> String {
    let mut whole = String::with_capacity(text.len());
    for letter in text.chars().filter(|letter| !matches!(letter, '\r' | '\n')) {
        let is_space = matches!(letter, ' ' | '\t');
        if !is_space {
            whole.push(letter);
        } else if !whole.ends_with(' ') {
            whole.push(' ');
        }
    }
    whole
}

/// The headers of a letter, each with its text as it stands, and the body.
pub(super) fn parts(letter: &str) -> (Vec<(&str, &str)>, &str) {
    let (head, body) = letter.split_once("\r\n\r\n").unwrap_or((letter, ""));
    let mut headers = Vec::new();
    let mut rest = head;
    while !rest.is_empty() {
        // A line that begins with a space belongs to the one before.
        let ends = rest.match_indices("\r\n").map(|(at, _)| at);
        let mut ends = ends.filter(|at| !rest[at + 2..].starts_with([' ', '\t']));
        let end = ends.next().unwrap_or(rest.len());
        headers.extend(rest[..end].split_once(':'));
        rest = rest[end..].strip_prefix("\r\n").unwrap_or_default();
    }
    (headers, body)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_of_the_standard_is_made_as_it_says() {
        // RFC 6376, 3.4.5.
        let letter = "A: X\r\nB : Y\t\r\n\tZ  \r\n\r\n C \r\nD \t E\r\n\r\n\r\n";
        let (headers, text) = parts(letter);
        let headers: Vec<String> = headers.iter().map(|(name, text)| header(name, text)).collect();
        assert_eq!(headers, ["a:X", "b:Y Z"]);
        assert_eq!(body(text), " C\r\nD E\r\n");
        assert_eq!(body("\r\n\r\n"), "");
        assert_eq!(body("a"), "a\r\n");
    }
}
