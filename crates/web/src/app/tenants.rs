//! Whose house a request comes to, remembered for a moment.

use super::{App, chance::seed};
use crate::problem::{Answer, Problem};
use db::Scope;
use domain::{Desk, Refusal, Who, identity, identity::TenantRow};
use kernel::{Id, Instant, World};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use tokio::sync::oneshot;

/// For so long a host's tenant is taken as known: a new host is seen within it.
const KEPT_FOR: i64 = 30 * Instant::SECOND;
/// Hosts remembered at once; anybody may send any host.
const HOSTS_MAX: usize = 1_000;

/// The tenants that were asked for lately.
#[derive(Default)]
pub(super) struct Tenants {
    kept: Mutex<HashMap<String, (Instant, Arc<TenantRow>)>>,
}

impl Tenants {
    fn lock(&self) -> MutexGuard<'_, HashMap<String, (Instant, Arc<TenantRow>)>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl App {
    /// The tenant whose pages stand at `host`, or the only one there is.
    ///
    /// # Errors
    /// `Unknown` where nobody's do.
    pub async fn tenant(&self, host: &str) -> Answer<Arc<TenantRow>> {
        let host = host.to_ascii_lowercase();
        let now = self.now();
        let kept = self.inner.tenants.lock().get(&host).cloned();
        if let Some((_, tenant)) = kept.filter(|(until, _)| *until > now) {
            return Ok(tenant);
        }
        let asked = host.clone();
        let found = self.whoever(move |desk| {
            let all = match identity::by_host(desk, &asked) {
                Ok(tenant) => return Ok(Some(tenant)),
                Err(Refusal::Unknown(_)) => identity::tenants(desk)?,
                Err(refusal) => return Err(refusal),
            };
            let [only] = <[TenantRow; 1]>::try_from(all).map_or([None], |[one]| [Some(one)]);
            Ok(only)
        });
        let tenant = Arc::new(found.await?.ok_or(Problem::NoSuchHost)?);
        let mut kept = self.inner.tenants.lock();
        if kept.len() >= HOSTS_MAX {
            kept.clear();
        }
        kept.insert(host, (now + KEPT_FOR, Arc::clone(&tenant)));
        Ok(tenant)
    }

    /// Looks at what belongs to no tenant.
    async fn whoever<T: Send + 'static>(
        &self,
        mut query: impl FnMut(&mut Desk<'_>) -> domain::Result<T> + Send + 'static,
    ) -> Answer<T> {
        let (sender, receiver) = oneshot::channel();
        let (shelf, now) = (Arc::clone(&self.inner.shelf), self.now());
        let unit = move |tx: &mut db::Tx<'_>| -> domain::Result<T> {
            let mut world = World { now, seed: seed()? };
            let nobodys = Id::from_bytes([0; 16]);
            query(&mut Desk::new(Who::System, nobodys, tx, &mut world, &shelf))
        };
        let done = move |made| drop(sender.send(made));
        self.inner.db.submit_read(Scope::nobody(), unit, done);
        Ok(receiver.await.unwrap_or(Err(Refusal::Broken(db::Error::Crashed)))?)
    }

    /// Whether the database answers.
    ///
    /// # Errors
    /// What keeps it from answering.
    pub async fn ready(&self) -> Answer<()> {
        self.whoever(|desk| identity::tenants(desk).map(|_| ())).await
    }
}
