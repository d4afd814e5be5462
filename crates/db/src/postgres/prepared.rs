use postgres::Statement;
use std::{collections::HashMap, sync::Arc};

/// A statement the server knows, and the names of its columns.
#[derive(Clone)]
pub(super) struct Prepared {
    pub(super) statement: Statement,
    pub(super) names: Arc<[String]>,
}

/// The statements a connection keeps: as many as it may, the least recently used one goes.
#[derive(Default)]
pub(super) struct Statements {
    known: HashMap<String, (Prepared, u64)>,
    uses: u64,
}

impl Statements {
    pub(super) fn find(&mut self, sql: &str) -> Option<Prepared> {
        self.uses += 1;
        let (prepared, used) = self.known.get_mut(sql)?;
        *used = self.uses;
        Some(prepared.clone())
    }

    /// Dropping a statement makes the server forget it.
    pub(super) fn keep(&mut self, sql: &str, statement: Statement, most: usize) -> Prepared {
        if self.known.len() >= most.max(1) {
            let oldest = self.known.iter().min_by_key(|(_, (_, used))| *used);
            let oldest = oldest.map(|(sql, _)| sql.clone());
            oldest.map(|sql| self.known.remove(&sql));
        }
        let names = statement.columns().iter().map(|column| column.name().to_owned()).collect();
        let prepared = Prepared { statement, names };
        self.known.insert(sql.to_owned(), (prepared.clone(), self.uses));
        prepared
    }

    pub(super) fn forget(&mut self) {
        self.known.clear();
    }
}
