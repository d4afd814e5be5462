//! Manners of HTTP: a tag that says whether a thing has changed, and a key under which a request
//! is done once.

use crate::{Answer, Visit};
use axum::{
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use domain::{
    Refusal,
    answers::{self, FIELD, Request},
};
use serde_json::Value as Json;

/// One thing with its tag; to who has it already, only that it has not changed.
pub fn tagged(headers: &HeaderMap, thing: &Json) -> Response {
    let text = thing.to_string();
    let tag = tag_of(&text);
    let about = [(header::ETAG, tag.as_str()), (header::CACHE_CONTROL, "private, no-cache")];
    if has_already(headers, &tag) {
        return (StatusCode::NOT_MODIFIED, about).into_response();
    }
    (about, [(header::CONTENT_TYPE, "application/json")], text).into_response()
}

/// A weak tag: the same text may travel compressed or not.
fn tag_of(text: &str) -> String {
    format!("W/\"{}\"", answers::fingerprint(text))
}

/// Whether the program names this tag, or any, in `If-None-Match`.
fn has_already(headers: &HeaderMap, tag: &str) -> bool {
    let lists = headers.get_all(header::IF_NONE_MATCH).iter();
    let mut named = lists.filter_map(|list| list.to_str().ok()).flat_map(|list| list.split(','));
    let opaque = |tag: &str| tag.trim().trim_start_matches("W/").to_owned();
    named.any(|one| one.trim() == "*" || opaque(one) == opaque(tag))
}

/// The request under the key that the program gave it, where it gave one.
///
/// # Errors
/// `Invalid` for a key that is none.
pub fn request(visit: &Visit, headers: &HeaderMap, body: &[u8]) -> Answer<Option<Request>> {
    let key = key_of(headers)?;
    Ok(key.map(|key| Request::new(&key, &visit.path, body)).transpose()?)
}

/// The key as its header has it: a text in quotation marks, or without them.
fn key_of(headers: &HeaderMap) -> domain::Result<Option<String>> {
    let mut given = headers.get_all(FIELD).iter();
    let Some(first) = given.next() else { return Ok(None) };
    let wrong = || Refusal::invalid(FIELD, "fault-key");
    let text = first.to_str().map_err(|_| wrong())?.trim();
    let bare = text.strip_prefix('"').and_then(|text| text.strip_suffix('"'));
    if given.next().is_some() { Err(wrong()) } else { Ok(Some(bare.unwrap_or(text).to_owned())) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(list: &str) -> HeaderMap {
        let list = list.parse().expect("a header");
        HeaderMap::from_iter([(header::IF_NONE_MATCH, list)])
    }

    #[test]
    fn a_tag_is_known_again_in_every_form_of_it() {
        let tag = tag_of("a");
        assert_ne!(tag, tag_of("b"));
        let strong = tag.trim_start_matches("W/").to_owned();
        for list in [&tag, &strong, "*", &format!("\"x\", {tag}")] {
            assert!(has_already(&named(list), &tag), "{list}");
        }
        assert!(!has_already(&named("\"x\""), &tag) && !has_already(&HeaderMap::new(), &tag));
    }
}
