use crate::{
    app::App,
    door::is_for_clients,
    fields::Fields,
    problem::{Answer, Problem},
    voice::Voice,
};
use axum::{
    extract::{ConnectInfo, FromRequestParts},
    http::{HeaderMap, header, request::Parts},
};
use domain::{
    Desk, Refusal, Right, Who,
    accounts::{self, Client},
    identity::{self, Seen, Session, Staff, TenantRow},
};
use kernel::{Id, Language};
use std::{net::SocketAddr, sync::Arc};

/// Somebody at a door: whose house it is, who knocks, and how they are spoken to.
///
/// A handler that takes one is reached only through a [`Door`](crate::Door), which has already
/// made sure that this visitor may enter.
#[derive(Clone)]
pub struct Visit {
    /// The application.
    pub app: App,
    /// Whose house this is.
    pub tenant: Arc<TenantRow>,
    /// Who knocks; who is not known has no right at all.
    pub who: Who,
    /// The member of staff, with their session, where one is signed in.
    pub staff: Option<Arc<(Staff, Id<Session>)>>,
    /// The client who is in, at the doors of their own area.
    pub client: Option<Arc<Client>>,
    /// How they are spoken to.
    pub voice: Voice,
    /// The address that was asked for, without its query.
    pub path: String,
    /// Its query.
    pub query: Fields,
    /// The host that was asked for, with its port where one was named.
    pub host: String,
    /// From where they come.
    pub address: String,
    /// What their browser says it is.
    pub browser: String,
    /// The token of their session, proved or not.
    pub token: Option<String>,
}

/// Who is not known: a program without any right, so that nothing is theirs to see.
pub(crate) fn nobody() -> Who {
    Who::Key { id: Id::from_bytes([0; 16]), rights: Vec::new(), path: "/".to_owned() }
}

impl Visit {
    /// Finds out who comes with this request. A key counts only at the doors of programs, a
    /// session only at those of people.
    ///
    /// # Errors
    /// `NoSuchHost`, or what the database could not do.
    pub(crate) async fn arrive(app: &App, parts: &Parts, by_key: bool) -> Answer<Self> {
        let headers = &parts.headers;
        let authority = parts.uri.authority().map(|authority| authority.as_str());
        let host = authority.or_else(|| text_of(headers, header::HOST.as_str())).unwrap_or("");
        let tenant = app.tenant(without_port(host)).await?;
        let language = spoken(headers, &tenant);
        let voice = Voice { language, zone: tenant.zone.clone() };
        let mut visit = Self {
            app: app.clone(),
            tenant,
            who: nobody(),
            staff: None,
            client: None,
            voice,
            path: parts.uri.path().to_owned(),
            host: host.to_ascii_lowercase(),
            query: Fields::read(parts.uri.query().unwrap_or("").as_bytes()),
            address: address_of(app, parts),
            browser: text_of(headers, header::USER_AGENT.as_str()).unwrap_or("").to_owned(),
            token: cookie(headers, session_cookie(app)).map(str::to_owned),
        };
        if by_key {
            visit.present_key(headers).await?;
        } else if is_for_clients(&visit.path) {
            visit.token = cookie(headers, client_cookie(app)).map(str::to_owned);
            visit.resume_client().await?;
        } else {
            visit.resume_session().await?;
        }
        Ok(visit)
    }

    async fn present_key(&mut self, headers: &HeaderMap) -> Answer<()> {
        let authorization = text_of(headers, header::AUTHORIZATION.as_str()).unwrap_or("");
        let Some((scheme, token)) = authorization.split_once(' ') else { return Ok(()) };
        if !scheme.eq_ignore_ascii_case("bearer") {
            return Ok(());
        }
        let token = token.trim().to_owned();
        let key = self.app.glance(&self.tenant, Who::System, move |desk| {
            known(identity::authenticate(desk, &token))
        });
        if let Some(who) = key.await? {
            self.who = who;
        }
        Ok(())
    }

    async fn resume_client(&mut self) -> Answer<()> {
        let Some(token) = self.token.clone() else { return Ok(()) };
        let client = self
            .app
            .look(&self.tenant, Who::System, move |desk| known(accounts::resume(desk, &token)));
        if let Some(client) = client.await? {
            self.who = client.who();
            self.voice.language = client.language;
            self.client = Some(Arc::new(client));
        }
        Ok(())
    }

    async fn resume_session(&mut self) -> Answer<()> {
        let Some(token) = self.token.clone() else { return Ok(()) };
        let session = self
            .app
            .look(&self.tenant, Who::System, move |desk| known(identity::resume(desk, &token)));
        if let Some((staff, session)) = session.await? {
            self.who = staff.who();
            self.voice.language = staff.language;
            if session.is_stale(self.app.now()) {
                self.note_use(session).await;
            }
            self.staff = Some(Arc::new((staff, session.id)));
        }
        Ok(())
    }

    /// Moves the hour at which the session was last used, in a unit of its own and once a minute
    /// at the most. Where it cannot be written, the visit goes on.
    async fn note_use(&self, session: Seen) {
        let noted =
            self.app.tell(&self.tenant, Who::System, move |desk| identity::seen(desk, session.id));
        if let Err(problem) = noted.await {
            log::warn!("the use of a session is not written down: {problem}");
        }
    }

    /// Does something at a desk of this house, as the visitor.
    ///
    /// # Errors
    /// What `action` refuses.
    pub async fn act<T: Send + 'static>(
        &self,
        action: impl FnMut(&mut Desk<'_>) -> domain::Result<T> + Send + 'static,
    ) -> Answer<T> {
        self.app.act(&self.tenant, self.who.clone(), action).await
    }

    /// Tells facts as the visitor: see [`App::tell`].
    ///
    /// # Errors
    /// What `action` refuses.
    pub async fn tell<T: Send + 'static>(
        &self,
        action: impl FnMut(&mut Desk<'_>) -> domain::Result<T> + Send + 'static,
    ) -> Answer<T> {
        self.app.tell(&self.tenant, self.who.clone(), action).await
    }

    /// Looks at something as the visitor, on one snapshot.
    ///
    /// # Errors
    /// What `query` refuses.
    pub async fn look<T: Send + 'static>(
        &self,
        query: impl FnMut(&mut Desk<'_>) -> domain::Result<T> + Send + 'static,
    ) -> Answer<T> {
        self.app.look(&self.tenant, self.who.clone(), query).await
    }

    /// Does what the house itself does for somebody who is not known yet: signing in, joining.
    ///
    /// # Errors
    /// What `action` refuses.
    pub(crate) async fn for_stranger<T: Send + 'static>(
        &self,
        action: impl FnMut(&mut Desk<'_>) -> domain::Result<T> + Send + 'static,
    ) -> Answer<T> {
        self.app.act(&self.tenant, Who::System, action).await
    }

    /// The member of staff who is signed in.
    ///
    /// # Errors
    /// `SignInFirst` where nobody is.
    pub fn colleague(&self) -> Answer<&Staff> {
        self.staff.as_deref().map(|(staff, _)| staff).ok_or(Problem::SignInFirst)
    }

    /// True where the visitor may do this somewhere.
    pub fn may(&self, right: Right) -> bool {
        self.who.may(right)
    }

    /// The text of a key in the visitor's language.
    pub fn say(&self, key: &str) -> String {
        self.voice.say(key)
    }

    /// An id out of an address.
    ///
    /// # Errors
    /// `Unknown` for a text that is none.
    pub fn identify<T>(&self, text: &str, what: &'static str) -> Answer<Id<T>> {
        text.parse().map_err(|_| Refusal::Unknown(what).into())
    }
}

/// A host without the port behind it.
pub(crate) fn without_port(host: &str) -> &str {
    host.trim_end_matches(|c: char| c.is_ascii_digit()).trim_end_matches(':')
}

/// What is there, or nothing; every other refusal stays one.
fn known<T>(found: domain::Result<T>) -> domain::Result<Option<T>> {
    match found {
        Ok(found) => Ok(Some(found)),
        Err(Refusal::Unknown(_)) => Ok(None),
        Err(other) => Err(other),
    }
}

/// The cookie in which the language switch keeps a choice.
pub(crate) const LANGUAGE_COOKIE: &str = "language";

/// The name of the session's cookie: `__Host-` binds it to this host and to https.
pub(crate) fn session_cookie(app: &App) -> &'static str {
    if app.settings().secure_cookies { "__Host-session" } else { "session" }
}

/// The same for clients, who may be signed in at the desk too.
pub(crate) fn client_cookie(app: &App) -> &'static str {
    if app.settings().secure_cookies { "__Host-client" } else { "client" }
}

fn spoken(headers: &HeaderMap, tenant: &TenantRow) -> Language {
    let chosen = cookie(headers, LANGUAGE_COOKIE).and_then(|code| code.parse().ok());
    let accepted =
        || text_of(headers, header::ACCEPT_LANGUAGE.as_str()).and_then(Language::preferred);
    chosen.or_else(accepted).unwrap_or(tenant.language)
}

fn text_of<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let pairs = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut cookies = pairs.flat_map(|line| line.split(';')).filter_map(|one| one.split_once('='));
    cookies.find(|(of, _)| of.trim() == name).map(|(_, value)| value.trim())
}

fn address_of(app: &App, parts: &Parts) -> String {
    // The last entry of the last line is the one that our own proxy wrote.
    let lines = parts.headers.get_all("x-forwarded-for");
    let forwarded = lines.iter().next_back().filter(|_| app.settings().behind_proxy);
    let forwarded = forwarded.and_then(|line| line.to_str().ok());
    if let Some(last) = forwarded.and_then(|list| list.rsplit(',').next()) {
        return last.trim().chars().take(60).collect();
    }
    let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>();
    peer.map_or_else(|| "-".to_owned(), |ConnectInfo(peer)| peer.ip().to_string())
}

impl<S: Sync> FromRequestParts<S> for Visit {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        parts.extensions.get::<Visit>().cloned().ok_or(Problem::SignInFirst)
    }
}
