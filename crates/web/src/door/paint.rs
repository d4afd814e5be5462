//! Problems get their words here: a page for people, a document for programs.

use crate::{
    app::App,
    problem::{Carried, Problem},
    ui,
    visit::Visit,
};
use axum::{
    extract::{Request, State},
    http::header,
    middleware::Next,
    response::{IntoResponse, Response},
};
use kernel::Language;

/// True for addresses that only programs call.
pub(crate) fn is_for_programs(path: &str) -> bool {
    path.starts_with("/api/")
}

/// True for addresses of the clients' own area.
pub(crate) fn is_for_clients(path: &str) -> bool {
    path == "/me" || path.starts_with("/me/")
}

/// Gives a problem on its way out its words in the visitor's language.
pub(super) async fn paint(State(app): State<App>, request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    let seen = parts.clone();
    let answer = next.run(Request::from_parts(parts, body)).await;
    let Some(Carried(problem)) = answer.extensions().get::<Carried>().cloned() else {
        return answer;
    };
    let by_key = is_for_programs(seen.uri.path());
    let visit = Visit::arrive(&app, &seen, by_key).await;
    let accepted = seen.headers.get(header::ACCEPT_LANGUAGE).and_then(|text| text.to_str().ok());
    let language = match &visit {
        Ok(visit) => visit.voice.language,
        Err(_) => accepted.and_then(Language::preferred).unwrap_or(Language::En),
    };
    if by_key {
        return problem.document(language);
    }
    let page = match visit {
        Ok(visit) => ui::problem_page(&visit, &problem),
        Err(_) => ui::bare_problem_page(language, &problem),
    };
    let mut painted = (problem.status(), page).into_response();
    Problem::sign(&problem, &mut painted);
    painted
}
