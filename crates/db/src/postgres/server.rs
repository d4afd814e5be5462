use super::tls::encryption;
use crate::{Durability, Error, Options, Result};
use postgres::{Client, Config, NoTls};
use rustls::ClientConfig;
use std::{
    collections::HashMap,
    fmt::Write,
    sync::{Mutex, PoisonError},
    time::Duration,
};
use tokio_postgres_rustls::MakeRustlsConnect;

/// How long silence on a connection may last until it is taken for broken.
const SILENCE_MAX: Duration = Duration::from_secs(30);

/// A server to connect to, and what all connections to it share.
pub(super) struct Server {
    config: Config,
    tls: Option<ClientConfig>,
    pub(super) options: Options,
    names: Mutex<HashMap<String, String>>,
}

/// Whom a connection is for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Seat {
    /// Units of work, as the role of the options.
    Program,
    /// Migrations and enquiries, as the role of the URL.
    Owner,
}

impl Server {
    pub(super) fn new(url: &str, options: &Options) -> Result<Self> {
        let encryption = encryption(url)?;
        let parsed = encryption.url.parse::<Config>();
        let mut config = parsed.map_err(|refused| unreachable_server(&refused))?;
        config
            .ssl_mode(encryption.mode)
            .connect_timeout(options.connect_timeout)
            .keepalives_idle(SILENCE_MAX)
            .tcp_user_timeout(SILENCE_MAX);
        if config.get_application_name().is_none() {
            config.application_name("premura");
        }
        let (tls, options) = (encryption.client, options.clone());
        Ok(Self { config, tls, options, names: Mutex::default() })
    }

    /// Never on a thread of an asynchronous runtime: the client brings its own.
    pub(super) fn connect(&self, seat: Seat) -> Result<Client> {
        let connected = match &self.tls {
            None => self.config.connect(NoTls),
            Some(tls) => self.config.connect(MakeRustlsConnect::new(tls.clone())),
        };
        let mut client = connected.map_err(|refused| unreachable_server(&refused))?;
        if seat == Seat::Program {
            let settings = self.settings();
            client.batch_execute(&settings).map_err(|refused| unreachable_server(&refused))?;
        }
        Ok(client)
    }

    /// A single statement cannot write by mistake: what writes says so when it begins.
    fn settings(&self) -> String {
        let timeout = self.options.statement_timeout.as_millis();
        let mut settings =
            format!("set default_transaction_read_only = on; set statement_timeout = {timeout};");
        // A plan made while a table was empty is kept for all statements of a connection and reads
        // whole indexes once it is full: each run is planned for the table as it is.
        settings.push_str("set plan_cache_mode = force_custom_plan;");
        if self.options.durability == Durability::Relaxed {
            settings.push_str("set synchronous_commit = off;");
        }
        if let Some(role) = &self.options.role {
            write!(settings, "set role \"{role}\";").expect("writing to a text cannot fail");
        }
        settings
    }

    /// What both engines call a unique index: its table and columns.
    ///
    /// The error names the index only, and its transaction can ask nothing any more, so another
    /// connection asks for all of them, once.
    pub(super) fn unique(&self, index: &str) -> String {
        let mut names = self.names.lock().unwrap_or_else(PoisonError::into_inner);
        if !names.contains_key(index)
            && let Ok(read) = self.connect(Seat::Owner).and_then(indexes)
        {
            *names = read;
        }
        names.get(index).cloned().unwrap_or_else(|| index.to_owned())
    }
}

const UNIQUE_INDEXES: &str = "select i.relname::text as name, case \
    when x.indexprs is not null then i.relname::text \
    else t.relname || ' (' || array_to_string(array( \
        select a.attname::text from unnest(x.indkey::int2[]) with ordinality as k (number, place) \
        join pg_attribute a on a.attrelid = x.indrelid and a.attnum = k.number \
        where k.place <= x.indnkeyatts order by k.place), ', ') || ')' end as word \
    from pg_index x join pg_class i on i.oid = x.indexrelid join pg_class t on t.oid = x.indrelid \
    join pg_namespace n on n.oid = t.relnamespace \
    where x.indisunique and n.nspname = any (current_schemas(false))";

fn indexes(mut client: Client) -> Result<HashMap<String, String>> {
    let rows = client.query(UNIQUE_INDEXES, &[]);
    let rows = rows.map_err(|refused| unreachable_server(&refused))?;
    Ok(rows.iter().map(|row| (row.get("name"), row.get("word"))).collect())
}

/// Whatever keeps a connection from being made, down to a wrong password.
fn unreachable_server(refused: &postgres::Error) -> Error {
    let said = refused.as_db_error().map(|said| said.message().to_owned());
    let cause = std::error::Error::source(refused).map(|cause| format!("{refused}: {cause}"));
    Error::Unavailable(said.or(cause).unwrap_or_else(|| refused.to_string()))
}
