//! What every handler shares, and the one way from a request to a unit of work.

mod bell;
mod chance;
mod limits;
mod tenants;
mod together;

pub use chance::chance;
pub(crate) use limits::Worked;
pub(crate) use together::Tell;

use crate::{Reporter, problem::Answer};
use bell::Bell;
use chance::seed;
use db::{Db, Scope};
use domain::{
    Desk, Refusal, Shelf, Tenant, Who,
    contacts::{
        calls::{self, Fact},
        requests::{Incoming, Received},
    },
    identity::TenantRow,
    subjects::Outside,
};
use kernel::{Id, Instant, World};
use limits::Limits;
use std::{
    any::Any,
    sync::{Arc, Mutex},
};
use tenants::Tenants;
use together::Lanes;
use tokio::sync::{Semaphore, oneshot};

/// What every handler shares. Clones are one and the same.
#[derive(Clone)]
pub struct App {
    inner: Arc<Inner>,
}

struct Inner {
    db: Db,
    shelf: Arc<Shelf>,
    clock: Clock,
    settings: Settings,
    accounts: Vec<Account>,
    reporters: Vec<Reporter>,
    pushing: Option<Pushing>,
    tenants: Tenants,
    hashing: Semaphore,
    limits: Mutex<Limits>,
    boards: crate::desk::Boards,
    calls_bell: Bell,
    /// Facts about calls, and about subjects, that wait to be told.
    calls: Arc<Lanes<Fact>>,
    subjects: Arc<Lanes<Outside>>,
    /// Requests that wait to be taken in.
    incoming: Arc<Lanes<Incoming, Received>>,
}

/// How the site is served.
#[derive(Clone, Copy, Debug, Default)]
pub struct Settings {
    /// The site is reached by https only, so its cookies may say so.
    pub secure_cookies: bool,
    /// A proxy of ours stands before the program and says in `X-Forwarded-For` who knocks.
    pub behind_proxy: bool,
}

/// How browsers are asked whether clients may be told on their devices.
#[derive(Clone)]
pub struct Pushing {
    /// Our public key, as browsers are given it.
    pub key: String,
    /// Whether an address that a browser names is one to which we speak.
    pub takes: Arc<dyn Fn(&str) -> bool + Send + Sync>,
}

/// An account of Twilio whose signed callbacks are taken.
#[derive(Clone)]
pub struct Account {
    /// Whose calls it handles.
    pub tenant: Id<Tenant>,
    /// The source of its facts.
    pub source: String,
    /// Its `AccountSid`.
    pub sid: String,
    /// Its auth token, with which it signs.
    pub token: String,
    /// The address that it calls, letter by letter as it stands there: the signature is over it.
    pub url: String,
    /// The attribute of its tasks that says what a call was about.
    pub topic: Option<String>,
}

/// Where the hour comes from: the machine's clock, or a test's.
#[derive(Clone)]
pub struct Clock(Arc<dyn Fn() -> Instant + Send + Sync>);

impl Clock {
    /// A clock that answers with what `now` says.
    pub fn new(now: impl Fn() -> Instant + Send + Sync + 'static) -> Self {
        Self(Arc::new(now))
    }

    /// The machine's clock.
    #[expect(clippy::disallowed_methods, reason = "the edge at which the hour is read")]
    pub fn of_the_machine() -> Self {
        Self::new(|| jiff::Timestamp::now().into())
    }

    /// The hour.
    pub fn now(&self) -> Instant {
        (self.0)()
    }
}

/// Passwords hashed at once: each takes 19 MiB and a core for a moment.
const HASHED_AT_ONCE: usize = 2;

type Made = Box<dyn Any + Send>;
type Work = Box<dyn FnMut(&mut Desk<'_>) -> domain::Result<Made> + Send>;

#[derive(Clone, Copy)]
enum Mode {
    Glance,
    Look,
    Act,
    Tell,
}

impl App {
    /// An application on a database that has been migrated.
    pub fn new(db: Db, shelf: Arc<Shelf>, clock: Clock, settings: Settings) -> Self {
        let inner = Inner {
            calls_bell: Bell::new(db.clone(), calls::CHANGED),
            db,
            shelf,
            clock,
            settings,
            accounts: Vec::new(),
            reporters: Vec::new(),
            pushing: None,
            tenants: Tenants::default(),
            hashing: Semaphore::new(HASHED_AT_ONCE),
            limits: Mutex::default(),
            boards: crate::desk::Boards::default(),
            calls: Arc::default(),
            subjects: Arc::default(),
            incoming: Arc::default(),
        };
        Self { inner: Arc::new(inner) }
    }

    /// The same, taking callbacks of these accounts; said before anybody has a copy of it.
    #[must_use]
    pub fn trusting(mut self, accounts: Vec<Account>) -> Self {
        let inner = Arc::get_mut(&mut self.inner).expect("nobody has a copy of it yet");
        inner.accounts = accounts;
        self
    }

    /// The same, taking reports of these services; said before anybody has a copy of it.
    #[must_use]
    pub fn hearing(mut self, reporters: Vec<Reporter>) -> Self {
        let inner = Arc::get_mut(&mut self.inner).expect("nobody has a copy of it yet");
        inner.reporters = reporters;
        self
    }

    /// The same, telling clients on their devices, where it is known how; said before anybody has a
    /// copy of it.
    #[must_use]
    pub fn pushing(mut self, pushing: Option<Pushing>) -> Self {
        let inner = Arc::get_mut(&mut self.inner).expect("nobody has a copy of it yet");
        inner.pushing = pushing;
        self
    }

    /// How clients are told on their devices, if they are.
    pub(crate) fn bells(&self) -> Option<&Pushing> {
        self.inner.pushing.as_ref()
    }

    /// The services whose reports are taken.
    pub(crate) fn reporters(&self) -> &[Reporter] {
        &self.inner.reporters
    }

    /// The accounts whose callbacks are taken.
    pub(crate) fn accounts(&self) -> &[Account] {
        &self.inner.accounts
    }

    /// The hour.
    pub fn now(&self) -> Instant {
        self.inner.clock.now()
    }

    /// How the site is served.
    pub fn settings(&self) -> Settings {
        self.inner.settings
    }

    /// Rings when calls, or what rings, have changed.
    pub(crate) fn calls_bell(&self) -> &Bell {
        &self.inner.calls_bell
    }

    /// Where facts about calls wait to be told together.
    pub(crate) fn calls(&self) -> &Arc<Lanes<Fact>> {
        &self.inner.calls
    }

    /// Where facts about subjects wait to be told together.
    pub(crate) fn subjects(&self) -> &Arc<Lanes<Outside>> {
        &self.inner.subjects
    }

    /// Where requests of programs wait to be taken in together.
    pub(crate) fn incoming(&self) -> &Arc<Lanes<Incoming, Received>> {
        &self.inner.incoming
    }

    pub(crate) fn boards(&self) -> &crate::desk::Boards {
        &self.inner.boards
    }

    /// Seats `who` at a desk for one unit of work. It may run more than once, so `action` does
    /// nothing but sit there.
    ///
    /// # Errors
    /// What `action` refuses, and what the database could not do.
    pub async fn act<T: Send + 'static>(
        &self,
        tenant: &TenantRow,
        who: Who,
        action: impl FnMut(&mut Desk<'_>) -> domain::Result<T> + Send + 'static,
    ) -> Answer<T> {
        self.sit(Mode::Act, tenant, who, action).await
    }

    /// The same for facts that are folded: their subjects are held by name, so the unit need not
    /// be serializable, and many tell at once.
    ///
    /// # Errors
    /// As [`App::act`].
    pub async fn tell<T: Send + 'static>(
        &self,
        tenant: &TenantRow,
        who: Who,
        action: impl FnMut(&mut Desk<'_>) -> domain::Result<T> + Send + 'static,
    ) -> Answer<T> {
        self.sit(Mode::Tell, tenant, who, action).await
    }

    /// The same on one snapshot, for what changes nothing.
    ///
    /// # Errors
    /// As [`App::act`].
    pub async fn look<T: Send + 'static>(
        &self,
        tenant: &TenantRow,
        who: Who,
        query: impl FnMut(&mut Desk<'_>) -> domain::Result<T> + Send + 'static,
    ) -> Answer<T> {
        self.sit(Mode::Look, tenant, who, query).await
    }

    /// The same for one reading statement, in one round trip.
    ///
    /// # Errors
    /// As [`App::act`].
    pub async fn glance<T: Send + 'static>(
        &self,
        tenant: &TenantRow,
        who: Who,
        query: impl FnMut(&mut Desk<'_>) -> domain::Result<T> + Send + 'static,
    ) -> Answer<T> {
        self.sit(Mode::Glance, tenant, who, query).await
    }

    async fn sit<T: Send + 'static>(
        &self,
        mode: Mode,
        tenant: &TenantRow,
        who: Who,
        work: impl FnMut(&mut Desk<'_>) -> domain::Result<T> + Send + 'static,
    ) -> Answer<T> {
        Ok(self.seat(mode, tenant, who, work).await?)
    }

    async fn seat<T: Send + 'static>(
        &self,
        mode: Mode,
        tenant: &TenantRow,
        who: Who,
        mut work: impl FnMut(&mut Desk<'_>) -> domain::Result<T> + Send + 'static,
    ) -> domain::Result<T> {
        let boxed: Work = Box::new(move |desk| Ok(Box::new(work(desk)?)));
        let made = self.run(mode, tenant.id.bytes(), who, boxed).await?;
        Ok(*made.downcast().unwrap_or_else(|_| unreachable!("the closure above boxed a T")))
    }

    /// Leaves the async threads. Not generic, so it is compiled once and not once a handler.
    async fn run(
        &self,
        mode: Mode,
        tenant: [u8; 16],
        who: Who,
        mut work: Work,
    ) -> Result<Made, Refusal> {
        let (sender, receiver) = oneshot::channel();
        let (shelf, clock) = (Arc::clone(&self.inner.shelf), self.inner.clock.clone());
        let unit = move |tx: &mut db::Tx<'_>| -> domain::Result<Made> {
            let mut world = World { now: clock.now(), seed: seed()? };
            work(&mut Desk::new(who.clone(), Id::from_bytes(tenant), tx, &mut world, &shelf))
        };
        let done = move |made| drop(sender.send(made));
        let scope = Scope::of(tenant);
        match mode {
            Mode::Act => self.inner.db.submit_write(scope, unit, done),
            Mode::Tell => self.inner.db.submit_write(scope.read_committed(), unit, done),
            Mode::Look => self.inner.db.submit_read(scope, unit, done),
            Mode::Glance => self.inner.db.submit_single(scope, unit, done),
        }
        receiver.await.unwrap_or(Err(Refusal::Broken(db::Error::Crashed)))
    }

    /// Does slow arithmetic, such as hashing a password, beside the requests; a few at once.
    pub(crate) async fn hash<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Answer<T> {
        let crashed = || Refusal::Broken(db::Error::Crashed);
        let _turn = self.inner.hashing.acquire().await.map_err(|_| crashed())?;
        Ok(tokio::task::spawn_blocking(work).await.map_err(|_| crashed())?)
    }
}
