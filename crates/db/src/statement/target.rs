/// The table that a statement writes to: the word after `into`, `update` or `delete from`. Empty
/// when it writes to none.
pub(crate) fn written_table(sql: &str) -> String {
    let mut words = sql.split_whitespace();
    while let Some(word) = words.next() {
        let lower = word.to_ascii_lowercase();
        let verb = lower.trim_start_matches('(');
        let table = match verb {
            "insert" | "delete" => words.nth(1),
            "update" => words.next(),
            _ => continue,
        };
        let name = table.unwrap_or_default();
        return name.split('(').next().unwrap_or_default().trim_matches(['"', ';']).to_owned();
    }
    String::new()
}

#[cfg(test)]
mod tests {
    use super::written_table;

    #[test]
    fn the_written_table_follows_the_verb() {
        for (sql, table) in [
            ("insert into calls(id) values ($1)", "calls"),
            ("with due as (select 1)\n UPDATE clocks set a = 1", "clocks"),
            ("delete from \"calls\" where id = $1", "calls"),
            ("with gone as (delete from calls returning id) select id from gone", "calls"),
            ("commit", ""),
        ] {
            assert_eq!(written_table(sql), table, "{sql}");
        }
    }
}
