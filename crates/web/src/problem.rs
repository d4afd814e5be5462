use crate::{texts, voice::Voice};
use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use domain::{Fault, Refusal};
use kernel::Language;
use serde_json::{Value as Json, json};
use std::sync::Arc;

/// What a handler answers.
pub type Answer<T> = Result<T, Problem>;

/// Every way a request can fail, and the one place where each becomes a status and its words.
#[derive(Debug, thiserror::Error)]
pub enum Problem {
    /// Nobody is signed in, or no key was given.
    #[error("nobody is signed in")]
    SignInFirst,
    /// There is no page of this address.
    #[error("no such page")]
    NoSuchPage,
    /// Nobody's pages stand at this host.
    #[error("no such host")]
    NoSuchHost,
    /// The page exists, but not for this method.
    #[error("not this method")]
    WrongMethod,
    /// The request came from a page of somebody else.
    #[error("sent from another site")]
    Foreign,
    /// Too many tries in too short a time.
    #[error("too many tries")]
    TooMany,
    /// A form that a person would not have sent so.
    #[error("taken for a robot")]
    Robot,
    /// The request is larger than we read.
    #[error("too large")]
    TooLarge,
    /// The domain said no.
    #[error(transparent)]
    Refused(#[from] Refusal),
}

/// A problem on its way to the door, where it gets its words.
#[derive(Clone)]
pub(crate) struct Carried(pub(crate) Arc<Problem>);

impl Problem {
    /// The HTTP status.
    pub fn status(&self) -> StatusCode {
        match self {
            Problem::SignInFirst => StatusCode::UNAUTHORIZED,
            Problem::NoSuchPage => StatusCode::NOT_FOUND,
            Problem::NoSuchHost => StatusCode::MISDIRECTED_REQUEST,
            Problem::WrongMethod => StatusCode::METHOD_NOT_ALLOWED,
            Problem::Foreign => StatusCode::FORBIDDEN,
            Problem::TooMany => StatusCode::TOO_MANY_REQUESTS,
            Problem::Robot => StatusCode::BAD_REQUEST,
            Problem::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Problem::Refused(refusal) => match refusal {
                Refusal::Unknown(_) => StatusCode::NOT_FOUND,
                Refusal::Invalid(_) => StatusCode::UNPROCESSABLE_ENTITY,
                Refusal::Conflict(_) => StatusCode::CONFLICT,
                Refusal::Forbidden => StatusCode::FORBIDDEN,
                Refusal::Broken(
                    db::Error::Busy | db::Error::Unavailable(_) | db::Error::Conflict,
                ) => StatusCode::SERVICE_UNAVAILABLE,
                Refusal::Broken(_) => StatusCode::INTERNAL_SERVER_ERROR,
            },
        }
    }

    /// Its name in `type` of a problem document, and of its texts.
    pub fn name(&self) -> &'static str {
        match self {
            Problem::SignInFirst => "sign-in-first",
            Problem::NoSuchPage => "no-such-page",
            Problem::NoSuchHost => "no-such-host",
            Problem::WrongMethod => "wrong-method",
            Problem::Foreign => "foreign",
            Problem::TooMany => "too-many",
            Problem::Robot => "robot",
            Problem::TooLarge => "too-large",
            Problem::Refused(Refusal::Unknown(_)) => "unknown",
            Problem::Refused(Refusal::Invalid(_)) => "invalid",
            Problem::Refused(Refusal::Conflict(_)) => "conflict",
            Problem::Refused(Refusal::Forbidden) => "forbidden",
            Problem::Refused(Refusal::Broken(_)) if self.is_passing() => "unavailable",
            Problem::Refused(Refusal::Broken(_)) => "broken",
        }
    }

    fn is_passing(&self) -> bool {
        self.status() == StatusCode::SERVICE_UNAVAILABLE
    }

    /// The sentence that says what is wrong.
    pub fn detail(&self, language: Language) -> String {
        match self {
            Problem::Refused(Refusal::Unknown(what)) => {
                texts::text(language, &format!("unknown-{what}"), &[])
            }
            Problem::Refused(Refusal::Conflict(why)) => texts::text(language, why, &[]),
            _ => texts::text(language, &format!("problem-{}-detail", self.name()), &[]),
        }
    }

    /// Its heading.
    pub fn title(&self, language: Language) -> String {
        texts::text(language, &format!("problem-{}", self.name()), &[])
    }

    /// The problem as RFC 9457 has it, every fault in `errors`.
    pub fn json(&self, language: Language) -> Json {
        let errors: Vec<Json> = self
            .faults()
            .iter()
            .map(|fault| {
                json!({
                    "field": fault.field,
                    "reason": fault.reason,
                    "detail": Voice::fault_in(language, fault),
                })
            })
            .collect();
        let mut document = json!({
            "type": format!("urn:premura:problem:{}", self.name()),
            "title": self.title(language),
            "status": self.status().as_u16(),
            "detail": self.detail(language),
        });
        if !errors.is_empty() {
            document["errors"] = Json::Array(errors);
        }
        document
    }

    /// The answer to a program.
    pub fn document(&self, language: Language) -> Response {
        let kind = HeaderValue::from_static("application/problem+json");
        let mut answer = (self.status(), self.json(language).to_string()).into_response();
        answer.headers_mut().insert(header::CONTENT_TYPE, kind);
        self.sign(&mut answer);
        answer
    }

    /// Headers that belong to the status.
    pub(crate) fn sign(&self, answer: &mut Response) {
        match self.status() {
            StatusCode::TOO_MANY_REQUESTS => {
                answer.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("60"));
            }
            StatusCode::SERVICE_UNAVAILABLE => {
                answer.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("2"));
            }
            _ => {}
        }
    }

    /// The faults of the fields, where that is the problem.
    pub fn faults(&self) -> &[Fault] {
        match self {
            Problem::Refused(Refusal::Invalid(faults)) => faults,
            _ => &[],
        }
    }

    /// The faults, for a form that is shown again; every other problem stays one.
    ///
    /// # Errors
    /// The problem itself, where it is none of fields.
    pub fn into_faults(self) -> Answer<Vec<Fault>> {
        match self {
            Problem::Refused(Refusal::Invalid(faults)) => Ok(faults),
            other => Err(other),
        }
    }
}

impl IntoResponse for Problem {
    /// Only the status: the door knows the visitor's language and paints the rest.
    fn into_response(self) -> Response {
        if self.status().is_server_error() {
            log::error!("{self}");
        }
        let mut answer = self.status().into_response();
        answer.extensions_mut().insert(Carried(Arc::new(self)));
        answer
    }
}
