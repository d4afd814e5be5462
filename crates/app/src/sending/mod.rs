//! Messages leave the house: each is taken, which writes its attempt down, handed over, and then it
//! is written down how that went. Any number of copies send; each message is taken by one.
//! What comes back, and what clients write, is read beside.

mod boxes;
mod certified;
mod config;
mod hearing;
mod post;
mod push;
mod texts;
mod way;

use crate::{Place, Stop};
use boxes::Incoming;
pub use certified::{Pec, Receipts};
pub use config::{Dkim, Letters, Mail, Mailbox, Relay, Security};
use domain::{
    Tenant,
    messaging::{self, Channel},
};
use gateways::{
    Carrier,
    mail::{Came, Folder, Smtp},
};
use hearing::Reader;
use kernel::Id;
pub use post::{
    Bucket, Post, Report as StatusReport, Sort, Window, Wrong as WrongLine, take as take_status,
};
pub use push::Push;
use std::{
    error::Error,
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};
pub use texts::{Centre, Manners, Reports, Service, Sms, reporters};
use way::Way;

/// So long a letter that is being handed over may hold the program when it is told to end.
const LEFT_AFTER: Duration = Duration::from_secs(5);
/// Whether it has ended is looked at this often.
const LOOKED_EVERY: Duration = Duration::from_millis(20);
/// Letters taken at once. After a crash that many are held for each connection.
const LETTERS_AT_ONCE: i64 = 10;
/// Letters on paper taken at once: a batch. After a crash that many are held.
const PAPERS_AT_ONCE: i64 = 200;
/// Text messages taken at once: many are under way at the same time.
const TEXTS_AT_ONCE: i64 = 200;
/// Text messages that are taken at once where they are handed over one after the other: a code that
/// comes meanwhile waits for them, and a crash leaves as many of which nobody knows.
const TEXTS_IN_TURN: i64 = 10;

/// The channels by which a house speaks.
#[derive(Clone, Copy, Debug, Default)]
pub struct Channels<'a> {
    /// In whose name letters go, and to which servers.
    pub mail: &'a [Mail],
    /// Certified accounts.
    pub pec: &'a [Pec],
    /// In whose name text messages go, and who takes them.
    pub sms: &'a [Sms],
    /// Who we are to the makers of browsers, where clients' devices are rung.
    pub push: Option<&'a Push>,
    /// Printers of letters on paper.
    pub post: &'a [Post],
}

/// Those who send and read.
struct Crew<'a> {
    place: &'a Place,
    stop: &'a Stop,
    threads: Vec<JoinHandle<()>>,
}

/// Starts those who send and read; they end when they are told to stop.
///
/// # Errors
/// Where the configuration makes no sense, a company is not known, or the machine gives no thread.
pub fn start(
    place: &Place,
    channels: Channels<'_>,
    stop: &Stop,
) -> Result<Vec<JoinHandle<()>>, Box<dyn Error>> {
    let mut crew = Crew { place, stop, threads: Vec::new() };
    for mail in channels.mail {
        crew.letters(mail)?;
    }
    for pec in channels.pec {
        crew.certified(pec)?;
    }
    for sms in channels.sms {
        let tenant = place.tenant(sms.tenant.as_deref())?.id;
        let carrier = sms.carrier(place, tenant)?;
        let at_once = if sms.smpp.is_some() { TEXTS_AT_ONCE } else { TEXTS_IN_TURN };
        crew.send((tenant, Channel::Sms), (at_once, AT_ONCE), carrier)?;
    }
    for post in channels.post {
        crew.papers(post)?;
    }
    if let Some(push) = channels.push {
        crew.bells(push)?;
    }
    Ok(crew.threads)
}

/// Nothing is gathered: each message goes as soon as it may.
const AT_ONCE: Duration = Duration::ZERO;

impl Crew<'_> {
    fn letters(&mut self, mail: &Mail) -> Result<(), Box<dyn Error>> {
        let tenant = self.place.tenant(mail.tenant.as_deref())?.id;
        for carrier in carriers(mail)? {
            self.send((tenant, Channel::Email), (LETTERS_AT_ONCE, AT_ONCE), carrier)?;
        }
        let incoming = Incoming::named(mail.maildir.as_ref(), mail.mailbox.as_ref())?;
        let Some(incoming) = incoming else { return Ok(()) };
        let incoming = incoming.kept_by(self.place, tenant)?;
        let reader = Reader { place: self.place.clone(), tenant, letters: mail.letters };
        self.read("mail heard", incoming, move |came| reader.take(came))
    }

    fn certified(&mut self, pec: &Pec) -> Result<(), Box<dyn Error>> {
        let tenant = self.place.tenant(pec.tenant.as_deref())?.id;
        if let Some(carrier) = pec.carrier()? {
            self.send((tenant, Channel::Pec), (LETTERS_AT_ONCE, AT_ONCE), carrier)?;
        }
        let Some(incoming) = pec.incoming()? else { return Ok(()) };
        let incoming = incoming.kept_by(self.place, tenant)?;
        let reader = Reader { place: self.place.clone(), tenant, letters: pec.letters };
        let (anchors, account) = (pec.anchors()?, pec.account());
        self.read("certified heard", incoming, move |came| {
            certified::take((&reader, &account), &anchors, came)
        })
    }

    fn papers(&mut self, post: &Post) -> Result<(), Box<dyn Error>> {
        let tenant = self.place.tenant(post.tenant.as_deref())?;
        for (kind, carrier) in post.carriers(&tenant)? {
            let pace = (PAPERS_AT_ONCE, post.gathers());
            self.send((tenant.id, kind.channel()), pace, carrier)?;
        }
        let Some(statuses) = post.statuses(self.place, &tenant)? else { return Ok(()) };
        let (stop, thread) = (self.stop.clone(), thread::Builder::new().name("post heard".into()));
        self.threads.push(thread.spawn(move || statuses.watch(&stop))?);
        Ok(())
    }

    fn send(
        &mut self,
        (tenant, channel): (Id<Tenant>, Channel),
        (at_once, gathers): (i64, Duration),
        carrier: Box<dyn Carrier>,
    ) -> Result<(), Box<dyn Error>> {
        self.place.act(tenant, move |desk| messaging::carry(desk, channel))?;
        let way = Way { place: self.place.clone(), tenant, channel, at_once, gathers };
        let (stop, thread) = (self.stop.clone(), thread::Builder::new());
        let thread = thread.name(channel.word().to_owned());
        self.threads.push(thread.spawn(move || way.send(carrier, &stop))?);
        Ok(())
    }

    fn read(
        &mut self,
        name: &str,
        incoming: Incoming,
        take: impl FnMut(Came<'_>) -> Result<bool, hearing::Trouble> + Send + 'static,
    ) -> Result<(), Box<dyn Error>> {
        let (stop, thread) = (self.stop.clone(), thread::Builder::new().name(name.to_owned()));
        self.threads.push(thread.spawn(move || incoming.read(&stop, take))?);
        Ok(())
    }
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
    let mut all: Vec<Box<dyn Carrier>> = Vec::new();
    for _ in 0..mail.connections {
        let smtp = Smtp::new(sender.clone(), relays.clone());
        all.push(Box::new(smtp.signed_by(mail.keys()?).asking(mail.delivered)));
    }
    Ok(all)
}
