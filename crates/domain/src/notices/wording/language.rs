//! What words may be written in: names in double braces, filters, and questions whether something
//! is there. The template language has more, and with it a text could cause work without end: lists
//! and texts multiplied, variables that double, loops.

/// The tags that there are.
const TAGS: [&str; 4] = ["if", "elif", "else", "endif"];

/// Whether everything between braces is of this language. What it then says is for the reader of
/// templates to judge.
pub(super) fn is_spoken(text: &str) -> bool {
    let mut rest = text;
    while let Some(at) = rest.find('{') {
        let inside = &rest[at + 1..];
        let (end, is_tag) = match inside.chars().next() {
            Some('{') => ("}}", false),
            Some('%') => ("%}", true),
            _ => {
                rest = inside;
                continue;
            }
        };
        let inside = &inside[1..];
        let Some(over) = inside.find(end) else { return false };
        let said = inside[..over].trim_matches(['-', '+', ' ', '\n', '\r', '\t']);
        let tag = said.split(|one: char| !one.is_ascii_alphanumeric()).next().unwrap_or_default();
        if !said.chars().all(is_harmless) || is_tag && !TAGS.contains(&tag) {
            return false;
        }
        rest = &inside[over + end.len()..];
    }
    true
}

/// None of these puts texts or lists together or repeats them.
fn is_harmless(one: char) -> bool {
    one.is_alphanumeric() || one.is_ascii_whitespace() || "_.|()'\",=!<>-".contains(one)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_filters_and_questions_are_spoken_and_programs_are_not() {
        for good in [
            "",
            "{",
            "a { b",
            "{{ client }}",
            "{{client|upper}}",
            "{% if a and not b %}x{% endif %}",
            "{%- if days == '1' -%}x{%- else -%}y{%- endif -%}",
            "{{ a|default('-') }}",
        ] {
            assert!(is_spoken(good), "{good}");
        }
        for wrong in [
            "{{ client",
            "{% for a in b %}",
            "{% set a = b %}",
            "{% include 'x' %}",
            "{{ 'a' * 9 }}",
            "{% raw %}",
            "{{ a ~ a }}",
            "{{ a[0] }}",
            "{% macro m() %}",
            "{%%}",
            "{{ {'a': 1} }}",
            "{% if [1] %}",
            "{%",
            "{{{% for %}}}",
        ] {
            assert!(!is_spoken(wrong), "{wrong}");
        }
    }
}
