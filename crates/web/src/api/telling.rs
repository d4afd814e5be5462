use super::cloud;
use crate::{Answer, Visit};
use axum::{Json as Reply, body::Bytes, http::StatusCode};
use domain::{contacts::calls::Unknown, reactions};
use serde_json::{Value as Json, json};

/// What a program is answered once its facts are safe: how many were new, how many we had.
fn taken(fresh: &[bool]) -> (StatusCode, Reply<Json>) {
    let new = fresh.iter().filter(|new| **new).count();
    let answer = json!({ "taken": new, "doubled": fresh.len() - new });
    (StatusCode::OK, Reply(answer))
}

/// Takes facts about subjects of other systems.
pub async fn events(visit: Visit, body: Bytes) -> Answer<(StatusCode, Reply<Json>)> {
    let facts = cloud::outside(&body)?;
    let fresh = visit.tell(move |desk| reactions::subjects_told(desk, &facts)).await?;
    Ok(taken(&fresh))
}

/// Takes facts about calls and agents.
pub async fn call_events(visit: Visit, body: Bytes) -> Answer<(StatusCode, Reply<Json>)> {
    let facts = cloud::calls(&body)?;
    let fresh =
        visit.tell(move |desk| reactions::calls_told(desk, &facts, Unknown::Create)).await?;
    Ok(taken(&fresh))
}
