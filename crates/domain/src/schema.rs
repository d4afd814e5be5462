use db::Migration;

macro_rules! migrations {
    ($($name:literal),+ $(,)?) => {
        &[$(Migration {
            name: $name,
            sql: include_str!(concat!("../migrations/", $name, ".sql")),
        }),+]
    };
}

/// Every change of the tables, oldest first. An applied one is never edited.
pub const MIGRATIONS: &[Migration] = migrations![
    "0001_ground",
    "0002_people",
    "0003_commitments",
    "0004_calls",
    "0005_invitations",
    "0006_answers",
    "0007_agents",
    "0008_desk",
    "0009_exchanges",
    "0010_exchanging",
    "0011_messages",
    "0012_notices",
    "0013_deadlines",
    "0014_post",
    "0015_keys",
    "0016_keeping",
    "0017_certified",
    "0018_accounts",
    "0019_campaigns",
    "0020_sending"
];
