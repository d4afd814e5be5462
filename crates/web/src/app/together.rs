//! Facts told together. While one unit of work tells, what comes in meanwhile waits, and is then
//! told in one unit too, each request answered for itself after the commit. So a thousand small
//! requests a second cost a few dozen units of work.

use super::{App, Mode};
use crate::problem::Answer;
use domain::{Desk, Refusal, Who, identity::TenantRow};
use std::{
    collections::HashMap,
    ops::Range,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use tokio::sync::oneshot;

/// Tells facts at a desk; answers for each: whether it was new, or what became of it.
pub(crate) type Tell<F, A> = fn(&mut Desk<'_>, &[F]) -> domain::Result<Vec<A>>;

/// Facts in one unit of work, but for a single request that has more: no unit lasts a second.
const FACTS_MAX: usize = 2_000;
/// Requests of one program that wait at once; one more is asked to come again.
const WAITING_MAX: usize = 1_024;

/// The requests that wait, lane by lane. A lane that stands here has somebody who tells.
pub(crate) struct Lanes<F, A = bool> {
    waiting: Mutex<HashMap<Lane, Vec<Waiting<F, A>>>>,
}

/// A house, and who tells there: all in a lane may do the same.
type Lane = ([u8; 16], String);

struct Waiting<F, A> {
    who: Who,
    facts: Vec<F>,
    answer: oneshot::Sender<domain::Result<Vec<A>>>,
}

impl<F, A> Default for Lanes<F, A> {
    fn default() -> Self {
        Self { waiting: Mutex::default() }
    }
}

impl<F, A> Lanes<F, A> {
    fn lock(&self) -> MutexGuard<'_, HashMap<Lane, Vec<Waiting<F, A>>>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Joins a lane; true where it was empty, so that the caller has to see to it.
    fn join(&self, lane: Lane, one: Waiting<F, A>) -> domain::Result<bool> {
        let mut lanes = self.lock();
        let first = !lanes.contains_key(&lane);
        let waiting = lanes.entry(lane).or_default();
        if waiting.len() >= WAITING_MAX {
            return Err(Refusal::Broken(db::Error::Busy));
        }
        waiting.push(one);
        Ok(first)
    }

    /// The next requests to be told together; a lane with none is given up.
    fn next(&self, lane: &Lane) -> Vec<Waiting<F, A>> {
        let mut lanes = self.lock();
        let Some(waiting) = lanes.get_mut(lane).filter(|waiting| !waiting.is_empty()) else {
            lanes.remove(lane);
            return Vec::new();
        };
        let mut facts = 0;
        let who = waiting[0].who.clone();
        let fits = |one: &&Waiting<F, A>| {
            facts += one.facts.len();
            one.who == who && facts <= FACTS_MAX
        };
        let count = waiting.iter().take_while(fits).count().max(1);
        waiting.drain(..count).collect()
    }
}

impl App {
    /// Tells facts as `who`, together with what others of the same program tell meanwhile;
    /// answers for each of them.
    ///
    /// # Errors
    /// What `tell` refuses of these facts, and what the database could not do.
    pub(crate) async fn tell_together<F: Send + Sync + 'static, A: Clone + Send + 'static>(
        &self,
        lanes: &Arc<Lanes<F, A>>,
        (tenant, who): (&Arc<TenantRow>, &Who),
        facts: Vec<F>,
        tell: Tell<F, A>,
    ) -> Answer<Vec<A>> {
        let lane = (tenant.id.bytes(), who.actor().label());
        let (answer, answered) = oneshot::channel();
        let one = Waiting { who: who.clone(), facts, answer };
        if lanes.join(lane.clone(), one)? {
            let (app, lanes, tenant) = (self.clone(), Arc::clone(lanes), Arc::clone(tenant));
            // Not part of this request: it goes on for the others when this client hangs up.
            tokio::spawn(async move { app.serve_lane(&lanes, lane, &tenant, tell).await });
        }
        let told = answered.await.unwrap_or(Err(Refusal::Broken(db::Error::Crashed)));
        Ok(told?)
    }

    async fn serve_lane<F: Send + Sync + 'static, A: Clone + Send + 'static>(
        &self,
        lanes: &Lanes<F, A>,
        lane: Lane,
        tenant: &TenantRow,
        tell: Tell<F, A>,
    ) {
        loop {
            let group = lanes.next(&lane);
            if group.is_empty() {
                return;
            }
            self.tell_group(tenant, group, tell).await;
        }
    }

    /// Tells the facts of several requests in one unit of work. Where they are refused, each
    /// request is told alone, so that only the one at fault is answered so.
    async fn tell_group<F: Send + Sync + 'static, A: Clone + Send + 'static>(
        &self,
        tenant: &TenantRow,
        group: Vec<Waiting<F, A>>,
        tell: Tell<F, A>,
    ) {
        let who = group[0].who.clone();
        let (mut facts, mut shares) = (Vec::new(), Vec::new());
        for one in group {
            shares.push((one.facts.len(), one.answer));
            facts.extend(one.facts);
        }
        let facts = Arc::new(facts);
        let told = self.tell_some(tenant, &who, (&facts, 0..facts.len()), tell).await;
        let mut from = 0;
        match (told, shares.pop()) {
            (told, Some((_, only))) if shares.is_empty() => hand(only, told),
            (Ok(fresh), last) => {
                for (count, answer) in shares.into_iter().chain(last) {
                    hand(answer, Ok(fresh[from..from + count].to_vec()));
                    from += count;
                }
            }
            (Err(_), last) => {
                for (count, answer) in shares.into_iter().chain(last) {
                    let own = (&facts, from..from + count);
                    hand(answer, self.tell_some(tenant, &who, own, tell).await);
                    from += count;
                }
            }
        }
    }

    async fn tell_some<F: Send + Sync + 'static, A: Clone + Send + 'static>(
        &self,
        tenant: &TenantRow,
        who: &Who,
        (facts, range): (&Arc<Vec<F>>, Range<usize>),
        tell: Tell<F, A>,
    ) -> domain::Result<Vec<A>> {
        let facts = Arc::clone(facts);
        let work = move |desk: &mut Desk<'_>| tell(desk, &facts[range.clone()]);
        self.seat(Mode::Tell, tenant, who.clone(), work).await
    }
}

/// A client that has gone needs no answer.
fn hand<A>(answer: oneshot::Sender<domain::Result<Vec<A>>>, told: domain::Result<Vec<A>>) {
    drop(answer.send(told));
}
