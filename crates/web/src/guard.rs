//! What holds for every answer and every request, whatever the page.

use crate::{
    app::App,
    door::is_for_programs,
    problem::{Answer, Problem},
    upload,
};
use axum::{
    body::{Body, HttpBody, to_bytes},
    extract::{Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, Method, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use flate2::{Compression, write::GzEncoder};
use std::io::Write;

/// Headers of every answer. Scripts and styles come from our own files only; no other site may
/// show our pages in a frame. An answer that holds words of somebody else has a policy of its own,
/// which lets nothing of ours in either.
const HEADERS: [(&str, &str); 6] = [
    (
        "content-security-policy",
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
         font-src 'self'; connect-src 'self'; manifest-src 'self'; worker-src 'self'; \
         form-action 'self'; base-uri 'none'; \
         frame-ancestors 'none'",
    ),
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "same-origin"),
    ("permissions-policy", "camera=(), geolocation=(), microphone=(), payment=()"),
    ("cross-origin-opener-policy", "same-origin"),
    ("x-frame-options", "DENY"),
];

/// A form of the desk is small; the largest is a file of commitments that was pasted.
const FORM_BYTES_MAX: usize = 2 << 20;
/// A form with files: ten of ten megabytes would be more than anybody sends us at once.
const FILES_BYTES_MAX: usize = 40 << 20;
/// A batch of events of a program.
const BATCH_BYTES_MAX: usize = 32 << 20;

pub(crate) async fn guard(State(app): State<App>, request: Request, next: Next) -> Response {
    let path = request.uri().path();
    let (programs, asset) = (is_for_programs(path), path.starts_with("/assets/"));
    let zipped = accepts_gzip(request.headers());
    let limit = match path {
        _ if programs => BATCH_BYTES_MAX,
        _ if upload::takes_files(path) => FILES_BYTES_MAX,
        _ => FORM_BYTES_MAX,
    };
    let mut answer = if !programs && is_foreign(&request) {
        Problem::Foreign.into_response()
    } else {
        match bounded(request, limit).await {
            Ok(request) => next.run(request).await,
            Err(problem) => problem.into_response(),
        }
    };
    dress(&app, &mut answer, asset);
    if zipped { compress(answer).await } else { answer }
}

/// The request with its body read, if it is no longer than the limit.
async fn bounded(request: Request, limit: usize) -> Answer<Request> {
    if request.method() == Method::GET {
        return Ok(request);
    }
    let (parts, body) = request.into_parts();
    let body = to_bytes(body, limit).await.map_err(|_| Problem::TooLarge)?;
    Ok(Request::from_parts(parts, Body::from(body)))
}

fn dress(app: &App, answer: &mut Response, asset: bool) {
    let headers = answer.headers_mut();
    for (name, value) in HEADERS {
        let header = headers.entry(HeaderName::from_static(name));
        header.or_insert(HeaderValue::from_static(value));
    }
    if app.settings().secure_cookies {
        let year = HeaderValue::from_static("max-age=31536000; includeSubDomains");
        headers.insert(header::STRICT_TRANSPORT_SECURITY, year);
    }
    if !asset && !headers.contains_key(header::CACHE_CONTROL) {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
}

/// True for a request that changes something and was sent from a page of somebody else. Browsers
/// say so; who says nothing is a program, and has no cookie that another site could use.
fn is_foreign(request: &Request) -> bool {
    if matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS) {
        return false;
    }
    let text = |name: &str| request.headers().get(name).and_then(|value| value.to_str().ok());
    match text("sec-fetch-site") {
        Some(site) => !matches!(site, "same-origin" | "none"),
        None => match (text("origin"), text("host")) {
            (Some(origin), Some(host)) => {
                origin.split_once("://").is_none_or(|(_, of)| !of.eq_ignore_ascii_case(host))
            }
            (Some(_), None) => true,
            (None, _) => false,
        },
    }
}

fn accepts_gzip(headers: &HeaderMap) -> bool {
    let accepted = headers.get(header::ACCEPT_ENCODING).and_then(|text| text.to_str().ok());
    accepted.is_some_and(|list| list.split(',').any(|one| one.trim().starts_with("gzip")))
}

/// Smaller answers are not worth the work.
const ZIPPED_FROM: usize = 1_024;
/// Larger answers are exports, which travel as they are rather than twice in memory.
const ZIPPED_TO: usize = 4 << 20;

async fn compress(answer: Response) -> Response {
    let kind = answer.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    let worth = kind.is_some_and(|kind| {
        let text = kind.starts_with("text/") && !kind.starts_with("text/event-stream");
        text || kind.contains("json") || kind.contains("svg")
    });
    let done = answer.headers().contains_key(header::CONTENT_ENCODING);
    let size = answer.body().size_hint().exact();
    let fits = size.is_some_and(|size| (ZIPPED_FROM as u64..=ZIPPED_TO as u64).contains(&size));
    if !worth || done || !fits {
        return answer;
    }
    let (mut parts, body) = answer.into_parts();
    let Ok(bytes) = to_bytes(body, ZIPPED_TO).await else {
        return Problem::TooLarge.into_response();
    };
    let Some(smaller) = gzip(&bytes) else {
        return Response::from_parts(parts, Body::from(bytes));
    };
    parts.headers.remove(header::CONTENT_LENGTH);
    parts.headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    parts.headers.append(header::VARY, HeaderValue::from_static("accept-encoding"));
    Response::from_parts(parts, Body::from(smaller))
}

/// The bytes compressed, quickly rather than well.
pub(crate) fn gzip(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::with_capacity(bytes.len() / 3), Compression::fast());
    encoder.write_all(bytes).ok()?;
    encoder.finish().ok()
}
