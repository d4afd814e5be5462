//! A house for tests, and how one knocks at it.

mod asking;
mod desk;
mod doors;
mod imports;
mod life;
mod manners;
mod me;
mod pages;
mod people;
mod signing_in;
mod telling;
mod texts;

use crate::{App, Clock, Settings, site};
use axum::{
    body::{Body, to_bytes},
    http::{Request, Response},
};
use db::{Scope, scratch::Scratch};
use domain::{
    Desk, Right, Role, Shelf, Who,
    commitments::{self, Document},
    identity::{self, Attempt, Founding, Joining, UnitKind},
};
use futures_util::StreamExt;
use kernel::{Id, Instant, Language, World};
use std::{
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};
use tower::ServiceExt;

pub(crate) const NOW: &str = "2026-11-24T10:20:00Z";
/// The host of the first house; the second's is another.
pub(crate) const HOST: &str = "first.test";
pub(crate) const OTHER: &str = "second.test";
const COMMITMENTS: &str = include_str!("../../examples/commitments.toml");

/// Two companies in one house, with a colleague of each role in the first.
pub(crate) struct House {
    pub app: App,
    pub engine: &'static str,
    site: axum::Router,
    clock: Arc<AtomicI64>,
    _scratch: Scratch,
}

/// A house on each engine at hand.
pub(crate) async fn houses() -> Vec<House> {
    let made = tokio::task::spawn_blocking(|| {
        let engines = db::scratch::engines(domain::MIGRATIONS);
        engines.into_iter().map(House::furnished).collect()
    });
    made.await.expect("the houses are furnished")
}

impl House {
    fn furnished(scratch: Scratch) -> Self {
        let now: Instant = NOW.parse().expect("an instant");
        let clock = Arc::new(AtomicI64::new(now.micros()));
        let shelf = Arc::new(Shelf::default());
        for (tenant, host) in [([1; 16], HOST), ([2; 16], OTHER)] {
            let kept = Arc::clone(&shelf);
            let made = scratch.write(Scope::of(tenant), move |tx| {
                let mut world = World::at(NOW, u64::from(tenant[0]));
                let id = Id::from_bytes(tenant);
                furnish(&mut Desk::new(Who::System, id, tx, &mut world, &kept), host)
            });
            made.expect("a company moves in");
        }
        let hand = Arc::clone(&clock);
        let clock_of = Clock::new(move || Instant::from_micros(hand.load(Ordering::Relaxed)));
        let settings = Settings { secure_cookies: false, behind_proxy: true };
        let app = App::new((*scratch).clone(), shelf, clock_of, settings)
            .trusting(vec![telling::account()])
            .pushing(Some(me::pushing()));
        let site = site(app.clone());
        Self { app, engine: scratch.name(), site, clock, _scratch: scratch }
    }

    /// Lets time pass.
    pub(crate) fn wait(&self, micros: i64) {
        self.clock.fetch_add(micros, Ordering::Relaxed);
    }

    /// Opens a session of the colleague with this address; its token is the answer.
    pub(crate) async fn signed_in(&self, host: &str, email: &str, token: &str) -> String {
        let tenant = self.app.tenant(host).await.expect("the company is there");
        let (email, given) = (email.to_owned(), token.to_owned());
        let opened = self.app.act(&tenant, Who::System, move |desk| {
            let facts = identity::sign_in_facts(desk, &email)?;
            let facts = facts.ok_or(domain::Refusal::Unknown("colleague"))?;
            let attempt = Attempt { token: &given, address: "test", browser: "test" };
            identity::open_session(desk, &facts, &attempt)
        });
        opened.await.expect("a session opens");
        token.to_owned()
    }

    /// Sends a request through the whole site; answers its status, headers and text.
    pub(crate) async fn send(&self, request: Request<Body>) -> Heard {
        let answer = self.site.clone().oneshot(request).await.expect("the router answers");
        Heard::of(answer).await
    }

    /// The first thing that an endless answer says.
    pub(crate) async fn first_event(&self, request: Request<Body>) -> String {
        let answer = self.site.clone().oneshot(request).await.expect("the router answers");
        let mut stream = answer.into_body().into_data_stream();
        let first = tokio::time::timeout(Duration::from_secs(10), stream.next()).await;
        let first = first.expect("in time").expect("something").expect("readable");
        String::from_utf8_lossy(&first).into_owned()
    }
}

/// An answer, read.
pub(crate) struct Heard {
    pub status: u16,
    pub headers: axum::http::HeaderMap,
    pub text: String,
}

/// An answer longer than this is not one of ours.
const HEARD_MAX: usize = 8 << 20;

impl Heard {
    async fn of(answer: Response<Body>) -> Self {
        let (parts, body) = answer.into_parts();
        let kind = parts.headers.get("content-type").and_then(|kind| kind.to_str().ok());
        let endless = kind.is_some_and(|kind| kind.starts_with("text/event-stream"));
        let bytes = if endless {
            Vec::new()
        } else {
            to_bytes(body, HEARD_MAX).await.expect("the answer ends").to_vec()
        };
        Self {
            status: parts.status.as_u16(),
            headers: parts.headers,
            text: String::from_utf8_lossy(&bytes).into_owned(),
        }
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or("")
    }
}

/// A request of a browser at the first house.
pub(crate) fn request(method: &str, path: &str) -> axum::http::request::Builder {
    Request::builder()
        .method(method)
        .uri(path)
        .header("host", HOST)
        .header("accept-language", "en")
        .header("content-type", "application/x-www-form-urlencoded")
}

/// A form as a browser that is signed in, or not, sends it.
pub(crate) fn ask(method: &str, path: &str, form: &str, token: &str) -> Request<Body> {
    let request = request(method, path).header("cookie", format!("session={token}"));
    request.body(Body::from(form.to_owned())).expect("a request")
}

/// The address of the colleague with this role.
pub(crate) fn email_of(role: Role) -> String {
    format!("{}@example.test", role.word().replace('_', "."))
}

fn furnish(desk: &mut Desk<'_>, host: &str) -> domain::Result<()> {
    let founding = Founding { name: host, host, zone: "Europe/Rome", language: Language::It };
    let root = identity::found(desk, &founding)?;
    domain::notices::install(desk)?;
    let outside = identity::add_unit(desk, root, UnitKind::Agency, "An outside firm")?;
    for role in Role::ALL {
        let joining = Joining {
            email: &email_of(*role),
            name: role.word(),
            role: *role,
            unit: if *role == Role::Partner { outside } else { root },
            language: Language::En,
            password: "none that anybody has",
        };
        identity::join(desk, &joining)?;
    }
    commitments::import(desk, &Document::read(COMMITMENTS)?)?;
    identity::make_key(desk, "all", Right::ALL, root, &format!("all-{host}"))?;
    identity::make_key(desk, "one", &[Right::SeeAccessLog], root, &format!("one-{host}"))?;
    Ok(())
}
