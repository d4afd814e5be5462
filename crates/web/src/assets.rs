//! Styles, scripts and pictures: inside the program, at addresses that name their content, so
//! that browsers keep them for good.

use crate::{app::App, guard};
use axum::{
    Router,
    extract::Path,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
    routing,
};
use std::sync::LazyLock;

struct Asset {
    name: &'static str,
    kind: &'static str,
    bytes: &'static [u8],
    hash: String,
    zipped: Option<Vec<u8>>,
}

macro_rules! assets {
    ($($name:literal $kind:literal),+ $(,)?) => {
        static ASSETS: LazyLock<Vec<Asset>> = LazyLock::new(|| {
            vec![$(made($name, $kind, include_bytes!(concat!("../assets/", $name)))),+]
        });
    };
}

assets!(
    "premura.css" "text/css; charset=utf-8",
    "ask.js" "text/javascript; charset=utf-8",
    "desk.js" "text/javascript; charset=utf-8",
    "keyboard.js" "text/javascript; charset=utf-8",
    "wallboard.js" "text/javascript; charset=utf-8",
    "me.js" "text/javascript; charset=utf-8",
    "passkeys.js" "text/javascript; charset=utf-8",
    "mark.svg" "image/svg+xml",
);

fn made(name: &'static str, kind: &'static str, bytes: &'static [u8]) -> Asset {
    Asset { name, kind, bytes, hash: hash(bytes), zipped: guard::gzip(bytes) }
}

/// FNV-1a of 64 bits: the same in every copy of the program; it tells versions apart and guards
/// nothing.
fn hash(bytes: &[u8]) -> String {
    let fold = |hash: u64, byte: &u8| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
    format!("{:016x}", bytes.iter().fold(0xcbf2_9ce4_8422_2325, fold))
}

/// The address of an asset, which names its content.
///
/// # Panics
/// Where there is no such asset: its name is written in our own pages.
pub(crate) fn address(name: &str) -> String {
    let asset = ASSETS.iter().find(|asset| asset.name == name).expect("our pages name our assets");
    format!("/assets/{}/{}", asset.hash, asset.name)
}

pub(crate) fn router() -> Router<App> {
    Router::new().route("/assets/{hash}/{name}", routing::get(serve))
}

async fn serve(Path((hash, name)): Path<(String, String)>, headers: HeaderMap) -> Response {
    let Some(asset) = ASSETS.iter().find(|asset| asset.name == name) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    // A page of an older program still gets its file, but keeps it no longer than a moment.
    let kept = if asset.hash == hash { "public, max-age=31536000, immutable" } else { "no-cache" };
    let tag = format!("\"{}\"", asset.hash);
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or("");
    let about = [
        (header::CONTENT_TYPE, asset.kind.to_owned()),
        (header::CACHE_CONTROL, kept.to_owned()),
        (header::ETAG, tag.clone()),
        (header::VARY, "accept-encoding".to_owned()),
    ];
    if text(header::IF_NONE_MATCH) == tag {
        return (StatusCode::NOT_MODIFIED, about).into_response();
    }
    match &asset.zipped {
        Some(zipped) if text(header::ACCEPT_ENCODING).contains("gzip") => {
            (about, [(header::CONTENT_ENCODING, "gzip")], zipped.as_slice()).into_response()
        }
        _ => (about, asset.bytes).into_response(),
    }
}
