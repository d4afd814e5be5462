//! Doors: the route tables as data, one line a way in, and who may enter.
//!
//! ```ignore
//! vec![
//!     get("/desk/calls", Entry::May(Right::SeeCalls), calls::list),
//!     post("/api/v1/events", Entry::Program(Right::TellSubjects), events::take),
//! ]
//! ```
//!
//! A door under `/api/` answers problems as `problem+json` and knows programs by their key; every
//! other one answers pages and knows people by their session.

mod paint;

use crate::{
    app::App,
    problem::{Answer, Problem},
    visit::Visit,
};
use axum::{
    Router,
    extract::{Request, State},
    handler::Handler,
    http::Method,
    middleware::{Next, from_fn_with_state},
    response::{IntoResponse, Redirect, Response},
    routing::{MethodFilter, MethodRouter, on},
};
use domain::{Refusal, Right, Who};
pub(crate) use paint::{is_for_clients, is_for_programs};

/// Who may enter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Entry {
    /// Anyone.
    Anyone,
    /// A client who is in their own area.
    Client,
    /// Whoever is signed in.
    Staff,
    /// A member of staff whose role has this right.
    May(Right),
    /// A program whose key has this right.
    Program(Right),
    /// A program with any key.
    AnyProgram,
}

/// One line of a route table: a way in, who may take it, and what stands behind it.
pub struct Door {
    /// `GET`, `POST` …
    pub method: &'static str,
    /// The path, with `{names}` for what varies.
    pub path: &'static str,
    /// Who may enter.
    pub entry: Entry,
    opens: MethodRouter<App>,
}

impl Door {
    /// A door for any method.
    pub fn new<T: 'static>(
        (method, filter): (&'static str, MethodFilter),
        path: &'static str,
        entry: Entry,
        handler: impl Handler<T, App>,
    ) -> Self {
        Self { method, path, entry, opens: on(filter, handler) }
    }
}

/// A door for looking.
pub fn get<T: 'static>(path: &'static str, entry: Entry, handler: impl Handler<T, App>) -> Door {
    Door::new(("GET", MethodFilter::GET), path, entry, handler)
}

/// A door for doing.
pub fn post<T: 'static>(path: &'static str, entry: Entry, handler: impl Handler<T, App>) -> Door {
    Door::new(("POST", MethodFilter::POST), path, entry, handler)
}

/// A door for taking away; only programs have this method.
pub fn delete<T: 'static>(path: &'static str, entry: Entry, handler: impl Handler<T, App>) -> Door {
    Door::new(("DELETE", MethodFilter::DELETE), path, entry, handler)
}

/// The doors as a router. What is behind none of them is a problem, painted like any other.
pub fn router(doors: Vec<Door>, app: &App) -> Router<App> {
    let mut router = Router::new();
    for door in doors {
        let gate = Gate { app: app.clone(), entry: door.entry };
        let guarded = door.opens.layer(from_fn_with_state(gate, admit));
        router = router.route(door.path, guarded);
    }
    router
        .method_not_allowed_fallback(|| async { Problem::WrongMethod })
        .fallback(|| async { Problem::NoSuchPage })
        .layer(from_fn_with_state(app.clone(), paint::paint))
}

#[derive(Clone)]
struct Gate {
    app: App,
    entry: Entry,
}

/// Finds out who comes, lets them in or not, and hands the handler the visit.
async fn admit(State(gate): State<Gate>, request: Request, next: Next) -> Response {
    let (mut parts, body) = request.into_parts();
    let by_key = is_for_programs(parts.uri.path());
    let visit = match Visit::arrive(&gate.app, &parts, by_key).await {
        Ok(visit) => visit,
        Err(problem) => return problem.into_response(),
    };
    match gate.entry.admits(&visit) {
        Ok(()) => {}
        Err(Problem::SignInFirst) if parts.method == Method::GET && !by_key => {
            return to_sign_in(&parts.uri).into_response();
        }
        Err(problem) => return problem.into_response(),
    }
    parts.extensions.insert(visit);
    next.run(Request::from_parts(parts, body)).await
}

fn to_sign_in(wanted: &axum::http::Uri) -> Redirect {
    if is_for_clients(wanted.path()) {
        return Redirect::to("/me/sign-in");
    }
    let wanted = wanted.path_and_query().map_or("/desk", |wanted| wanted.as_str());
    let mut query = form_urlencoded::Serializer::new(String::new());
    Redirect::to(&format!("/desk/sign-in?{}", query.append_pair("next", wanted).finish()))
}

impl Entry {
    /// Whether this visitor may enter.
    ///
    /// # Errors
    /// `SignInFirst` for who is not known, `Forbidden` for who has no such right.
    pub fn admits(self, visit: &Visit) -> Answer<()> {
        let program = matches!(&visit.who, Who::Key { rights, .. } if !rights.is_empty());
        let known = match self {
            Entry::Anyone => true,
            Entry::Client => visit.client.is_some(),
            Entry::Staff | Entry::May(_) => visit.staff.is_some(),
            Entry::Program(_) | Entry::AnyProgram => program,
        };
        if !known {
            return Err(Problem::SignInFirst);
        }
        match self {
            Entry::May(right) | Entry::Program(right) if !visit.may(right) => {
                Err(Refusal::Forbidden.into())
            }
            _ => Ok(()),
        }
    }
}
