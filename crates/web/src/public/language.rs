use crate::{
    fields::Fields,
    problem::Answer,
    visit::{LANGUAGE_COOKIE, Visit},
};
use axum::{
    http::header,
    response::{IntoResponse, Redirect, Response},
};
use domain::{Refusal, identity};
use kernel::Language;

/// A choice of language is kept for a year.
const KEPT_SECONDS: u32 = 365 * 24 * 3600;

/// Chooses the language of the pages: for who is signed in as their own setting too.
pub(super) async fn choose(visit: Visit, form: Fields) -> Answer<Response> {
    let wrong = |()| Refusal::invalid("language", "fault-choice");
    let language: Language = form.text("language").parse().map_err(wrong)?;
    if visit.staff.is_some() {
        visit.act(move |desk| identity::set_language(desk, language)).await?;
    }
    let secure = if visit.app.settings().secure_cookies { "; Secure" } else { "" };
    let cookie = format!(
        "{LANGUAGE_COOKIE}={language}; Path=/; Max-Age={KEPT_SECONDS}; SameSite=Lax{secure}"
    );
    Ok(([(header::SET_COOKIE, cookie)], Redirect::to(local(form.text("next")))).into_response())
}

/// An address of this site, or its home: a form must not send people elsewhere.
pub(crate) fn local(address: &str) -> &str {
    let own = address.starts_with('/') && !address.starts_with("//");
    let plain = !address.contains(['\\', '\r', '\n']);
    if own && plain { address } else { "/" }
}
