//! The way to PostgreSQL is encrypted as the URL wants it.

use db::{Db, Error, Options, Scope};
use std::{
    env, fs,
    path::{Path, PathBuf},
    process::{self, Command},
};

const PORT: u16 = 54_737;

/// A server of its own, with a certificate for `localhost` that it signed itself.
struct Server {
    folder: PathBuf,
}

impl Server {
    /// None when the programs for it are not at hand.
    fn start() -> Option<Self> {
        let server =
            Self { folder: env::temp_dir().join(format!("premura_tls_{}", process::id())) };
        fs::create_dir_all(&server.folder).ok()?;
        let at = server.folder.display().to_string();
        let certificate = "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost \
            -addext subjectAltName=DNS:localhost -addext basicConstraints=critical,CA:FALSE \
            -keyout $AT/key.pem -out $AT/certificate.pem && chmod 600 $AT/key.pem";
        let initialise = "initdb -D $AT/data -A trust -U postgres";
        let start = "pg_ctl -D $AT/data -w -l $AT/log start -o \"-p $PORT -c fsync=off \
            -c unix_socket_directories=$AT -c ssl=on -c ssl_cert_file=$AT/certificate.pem \
            -c ssl_key_file=$AT/key.pem\"";
        let own = "if [ $(id -u) = 0 ]; then chown postgres $AT; fi";
        let steps = [own, certificate, initialise, start];
        let mut texts =
            steps.map(|step| step.replace("$AT", &at).replace("$PORT", &PORT.to_string()));
        texts[1..].iter_mut().for_each(|text| *text = as_postgres(text));
        texts.iter().all(|text| shell(text)).then_some(server)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let stop = format!("pg_ctl -D {}/data -m immediate stop", self.folder.display());
        shell(&as_postgres(&stop));
        drop(fs::remove_dir_all(&self.folder));
    }
}

/// PostgreSQL refuses to run as root.
fn as_postgres(text: &str) -> String {
    format!(
        "if [ $(id -u) = 0 ]; then runuser -u postgres -- sh -c '{text}'; else sh -c '{text}'; fi"
    )
}

fn shell(text: &str) -> bool {
    Command::new("sh").args(["-c", text]).output().is_ok_and(|output| output.status.success())
}

fn encrypted(host: &str, mode: &str, roots: Option<&Path>) -> Result<bool, Error> {
    let roots = roots.map_or(String::new(), |file| format!("&sslrootcert={}", file.display()));
    let url = format!("postgres://postgres@{host}:{PORT}/postgres?sslmode={mode}{roots}");
    let db = Db::open(&url, &Options { connections: 1, ..Options::default() })?;
    db.read(Scope::nobody(), |tx| {
        tx.one("select ssl from pg_stat_ssl where pid = pg_backend_pid()", &[])
    })
}

#[test]
fn the_mode_of_the_url_decides() {
    let Some(server) = Server::start() else {
        eprintln!("skipped: no PostgreSQL or openssl to start");
        return;
    };
    let known = server.folder.join("certificate.pem");
    assert_eq!(encrypted("localhost", "disable", None), Ok(false));
    assert_eq!(encrypted("localhost", "prefer", None), Ok(true));
    assert_eq!(encrypted("localhost", "require", None), Ok(true));
    assert_eq!(encrypted("localhost", "verify-full", Some(&known)), Ok(true));
    for (host, roots) in [("localhost", None), ("127.0.0.1", Some(known.as_path()))] {
        let refused = encrypted(host, "verify-full", roots);
        assert!(matches!(&refused, Err(Error::Unavailable(text)) if text.contains("certificate")));
    }
    // Several hosts, of which only the second is there and may be written to.
    let hosts = format!("localhost:1,localhost:{PORT}");
    let url = format!("postgres://postgres@{hosts}/postgres?target_session_attrs=read-write");
    assert!(Db::open(&url, &Options::default()).is_ok());
}
