//! A page that is none of ours: words of somebody else, with a style of their own.

use axum::{
    http::header,
    response::{Html, IntoResponse, Response},
};

/// What such a page may do: show itself. It runs nothing, fetches nothing, and reads no cookie.
const POLICY: &str = "sandbox; default-src 'none'; style-src 'unsafe-inline'";

/// The page as it is, apart from everything of ours.
pub(crate) fn alone(page: String) -> Response {
    ([(header::CONTENT_SECURITY_POLICY, POLICY)], Html(page)).into_response()
}
