use super::Outcome;
use crate::{
    Place,
    cli::{Format, Import, ImportFile, Post},
    event_log,
    import::{Bar, Clock, ImportOptions, Run, import_calls},
    register::{self, What},
    sending,
};
use domain::{contacts::logs, identity::TenantRow};
use std::{fs, sync::Arc};

/// Imports a file and prints what became of it; 1 where rows were refused.
pub fn run(place: &Place, tenant: Option<&str>, import: Import) -> Outcome {
    let tenant = place.tenant(tenant)?;
    let (what, file) = match import {
        Import::Calls(file) => return calls(place, &tenant, &file),
        Import::Clients(file) => (What::Clients, file),
        Import::Contracts(file) => (What::Contracts, file),
        Import::Requests(file) => return requests(place, &tenant, &file),
    };
    let report = register::import(place, &tenant, what, &file)?;
    println!("{}", serde_json::to_string_pretty(&report)?);
    Ok(u8::from(report.rejected > 0))
}

/// Takes what a printer tells of letters and prints what became of it; 1 where lines told nothing.
pub fn post(place: &Place, tenant: Option<&str>, post: &Post) -> Outcome {
    let tenant = place.tenant(tenant)?;
    let Post::Status { file } = post;
    let report = sending::take_status(place, tenant.id, &tenant.zone, &fs::read(file)?)?;
    println!("{}", serde_json::to_string_pretty(&report)?);
    Ok(u8::from(!report.wrong.is_empty()))
}

fn requests(place: &Place, tenant: &TenantRow, file: &ImportFile) -> Outcome {
    let report = event_log::import(place, tenant.id, &event_log::options(file)?)?;
    println!("{}", serde_json::to_string_pretty(&report)?);
    Ok(u8::from(report.rejected > 0))
}

fn calls(place: &Place, tenant: &TenantRow, file: &ImportFile) -> Outcome {
    let report = import_calls(&place.db, &options(place, tenant, file)?)?;
    println!("{}", serde_json::to_string_pretty(&report)?);
    Ok(u8::from(!report.rejected.is_empty()))
}

/// What the command line says of a file of calls.
pub fn options(
    place: &Place,
    tenant: &TenantRow,
    file: &ImportFile,
) -> Result<ImportOptions, Box<dyn std::error::Error>> {
    let clock: Clock = {
        let place = place.clone();
        Arc::new(move || place.world())
    };
    let mut options = ImportOptions::new(tenant, &file.file, clock);
    options.format = file.format.map(|format| match format {
        Format::QueueLog => logs::Format::QueueLog,
        Format::Freeswitch => logs::Format::FreeSwitch,
        Format::Connect => logs::Format::Connect,
        Format::Genesys => logs::Format::Genesys,
        Format::Twilio => logs::Format::Twilio,
        Format::Delimited => logs::Format::Delimited,
    });
    options.map = file.map.as_ref().map(fs::read_to_string).transpose()?;
    options.source.clone_from(&file.source);
    options.rejects.clone_from(&file.rejects);
    options.run = if file.dry_run { Run::Dry } else { Run::Real };
    options.bar = Bar::Shown;
    options.shelf = Arc::clone(&place.shelf);
    Ok(options)
}
