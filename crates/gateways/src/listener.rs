//! One exchange, listened to for as long as the program runs.

use crate::{
    Ami, EventSocket, Exchange, Login, Manners, Pause, Site, Stop, Tail, Trouble,
    wire::{Found, Wire},
};
use db::Subscription;
use domain::{
    contacts::exchanges::{self, Answered, Heard, LEASE},
    reactions,
};
use kernel::Instant;
use std::{io, path::PathBuf, time::Duration};

/// What an exchange is.
#[derive(Clone, Debug)]
pub enum Kind {
    /// Asterisk, by its manager interface.
    Asterisk(Login),
    /// FreeSWITCH, by its event socket and password.
    FreeSwitch(String),
}

/// An exchange that is to be listened to.
#[derive(Clone, Debug)]
pub struct Listened {
    /// What it is, and how it lets us in.
    pub kind: Kind,
    /// Where it answers: host and port.
    pub address: String,
    /// Its name, its own agents and contexts.
    pub manners: Manners,
    /// Where its own log can be read; none: it has none, or it is elsewhere.
    pub log: Option<PathBuf>,
}

impl Listened {
    fn conversation(&self) -> Box<dyn Exchange> {
        match &self.kind {
            Kind::Asterisk(login) => Box::new(Ami::new(self.manners.clone(), login.clone())),
            Kind::FreeSwitch(password) => {
                Box::new(EventSocket::new(self.manners.clone(), password))
            }
        }
    }
}

/// The wire is looked at for so long before the log and the lease have their turn.
const LOOK: Duration = Duration::from_millis(50);
/// A copy without the lease asks for it this often.
const ASK_FOR_LEASE: Duration = Duration::from_secs(2);
/// A lease is renewed when a third of it has passed.
const RENEW_AFTER: i64 = LEASE / 3;
/// After a failure of the database we wait this long.
const AFTER_FAILURE: Duration = Duration::from_secs(2);
/// After a failure to read the log we listen on, and leave the log alone this long.
const LOG_RESTS: i64 = 5 * Instant::SECOND;

/// Orders are looked for this often even where nobody rang: a ring of another copy can be missed.
const ORDERS_EVERY: i64 = 2 * Instant::SECOND;

/// Listens until it is told to stop. Only the copy of the program that holds the lease connects;
/// the others wait until it is gone.
pub fn listen(site: &Site, listened: &Listened, stop: &Stop, report: &dyn Fn(&Trouble)) {
    let id: kernel::Id<Listened> = (site.clock)().fresh_id();
    let mut listener = Listener {
        site,
        listened,
        holder: id.to_string(),
        renewed_at: None,
        tail: None,
        log_rests_until: None,
        orders: site.db.subscribe(exchanges::ORDERS),
        orders_at: None,
        pause: Pause::default(),
        report,
    };
    let mut wait = Duration::ZERO;
    while !stop.wait(wait) {
        wait = match listener.turn(stop) {
            Ok(wait) => wait,
            Err(trouble) => {
                report(&trouble);
                listener.tail = None;
                AFTER_FAILURE
            }
        };
    }
    let (source, holder) = (listener.source(), listener.holder.clone());
    // A house that cannot be reached now gives the lease to others when it has run out.
    if let Err(refusal) = site.act(move |desk| exchanges::release(desk, &source, &holder)) {
        report(&refusal.into());
    }
}

struct Listener<'a> {
    site: &'a Site,
    listened: &'a Listened,
    holder: String,
    renewed_at: Option<Instant>,
    tail: Option<Tail>,
    log_rests_until: Option<Instant>,
    orders: Subscription,
    orders_at: Option<Instant>,
    pause: Pause,
    report: &'a dyn Fn(&Trouble),
}

impl Listener<'_> {
    fn source(&self) -> String {
        self.listened.manners.source.clone()
    }

    fn now(&self) -> Instant {
        (self.site.clock)().now
    }

    /// Takes the lease, connects, and listens until the connection ends; answers how long to wait
    /// before the next turn.
    fn turn(&mut self, stop: &Stop) -> Result<Duration, Trouble> {
        if !self.renew()? {
            self.tail = None;
            return Ok(ASK_FOR_LEASE);
        }
        let trouble = match self.converse(stop) {
            Ok(()) => return Ok(Duration::ZERO),
            Err(Trouble::House(refusal)) => return Err(refusal.into()),
            Err(Trouble::LeaseLost) => return Ok(ASK_FOR_LEASE),
            Err(trouble) => trouble,
        };
        (self.report)(&trouble);
        let (source, holder, why) = (self.source(), self.holder.clone(), trouble.to_string());
        self.site.act(move |desk| exchanges::disconnected(desk, &source, &holder, &why))?;
        let mut world = (self.site.clock)();
        let mut left = self.pause.after_failure(&mut world);
        // The log goes on while the exchange does not answer.
        while !left.is_zero() && !stop.wait(left.min(LOOK)) {
            left = left.saturating_sub(LOOK);
            self.follow_log()?;
        }
        Ok(Duration::ZERO)
    }

    fn converse(&mut self, stop: &Stop) -> Result<(), Trouble> {
        self.follow_log()?;
        let mut wire = Wire::connect(&self.listened.address, LOOK)?;
        let mut exchange = self.listened.conversation();
        let mut was_in = false;
        while !stop.wait(Duration::ZERO) {
            let answer = match wire.look()? {
                Found::Piece(piece) => exchange.hear(piece, (self.site.clock)().now)?,
                Found::Nothing => exchange.quiet(self.now())?,
            };
            if !answer.say.is_empty() {
                wire.say(&answer.say)?;
            }
            // Who stalled and lost the lease meanwhile tells nothing of what it heard.
            if !self.renew()? {
                return Err(Trouble::LeaseLost);
            }
            if exchange.is_in() && !was_in {
                was_in = true;
                self.pause.forget();
                let (source, holder) = (self.source(), self.holder.clone());
                self.site.act(move |desk| exchanges::connected(desk, &source, &holder))?;
            }
            self.tell(answer.heard)?;
            if was_in {
                self.give_orders(exchange.as_mut(), &mut wire)?;
            }
            self.follow_log()?;
        }
        Ok(())
    }

    /// Says what colleagues asked of the exchange. Each counts as sent before it is said.
    fn give_orders(&mut self, exchange: &mut dyn Exchange, wire: &mut Wire) -> Result<(), Trouble> {
        let now = self.now();
        let is_rung = self.orders.wait(Duration::ZERO);
        if !is_rung && self.orders_at.is_some_and(|at| now - at < ORDERS_EVERY) {
            return Ok(());
        }
        self.orders_at = Some(now);
        let (source, holder) = (self.source(), self.holder.clone());
        let orders = self.site.act(move |desk| exchanges::take_orders(desk, &source, &holder))?;
        let mut unsaid = Vec::new();
        for order in &orders {
            match exchange.order(order) {
                Ok(bytes) => wire.say(&bytes)?,
                Err(why) => unsaid.push(Answered::unsaid(order, why)),
            }
        }
        if unsaid.is_empty() {
            return Ok(());
        }
        let source = self.source();
        Ok(self.site.act(move |desk| exchanges::orders_answered(desk, &source, &unsaid))?)
    }

    fn tell(&self, mut heard: Heard) -> Result<(), Trouble> {
        // Where the log is the record, what agents do is shown now and recorded from there.
        if self.listened.log.is_none() {
            heard.facts.append(&mut heard.seen);
        }
        if heard.is_empty() {
            return Ok(());
        }
        let source = self.source();
        self.site.act(move |desk| reactions::exchange_heard(desk, &source, &heard))?;
        Ok(())
    }

    /// Reads what the log has new. A log that cannot be read is reported and tried again later;
    /// the events go on.
    fn follow_log(&mut self) -> Result<(), Trouble> {
        let now = self.now();
        if self.log_rests_until.is_some_and(|until| now < until) {
            return Ok(());
        }
        match self.read_log() {
            Err(Trouble::Log(error)) => {
                (self.report)(&Trouble::Log(error));
                self.log_rests_until = Some(now + LOG_RESTS);
                self.tail = None;
                Ok(())
            }
            other => other,
        }
    }

    /// Tells what the log has new, with its place, in one unit of work.
    fn read_log(&mut self) -> Result<(), Trouble> {
        let Some(path) = &self.listened.log else { return Ok(()) };
        let tail = match &mut self.tail {
            Some(tail) => tail,
            missing => {
                let source = self.listened.manners.source.clone();
                let place = self.site.act(move |desk| exchanges::log_place(desk, &source))?;
                let manners = &self.listened.manners;
                let agents = manners.agents.clone();
                missing.insert(Tail::new(path.clone(), &manners.source, agents, &place))
            }
        };
        while let Some(looked) = tail.look().map_err(Trouble::Log)? {
            let (facts, place) = (looked.facts, looked.place);
            self.site.act({
                let source = self.listened.manners.source.clone();
                move |desk| reactions::log_read(desk, &source, &facts, &place)
            })?;
            if !looked.more {
                break;
            }
        }
        for path in tail.newly_damaged() {
            let told = format!("{} is damaged: it is read as far as it goes", path.display());
            (self.report)(&Trouble::Log(io::Error::new(io::ErrorKind::InvalidData, told)));
        }
        Ok(())
    }

    /// Keeps the lease; false where another copy has it.
    fn renew(&mut self) -> Result<bool, Trouble> {
        let now = self.now();
        if self.renewed_at.is_some_and(|at| now - at < RENEW_AFTER) {
            return Ok(true);
        }
        let (source, holder) = (self.source(), self.holder.clone());
        let held = self.site.act(move |desk| exchanges::take(desk, &source, &holder))?;
        self.renewed_at = Some(now).filter(|_| held);
        Ok(held)
    }
}
