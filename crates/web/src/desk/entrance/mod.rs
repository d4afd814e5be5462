//! Coming in and going out: signing in, the second factor, accepting an invitation, one's own
//! account.

mod account;
mod factor;
mod join;
mod sign_in;

use crate::{
    app::{App, chance},
    door::{Door, Entry, get, post},
    problem::Answer,
    visit::session_cookie,
};
use domain::{Fault, identity::secrets};

/// The doors.
pub(super) fn doors() -> Vec<Door> {
    use Entry::{Anyone, Staff};
    vec![
        get("/desk/sign-in", Anyone, sign_in::page),
        post("/desk/sign-in", Anyone, sign_in::enter),
        get("/desk/sign-in/code", Anyone, sign_in::code_page),
        post("/desk/sign-in/code", Anyone, sign_in::prove),
        post("/desk/sign-out", Staff, sign_in::leave),
        get("/desk/join/{token}", Anyone, join::page),
        post("/desk/join/{token}", Anyone, join::join),
        get("/desk/me", Staff, account::page),
        post("/desk/me/password", Staff, account::set_password),
        post("/desk/me/factor", Staff, factor::start),
        post("/desk/me/factor/confirmation", Staff, factor::confirm),
        post("/desk/me/factor/removal", Staff, factor::drop_it),
        post("/desk/me/sessions/end", Staff, account::end_all),
        post("/desk/me/sessions/{id}/end", Staff, account::end),
    ]
}

/// The cookie of a session; an empty token takes it away.
fn cookie(app: &App, token: &str) -> String {
    let name = session_cookie(app);
    let secure = if app.settings().secure_cookies { "; Secure" } else { "" };
    let ends = if token.is_empty() { "; Max-Age=0" } else { "" };
    format!("{name}={token}; Path=/; HttpOnly; SameSite=Lax{secure}{ends}")
}

/// What is wrong with a new password.
fn password_faults(field: &str, password: &str) -> Vec<Fault> {
    let length = password.chars().count();
    if length < secrets::PASSWORD_MIN {
        let fault = Fault::new(field, "fault-password-short");
        return vec![fault.with(secrets::PASSWORD_MIN.to_string())];
    }
    if length > secrets::PASSWORD_MAX {
        let fault = Fault::new(field, "fault-too-long");
        return vec![fault.with(secrets::PASSWORD_MAX.to_string())];
    }
    Vec::new()
}

/// The hash of a new password, made beside the requests.
async fn hash(app: &App, password: String) -> Answer<String> {
    let salt = chance::<16>()?;
    app.hash(move || secrets::hash_password(&password, &salt)).await
}
