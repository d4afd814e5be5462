use super::{cloud, manners};
use crate::{Answer, Visit, app::Tell};
use axum::{Json as Reply, body::Bytes, http::HeaderMap};
use domain::{
    answers::{self, Request},
    contacts::calls::{Fact, Unknown},
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
    if let Some(request) = manners::request(visit, headers, body)? {
        return once(visit, request, facts, tell).await;
    }
    let told = visit.app.tell_together(visit.app.calls(), (&visit.tenant, &visit.who), facts, tell);
    Ok(taken(&told.await?))
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
