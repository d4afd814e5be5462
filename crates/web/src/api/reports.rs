//! What a service that takes text messages reports of one: it has no key of ours, and signs what it
//! says.

use crate::{Answer, Problem, Visit};
use axum::{
    body::Bytes,
    extract::Path,
    http::{HeaderMap, StatusCode},
};
use domain::{
    Refusal, Tenant, Who,
    messaging::{self, Receipt},
};
use kernel::{Id, Instant};
use std::sync::Arc;

/// What a service says of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Report {
    /// This is heard of it.
    Heard(Receipt),
    /// Nothing that we need to know, such as that it is in a queue: said rightly all the same, and
    /// a service that heard a no would say it again and again.
    Nothing,
    /// It is not the service that says it, or nobody can read it.
    Wrong,
}

/// Reads what a service says.
pub type Read =
    Arc<dyn Fn(&dyn Fn(&str) -> Option<String>, &[u8], Instant) -> Report + Send + Sync>;

/// A service whose reports are taken.
#[derive(Clone)]
pub struct Reporter {
    /// Whose messages it handles.
    pub tenant: Id<Tenant>,
    /// What it is called in the address that it calls.
    pub name: String,
    /// How its reports are read.
    pub read: Read,
}

/// Takes a report. One of a message that there is not yet is kept for a while.
pub async fn take(
    visit: Visit,
    Path(name): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Answer<StatusCode> {
    let of = |one: &&Reporter| one.tenant == visit.tenant.id && one.name == name;
    let reporter = visit.app.reporters().iter().find(of).ok_or(Problem::NoSuchPage)?;
    let header =
        |name: &str| headers.get(name).and_then(|text| text.to_str().ok()).map(str::to_owned);
    let receipt = match (reporter.read)(&header, &body, visit.app.now()) {
        Report::Heard(receipt) => receipt,
        Report::Nothing => return Ok(StatusCode::NO_CONTENT),
        Report::Wrong => return Err(Refusal::Forbidden.into()),
    };
    // What is heard of a message is folded under its name.
    let heard = visit.app.tell(&visit.tenant, Who::System, move |desk| {
        match messaging::heard(desk, &receipt) {
            Err(Refusal::Unknown(_)) => Ok(()),
            heard => heard,
        }
    });
    heard.await?;
    Ok(StatusCode::NO_CONTENT)
}
