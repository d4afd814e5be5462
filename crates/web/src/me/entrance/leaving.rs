//! Signing out, here or everywhere, and closing the account. What the browser kept of our pages
//! goes with it.

use super::entering::cookie;
use crate::{fields::Fields, me::page::client, problem::Answer, visit::Visit};
use axum::{
    http::header,
    response::{IntoResponse, Redirect, Response},
};
use domain::{Fault, Refusal, accounts};

/// Out, with nothing left behind.
fn gone(visit: &Visit) -> Response {
    let headers = [
        (header::SET_COOKIE, cookie(&visit.app, "")),
        (header::HeaderName::from_static("clear-site-data"), "\"cache\", \"storage\"".to_owned()),
    ];
    (headers, Redirect::to("/me/sign-in")).into_response()
}

/// Ends this session.
pub(super) async fn sign_out(visit: Visit) -> Answer<Response> {
    let session = client(&visit)?.session;
    visit.act(move |desk| accounts::end(desk, session)).await?;
    Ok(gone(&visit))
}

/// Ends all of them.
pub(super) async fn everywhere(visit: Visit) -> Answer<Response> {
    visit.act(accounts::end_all).await?;
    Ok(gone(&visit))
}

/// Closes the account, for who said that they mean it.
pub(super) async fn close(visit: Visit, fields: Fields) -> Answer<Response> {
    if fields.given("sure").is_none() {
        let fault = Fault::new("sure", "fault-required");
        return Err(Refusal::Invalid(vec![fault]).into());
    }
    visit.act(accounts::close).await?;
    Ok(gone(&visit))
}
