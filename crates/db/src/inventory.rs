//! What a database holds, as its engine tells it.

use crate::{Db, Result, Row, Scope};
use std::collections::BTreeMap;

/// A table as the engine has it, in words that both engines share.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    /// Its columns in their order.
    pub columns: Vec<Column>,
    /// The columns of its primary key, in the key's order.
    pub key: Vec<String>,
    /// Its further indexes by name.
    pub indexes: BTreeMap<String, Index>,
}

/// A column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// What it is called.
    pub name: String,
    /// `uuid`, `bytes`, `text`, `whole`, `truth` or `real`. SQLite keeps the first two as `bytes`
    /// and truth as `whole`: see [`Column::kept`].
    pub kind: String,
    /// True where it may be empty.
    pub optional: bool,
}

impl Column {
    /// The column as SQLite would tell it.
    pub fn kept(&self) -> Column {
        let kind = match self.kind.as_str() {
            "uuid" => "bytes",
            "truth" => "whole",
            same => same,
        };
        Column { kind: kind.to_owned(), ..self.clone() }
    }
}

/// An index beside the key.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Index {
    /// Its columns in their order.
    pub columns: Vec<String>,
    /// True where no two rows may have the same.
    pub unique: bool,
    /// True where it holds some rows only.
    pub partial: bool,
}

/// What the engine keeps of each table, by name: for the page that describes the schema, and the
/// test that both engines have the same.
///
/// # Errors
/// What the engine refuses.
pub fn inventory(db: &Db) -> Result<BTreeMap<String, Table>> {
    let (columns, indexes) = match db.engine() {
        "SQLite" => (SQLITE_COLUMNS, SQLITE_INDEXES),
        _ => (POSTGRES_COLUMNS, POSTGRES_INDEXES),
    };
    let (columns, indexes) = db.read(Scope::nobody(), move |tx| {
        Ok::<_, crate::Error>((tx.rows(columns, &[])?, tx.rows(indexes, &[])?))
    })?;
    let mut tables = Tables::new();
    add_columns(&mut tables, &columns)?;
    add_indexes(&mut tables, &indexes)?;
    Ok(tables)
}

type Tables = BTreeMap<String, Table>;

fn add_columns(tables: &mut Tables, rows: &[Row]) -> Result<()> {
    let mut keys: BTreeMap<String, BTreeMap<i64, String>> = BTreeMap::new();
    for row in rows {
        let (table, name): (String, String) = (row.get("tab")?, row.get("col")?);
        let place: i64 = row.get("place")?;
        if place > 0 {
            keys.entry(table.clone()).or_default().insert(place, name.clone());
        }
        let optional = !row.get::<bool>("required")? && place == 0;
        let column = Column { name, kind: kind(row)?, optional };
        tables.entry(table).or_default().columns.push(column);
    }
    for (table, key) in keys {
        tables.entry(table).or_default().key = key.into_values().collect();
    }
    Ok(())
}

fn add_indexes(tables: &mut Tables, rows: &[Row]) -> Result<()> {
    for row in rows {
        let table: String = row.get("tab")?;
        let index = tables.entry(table).or_default().indexes.entry(row.get("idx")?).or_default();
        index.columns.push(row.get("col")?);
        index.unique = row.get("uniq")?;
        index.partial = row.get("part")?;
    }
    Ok(())
}

fn kind(row: &Row) -> Result<String> {
    let told: String = row.get("kind")?;
    let word = match told.to_ascii_lowercase().as_str() {
        "blob" | "bytea" => "bytes",
        "integer" | "bigint" => "whole",
        "boolean" => "truth",
        "double precision" => "real",
        same => return Ok(same.to_owned()),
    };
    Ok(word.to_owned())
}

const SQLITE_COLUMNS: &str = r#"
    select t.name as tab, c.name as col, c.type as kind, c."notnull" as required, c.pk as place
      from sqlite_schema as t join pragma_table_info(t.name) as c
     where t.type = 'table' and t.name not like 'sqlite%' and t.name not like 'premura%'
     order by t.name, c.cid"#;

/// A column that is unique by its own word gets the index name that PostgreSQL gives it.
const SQLITE_INDEXES: &str = r#"
    select t.name as tab, i."unique" as uniq, i.partial as part, c.name as col,
           case i.origin when 'u' then t.name || '_' || c.name || '_key' else i.name end as idx
      from sqlite_schema as t join pragma_index_list(t.name) as i
      join pragma_index_info(i.name) as c
     where t.type = 'table' and i.origin <> 'pk' and t.name not like 'premura%'
     order by t.name, i.name, c.seqno"#;

const POSTGRES_COLUMNS: &str = "
    select t.relname::text as tab, c.attname::text as col,
           format_type(c.atttypid, c.atttypmod) as kind, c.attnotnull as required,
           coalesce(array_position(k.indkey::int2[], c.attnum) + 1, 0)::bigint as place
      from pg_class as t join pg_attribute as c on c.attrelid = t.oid and c.attnum > 0
      left join pg_index as k on k.indrelid = t.oid and k.indisprimary
     where t.relnamespace = current_schema()::regnamespace and t.relkind = 'r'
       and not c.attisdropped and t.relname not like 'premura%'
     order by t.relname, c.attnum";

const POSTGRES_INDEXES: &str = "
    select t.relname::text as tab, i.relname::text as idx, x.indisunique as uniq,
           x.indpred is not null as part, c.attname::text as col
      from pg_index as x join pg_class as t on t.oid = x.indrelid
      join pg_class as i on i.oid = x.indexrelid
      cross join unnest(x.indkey::int2[]) with ordinality as k (number, place)
      join pg_attribute as c on c.attrelid = t.oid and c.attnum = k.number
     where t.relnamespace = current_schema()::regnamespace and not x.indisprimary
       and t.relname not like 'premura%'
     order by t.relname, i.relname, k.place";
