use crate::{Error, FromValue, Result, Value};
use kernel::{Date, Id, Instant, Word};
use std::sync::Arc;

/// One answered row, read by column name. The names are kept once per statement.
#[derive(Clone, Debug)]
pub struct Row {
    names: Arc<[String]>,
    cells: Vec<Value>,
}

impl Row {
    pub(crate) fn new(names: Arc<[String]>, cells: Vec<Value>) -> Self {
        Self { names, cells }
    }

    /// The value of a column.
    ///
    /// # Errors
    /// [`Error::Column`] when there is no such column, or it does not hold a `T`.
    pub fn get<T: FromValue>(&self, column: &str) -> Result<T> {
        self.names
            .iter()
            .position(|name| name == column)
            .and_then(|index| T::from_value(&self.cells[index]))
            .ok_or_else(|| Error::Column { column: column.to_owned(), wanted: T::NAME })
    }

    /// The value of a column that holds one of the words of an enumeration: see [`kernel::words`].
    ///
    /// # Errors
    /// [`Error::Column`] when there is no such column, or it holds none of these words.
    pub fn word<T: Word>(&self, column: &str) -> Result<T> {
        let word: String = self.get(column)?;
        T::from_word(&word)
            .ok_or_else(|| Error::Column { column: column.to_owned(), wanted: "word" })
    }

    /// The columns' names, in the order of the statement.
    pub fn columns(&self) -> &[String] {
        &self.names
    }

    fn first<T: FromValue>(&self) -> Result<T> {
        let cell = self.cells.first().ok_or(Error::Missing)?;
        T::from_value(cell)
            .ok_or_else(|| Error::Column { column: self.names[0].clone(), wanted: T::NAME })
    }
}

/// What a whole row can be read as; single values are read from the first column.
pub trait FromRow: Sized {
    /// Reads the row.
    ///
    /// # Errors
    /// [`Error::Column`] when a column is absent or holds something else.
    fn from_row(row: &Row) -> Result<Self>;
}

macro_rules! first_column {
    ($($type:ty),+) => {$(
        impl FromRow for $type {
            fn from_row(row: &Row) -> Result<Self> {
                row.first()
            }
        }
    )+};
}

first_column!(i64, bool, f64, String, Vec<u8>, [u8; 16], Instant, Date);

impl<T> FromRow for Id<T> {
    fn from_row(row: &Row) -> Result<Self> {
        row.first()
    }
}

impl<T: FromValue> FromRow for Option<T> {
    fn from_row(row: &Row) -> Result<Self> {
        row.first()
    }
}
