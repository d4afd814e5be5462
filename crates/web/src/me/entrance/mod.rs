//! Coming in and going out: an address and a code, a passkey, a password, registering with a
//! contract, signing out.

mod entering;
mod leaving;
mod other_ways;
mod registering;

use crate::door::{
    Door,
    Entry::{Anyone, Client},
    get, post,
};
#[cfg(test)]
pub(crate) use entering::ANSWERED_AFTER;

/// The doors.
pub(super) fn doors() -> Vec<Door> {
    vec![
        get("/me/sign-in", Anyone, entering::page),
        post("/me/sign-in", Anyone, entering::ask),
        get("/me/sign-in/password", Anyone, other_ways::back),
        post("/me/sign-in/password", Anyone, other_ways::by_password),
        post("/me/passkey/challenge", Anyone, other_ways::challenge),
        get("/me/passkey", Anyone, other_ways::back),
        post("/me/passkey", Anyone, other_ways::by_passkey),
        get("/me/register", Anyone, registering::page),
        post("/me/register", Anyone, registering::ask),
        get("/me/code/{code}", Anyone, entering::code_page),
        post("/me/code/{code}", Anyone, entering::enter),
        get("/me/enter/{secret}", Anyone, entering::link_page),
        post("/me/enter/{secret}", Anyone, entering::by_link),
        post("/me/sign-out", Client, leaving::sign_out),
        post("/me/sign-out/everywhere", Client, leaving::everywhere),
        post("/me/close", Client, leaving::close),
    ]
}
