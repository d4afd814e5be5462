use super::{
    prepared::{Prepared, Statements},
    refusal::{Refusal, refusal},
    server::{Seat, Server},
};
use crate::{
    Error, Isolation, Result, Row, Scope, Tenant, ToValue, Value,
    statement::list::distinct,
    work::{EachRow, Mode, Session},
};
use postgres::{Client, fallible_iterator::FallibleIterator, types::ToSql};
use std::{fmt::Write, ops::ControlFlow, sync::Arc};

/// The most rows and bytes that one statement of a bulk insert carries.
const BULK_ROWS: usize = 4_096;
const BULK_BYTES: usize = 4 << 20;

/// A connection that is made at first use and again whenever it broke.
pub(super) struct Postgres {
    server: Arc<Server>,
    seat: Seat,
    client: Option<Client>,
    statements: Statements,
    /// Whose rows statements outside a transaction see.
    tenant: Option<Tenant>,
}

impl Postgres {
    pub(super) fn new(server: Arc<Server>, seat: Seat) -> Self {
        Self { server, seat, client: None, statements: Statements::default(), tenant: None }
    }

    /// Begins what `mode` wants, with the tenant, in one round trip.
    pub(super) fn begin(&mut self, mode: Mode, scope: Scope) -> Result<()> {
        let tenant = tenant(scope.tenant);
        let begin = match (mode, scope.isolation) {
            (Mode::Write, Isolation::Serializable) => "isolation level serializable read write",
            (Mode::Write, Isolation::ReadCommitted) => "isolation level read committed read write",
            // A snapshot is what a reader is promised; it needs no watch for conflicts.
            (_, Isolation::Serializable) => "isolation level repeatable read read only",
            (_, Isolation::ReadCommitted) => "isolation level read committed read only",
        };
        if mode != Mode::Single {
            return self.batch(&format!(
                "begin {begin}; select set_config('premura.tenant', '{tenant}', true)"
            ));
        }
        if self.client.is_some() && self.tenant == Some(scope.tenant) {
            return Ok(());
        }
        self.batch(&format!("select set_config('premura.tenant', '{tenant}', false)"))?;
        self.tenant = Some(scope.tenant);
        Ok(())
    }

    /// Undoes what was begun; a connection on which even that fails is given up.
    pub(super) fn rollback(&mut self) {
        if self.client.is_some() && self.batch("rollback").is_err() {
            self.give_up();
        }
    }

    /// Forgets the connection and all that was prepared on it.
    pub(super) fn give_up(&mut self) {
        self.client = None;
        self.statements.forget();
        self.tenant = None;
    }

    fn connected(&mut self) -> Result<&mut Client> {
        if self.client.as_ref().is_some_and(Client::is_closed) {
            self.give_up();
        }
        match &mut self.client {
            Some(client) => Ok(client),
            empty => Ok(empty.insert(self.server.connect(self.seat)?)),
        }
    }

    fn prepared(&mut self, sql: &str) -> Result<Prepared> {
        if let Some(prepared) = self.statements.find(sql) {
            return Ok(prepared);
        }
        let statement = self.connected()?.prepare(sql);
        let statement = statement.map_err(|refused| self.refuse(&refused, sql))?;
        Ok(self.statements.keep(sql, statement, self.server.options.statements))
    }

    fn refuse(&mut self, refused: &postgres::Error, sql: &str) -> Error {
        match refusal(refused, sql) {
            Refusal::Known(error) => error,
            Refusal::Duplicate(index) => {
                Error::Duplicate { constraint: self.server.unique(&index) }
            }
            Refusal::Stale => {
                self.statements.forget();
                Error::Conflict
            }
        }
    }

    fn run(&mut self, sql: &str, values: &[&(dyn ToSql + Sync)], take: EachRow<'_>) -> Result<u64> {
        let Prepared { statement, names } = self.prepared(sql)?;
        let client = self.connected()?;
        let streamed = client.query_raw(&statement, values.iter().copied()).and_then(|mut rows| {
            while let Some(row) = rows.next()? {
                let cells = (0..names.len()).map(|index| row.try_get(index));
                let row = Row::new(Arc::clone(&names), cells.collect::<Result<_, _>>()?);
                if take(row).is_break() {
                    break;
                }
            }
            Ok(rows.rows_affected().unwrap_or(0))
        });
        streamed.map_err(|refused| self.refuse(&refused, sql))
    }

    /// The insert of rows as arrays, one for each column: one text for any length. Not `COPY`,
    /// which the server refuses on tables with row-level security.
    fn arrays(&mut self, into: &str, tail: &str) -> Result<String> {
        let (table, columns) = into.split_once('(').unwrap_or((into, "*)"));
        let columns = columns.trim_end().trim_end_matches(')');
        let shape = self.prepared(&format!("select {columns} from {table} limit 0"))?;
        let mut arrays = String::new();
        for (index, column) in shape.statement.columns().iter().enumerate() {
            let comma = if index == 0 { "" } else { ", " };
            write!(arrays, "{comma}${}::{}[]", index + 1, column.type_().name())
                .expect("writing to a text cannot fail");
        }
        Ok(format!("insert into {into} select * from unnest({arrays}) {tail}"))
    }

    fn insert_piece(&mut self, sql: &str, rows: &[Vec<Value>], take: EachRow<'_>) -> Result<u64> {
        let width = rows[0].len();
        if let Some(odd) = rows.iter().find(|row| row.len() != width) {
            return Err(Error::Engine(format!("expected {width} values but got {}", odd.len())));
        }
        let columns: Vec<Vec<&Value>> =
            (0..width).map(|column| rows.iter().map(|row| &row[column]).collect()).collect();
        let bound: Vec<&(dyn ToSql + Sync)> = columns.iter().map(|column| column as _).collect();
        self.run(sql, &bound, take)
    }
}

impl Session for Postgres {
    fn execute(&mut self, sql: &str, values: &[&dyn ToValue]) -> Result<u64> {
        let owned: Vec<Value> = values.iter().map(|value| value.to_value()).collect();
        let bound: Vec<&(dyn ToSql + Sync)> = owned.iter().map(|value| value as _).collect();
        let Prepared { statement, .. } = self.prepared(sql)?;
        let changed = self.connected()?.execute(&statement, &bound);
        changed.map_err(|refused| self.refuse(&refused, sql))
    }

    fn each(&mut self, sql: &str, values: &[&dyn ToValue], take: EachRow<'_>) -> Result<()> {
        let owned: Vec<Value> = values.iter().map(|value| value.to_value()).collect();
        let bound: Vec<&(dyn ToSql + Sync)> = owned.iter().map(|value| value as _).collect();
        self.run(sql, &bound, take).map(drop)
    }

    fn each_in(
        &mut self,
        sql: &str,
        values: &[&dyn ToValue],
        list: &[Value],
        take: EachRow<'_>,
    ) -> Result<()> {
        let text = look_ups(sql, values.len() + 1, &list[0]);
        let owned: Vec<Value> = values.iter().map(|value| value.to_value()).collect();
        let distinct: Vec<&Value> = distinct(list).collect();
        let mut bound: Vec<&(dyn ToSql + Sync)> = owned.iter().map(|value| value as _).collect();
        bound.push(&distinct);
        self.run(&text, &bound, take).map(drop)
    }

    fn batch(&mut self, sql: &str) -> Result<()> {
        let ran = self.connected()?.batch_execute(sql);
        ran.map_err(|refused| self.refuse(&refused, sql))
    }

    fn insert(&mut self, into: &str, tail: &str, rows: &[Vec<Value>]) -> Result<Vec<Row>> {
        let sql = self.arrays(into, tail)?;
        let mut answered = Vec::new();
        for piece in rows.chunks(BULK_ROWS) {
            self.insert_piece(&sql, piece, &mut |row| {
                answered.push(row);
                ControlFlow::Continue(())
            })?;
        }
        Ok(answered)
    }

    fn bulk(
        &mut self,
        into: &str,
        tail: &str,
        rows: &mut dyn Iterator<Item = Vec<Value>>,
    ) -> Result<u64> {
        let sql = self.arrays(into, tail)?;
        let (mut inserted, mut piece, mut bytes) = (0, Vec::with_capacity(BULK_ROWS), 0);
        let mut nothing = |_| ControlFlow::Continue(());
        for row in rows {
            bytes += row.iter().map(size).sum::<usize>();
            piece.push(row);
            if piece.len() == BULK_ROWS || bytes >= BULK_BYTES {
                inserted += self.insert_piece(&sql, &piece, &mut nothing)?;
                piece.clear();
                bytes = 0;
            }
        }
        if !piece.is_empty() {
            inserted += self.insert_piece(&sql, &piece, &mut nothing)?;
        }
        Ok(inserted)
    }

    fn horizon(&mut self) -> Result<i64> {
        let sql = "select pg_snapshot_xmin(pg_current_snapshot())::text::bigint";
        let mut lowest = Value::Null;
        self.run(sql, &[], &mut |row| {
            lowest = row.get(&row.columns()[0]).unwrap_or(Value::Null);
            ControlFlow::Continue(())
        })?;
        match lowest {
            Value::Int(lowest) => Ok(lowest),
            _ => Err(Error::Engine("the server has no snapshot".to_owned())),
        }
    }

    fn skip_locked(&self) -> &'static str {
        " for update skip locked"
    }
}

/// The statement run for each value of an array, all in one round trip.
///
/// `offset 0` keeps the server from making one walk of it: as long as it has no statistics of a
/// young table, it takes going through all rows of a tenant for the cheaper way.
fn look_ups(sql: &str, place: usize, one: &Value) -> String {
    let kind = match one {
        Value::Uuid(_) => "uuid",
        Value::Int(_) => "bigint",
        Value::Bytes(_) => "bytea",
        _ => "text",
    };
    let one = sql.replace("in ({list})", "= listed.one");
    format!(
        "select found.* from unnest(${place}::{kind}[]) as listed (one), \
         lateral ({one} offset 0) as found"
    )
}

/// What row-level security compares a row's tenant with.
fn tenant(tenant: Tenant) -> String {
    let mut text = String::new();
    match tenant {
        Tenant::Nobody => {}
        Tenant::Every => text.push_str("every"),
        Tenant::One(id) => {
            write!(text, "{:032x}", u128::from_be_bytes(id)).expect("a text takes all");
        }
    }
    text
}

fn size(value: &Value) -> usize {
    match value {
        Value::Text(text) => text.len(),
        Value::Bytes(bytes) => bytes.len(),
        _ => size_of::<i64>(),
    }
}
