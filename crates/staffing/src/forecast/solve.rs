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

    /// Takes the matrix apart into a lower half times itself turned over (Cholesky): what is
    /// believed keeps it positive.
    pub(super) fn taken_apart(mut self) -> Solution {
        for column in 0..COLUMNS {
            for row in column..COLUMNS {
                let known = dot(&self.matrix[row][..column], &self.matrix[column][..column]);
                let rest = self.matrix[row][column] - known;
                self.matrix[row][column] = if row == column {
                    rest.max(f64::MIN_POSITIVE).sqrt()
                } else {
                    rest / self.matrix[column][column]
                };
            }
        }
        Solution { lower: self.matrix, right: self.right }
    }
}

/// Equations as good as solved.
pub(super) struct Solution {
    lower: [Row; COLUMNS],
    right: Row,
}

impl Solution {
    /// The unknowns.
    pub(super) fn unknowns(&self) -> Row {
        let mut found = self.forwards(&self.right);
        for row in (0..COLUMNS).rev() {
            let known: f64 = (row + 1..COLUMNS).map(|at| self.lower[at][row] * found[at]).sum();
            found[row] = (found[row] - known) / self.lower[row][row];
        }
        found
    }

    /// How many unknowns what was seen has really moved, of those believed within `reach`.
    pub(super) fn moved(&self, reach: &Row) -> f64 {
        let left = (0..COLUMNS).map(|column| {
            let mut unit = [0.0; COLUMNS];
            unit[column] = 1.0;
            let half = self.forwards(&unit);
            dot(&half, &half) / (reach[column] * reach[column])
        });
        COLUMNS as f64 - left.sum::<f64>()
    }

    fn forwards(&self, right: &Row) -> Row {
        let mut found = *right;
        for row in 0..COLUMNS {
            let known = dot(&self.lower[row][..row], &found[..row]);
            found[row] = (found[row] - known) / self.lower[row][row];
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
    let rank = ((values.len() as f64 * share).ceil() as usize).saturating_sub(1);
    if values.is_empty() {
        return 0.0;
    }
    *values.select_nth_unstable_by(rank, f64::total_cmp).1
}
