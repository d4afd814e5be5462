use rusqlite::Statement;
use std::{collections::HashMap, sync::Arc};

/// How many texts a connection remembers. The program's own are fewer; lists come in five lengths.
const TEXTS_MAX: usize = 1024;

/// The statement texts a connection has seen, as SQLite wants them.
#[derive(Default)]
pub(super) struct Texts {
    known: HashMap<String, Text>,
}

/// One statement.
pub(super) struct Text {
    /// The text with `?n` for `$n`.
    pub(super) sql: String,
    names: Arc<[String]>,
}

impl Texts {
    /// The text, rewritten at its first use.
    pub(super) fn of(&mut self, sql: &str) -> &mut Text {
        if !self.known.contains_key(sql) {
            if self.known.len() >= TEXTS_MAX {
                self.known.clear();
            }
            let text = Text { sql: numbered(sql), names: Arc::new([]) };
            self.known.insert(sql.to_owned(), text);
        }
        self.known.get_mut(sql).expect("it is known, or was inserted just above")
    }
}

impl Text {
    /// The names of the columns, shared with the rows of earlier runs: they are compared, because
    /// a migration may change what `*` stands for.
    pub(super) fn names(&mut self, statement: &Statement<'_>) -> Arc<[String]> {
        let columns = statement.column_names();
        if columns.len() != self.names.len() || !columns.eq(self.names.iter().map(String::as_str)) {
            self.names = statement.column_names().map(str::to_owned).collect();
        }
        Arc::clone(&self.names)
    }
}

/// SQLite takes `$1` for a *name*, numbered by its first appearance; `?1` is what `$1` is to
/// PostgreSQL. Texts in quotes, quoted names and comments stay as they are.
fn numbered(sql: &str) -> String {
    let mut out = String::with_capacity(sql.len());
    let mut rest = sql;
    while let Some(next) = rest.chars().next() {
        let length = match next {
            '\'' | '"' => quoted(rest, next),
            '-' if rest.starts_with("--") => rest.find('\n').unwrap_or(rest.len()),
            '/' if rest.starts_with("/*") => commented(rest),
            _ => next.len_utf8(),
        };
        let mark = next == '$' && rest[1..].starts_with(|digit: char| digit.is_ascii_digit());
        out.push_str(if mark { "?" } else { &rest[..length] });
        rest = &rest[length..];
    }
    out
}

/// Bytes up to and with the closing quote. A doubled quote is two pieces next to each other.
fn quoted(rest: &str, quote: char) -> usize {
    rest[1..].find(quote).map_or(rest.len(), |at| at + 2)
}

/// Bytes of a comment, which on PostgreSQL may hold others.
fn commented(rest: &str) -> usize {
    rest[2..].find("*/").map_or(rest.len(), |at| at + 4)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dollar_is_a_mark_only_outside_texts_names_and_comments() {
        for (standard, sqlite) in [
            ("select $2, $1, $12", "select ?2, ?1, ?12"),
            ("select '$1', 'it''s $2', $3", "select '$1', 'it''s $2', ?3"),
            ("select \"$1\" as \"a\"\"$2\" from t where b = $1", ""),
            ("select 1 -- $1 isn't\n where a = $1", "select 1 -- $1 isn't\n where a = ?1"),
            ("select /* $1 ' */ $1", "select /* $1 ' */ ?1"),
            ("select '€' || $1 || '$'", "select '€' || ?1 || '$'"),
            ("select 'open $1", "select 'open $1"),
            ("select 'cost $' || $1", "select 'cost $' || ?1"),
        ] {
            let wanted = if sqlite.is_empty() {
                "select \"$1\" as \"a\"\"$2\" from t where b = ?1"
            } else {
                sqlite
            };
            assert_eq!(numbered(standard), wanted);
        }
    }
}
