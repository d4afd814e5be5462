use super::{cloud, manners};
use crate::{Answer, Visit, app::Tell};
use axum::{Json as Reply, body::Bytes, http::HeaderMap};
use domain::{
    answers::{self, Request},
    contacts::{
        calls::{Fact, Unknown},
        logs::UnknownTopics,
        topics::Lexicon,
    },
    reactions,
    subjects::Outside,
};
use serde_json::{Value as Json, json};

/// What a program is answered once its facts are safe: how many were new, how many we had.
fn taken(fresh: &[bool]) -> Json {
    let new = fresh.iter().filter(|new| **new).count();
    json!({ "taken": new, "doubled": fresh.len() - new })
}

/// Takes facts about subjects of other systems.
pub async fn events(visit: Visit, headers: HeaderMap, body: Bytes) -> Answer<Reply<Json>> {
    let facts = cloud::outside(&body)?;
    let tell: Tell<Outside, bool> = reactions::subjects_told;
    if let Some(request) = manners::request(&visit, &headers, &body)? {
        return Ok(Reply(once(&visit, request, facts, tell).await?));
    }
    let told =
        visit.app.tell_together(visit.app.subjects(), (&visit.tenant, &visit.who), facts, tell);
    Ok(Reply(taken(&told.await?)))
}

/// Takes facts about calls and agents. A place that is not known yet is made.
pub async fn call_events(visit: Visit, headers: HeaderMap, body: Bytes) -> Answer<Reply<Json>> {
    let facts = cloud::calls(&body)?;
    Ok(Reply(calls(&visit, &headers, &body, facts).await?))
}

/// Tells facts about calls as the visitor; answers how many were new.
pub(super) async fn calls(
    visit: &Visit,
    headers: &HeaderMap,
    body: &[u8],
    facts: Vec<Fact>,
) -> Answer<Json> {
    let tell: Tell<Fact, bool> = |desk, facts| reactions::calls_told(desk, facts, Unknown::Create);
    let unknown = unknown_topics(visit, &facts).await?;
    let mut answer = match manners::request(visit, headers, body)? {
        Some(request) => once(visit, request, facts, tell).await?,
        None => {
            let who = (&visit.tenant, &visit.who);
            taken(&visit.app.tell_together(visit.app.calls(), who, facts, tell).await?)
        }
    };
    if let Some(unknown) = unknown {
        answer["unknown_topics"] = unknown;
    }
    Ok(answer)
}

/// What these calls are said to be about and no topic is called, with how often; none where
/// nothing was said.
async fn unknown_topics(visit: &Visit, facts: &[Fact]) -> Answer<Option<Json>> {
    if facts.iter().all(|fact| fact.topic.is_none()) {
        return Ok(None);
    }
    let lexicon = visit.look(Lexicon::open).await?;
    let mut unknown = UnknownTopics::of(lexicon);
    facts.iter().for_each(|fact| unknown.look(fact));
    Ok(Some(json!(unknown.counts())))
}

/// Tells facts under the key that the program gave its request: a unit of work of their own.
async fn once<F: Send + 'static>(
    visit: &Visit,
    request: Request,
    facts: Vec<F>,
    tell: Tell<F, bool>,
) -> Answer<Json> {
    visit
        .tell(move |desk| answers::once(desk, &request, |desk| Ok(taken(&tell(desk, &facts)?))))
        .await
}
