use super::{cloud, manners::once};
use crate::{Answer, Visit};
use axum::{Json as Reply, body::Bytes, http::HeaderMap};
use domain::{contacts::calls::Unknown, reactions};
use serde_json::{Value as Json, json};

/// What a program is answered once its facts are safe: how many were new, how many we had.
fn taken(fresh: &[bool]) -> Json {
    let new = fresh.iter().filter(|new| **new).count();
    json!({ "taken": new, "doubled": fresh.len() - new })
}

/// Takes facts about subjects of other systems.
pub async fn events(visit: Visit, headers: HeaderMap, body: Bytes) -> Answer<Reply<Json>> {
    let facts = cloud::outside(&body)?;
    once(&visit, &headers, &body, move |desk| Ok(taken(&reactions::subjects_told(desk, &facts)?)))
        .await
}

/// Takes facts about calls and agents.
pub async fn call_events(visit: Visit, headers: HeaderMap, body: Bytes) -> Answer<Reply<Json>> {
    let facts = cloud::calls(&body)?;
    let told = move |desk: &mut domain::Desk<'_>| {
        Ok(taken(&reactions::calls_told(desk, &facts, Unknown::Create)?))
    };
    once(&visit, &headers, &body, told).await
}
