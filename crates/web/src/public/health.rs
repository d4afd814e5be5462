use crate::{app::App, problem::Answer};
use axum::extract::State;

/// Whether this copy can serve: a balancer asks, of no tenant in particular.
pub(super) async fn ready(State(app): State<App>) -> Answer<&'static str> {
    app.ready().await?;
    Ok("ready\n")
}
