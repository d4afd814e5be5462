use axum::{http::header, response::IntoResponse};

/// The description of the API, written by hand: what events may hold depends on their type, and
/// people read it. Tests hold it against the doors and against what is answered.
pub const DOCUMENT: &str = include_str!("openapi.json");

/// Hands the description out.
pub async fn document() -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "application/json")], DOCUMENT)
}
