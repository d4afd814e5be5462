use super::cloud;
use crate::{Answer, Visit};
use axum::{Json as Reply, body::Bytes, http::StatusCode};
use domain::{
    Desk,
    contacts::calls::{Fact, Unknown},
    reactions,
};
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
    let (app, me) = (&visit.app, (&visit.tenant, &visit.who));
    let fresh = app.tell_together(app.subjects(), me, facts, reactions::subjects_told);
    Ok(taken(&fresh.await?))
}

/// Takes facts about calls and agents. A place that is not known yet is made.
pub async fn call_events(visit: Visit, body: Bytes) -> Answer<(StatusCode, Reply<Json>)> {
    let facts = cloud::calls(&body)?;
    let (app, me) = (&visit.app, (&visit.tenant, &visit.who));
    let tell =
        |desk: &mut Desk<'_>, facts: &[Fact]| reactions::calls_told(desk, facts, Unknown::Create);
    Ok(taken(&app.tell_together(app.calls(), me, facts, tell).await?))
}
