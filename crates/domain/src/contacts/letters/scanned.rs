//! Letters that came on paper: scanned, and taken in from the day on which they reached us.

use super::{
    kept::{Became, Keeping, is_known, keep},
    taking::{digest, line},
};
use crate::{
    Desk, Fault, Refusal, Result, Right,
    contacts::{
        complaints,
        requests::{self, FILE_BYTES_MAX, Incoming, Sender, Upload, media_of},
    },
    identity::{self, secrets::hex},
    messaging::Channel,
    parties::{self, Party},
};
use db::{FromRow, Row};
use kernel::{Date, Id, Instant, Language};
use sha2::{Digest, Sha256};

/// A letter that came on paper.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scan {
    /// The day on which it reached us: clocks run from its beginning.
    pub received_on: Date,
    /// Who wrote it, where the register knows them.
    pub party: Option<Id<Party>>,
    /// What they call themselves; the register's name where this is empty.
    pub name: String,
    /// Their address as it stands on the letter, where the register does not know it.
    pub address: String,
    /// The language it is in.
    pub language: Language,
    /// What it becomes: a request or a complaint.
    pub becomes: Became,
    /// What it is about, in a line.
    pub title: String,
    /// What it says, in a few words.
    pub text: String,
    /// The scan: a PDF or a picture.
    pub file: Upload,
}

/// Days that a letter may have lain with us: an older day is one that was mistyped.
const DAYS_MAX: i64 = 730;
/// What scanners make.
const KINDS: [&str; 4] = ["application/pdf", "image/jpeg", "image/png", "image/tiff"];

/// What a file is, where a scanner may have made it.
pub(super) fn scan_of(file: &Upload) -> std::result::Result<&'static str, Fault> {
    if file.bytes.is_empty() {
        return Err(Fault::new("file", "fault-required"));
    }
    if file.bytes.len() > FILE_BYTES_MAX {
        return Err(Fault::new("file", "fault-file-too-large").with(file.name.clone()));
    }
    let kind = media_of(&file.bytes).filter(|kind| KINDS.contains(kind));
    kind.ok_or_else(|| Fault::new("file", "fault-scan-kind").with(file.name.clone()))
}

/// Takes a letter in that came on paper: as a request or a complaint, received on its day. The same
/// scan twice is one letter. Answers what became of it.
///
/// # Errors
/// `Forbidden` without the right to work requests, `Invalid` with all faults, `Unknown` for a party
/// that is not theirs to see.
pub fn scanned(desk: &mut Desk<'_>, scan: &Scan) -> Result<(Became, [u8; 16])> {
    desk.reach(Right::WorkRequests)?;
    Refusal::unless_none(faults_of(desk, scan)?)?;
    let key = hex(&Sha256::digest(&scan.file.bytes));
    if is_known(desk, Channel::Post, &key)? {
        return before(desk, &key);
    }
    let name = match scan.party {
        Some(party) if scan.name.trim().is_empty() => parties::find(desk, party)?.name,
        Some(party) => parties::find(desk, party).map(|_| scan.name.clone())?,
        None => scan.name.clone(),
    };
    let incoming = incoming(desk, scan, (&name, &key))?;
    let request = requests::receive(desk, &incoming)?.id;
    let subject = if scan.becomes == Became::Complaint {
        complaints::of_request(desk, request)?.bytes()
    } else {
        request.bytes()
    };
    let keeping = Keeping {
        channel: Channel::Post,
        key: &key,
        at: incoming.received_at.unwrap_or(desk.now()),
        sender: &name,
        title: scan.title.trim(),
        became: scan.becomes,
        proof: "",
        subject: Some(subject),
        original: &scan.file.bytes,
    };
    keep(desk, &keeping)?;
    Ok((scan.becomes, subject))
}

fn faults_of(desk: &mut Desk<'_>, scan: &Scan) -> Result<Vec<Fault>> {
    let mut faults = Vec::new();
    let mut required = |field: &str, is_missing: bool| {
        faults.extend(is_missing.then(|| Fault::new(field, "fault-required")));
    };
    required("name", scan.name.trim().is_empty() && scan.party.is_none());
    required("title", scan.title.trim().is_empty());
    required("becomes", !matches!(scan.becomes, Became::Request | Became::Complaint));
    faults.extend(scan_of(&scan.file).err());
    let today = desk.now().day(&identity::tenant(desk)?.zone);
    let since = (today - scan.received_on).get_days();
    if since < 0 {
        faults.push(Fault::new("received", "fault-future"));
    } else if i64::from(since) > DAYS_MAX {
        faults.push(Fault::new("received", "fault-date"));
    }
    Ok(faults)
}

struct Before(Became, [u8; 16]);

impl FromRow for Before {
    fn from_row(row: &Row) -> db::Result<Self> {
        Ok(Self(row.word("became")?, row.get("subject")?))
    }
}

/// What became of this scan when it was taken.
fn before(desk: &mut Desk<'_>, key: &str) -> Result<(Became, [u8; 16])> {
    let before: Before = desk.one(
        "select became, subject from letters where tenant = $1 and channel = 'post' and key = $2",
        &[&desk.tenant.clone(), &key],
    )?;
    Ok((before.0, before.1))
}

fn incoming(desk: &mut Desk<'_>, scan: &Scan, (name, key): (&str, &str)) -> Result<Incoming> {
    let zone = identity::tenant(desk)?.zone;
    let text = if scan.text.trim().is_empty() { &scan.title } else { &scan.text };
    let address = line(&scan.address.lines().collect::<Vec<_>>().join(", "));
    Ok(Incoming {
        key: Some(format!("letter post {}", digest(key))),
        channel: Some(requests::Channel::Post),
        language: scan.language,
        sender: Sender {
            name: name.to_owned(),
            address: Some(address).filter(|address| !address.trim().is_empty()),
            party: scan.party,
            ..Sender::default()
        },
        title: scan.title.trim().to_owned(),
        text: text.clone(),
        files: vec![scan.file.clone()],
        received_at: Some(Instant::start_of(scan.received_on, &zone).min(desk.now())),
        // Whoever writes on paper reads the answer there: there is no page for it.
        link: desk.fresh_id::<Scan>().to_string() + &desk.fresh_id::<Scan>().to_string(),
        ..Incoming::default()
    })
}
