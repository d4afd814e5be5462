//! Messages leave the house: each is taken, which writes its attempt down, handed over, and then it
//! is written down how that went. Any number of copies send; each message is taken by one.

mod config;
mod hearing;

use crate::{Place, Stop};
pub use config::{Mail, Relay, Way};
use domain::{
    Tenant,
    messaging::{self, Channel, Ended, Parcel},
    reactions,
};
use gateways::{
    Carrier, Handed,
    mail::{Folder, Smtp},
};
use kernel::Id;
use std::{
    error::Error,
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

/// Messages that wait for their time are looked for this often, and what nobody woke us for.
const EVERY: Duration = Duration::from_secs(5);
/// After a failure of the database we wait this long.
const AFTER_FAILURE: Duration = Duration::from_secs(2);
/// A batch that has taken so long begins no further letter, well before its lease is over.
const BATCH_MAX: Duration = Duration::from_secs(300);
/// So long a letter that is being handed over may hold the program when it is told to end.
const LEFT_AFTER: Duration = Duration::from_secs(5);
/// Whether it has ended is looked at this often.
const LOOKED_EVERY: Duration = Duration::from_millis(20);
/// Messages taken at once. After a crash that many are held for each connection.
const AT_ONCE: i64 = 10;

/// Starts those who send; they end when they are told to stop.
///
/// # Errors
/// Where the configuration makes no sense, a company is not known, or the machine gives no thread.
pub fn start(
    place: &Place,
    mail: &[Mail],
    stop: &Stop,
) -> Result<Vec<JoinHandle<()>>, Box<dyn Error>> {
    let mut threads = Vec::new();
    for mail in mail {
        let tenant = place.tenant(mail.tenant.as_deref())?.id;
        for carrier in carriers(mail)? {
            let (place, stop) = (place.clone(), stop.clone());
            let thread = thread::Builder::new().name("mail".to_owned());
            threads.push(thread.spawn(move || send(&place, tenant, carrier, &stop))?);
        }
        if let Some(folder) = &mail.maildir {
            let (place, stop, folder) = (place.clone(), stop.clone(), folder.clone());
            let thread = thread::Builder::new().name("mail heard".to_owned());
            threads.push(thread.spawn(move || hearing::hear(&place, tenant, folder, &stop))?);
        }
    }
    Ok(threads)
}

/// Waits for those who send, who were told to stop, and leaves those whose mail server still says
/// nothing: nobody knows then whether it has the letter, which is held for a person.
pub fn leave(senders: Vec<JoinHandle<()>>) {
    let began = Instant::now();
    for sender in senders {
        while !sender.is_finished() && began.elapsed() < LEFT_AFTER {
            thread::park_timeout(LOOKED_EVERY);
        }
        if !sender.is_finished() {
            eprintln!("premura: mail: a server still looks at a letter");
        }
    }
}

fn carriers(mail: &Mail) -> Result<Vec<Box<dyn Carrier>>, Box<dyn Error>> {
    let sender = mail.check()?;
    if let Some(folder) = &mail.folder {
        return Ok(vec![Box::new(Folder::new(sender, folder.clone()))]);
    }
    let relays = mail.relays.iter().map(Relay::opened).collect::<Result<Vec<_>, _>>()?;
    let one = || Box::new(Smtp::new(sender.clone(), relays.clone())) as Box<dyn Carrier>;
    Ok((0..mail.connections).map(|_| one()).collect())
}

fn send(place: &Place, tenant: Id<Tenant>, mut carrier: Box<dyn Carrier>, stop: &Stop) {
    let wakes = place.db.subscribe(messaging::TOPIC);
    while !stop.wait(Duration::ZERO) {
        match turn(place, tenant, carrier.as_mut(), stop) {
            Ok(true) => {}
            Ok(false) => {
                if !wakes.wait(EVERY) {
                    carrier.rest();
                }
            }
            Err(error) => report_and_wait(&error, stop),
        }
    }
    carrier.rest();
}

fn report_and_wait(error: &domain::Refusal, stop: &Stop) {
    eprintln!("premura: mail: {error}");
    stop.wait(AFTER_FAILURE);
}

/// Takes some messages and hands them over; answers whether there were any.
fn turn(
    place: &Place,
    tenant: Id<Tenant>,
    carrier: &mut dyn Carrier,
    stop: &Stop,
) -> domain::Result<bool> {
    let take =
        |desk: &mut domain::Desk<'_>| reactions::take_messages(desk, Channel::Email, AT_ONCE);
    let parcels = place.act(tenant, take)?;
    if parcels.is_empty() {
        return Ok(false);
    }
    let began = Instant::now();
    let ends = || stop.wait(Duration::ZERO) || began.elapsed() > BATCH_MAX;
    let handed = carrier.carry(&parcels, &ends);
    let ended: Vec<Ended> = parcels.iter().zip(handed).map(ended).collect();
    // What was handed over must be known, or a person is asked about it: it is told until it is.
    loop {
        let known = ended.clone();
        match place.act(tenant, move |desk| messaging::ended(desk, &known)) {
            Ok(()) => return Ok(true),
            Err(error) if stop.wait(Duration::ZERO) => return Err(error),
            Err(error) => report_and_wait(&error, stop),
        }
    }
}

fn ended((parcel, handed): (&Parcel, Handed)) -> Ended {
    let Handed { fate, said, reference } = handed;
    Ended { attempt: parcel.attempt, fate, said, reference }
}
