//! A log of ten gigabytes, nearly all of it damage: the good calls in it are kept, everything else
//! is told as rejected, and the program's memory stays small.

use serde_json::Value as Json;
use std::{
    fs::{self, File},
    io::{self, BufWriter, Read, Write},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread,
    time::Duration,
};

/// Pieces of a mebibyte, each with one whole call among its damage.
const PIECES: u64 = 10 * 1024;
/// What the program may need, in KiB.
const MEMORY_MAX: u64 = 256 * 1024;

/// Removes its folder whatever becomes of the test.
struct Folder(PathBuf);

impl Drop for Folder {
    fn drop(&mut self) {
        drop(fs::remove_dir_all(&self.0));
    }
}

/// A line that is too long, one of bytes that are no text, and one that breaks off.
fn damage() -> Vec<u8> {
    let mut damage = vec![b'x'; (1 << 20) - 2_048];
    damage.push(b'\n');
    damage.extend((0..2_000_u32).map(|byte| (byte % 9) as u8));
    damage.extend(b"\n1795340000|broken|legal\n");
    damage
}

fn write_log(path: &Path) -> io::Result<u64> {
    let mut out = BufWriter::with_capacity(1 << 20, File::create(path)?);
    let damage = damage();
    for piece in 0..PIECES {
        let second = 1_795_340_000 + piece * 3;
        let id = format!("{second}.{piece}");
        writeln!(out, "{second}|{id}|legal|NONE|ENTERQUEUE||0000555001|1")?;
        writeln!(out, "{}|{id}|legal|op-1|CONNECT|4|{id}1|3", second + 4)?;
        out.write_all(&damage)?;
        writeln!(out, "{}|{id}|legal|op-1|COMPLETEAGENT|4|60|1", second + 64)?;
    }
    out.flush()?;
    Ok(fs::metadata(path)?.len())
}

/// The most memory a process has had so far, in KiB; none once it is over.
fn memory_of(process: u32) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().split(' ').next()?.parse().ok()
}

/// Waits for the end of the import; answers the most memory it had, in KiB, and what it printed.
fn watch(mut child: Child) -> (u64, String) {
    let mut memory = 0;
    while child.try_wait().expect("the import can be asked").is_none() {
        memory = memory.max(memory_of(child.id()).unwrap_or(0));
        thread::park_timeout(Duration::from_millis(50));
    }
    let mut printed = String::new();
    let mut output = child.stdout.take().expect("it was piped");
    output.read_to_string(&mut printed).expect("the report is text");
    (memory, printed)
}

#[test]
#[ignore = "long: it writes and reads ten gigabytes"]
fn ten_gigabytes_of_damage_cost_their_own_rows_only() {
    let name = format!("premura-large-{}", std::process::id());
    let folder = Folder(std::env::temp_dir().join(name));
    fs::create_dir_all(&folder.0).expect("a temporary folder can be made");
    let premura = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_premura"));
        command.args(arguments).env("PREMURA_DATA", folder.0.join("house"));
        command.env_remove("PREMURA_DATABASE_URL").stdout(Stdio::piped()).stderr(Stdio::null());
        command.spawn().expect("the program starts")
    };
    let founded = premura(&["found", "--name", "Aurora", "--host", "localhost"]).wait();
    assert!(founded.expect("it ends").success());

    let log = folder.0.join("queue_log");
    let bytes = write_log(&log).expect("there is room for ten gigabytes");
    assert!(bytes >= 10 << 30, "only {bytes} bytes");

    let path = log.to_str().expect("a plain path");
    let (memory, printed) = watch(premura(&["import", "calls", path]));
    let report: Json = serde_json::from_str(&printed).expect("a report");
    assert_eq!(report["kept"], 3 * PIECES, "{printed}");
    let rejected = report["rejected"].as_object().expect("reasons").values();
    let rejected: u64 = rejected.map(|count| count.as_u64().expect("a count")).sum();
    assert_eq!(rejected, 3 * PIECES, "{printed}");
    assert!((1..MEMORY_MAX).contains(&memory), "{memory} KiB");
}
