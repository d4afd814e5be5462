//! Records of telephone services that are rented: told by a program with a key, or called back by
//! the service itself under its signature.

use super::{cloud::BATCH_MAX, telling};
use crate::{Account, Answer, Problem, Visit};
use axum::{
    Json as Reply,
    body::Bytes,
    extract::Path,
    http::{HeaderMap, HeaderName, StatusCode, header},
};
use domain::{
    Fault, Refusal, Who,
    contacts::logs::{
        Rejected, Topics,
        clouds::{self, Batch, Cloud, Maker},
    },
};
use serde_json::{Value as Json, json};
use std::collections::BTreeMap;

/// Takes records of one service. One that cannot be read costs only itself and is named in the
/// answer; where none can be read, the request is refused.
pub async fn records(
    visit: Visit,
    Path(maker): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Answer<Reply<Json>> {
    let maker = Maker::from_word(&maker).ok_or(Problem::NoSuchPage)?;
    let source = visit.query.given("source").unwrap_or(maker.word());
    let mut batch = read(maker, reader(maker, source, visit.query.given("topic")), &body)?;
    // An answer without conversations is one too: nothing happened.
    if batch.rejected.len() == batch.records && (batch.records > 0 || body.trim_ascii().is_empty())
    {
        return Err(refusal(&batch).into());
    }
    let facts = std::mem::take(&mut batch.facts);
    let mut answer = telling::calls(&visit, &headers, &body, facts).await?;
    let rejected: Vec<Json> = batch.rejected.iter().map(named).collect();
    answer["records"] = json!(batch.records);
    answer["rejected"] = json!(rejected);
    answer["skipped"] = json!(batch.skipped);
    Ok(Reply(answer))
}

/// A reader of one service's records; `topic` is the attribute that says what a call was about.
fn reader(maker: Maker, source: &str, topic: Option<&str>) -> Cloud {
    let topics = Topics { attribute: topic.map(str::to_owned), ..Topics::default() };
    Cloud::new(maker, source, BTreeMap::new()).with_topics(topics)
}

fn read(maker: Maker, reader: Cloud, body: &[u8]) -> Answer<Batch> {
    let first = body.trim_ascii_start().first();
    if maker == Maker::Twilio && !matches!(first, None | Some(b'{' | b'[')) {
        return Ok(Batch::of_form(reader, &form(body)));
    }
    clouds::read(reader, body, BATCH_MAX).map_err(|most| {
        let fault = Fault::new("body", "fault-too-many").with(most.to_string());
        Refusal::Invalid(vec![fault]).into()
    })
}

/// Fields of one form at the most; an event of Twilio has some forty.
const FIELDS_MAX: usize = 500;

fn form(body: &[u8]) -> Vec<(String, String)> {
    let fields = form_urlencoded::parse(body).take(FIELDS_MAX);
    fields.map(|(name, text)| (name.into_owned(), text.into_owned())).collect()
}

fn named((place, rejected): &(usize, Rejected)) -> Json {
    json!({ "record": place, "field": rejected.column, "reason": rejected.reason })
}

fn refusal(batch: &Batch) -> Refusal {
    let fault = |(place, rejected): &(usize, Rejected)| {
        let field = rejected.column.as_ref().map_or(String::new(), |column| format!(".{column}"));
        Fault::new(format!("[{place}]{field}"), "fault-unreadable").with(rejected.reason.as_ref())
    };
    let empty = Fault::new("body", "fault-required");
    let faults: Vec<Fault> = batch.rejected.iter().map(fault).collect();
    Refusal::Invalid(if faults.is_empty() { vec![empty] } else { faults })
}

/// The header in which Twilio signs.
const SIGNATURE: HeaderName = HeaderName::from_static("x-twilio-signature");

/// Takes an event that Twilio calls back. It has no key of ours: its signature proves that it
/// comes from an account that the configuration names.
pub async fn callbacks(
    visit: Visit,
    headers: HeaderMap,
    body: Bytes,
) -> Answer<(StatusCode, [(HeaderName, &'static str); 1])> {
    let fields = form(&body);
    let signature = headers.get(SIGNATURE).and_then(|text| text.to_str().ok()).unwrap_or("");
    let accounts = visit.app.accounts().iter().filter(|one| one.tenant == visit.tenant.id);
    let signed = accounts.into_iter().find(|one| is_from(one, &fields, signature));
    let account = signed.ok_or(Refusal::Forbidden)?;
    let reader = reader(Maker::Twilio, &account.source, account.topic.as_deref());
    let batch = Batch::of_form(reader, &fields);
    if !batch.rejected.is_empty() {
        return Err(refusal(&batch).into());
    }
    let ours = Visit { who: Who::System, ..visit };
    telling::calls(&ours, &HeaderMap::new(), &body, batch.facts).await?;
    Ok((StatusCode::NO_CONTENT, [(header::CONTENT_TYPE, "application/json")]))
}

fn is_from(account: &Account, fields: &[(String, String)], signature: &str) -> bool {
    let named = fields.iter().any(|(name, text)| name == "AccountSid" && *text == account.sid);
    named && clouds::is_signed(&account.token, &account.url, fields, signature)
}
