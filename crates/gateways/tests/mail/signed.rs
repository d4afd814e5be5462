//! Letters that our domain signs, judged by a program that is not ours (dkimpy).

use super::{
    carry,
    hostile::{EHLO, GO_ON, GREETING, OK, server},
    parcel, relay, sender,
};
use domain::messaging::Fate;
use gateways::mail::{Dkim, Security, Smtp};
use std::{
    env, fs,
    path::{Path, PathBuf},
    process::{self, Command},
};

/// Says for each signature of a letter whether it holds: the domain's names are in a file.
const JUDGE: &str = "\
import sys, dkim
letter = open(sys.argv[1], 'rb').read()
names = dict(line.split(' ', 1) for line in open(sys.argv[2]).read().splitlines())
for at in range(letter.count(b'DKIM-Signature:')):
    found = dkim.DKIM(letter)
    try:
        of = lambda name, timeout=5: names[name.decode().rstrip('.')].encode()
        holds = found.verify(idx=at, dnsfunc=of)
    except dkim.DKIMException as error:
        holds = error
    print(found.signature_fields[b'a'].decode(), holds)
";

fn folder() -> PathBuf {
    let folder = env::temp_dir().join(format!("premura-dkim-{}", process::id()));
    fs::create_dir_all(&folder).expect("a temporary folder can be made");
    folder
}

fn openssl(folder: &Path, line: &str) -> Vec<u8> {
    let ran = Command::new("openssl").args(line.split(' ')).current_dir(folder).output();
    let ran = ran.expect("openssl is there where dkimpy is");
    assert!(ran.status.success(), "{line}");
    ran.stdout
}

fn base64(folder: &Path, bytes: &[u8]) -> String {
    fs::write(folder.join("bytes"), bytes).expect("it is written");
    String::from_utf8(openssl(folder, "base64 -A -in bytes")).expect("it is text")
}

/// The keys, and what the domain's names say of them.
fn keys(folder: &Path) -> (Vec<Dkim>, String) {
    openssl(folder, "genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out rsa.pem");
    openssl(folder, "genpkey -algorithm ED25519 -out ed.pem");
    let rsa = openssl(folder, "pkey -in rsa.pem -pubout -outform DER");
    let ed = openssl(folder, "pkey -in ed.pem -pubout -outform DER");
    let names = format!(
        "r1._domainkey.aurora.example v=DKIM1; k=rsa; p={}\n\
         e1._domainkey.aurora.example v=DKIM1; k=ed25519; p={}\n",
        base64(folder, &rsa),
        base64(folder, &ed[ed.len() - 32..]),
    );
    let key = |selector: &str, file: &str| {
        let pem = fs::read(folder.join(file)).expect("it was made");
        Dkim::new("aurora.example", selector, &pem).expect("it is a key")
    };
    (vec![key("r1", "rsa.pem"), key("e1", "ed.pem")], names)
}

/// The letter as a server gets it.
fn sent(keys: Vec<Dkim>) -> String {
    let (port, lines) = server(&[&[GREETING, EHLO, OK, OK, GO_ON, "250 queued"]]);
    let mut smtp = Smtp::new(sender(), vec![relay(port, Security::None)]).signed_by(keys);
    assert_eq!(carry(&mut smtp, &parcel("dora@example.test")).fate, Fate::Accepted);
    drop(smtp);
    let heard = lines.iter().skip_while(|line| line != "DATA").skip(1);
    let letter = heard.take_while(|line| line != ".").map(|line| {
        let line = line.strip_prefix('.').unwrap_or(&line);
        format!("{line}\r\n")
    });
    letter.collect()
}

fn judged(python: &str, folder: &Path, letter: &str) -> Vec<String> {
    fs::write(folder.join("letter"), letter).expect("it is written");
    let mut judge = Command::new(python);
    judge.args(["-c", JUDGE, "letter", "names"]).current_dir(folder);
    let ran = judge.output().expect("python is there");
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    String::from_utf8_lossy(&ran.stdout).lines().map(str::to_owned).collect()
}

#[test]
fn another_program_says_that_a_letter_is_ours_and_as_we_wrote_it() {
    let Ok(python) = env::var("PREMURA_TEST_DKIM") else {
        eprintln!("skipped: no dkimpy");
        return;
    };
    let folder = folder();
    let (keys, names) = keys(&folder);
    fs::write(folder.join("names"), names).expect("it is written");
    let letter = sent(keys);
    let holds = ["rsa-sha256 True", "ed25519-sha256 True"];
    assert_eq!(judged(&python, &folder, &letter), holds, "{letter}");
    // Servers on the way may fold and space it otherwise.
    let folded = letter.replacen("To: ", "To:\r\n\t  ", 1).replacen("Fine", "Fine  ", 1);
    assert_eq!(judged(&python, &folder, &folded), holds);
    for (was, is) in [
        ("Fine", "Inizio"),
        ("Subject: ", "Subject: x"),
        ("Auto-Submitted: a", "Auto-Submitted: b"),
    ] {
        let changed = letter.replacen(was, is, 1);
        assert_ne!(changed, letter);
        let said = judged(&python, &folder, &changed);
        assert!(said.iter().all(|line| !line.ends_with("True")), "{was}: {said:?}");
    }
    // A second sender before ours makes it another letter.
    let (before, after) = letter.split_once("From: ").expect("it has a sender");
    let doubled = format!("{before}From: <x@evil.test>\r\nFrom: {after}");
    let said = judged(&python, &folder, &doubled);
    assert!(said.iter().all(|line| !line.ends_with("True")), "{said:?}");
    fs::remove_dir_all(folder).expect("it goes");
}
