//! Forms with files: `multipart/form-data` (RFC 7578) where there are some, plain fields else.

use crate::{fields::Fields, problem::Problem};
use axum::{
    extract::{FromRequest, Multipart, Request},
    http::header,
};
use domain::contacts::requests::{FILES_MAX, Upload};

/// A form as it was sent.
#[derive(Clone, Debug, Default)]
pub(crate) struct Posted {
    /// Its fields.
    pub fields: Fields,
    /// Its files; an empty choice is none.
    pub files: Vec<Upload>,
}

/// Parts of one form at the most.
const PARTS_MAX: usize = 100;

/// True for addresses whose forms have files.
pub(crate) fn takes_files(path: &str) -> bool {
    path.starts_with("/ask")
        || path.starts_with("/me/ask")
        || path.starts_with("/desk/requests")
        || path == "/desk/imports"
        || path == "/desk/letters"
        || (path.starts_with("/desk/outbox/") && path.ends_with("/paper"))
}

impl<S: Send + Sync> FromRequest<S> for Posted {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let kind = request.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
        if !kind.is_some_and(|kind| kind.starts_with("multipart/form-data")) {
            let fields = Fields::from_request(request, state).await?;
            return Ok(Self { fields, files: Vec::new() });
        }
        let form = Multipart::from_request(request, state).await.map_err(|_| unreadable())?;
        read(form).await
    }
}

fn unreadable() -> Problem {
    Problem::Refused(domain::Refusal::invalid("form", "fault-unreadable"))
}

async fn read(mut form: Multipart) -> Result<Posted, Problem> {
    let mut posted = Posted::default();
    for _ in 0..PARTS_MAX {
        let Some(part) = form.next_field().await.map_err(|_| unreadable())? else { break };
        let name = part.name().unwrap_or("").to_owned();
        let file = part.file_name().map(str::to_owned);
        let bytes = part.bytes().await.map_err(|_| unreadable())?;
        match file {
            None => {
                let text = String::from_utf8_lossy(&bytes).into_owned();
                posted.fields = posted.fields.and(&name, text);
            }
            // A browser sends a nameless, empty part where nothing was chosen.
            Some(file) if file.is_empty() && bytes.is_empty() => {}
            // One more than allowed, so that the fault is told.
            Some(file) if posted.files.len() <= FILES_MAX => {
                posted.files.push(Upload { name: file, bytes: bytes.to_vec() });
            }
            Some(_) => {}
        }
    }
    Ok(posted)
}
