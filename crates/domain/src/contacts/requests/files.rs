//! Files that clients send: bounded, known by what is in them and not by what they call
//! themselves, and kept once.

use super::model::Request;
use crate::{Desk, Fault, Refusal, Result, identity};
use db::{FromRow, Row};
use kernel::{Id, Instant};
use sha2::{Digest, Sha256};

/// Bytes of one file at the most.
pub const FILE_BYTES_MAX: usize = 10 << 20;
/// Files of one request at the most.
pub const FILES_MAX: usize = 10;
/// Characters of a file's name that are kept.
const NAME_MAX: usize = 120;

/// A file as it was sent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Upload {
    /// What it calls itself.
    pub name: String,
    /// What is in it.
    pub bytes: Vec<u8>,
}

/// What a file is, by its first bytes; none for what we do not take. A program that calls itself a
/// picture is none.
///
/// ```
/// use domain::contacts::requests::media_of;
/// assert_eq!(media_of(b"%PDF-1.7 ..."), Some("application/pdf"));
/// assert_eq!(media_of(b"MZ\x90\x00 a program"), None);
/// ```
pub fn media_of(bytes: &[u8]) -> Option<&'static str> {
    let begins = |with: &[u8]| bytes.starts_with(with);
    let at =
        |place: usize, with: &[u8]| bytes.get(place..).is_some_and(|rest| rest.starts_with(with));
    match () {
        () if begins(b"%PDF-") => Some("application/pdf"),
        () if begins(b"\x89PNG\r\n\x1a\n") => Some("image/png"),
        () if begins(b"\xff\xd8\xff") => Some("image/jpeg"),
        () if begins(b"II*\0") || begins(b"MM\0*") => Some("image/tiff"),
        () if begins(b"GIF87a") || begins(b"GIF89a") => Some("image/gif"),
        () if begins(b"RIFF") && at(8, b"WEBP") => Some("image/webp"),
        () if at(4, b"ftypheic") || at(4, b"ftypmif1") => Some("image/heic"),
        () if begins(b"PK\x03\x04") && is_office(bytes) => Some("application/zip"),
        () if is_plain(bytes) => Some("text/plain"),
        () => None,
    }
}

/// True for the packages of word processors; other archives can hold anything.
fn is_office(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(4_096)];
    let names: [&[u8]; 3] = [b"[Content_Types].xml", b"word/", b"mimetypeapplication/vnd.oasis"];
    names.iter().any(|name| head.windows(name.len()).any(|window| window == *name))
}

/// True for text without markup that a browser would run.
fn is_plain(bytes: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(bytes) else { return false };
    let control = |letter: char| letter.is_control() && !"\n\r\t".contains(letter);
    !text.is_empty() && !text.contains(control) && !text.trim_start().starts_with(['<', '#'])
}

/// What keeps these files from being taken.
pub(super) fn faults_of(files: &[Upload]) -> Vec<Fault> {
    let mut faults = Vec::new();
    if files.len() > FILES_MAX {
        faults.push(Fault::new("files", "fault-files-too-many").with(FILES_MAX.to_string()));
    }
    for file in files {
        if file.bytes.len() > FILE_BYTES_MAX {
            faults.push(Fault::new("files", "fault-file-too-large").with(file.name.clone()));
        } else if media_of(&file.bytes).is_none() {
            faults.push(Fault::new("files", "fault-file-kind").with(file.name.clone()));
        }
    }
    faults
}

/// A name without anything that a file system or a header would take for more.
fn plain_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or("");
    let kept: String = last
        .chars()
        .filter(|letter| !letter.is_control() && !"\"<>|:*?;".contains(*letter))
        .take(NAME_MAX)
        .collect();
    if kept.trim().is_empty() { "file".to_owned() } else { kept }
}

/// Keeps files with a request; the caller has checked them.
pub(in crate::contacts) fn attach(
    desk: &mut Desk<'_>,
    request: Id<Request>,
    files: &[Upload],
) -> Result<()> {
    for file in files {
        let Some(media) = media_of(&file.bytes) else { continue };
        let digest = Sha256::digest(&file.bytes).to_vec();
        let id: Id<Attachment> = desk.fresh_id();
        let size = i64::try_from(file.bytes.len()).unwrap_or(i64::MAX);
        desk.execute(
            "insert into files (tenant, digest, bytes) values ($1, $2, $3)
             on conflict (tenant, digest) do nothing",
            &[&desk.tenant.clone(), &digest, &file.bytes],
        )?;
        desk.execute(
            "insert into attachments (tenant, id, request, name, media, size, digest, at)
             values ($1, $2, $3, $4, $5, $6, $7, $8)",
            &[
                &desk.tenant.clone(),
                &id,
                &request,
                &plain_name(&file.name),
                &media,
                &size,
                &digest,
                &desk.now(),
            ],
        )?;
    }
    Ok(())
}

/// A file with a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attachment {
    /// Its row.
    pub id: Id<Attachment>,
    /// Its name.
    pub name: String,
    /// What it is, by its content.
    pub media: String,
    /// Its bytes.
    pub size: i64,
    /// When it came.
    pub at: Instant,
}

impl FromRow for Attachment {
    fn from_row(row: &Row) -> db::Result<Self> {
        Ok(Self {
            id: row.get("id")?,
            name: row.get("name")?,
            media: row.get("media")?,
            size: row.get("size")?,
            at: row.get("at")?,
        })
    }
}

/// The files of a request, the first one first.
///
/// # Errors
/// `Unknown` where the request is not theirs to see.
pub fn attachments(desk: &mut Desk<'_>, request: Id<Request>) -> Result<Vec<Attachment>> {
    super::find(desk, request)?;
    desk.all(
        "select id, name, media, size, at from attachments
          where tenant = $1 and request = $2 order by at, id limit 200",
        &[&desk.tenant.clone(), &request],
    )
}

/// One file with its bytes; reading it is written into the access log.
///
/// # Errors
/// `Unknown` where there is none, or it is not theirs to see.
pub fn file(
    desk: &mut Desk<'_>,
    request: Id<Request>,
    id: Id<Attachment>,
) -> Result<(Attachment, Vec<u8>)> {
    let known = attachments(desk, request)?.into_iter().find(|one| one.id == id);
    let attachment = known.ok_or(Refusal::Unknown("attachment"))?;
    identity::saw(desk, "attachment", &[request.bytes()])?;
    let bytes: Vec<u8> = desk.one(
        "select f.bytes from attachments as a
           join files as f on f.tenant = a.tenant and f.digest = a.digest
          where a.tenant = $1 and a.id = $2",
        &[&desk.tenant.clone(), &id],
    )?;
    Ok((attachment, bytes))
}
