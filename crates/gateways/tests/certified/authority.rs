//! An authority of our own, made by `openssl`: what it signs is what providers sign, and worse.

use gateways::smime::Anchors;
use std::{
    fs,
    path::{Path, PathBuf},
    process::{self, Command, Stdio},
    sync::atomic::{AtomicU32, Ordering},
};

static MADE: AtomicU32 = AtomicU32::new(0);

/// A folder with certificates and keys, which goes with it.
pub struct Authority {
    folder: PathBuf,
}

/// Runs `openssl`; none where there is none. What it refuses is a mistake of the test.
fn openssl(folder: &Path, line: &str) -> Option<()> {
    let words = line.split(' ').filter(|word| !word.is_empty());
    let words = words.map(|word| word.replace('~', " "));
    let ran = Command::new("openssl").args(words).current_dir(folder).stdin(Stdio::null()).output();
    let Ok(ran) = ran else {
        eprintln!("skipped: no openssl");
        return None;
    };
    assert!(ran.status.success(), "{line}: {}", String::from_utf8_lossy(&ran.stderr));
    Some(())
}

const CONFIGURATION: &str = "[req]\ndistinguished_name=dn\n[dn]\n\
    [authority]\nbasicConstraints=critical,CA:TRUE,pathlen:0\nkeyUsage=critical,keyCertSign\n\
    [limited]\nbasicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign\n\
    nameConstraints=permitted;email:elsewhere.test\n\
    [root]\nbasicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign\n\
    [nameless]\nbasicConstraints=CA:FALSE\nextendedKeyUsage=emailProtection\n\
    [letters]\nbasicConstraints=CA:FALSE\nkeyUsage=critical,digitalSignature\n\
    extendedKeyUsage=emailProtection\nsubjectAltName=email:posta-certificata@gestore.test\n\
    [server]\nbasicConstraints=CA:FALSE\nextendedKeyUsage=serverAuth\n\
    subjectAltName=email:posta-certificata@gestore.test\n\
    [odd]\nsubjectAltName=email:posta-certificata@gestore.test\n1.2.3.4=critical,ASN1:UTF8:odd\n";

impl Authority {
    /// With its authorities `ca`, `root`, `limited` and `false` (which is none), but no signers.
    pub fn new() -> Option<Self> {
        let number = MADE.fetch_add(1, Ordering::Relaxed);
        let name = format!("premura-authority-{}-{number}", process::id());
        let folder = std::env::temp_dir().join(name);
        fs::create_dir_all(&folder).expect("a temporary folder can be made");
        fs::write(folder.join("cnf"), CONFIGURATION).expect("it is written");
        let made = Self { folder };
        for (name, kind) in
            [("ca", "authority"), ("root", "root"), ("limited", "limited"), ("false", "letters")]
        {
            made.run(&format!(
                "req -x509 -newkey rsa:2048 -nodes -keyout {name}.key -out {name}.pem -days 3650 \
                 -subj /O=Autorità/CN={name} -config cnf -extensions {kind} -utf8"
            ))?;
        }
        Some(made)
    }

    fn run(&self, line: &str) -> Option<()> {
        openssl(&self.folder, line)
    }

    /// A signer's certificate: `name`, of this kind, issued by this one, for so many days.
    pub fn signer(&self, name: &str, kind: &str, issuer: &str, days: i32) -> Option<()> {
        self.signer_with(name, kind, issuer, (days, "rsa:2048"))
    }

    /// As [`Self::signer`], with another key.
    pub fn signer_with(
        &self,
        name: &str,
        kind: &str,
        issuer: &str,
        (days, key): (i32, &str),
    ) -> Option<()> {
        self.run(&format!(
            "req -newkey {key} -nodes -keyout {name}.key -out {name}.csr \
             -subj /O=Gestore~S.p.A./CN={name} -config cnf"
        ))?;
        self.run(&format!(
            "x509 -req -in {name}.csr -CA {issuer}.pem -CAkey {issuer}.key -CAcreateserial \
             -days {days} -extfile cnf -extensions {kind} -out {name}.pem"
        ))
    }

    /// Signs what stands in `content`, with its options; what comes out is a whole letter below
    /// these headers.
    pub fn sign(&self, headers: &str, content: &str, options: &str) -> Option<Vec<u8>> {
        let file = self.folder.join("content");
        fs::write(file, content.replace('\n', "\r\n")).expect("it is written");
        self.run(&format!("cms -sign -in content -out signed -binary {options}"))?;
        let signed = fs::read(self.folder.join("signed")).expect("it was written");
        Some([headers.replace('\n', "\r\n").as_bytes(), &signed].concat())
    }

    /// That these are believed.
    pub fn believed(&self, names: &[&str]) -> Anchors {
        let file = |name: &&str| fs::read(self.folder.join(format!("{name}.pem"))).expect("it is");
        let all: Vec<u8> = names.iter().flat_map(file).collect();
        Anchors::from_pem(&all).expect("they are certificates")
    }
}

impl Drop for Authority {
    fn drop(&mut self) {
        fs::remove_dir_all(&self.folder).ok();
    }
}

/// The authorities that a letter brings itself, believed: what a test may do, and nobody else.
pub fn issuers_of(letter: &[u8]) -> Option<Anchors> {
    let made = Authority::new()?;
    let text = String::from_utf8_lossy(letter);
    let (_, after) = text.split_once("filename=\"smime.p7s\"").expect("it is signed");
    let body = after.trim_start().split("\n\n").next().expect("it is whole");
    let pem = format!("-----BEGIN PKCS7-----\n{body}\n-----END PKCS7-----\n");
    fs::write(made.folder.join("p7"), pem).expect("it is written");
    made.run("pkcs7 -in p7 -print_certs -out all.pem")?;
    let all = fs::read_to_string(made.folder.join("all.pem")).expect("it was written");
    let issuers = all.split_inclusive("-----END CERTIFICATE-----");
    let issuer = issuers.filter(|one| is_subject(one));
    let pem: String = issuer.collect();
    Some(Anchors::from_pem(pem.as_bytes()).expect("it is a certificate"))
}

fn is_subject(certificate: &str) -> bool {
    let mut lines = certificate.lines();
    lines.any(|line| line.starts_with("subject=") && line.contains("AgID CA1"))
}
