use super::days::COLUMNS;

/// A row or a solution: a number for each column.
pub(super) type Row = [f64; COLUMNS];

/// Normal equations of a weighted least-squares problem, of which only the lower half is kept.
pub(super) struct Equations {
    matrix: [Row; COLUMNS],
    right: Row,
}

impl Equations {
    /// What is believed before anything was seen: each unknown near 0, within its reach.
    pub(super) fn believing(reach: &Row) -> Self {
        let mut matrix = [[0.0; COLUMNS]; COLUMNS];
        for (column, reach) in reach.iter().enumerate() {
            matrix[column][column] = 1.0 / (reach * reach);
        }
        Self { matrix, right: [0.0; COLUMNS] }
    }

    /// Adds one observation of `row · unknowns`, with this weight.
    pub(super) fn observe(&mut self, row: &Row, seen: f64, weight: f64) {
        for (column, value) in row.iter().enumerate().filter(|(_, value)| **value != 0.0) {
            let weighted = weight * value;
            self.right[column] += weighted * seen;
            for (other, factor) in row[..=column].iter().enumerate() {
                self.matrix[column][other] += weighted * factor;
            }
        }
    }

    /// The unknowns, by Cholesky's way: what is believed keeps the matrix positive.
    pub(super) fn solved(mut self) -> Row {
        for column in 0..COLUMNS {
            for row in column..COLUMNS {
                let (upper, lower) = self.matrix.split_at(row);
                let pivot = if row == column { &lower[0] } else { &upper[column] };
                let known = dot(&lower[0][..column], &pivot[..column]);
                let rest = lower[0][column] - known;
                self.matrix[row][column] = if row == column {
                    rest.max(f64::MIN_POSITIVE).sqrt()
                } else {
                    rest / self.matrix[column][column]
                };
            }
        }
        let mut found = self.right;
        for row in 0..COLUMNS {
            let known = dot(&self.matrix[row][..row], &found[..row]);
            found[row] = (found[row] - known) / self.matrix[row][row];
        }
        for row in (0..COLUMNS).rev() {
            let known: f64 = (row + 1..COLUMNS).map(|at| self.matrix[at][row] * found[at]).sum();
            found[row] = (found[row] - known) / self.matrix[row][row];
        }
        found
    }
}

/// The sum of products.
pub(super) fn dot(one: &[f64], other: &[f64]) -> f64 {
    one.iter().zip(other).map(|(one, other)| one * other).sum()
}

/// The middle one of these; 0 where there are none.
pub(super) fn median(mut values: Vec<f64>) -> f64 {
    quantile(&mut values, 0.5)
}

/// The value that this share of these does not exceed; 0 where there are none.
pub(super) fn quantile(values: &mut [f64], share: f64) -> f64 {
    values.sort_by(f64::total_cmp);
    let rank = (values.len() as f64 * share).ceil() as usize;
    values.get(rank.saturating_sub(1)).copied().unwrap_or_default()
}
