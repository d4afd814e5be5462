//! Coming in and going out: signing in, the second factor, accepting an invitation, one's own
//! account.

mod account;
mod factor;
mod join;
mod sign_in;

use crate::{
    app::App,
    door::{Door, Entry, get, post},
    visit::session_cookie,
};

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
