//! Buckets of an object store that speaks S3, which we and a printer both see.
//!
//! A bucket knows no rename, so a batch is whole when its last file is there. Requests are signed
//! in their address (AWS Signature, version 4) for a quarter of an hour of this machine's own
//! time, which the store compares with its own.

use super::batch::{Batch, LAST, Trouble};
use crate::http::{self, Patience};
use rusty_s3::{
    Bucket as Named, BucketError, Credentials, S3Action, UrlStyle, actions::ListObjectsV2,
};
use std::{fmt, io::Read, time::Duration};
use ureq::{
    Agent, Body, Error,
    http::{Response, Uri},
};

/// An address is good for this long.
const SIGNED_FOR: Duration = Duration::from_secs(15 * 60);
/// A store that does not take a connection within this time is not there.
const CONNECT_WITHIN: Duration = Duration::from_secs(10);
/// It has taken or given a file within this time.
const ANSWERS_WITHIN: Duration = Duration::from_secs(120);
/// A connection that was idle for longer is not used again.
const IDLE_MAX: Duration = Duration::from_secs(2);
/// The longest list that is read, in bytes; a name has 1,024 at the most.
const LIST_MAX: u64 = 4 << 20;
/// Bytes of an answer that are kept.
const SAID_MAX: u64 = 400;

/// How a bucket is reached.
#[derive(Clone, Debug)]
pub struct Reached {
    /// The store's address, `https://…`.
    pub endpoint: String,
    /// The region it says it is in.
    pub region: String,
    /// The bucket's name.
    pub name: String,
    /// Who we are there.
    pub key: String,
    /// By what we prove it.
    pub secret: String,
    /// Whether the name stands in the path of addresses, and not in the host's name.
    pub in_path: bool,
    /// The only certificates that are trusted, as PEM; where it is empty, the public ones.
    pub trusted: Vec<u8>,
}

/// A bucket that is described wrongly.
#[derive(Debug, thiserror::Error)]
pub enum WrongBucket {
    /// The address is none, or would tell everybody on the way what is in letters.
    #[error("{0} is no address that begins with https://")]
    Address(String),
    /// Its name is none that stands in a host's name.
    #[error("it cannot be addressed: {0}")]
    Name(BucketError),
    /// The certificates that are to be trusted cannot be read.
    #[error("the trusted certificates cannot be read")]
    Trusted(#[source] Error),
}

/// A bucket.
#[derive(Clone)]
pub struct Bucket {
    named: Named,
    credentials: Credentials,
    agent: Agent,
}

impl Bucket {
    /// The one that is reached so. Nothing is said to it yet.
    ///
    /// # Errors
    /// [`WrongBucket`] where it is described wrongly.
    pub fn new(reached: Reached) -> Result<Self, WrongBucket> {
        let Reached { endpoint, region, name, key, secret, in_path, trusted } = reached;
        let address = endpoint.parse().ok().filter(http::is_private);
        let address = address.and_then(|_: Uri| endpoint.parse().ok());
        let address = address.ok_or(WrongBucket::Address(endpoint))?;
        let style = if in_path { UrlStyle::Path } else { UrlStyle::VirtualHost };
        let named = Named::new(address, style, name, region).map_err(WrongBucket::Name)?;
        let patience = Patience { connect: CONNECT_WITHIN, answer: ANSWERS_WITHIN, idle: IDLE_MAX };
        let agent = http::agent(&trusted, &patience).map_err(WrongBucket::Trusted)?;
        Ok(Self { named, credentials: Credentials::new(key, secret), agent })
    }

    /// Lays a batch down below this prefix, its list last.
    pub(super) fn lay_down(&self, prefix: &str, batch: &Batch) -> Result<(), Trouble> {
        for part in batch.parts() {
            let key = format!("{prefix}{}/{}", batch.name, part.name);
            match self.put(&key, &part.bytes) {
                Ok(()) => {}
                // Nobody takes a batch whose list is not there.
                Err(failed) if failed.unsaid || part.name != LAST => {
                    return Err(Trouble::Before(failed.said));
                }
                // A store that broke off may have it: it is asked.
                Err(failed) => match self.get(&key, 0) {
                    Ok(Some(_)) => {}
                    Ok(None) | Err(_) => return Err(Trouble::After(failed.said)),
                },
            }
        }
        Ok(())
    }

    /// Names of files directly below this prefix.
    pub(super) fn names(&self, prefix: &str) -> Result<Vec<String>, String> {
        let mut list = self.named.list_objects_v2(Some(&self.credentials));
        list.with_prefix(prefix);
        list.with_delimiter("/");
        let url = list.sign(SIGNED_FOR);
        let mut answer = heard(self.agent.get(url.as_str()).call())?;
        let text = answer.body_mut().with_config().limit(LIST_MAX).read_to_string();
        let text = text.map_err(|error| error.to_string())?;
        let list = ListObjectsV2::parse_response(&text).map_err(|error| error.to_string())?;
        let names = list.contents.iter().filter_map(|one| one.key.strip_prefix(prefix));
        // What `..` would lead to is none of ours.
        Ok(names
            .filter(|name| !name.is_empty() && !name.contains('/'))
            .map(str::to_owned)
            .collect())
    }

    /// The first bytes of a file; none where there is no such file.
    pub(super) fn get(&self, key: &str, at_most: u64) -> Result<Option<Vec<u8>>, String> {
        let url = self.named.get_object(Some(&self.credentials), key).sign(SIGNED_FOR);
        let answer = self.agent.get(url.as_str()).call();
        if answer.as_ref().is_ok_and(|answer| answer.status() == 404) {
            return Ok(None);
        }
        let mut answer = heard(answer)?;
        let mut bytes = Vec::new();
        let body = answer.body_mut().as_reader();
        body.take(at_most).read_to_end(&mut bytes).map_err(|error| error.to_string())?;
        Ok(Some(bytes))
    }

    /// Writes a file.
    pub(super) fn put(&self, key: &str, bytes: &[u8]) -> Result<(), Failed> {
        let url = self.named.put_object(Some(&self.credentials), key).sign(SIGNED_FOR);
        heard(self.agent.put(url.as_str()).send(bytes)).map(drop)
    }

    /// Gives a file another name: the store copies it, and then it is taken from here.
    pub(super) fn rename(&self, key: &str, to: &str) -> Result<(), Failed> {
        const SOURCE: &str = "x-amz-copy-source";
        let from = self.named.object_url(key);
        let from = match self.named.base_url().path() {
            "/" => format!("/{}{}", self.named.name(), from.path()),
            _ => from.path().to_owned(),
        };
        let mut copy = self.named.put_object(Some(&self.credentials), to);
        copy.headers_mut().insert(SOURCE, from.clone());
        let url = copy.sign(SIGNED_FOR);
        let mut copied = heard(self.agent.put(url.as_str()).header(SOURCE, from).send_empty())?;
        // A copy that fails late says so in an answer that began with yes.
        let said = said(&mut copied);
        if said.contains("<Error>") {
            return Err(Failed { said, unsaid: false });
        }
        let url = self.named.delete_object(Some(&self.credentials), key).sign(SIGNED_FOR);
        heard(self.agent.delete(url.as_str()).call()).map(drop)
    }
}

impl fmt::Display for Bucket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "s3://{}/", self.named.name())
    }
}

/// What the store did not do.
#[derive(Debug)]
pub(super) struct Failed {
    said: String,
    /// Whether it cannot have done it.
    unsaid: bool,
}

impl From<Failed> for String {
    fn from(failed: Failed) -> Self {
        failed.said
    }
}

/// An answer that says yes. Of the others, those that speak of the store's own trouble may hide
/// that it did what it was asked.
fn heard(answer: Result<Response<Body>, Error>) -> Result<Response<Body>, Failed> {
    match answer {
        Ok(answer) if answer.status().is_success() => Ok(answer),
        Ok(mut answer) => {
            let status = answer.status();
            let said = format!("{status}: {}", said(&mut answer));
            Err(Failed { said, unsaid: !status.is_server_error() })
        }
        Err(error) => Err(Failed { said: error.to_string(), unsaid: http::is_unsaid(&error) }),
    }
}

/// The beginning of what an answer says.
fn said(answer: &mut Response<Body>) -> String {
    let mut bytes = Vec::new();
    // One that breaks off has said what it said.
    let _broken_off = answer.body_mut().as_reader().take(SAID_MAX).read_to_end(&mut bytes);
    String::from_utf8_lossy(&bytes).into_owned()
}
