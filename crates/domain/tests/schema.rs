//! `docs/SCHEMA.md` is what the migrations make, on both engines. `UPDATE_SNAPSHOTS=1` with a
//! PostgreSQL server at hand writes it anew.

use db::inventory::{Column, Table, inventory};
use domain::MIGRATIONS;
use std::{collections::BTreeMap, env, fmt::Write, fs, path::Path};

type Tables = BTreeMap<String, Table>;

const HEADING: &str = "# The tables

Made from the migrations in `crates/domain/migrations`, which say what each table is for; a test
holds this page to what both engines have. `uuid` is 16 bytes, `whole` an integer of 64 bits,
`truth` a boolean, `bytes` and `text` what they say; an instant is a whole number of microseconds
since 1970 in UTC. A column with `?` may be empty; **bold** columns are the key. Every table with a
`tenant` has row-level security on PostgreSQL.
";

fn page(tables: &Tables) -> String {
    let mut page = HEADING.to_owned();
    for (name, table) in tables {
        let columns: Vec<String> = table.columns.iter().map(|one| column(one, table)).collect();
        let _ = write!(page, "\n## {name}\n\n{}\n", columns.join(" · "));
        for (name, index) in &table.indexes {
            let unique = if index.unique { ", each once" } else { "" };
            let partial = if index.partial { ", of some rows" } else { "" };
            let _ = write!(page, "\n- `{name}`: {}{unique}{partial}", index.columns.join(", "));
        }
        page.push_str(if table.indexes.is_empty() { "" } else { "\n" });
    }
    page
}

fn column(column: &Column, table: &Table) -> String {
    let mark = if column.optional { "?" } else { "" };
    let name = match table.key.contains(&column.name) {
        true => format!("**{}**", column.name),
        false => column.name.clone(),
    };
    format!("{name} {}{mark}", column.kind)
}

fn as_sqlite_tells(tables: Tables) -> Tables {
    let kept = |mut table: Table| {
        table.columns = table.columns.iter().map(Column::kept).collect();
        table
    };
    tables.into_iter().map(|(name, table)| (name, kept(table))).collect()
}

#[test]
fn both_engines_have_the_tables_of_the_page() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/SCHEMA.md");
    let mut embedded = Tables::new();
    for scratch in db::scratch::engines(MIGRATIONS) {
        let tables = inventory(&scratch).expect("the engine tells");
        if scratch.name() == "SQLite" {
            embedded = tables;
            continue;
        }
        for (name, table) in as_sqlite_tells(tables.clone()) {
            assert_eq!(Some(&table), embedded.get(&name), "{name}");
        }
        assert_eq!(tables.len(), embedded.len());
        if env::var_os("UPDATE_SNAPSHOTS").is_some() {
            fs::write(&path, page(&tables)).expect("the page is written");
        }
        assert_eq!(fs::read_to_string(&path).expect("the page is there"), page(&tables));
    }
    let text = fs::read_to_string(&path).expect("the page is there");
    for (name, table) in &embedded {
        let missing = |column: &&Column| !text.contains(&column.name);
        assert!(text.contains(&format!("\n## {name}\n")), "{name} is not on the page");
        assert_eq!(table.columns.iter().find(missing), None, "{name}");
    }
}
