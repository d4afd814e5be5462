//! Lists of values in a statement. Few lengths exist, so that few statement texts do, and those
//! stay prepared.

use crate::{ToValue, Value};
use std::{collections::HashSet, fmt::Write};

/// How many values, or rows, one statement has. A longer list becomes several statements.
pub(crate) const LENGTHS: [usize; 5] = [1, 4, 16, 64, 256];

/// The longest piece of a list.
const LONGEST: usize = LENGTHS[LENGTHS.len() - 1];

/// The list without its repetitions.
pub(crate) fn distinct(list: &[Value]) -> impl Iterator<Item = &Value> {
    let mut known = HashSet::with_capacity(list.len());
    list.iter().filter(move |value| known.insert(*value))
}

/// The list without its repetitions, cut and filled up to lengths that exist.
pub(crate) fn pieces(list: &[Value]) -> Vec<Vec<Value>> {
    let distinct: Vec<&Value> = distinct(list).collect();
    distinct
        .chunks(LONGEST)
        .map(|piece| {
            let length = LENGTHS.into_iter().find(|length| *length >= piece.len());
            let mut filled: Vec<Value> = piece.iter().copied().cloned().collect();
            let last = filled[filled.len() - 1].clone();
            filled.resize(length.unwrap_or(LONGEST), last);
            filled
        })
        .collect()
}

/// The text with its `{list}` spelled out, numbered after `values`, and all values together.
pub(crate) fn fill<'a>(
    sql: &str,
    values: &[&'a dyn ToValue],
    piece: &'a [Value],
) -> (String, Vec<&'a dyn ToValue>) {
    let mut marks = String::new();
    for position in 0..piece.len() {
        let comma = if position == 0 { "" } else { ", " };
        write!(marks, "{comma}${}", values.len() + position + 1)
            .expect("writing to a text cannot fail");
    }
    let bound = values.iter().copied().chain(piece.iter().map(|value| value as _)).collect();
    (sql.replace("{list}", &marks), bound)
}

/// The values part of an insert of so many rows: `($1, $2), ($3, $4)`.
pub(crate) fn rows_of_marks(rows: usize, columns: usize) -> String {
    let mut marks = String::new();
    for row in 0..rows {
        marks.push_str(if row == 0 { "(" } else { ", (" });
        for column in 0..columns {
            let comma = if column == 0 { "" } else { ", " };
            write!(marks, "{comma}${}", row * columns + column + 1)
                .expect("writing to a text cannot fail");
        }
        marks.push(')');
    }
    marks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_filled_up_with_its_last_value_and_loses_repetitions() {
        let list: Vec<Value> = [1, 2, 2, 1, 3].map(Value::Int).to_vec();
        assert_eq!(pieces(&list), [[1, 2, 3, 3].map(Value::Int).to_vec()]);
        assert!(pieces(&[]).is_empty());
    }

    #[test]
    fn a_long_list_becomes_several_statements() {
        let list: Vec<Value> = (0..300).map(Value::Int).collect();
        let lengths: Vec<usize> = pieces(&list).iter().map(Vec::len).collect();
        assert_eq!(lengths, [256, 64]);
    }

    #[test]
    fn marks_are_numbered_after_the_values() {
        let piece = [Value::Int(7), Value::Int(8)];
        let (text, bound) = fill("a = $1 and b in ({list})", &[&5_i64], &piece);
        assert_eq!(text, "a = $1 and b in ($2, $3)");
        assert_eq!(bound.len(), 3);
        assert_eq!(rows_of_marks(2, 2), "($1, $2), ($3, $4)");
    }
}
