//! A printer who takes batches out of a bucket of a real object store.

use crate::{Stamp, parcel};
use domain::messaging::{Fate, Parcel};
use gateways::{
    Carrier,
    post::{Bucket, Kind, Printer, Reached, Tray, WrongBucket},
};
use std::{
    env, fs,
    io::{self, BufRead, BufReader, Write},
    net::{TcpListener, TcpStream},
    path::{Path, PathBuf},
    thread,
};

/// The store's address and the folder in which it keeps what it has.
fn object_store() -> Option<(String, PathBuf)> {
    let (Ok(at), Ok(kept)) = (env::var("PREMURA_TEST_S3"), env::var("PREMURA_TEST_S3_KEPT")) else {
        eprintln!("skipped: no object store");
        return None;
    };
    Some((at, kept.into()))
}

fn reached(endpoint: &str, name: &str) -> Reached {
    Reached {
        endpoint: endpoint.into(),
        region: "us-east-1".into(),
        name: name.into(),
        key: "premura".into(),
        secret: "of-the-tests".into(),
        in_path: true,
        trusted: Vec::new(),
    }
}

fn tray(reached: Reached, prefix: &str) -> Tray {
    Tray::Bucket(Box::new(Bucket::new(reached).expect("it is described rightly")), prefix.into())
}

fn carried(reached: Reached, parcels: &[Parcel]) -> Vec<(Fate, String)> {
    let tray = tray(reached, "batches/");
    let mut printer = Printer::new(tray, Kind::Ordinary, "IT".into(), Box::new(Stamp));
    let handed = printer.carry(parcels, &|| false);
    handed.into_iter().map(|one| (one.fate, one.said)).collect()
}

fn files(folder: &Path) -> Vec<String> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let name = |entry: io::Result<fs::DirEntry>| entry.expect("an entry").file_name();
    let mut names: Vec<String> =
        entries.map(|entry| name(entry).to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

#[test]
fn a_batch_lies_in_the_bucket_with_its_list() {
    let Some((at, kept)) = object_store() else { return };
    fs::create_dir_all(kept.join("whole")).expect("a bucket");
    let parcels = [parcel(1, "Dora\nVia Roma 1"), parcel(2, ""), parcel(3, "Ada\nVia Roma 2")];
    let handed = carried(reached(&at, "whole"), &parcels);
    let fates: Vec<Fate> = handed.iter().map(|(fate, _)| *fate).collect();
    assert_eq!(fates, [Fate::Accepted, Fate::Refused, Fate::Accepted], "{handed:?}");
    let batch = kept.join("whole/batches").join(&handed[0].1);
    let [one, two] = [0, 2].map(|at: usize| format!("{}.pdf", parcels[at].attempt));
    assert_eq!(files(&batch), [&*one, &*two, "manifest.csv", "manifest.json"]);
    let letter = fs::read(batch.join(&two)).expect("a letter");
    assert!(letter.ends_with(b"Ada\nVia Roma 2"));
    let list = fs::read_to_string(batch.join("manifest.json")).expect("a list");
    assert!(list.contains(&one) && list.contains(&two));
}

#[test]
fn what_the_store_refuses_is_tried_later() {
    let Some((at, kept)) = object_store() else { return };
    fs::create_dir_all(kept.join("closed")).expect("a bucket");
    let parcels = [parcel(1, "Dora\nVia Roma 1")];
    let wrong = Reached { secret: "another".into(), ..reached(&at, "closed") };
    let nobody = reached("http://127.0.0.1:9", "closed");
    for (reached, said) in [(wrong, "403"), (nobody, "")] {
        let handed = carried(reached, &parcels);
        assert_eq!(handed[0].0, Fate::Postponed, "{handed:?}");
        assert!(handed[0].1.contains(said), "{handed:?}");
    }
    assert_eq!(files(&kept.join("closed")), [""; 0]);
}

/// Which of the requests about a list is cut off.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Cut {
    /// Before the store hears it.
    Before,
    /// When it has done what it was asked.
    After,
}

/// A way to the store on which the answer to a list that is laid down never comes. Answers its
/// address.
fn broken(store: &str, cut: Cut) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let at = format!("http://{}", listener.local_addr().expect("an address"));
    let store = store.trim_start_matches("http://").to_owned();
    thread::spawn(move || {
        for client in listener.incoming() {
            let (client, store) = (client.expect("a connection"), store.clone());
            thread::spawn(move || pass(&client, &store, cut).expect("both speak HTTP"));
        }
    });
    at
}

fn pass(client: &TcpStream, store: &str, cut: Cut) -> io::Result<()> {
    let (mut heard, mut answers) = (BufReader::new(client), client);
    loop {
        let Some((head, body)) = message(&mut heard)? else { return Ok(()) };
        let is_list = head.starts_with("PUT ") && head.contains("manifest.json");
        if is_list && cut == Cut::Before {
            return Ok(());
        }
        let mut upstream = TcpStream::connect(store)?;
        upstream.write_all(head.as_bytes())?;
        upstream.write_all(&body)?;
        let (head, body) = message(&mut BufReader::new(&upstream))?.expect("an answer");
        if is_list {
            return Ok(());
        }
        answers.write_all(head.as_bytes())?;
        answers.write_all(&body)?;
    }
}

/// A request or an answer: its head, and as much after it as it says.
fn message(from: &mut impl BufRead) -> io::Result<Option<(String, Vec<u8>)>> {
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        if from.read_line(&mut head)? == 0 {
            return Ok(None);
        }
    }
    let length = head.to_lowercase().split_once("content-length: ").and_then(|(_, rest)| {
        let (number, _) = rest.split_once('\r')?;
        number.parse().ok()
    });
    let mut body = vec![0; length.unwrap_or(0)];
    from.read_exact(&mut body)?;
    Ok(Some((head, body)))
}

#[test]
fn a_batch_whose_list_met_a_break_counts_only_if_it_is_there() {
    let Some((at, kept)) = object_store() else { return };
    fs::create_dir_all(kept.join("broken")).expect("a bucket");
    for (cut, fate) in [(Cut::After, Fate::Accepted), (Cut::Before, Fate::Unknown)] {
        let parcels = [parcel(20 + u8::from(cut == Cut::After), "Dora\nVia Roma 1")];
        let handed = carried(reached(&broken(&at, cut), "broken"), &parcels);
        assert_eq!(handed[0].0, fate, "{handed:?}");
    }
    let batches = files(&kept.join("broken/batches"));
    let lists = batches.iter().map(|name| files(&kept.join("broken/batches").join(name)).len());
    assert_eq!(lists.sum::<usize>(), 2 + 3, "the letter and one list, and everything");
}

#[test]
fn what_a_printer_leaves_is_read_and_put_away() {
    let Some((at, kept)) = object_store() else { return };
    let folder = kept.join("told/status");
    fs::create_dir_all(folder.join("done")).expect("a bucket");
    fs::write(folder.join("b c d.csv"), "reference;state;at").expect("a file");
    fs::write(folder.join("a.csv"), "x".repeat(100)).expect("a file");
    fs::write(folder.join("done/old.csv"), "").expect("a file");
    let tray = tray(reached(&at, "told"), "status/");
    assert_eq!(tray.names(), Ok(vec!["a.csv".to_owned(), "b c d.csv".to_owned()]));
    assert_eq!(tray.read("a.csv", 10), Ok(Some(b"xxxxxxxxxx".to_vec())));
    assert_eq!(tray.read("c.csv", 10), Ok(None));
    tray.put_away("a.csv", "done/1-a.csv", None).expect("it is moved");
    tray.put_away("b c d.csv", "refused/2-b c d.csv", Some(("refused/2-b c d.json", b"{}")))
        .expect("it is moved");
    assert_eq!(tray.names(), Ok(Vec::new()));
    assert_eq!(files(&folder.join("done")), ["1-a.csv", "old.csv"]);
    assert_eq!(files(&folder.join("refused")), ["2-b c d.csv", "2-b c d.json"]);
    let moved = fs::read(folder.join("refused/2-b c d.csv")).expect("a file");
    assert_eq!(moved, b"reference;state;at");
}

#[test]
fn letters_go_to_no_store_that_others_on_the_way_could_read() {
    for endpoint in ["http://s3.example", "ftp://s3.example", "s3.example", ""] {
        let opened = Bucket::new(reached(endpoint, "letters"));
        assert!(matches!(opened, Err(WrongBucket::Address(_))), "{endpoint}");
    }
    let named = Reached { in_path: false, ..reached("https://s3.example", "Letters of us") };
    assert!(matches!(Bucket::new(named), Err(WrongBucket::Name(_))));
}
