//! Keeping house: tables, companies, people, keys, health.

use super::Outcome;
use crate::{
    Config, Place,
    cli::{Found, Key, User},
};
use db::{Db, Options};
use domain::{
    Refusal, Right, Role,
    identity::{self, Founding, Joining, secrets},
    reactions,
};
use kernel::Language;
use serde_json::json;
use std::{
    io::{self, BufRead},
    path::Path,
};

/// Brings the tables up to date, as their owner.
pub fn migrate(config: &Config) -> Outcome {
    let db = Db::open(&config.url(), &Options::default())?;
    let applied = db.migrate(domain::MIGRATIONS)?;
    eprintln!("premura: {applied} migrations applied");
    Ok(0)
}

/// Founds a company.
pub fn found(place: &Place, found: &Found) -> Outcome {
    let language: Language =
        found.language.parse().map_err(|()| Refusal::invalid("language", "fault-required"))?;
    let (name, host, zone) = (found.name.clone(), found.host.clone(), found.zone.clone());
    place.act(place.fresh_tenant()?, move |desk| {
        identity::found(desk, &Founding { name: &name, host: &host, zone: &zone, language })?;
        reactions::set_up(desk)
    })?;
    eprintln!("premura: {} is founded at {}", found.name, found.host);
    Ok(0)
}

/// Says how the house stands.
pub fn doctor(place: &Place) -> Outcome {
    let mut tenants = Vec::new();
    for tenant in place.tenants()? {
        let counts = place.look(tenant.id, domain::doctor::look)?;
        tenants.push(json!({ "host": tenant.host, "zone": tenant.zone_name, "counts": counts }));
    }
    let report = json!({
        "version": env!("CARGO_PKG_VERSION"),
        "engine": place.db.engine(),
        "zone_rules": calendar::zone_edition(),
        "holidays": calendar::HOLIDAY_EDITION,
        "tenants": tenants,
    });
    println!("{}", serde_json::to_string_pretty(&report)?);
    Ok(0)
}

/// Copies the embedded database while it is in use.
pub fn backup(place: &Place, to: &Path) -> Outcome {
    place.db.backup(to)?;
    eprintln!("premura: copied to {}", to.display());
    Ok(0)
}

/// Manages people.
pub fn user(place: &Place, tenant: Option<&str>, user: User) -> Outcome {
    let User::Add { email, name, role } = user;
    let role = Role::from_word(&role).ok_or(Refusal::invalid("role", "fault-required"))?;
    let mut password = String::new();
    eprintln!("premura: the password, on one line:");
    io::stdin().lock().read_line(&mut password)?;
    let password = password.trim_end_matches(['\r', '\n']);
    let length = password.chars().count();
    if !(secrets::PASSWORD_MIN..=secrets::PASSWORD_MAX).contains(&length) {
        return Err(Refusal::invalid("password", "fault-password-length").into());
    }
    let hash = secrets::hash_password(password, &web::chance()?);
    let tenant = place.tenant(tenant)?;
    let language = tenant.language;
    place.act(tenant.id, move |desk| {
        let unit = root(desk)?;
        let (email, name, password) = (&email, &name, &hash);
        let joining = Joining { email, name, role, unit, language, password };
        identity::join(desk, &joining)
    })?;
    Ok(0)
}

fn root(desk: &mut domain::Desk<'_>) -> domain::Result<kernel::Id<identity::Unit>> {
    let units = identity::units(desk)?;
    units.first().map(|unit| unit.id).ok_or(Refusal::Unknown("unit"))
}

/// Manages keys.
pub fn key(place: &Place, tenant: Option<&str>, key: Key) -> Outcome {
    let Key::Add { name, scopes } = key;
    let rights: Option<Vec<Right>> = scopes.iter().map(|word| Right::from_word(word)).collect();
    let rights = rights.ok_or(Refusal::invalid("scope", "fault-unknown-scope"))?;
    let token = secrets::token(&web::chance()?);
    let tenant = place.tenant(tenant)?;
    let kept = token.clone();
    place.act(tenant.id, move |desk| {
        let unit = root(desk)?;
        identity::make_key(desk, &name, &rights, unit, &kept)
    })?;
    println!("{token}");
    Ok(0)
}
