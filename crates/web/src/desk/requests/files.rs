use crate::{problem::Answer, visit::Visit};
use axum::{
    extract::Path,
    http::header,
    response::{IntoResponse, Response},
};
use domain::contacts::requests;

/// A file that a client sent. It is always saved, never shown: a browser would run what is in it
/// as ours.
pub(super) async fn download(
    visit: Visit,
    Path((id, file)): Path<(String, String)>,
) -> Answer<Response> {
    let (id, file) = (visit.identify(&id, "request")?, visit.identify(&file, "attachment")?);
    let (attachment, bytes) = visit.act(move |desk| requests::file(desk, id, file)).await?;
    let name: String = form_urlencoded::byte_serialize(attachment.name.as_bytes()).collect();
    let name = name.replace('+', "%20");
    let about = [
        (header::CONTENT_TYPE, attachment.media),
        (header::CONTENT_DISPOSITION, format!("attachment; filename*=UTF-8''{name}")),
    ];
    Ok((about, bytes).into_response())
}
