//! Passwords, of colleagues and of clients: what is wrong with a new one, and comparing one in a
//! time that tells nothing.

use crate::{
    app::{App, chance},
    problem::Answer,
};
use domain::{Fault, identity::secrets};
use std::sync::LazyLock;

/// What a password is compared with where nobody has the address: the answer takes as long.
static NOBODYS: LazyLock<String> = LazyLock::new(|| secrets::hash_password("nobody's", &[7; 16]));

/// What is wrong with a new password.
pub(crate) fn faults(field: &str, password: &str) -> Vec<Fault> {
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
pub(crate) async fn hash(app: &App, password: String) -> Answer<String> {
    let salt = chance::<16>()?;
    app.hash(move || secrets::hash_password(&password, &salt)).await
}

/// Whether this is the password whose hash is stored; where none is, it takes as long to say no.
pub(crate) async fn is_right(app: &App, stored: Option<String>, given: &str) -> Answer<bool> {
    let (is_somebodys, given) = (stored.is_some(), given.to_owned());
    let stored = stored.unwrap_or_else(|| NOBODYS.clone());
    let is_it = app.hash(move || secrets::is_password(&stored, &given)).await?;
    Ok(is_it && is_somebodys)
}
