//! The demo: an invented company on an embedded database, two years old, and living on.

use super::{Outcome, life::Life, serve};
use crate::{
    Config, Letters, Mail, Place, Post, Push, Sms, Sort, Stop, Window, cli::Demo, sending, working,
};
use domain::{Tenant, identity::secrets, quality::measures};
use kernel::{Date, Id, Instant};
use std::{
    env,
    error::Error,
    fs,
    path::{Path, PathBuf},
    process, thread,
};
use testkit::company;
use web::Clock;

/// How far back the company's life goes.
const YEARS: i64 = 2;

/// The folder of its letters.
const LETTERS: &str = "letters";

/// Runs it until the process is told to end.
pub fn run(demo: &Demo) -> Outcome {
    let clock = clock(demo.at.as_deref())?;
    let (folder, temporary) = folder(demo);
    fs::create_dir_all(&folder)?;
    let config = Config { data: Some(folder.clone()), ..Config::default() };
    let place = Place::open(&config, clock)?;
    let life = settle(&place)?;

    let stop = Stop::default();
    let mut workers = working::start(&place, &stop)?;
    let spoken = spoken(demo, &folder)?;
    workers.extend(sending::start(&place, spoken.channels(), &stop)?);
    let heard = stop.clone();
    workers.push(thread::Builder::new().name("life".into()).spawn(move || life.go_on(&heard))?);
    let pushing = spoken.push.as_ref().map(Push::told).transpose()?;
    let site = serve::Serving { pushing, ..serve::Serving::default() };
    let letters = match &demo.speak {
        Some(file) => format!("letters go as {} says", file.display()),
        None => format!("letters lie in {}", folder.join(LETTERS).display()),
    };
    let served = serve::listen(&place, &demo.listen, site, |address| welcome(address, &letters));
    stop.say();
    for worker in workers {
        worker.join().map_err(|_| "a worker ended badly")?;
    }
    drop(place);
    if temporary {
        fs::remove_dir_all(&folder)?;
    }
    served?;
    Ok(0)
}

/// How the demo speaks: as a file says, or into folders.
fn spoken(demo: &Demo, folder: &Path) -> Result<Config, Box<dyn Error>> {
    match &demo.speak {
        Some(file) => Ok(Config::load(Some(file))?),
        None => Ok(Config {
            mail: vec![mail(folder.join(LETTERS))],
            sms: vec![texts(folder.join("texts"))],
            // Where the program can print.
            post: if cfg!(feature = "press") { vec![papers(folder)] } else { Vec::new() },
            ..Config::default()
        }),
    }
}

/// The demo writes to nobody: its letters go into a folder beside its database.
fn mail(folder: PathBuf) -> Mail {
    Mail {
        from: format!("{} <servizio@{}>", company::NAME, company::HOST),
        relays: Vec::new(),
        folder: Some(folder),
        maildir: None,
        mailbox: None,
        letters: Letters::Left,
        dkim: Vec::new(),
        connections: 1,
        delivered: false,
        tenant: None,
    }
}

/// Its letters on paper lie in batches that no printer fetches.
fn papers(folder: &Path) -> Post {
    Post {
        from: [company::NAME, "Via Po 1", "10121 Torino"].map(str::to_owned).to_vec(),
        place: "Torino".to_owned(),
        window: Window::Right,
        country: "IT".to_owned(),
        kinds: vec![Sort::Ordinary, Sort::Registered],
        folder: Some(folder.join("paper/batches")),
        status: Some(folder.join("paper/status")),
        bucket: None,
        every_minutes: 1,
        tenant: None,
    }
}

/// Nor does it ring anybody: its text messages go into a folder too.
fn texts(folder: PathBuf) -> Sms {
    Sms {
        from: "Premura".to_owned(),
        country: Some("39".to_owned()),
        smpp: None,
        http: None,
        folder: Some(folder),
        tenant: None,
    }
}

/// The machine's clock, or one that started at a chosen instant and goes on from there.
fn clock(at: Option<&str>) -> Result<Clock, Box<dyn Error>> {
    let machine = Clock::of_the_machine();
    let Some(at) = at else { return Ok(machine) };
    let at: Instant = at.parse()?;
    let shift = at - machine.now();
    Ok(Clock::new(move || machine.now() + shift))
}

fn folder(demo: &Demo) -> (PathBuf, bool) {
    match &demo.data {
        Some(folder) => (folder.clone(), false),
        None => (env::temp_dir().join(format!("premura-demo-{}", process::id())), true),
    }
}

/// Founds the company where there is none, and lives its past.
fn settle(place: &Place) -> Result<Life, Box<dyn Error>> {
    let known = place.tenants()?.into_iter().next();
    let tenant: Id<Tenant> = match &known {
        Some(tenant) => tenant.id,
        None => {
            let tenant = place.fresh_tenant()?;
            let password = secrets::hash_password(company::PASSWORD, &web::chance()?);
            place.act(tenant, move |desk| company::found(desk, &password))?;
            tenant
        }
    };
    let zone = place.tenant(None)?.zone;
    let now = place.clock.now();
    let today = now.day(&zone);
    let seed = u64::try_from(now.micros()).unwrap_or(0);
    let mut life = Life::new(place.clone(), tenant, zone.clone(), seed);
    if known.is_none() {
        let since: Date = Instant::day(now - YEARS * 365 * Instant::DAY, &zone);
        eprintln!("premura: two years of an invented company's life …");
        life.live_through(since.first_of_month(), today)?;
        life.catch_up(today)?;
        life.correspond(today)?;
        while place.act(tenant, measures::roll)? {}
    }
    Ok(life)
}

fn welcome(address: std::net::SocketAddr, letters: &str) {
    println!("{} is open.", company::NAME);
    println!();
    println!("  public pages   http://{address}/");
    println!("  staff          http://{address}/desk");
    println!("  wallboard      http://{address}/desk/wallboard");
    println!();
    println!("Everybody signs in with the password “{}”:", company::PASSWORD);
    for (name, login, role, _, _) in company::PEOPLE {
        println!("  {:<32} {name}, {}", format!("{login}@{}", company::HOST), role.word());
    }
    if let Some((client, born)) = testkit::life::known() {
        println!();
        println!("A client comes into their own area with a code; {letters}:");
        println!("  their area     http://{address}/me/register");
        println!("  {}, contract {}, born on {born}", client.name, client.contract);
        println!("  {}, {}", client.email, client.phone);
    }
    println!();
    println!("All of it is invented. End with Ctrl-C.");
}
