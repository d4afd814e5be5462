//! The demo's exchange: it is always there, and does at once what colleagues ask of it.

use crate::Place;
use domain::{
    Desk, Kind, Tenant,
    contacts::{
        calls::Fact,
        exchanges::{self, Answered, Asked, Fate, Heard, LEASE, Order},
    },
    reactions,
};
use kernel::{Id, Instant};

/// Who listens to an exchange that is ourselves.
const HOLDER: &str = "demo";

/// An exchange that obeys.
pub struct Obeying {
    source: &'static str,
    held_at: Option<Instant>,
}

impl Obeying {
    /// The exchange of this name.
    pub fn new(source: &'static str) -> Self {
        Self { source, held_at: None }
    }

    /// Shows that it is there, and does what was asked since.
    ///
    /// # Errors
    /// Only when the database fails.
    pub fn go_on(&mut self, place: &Place, tenant: Id<Tenant>) -> domain::Result<()> {
        let (source, now) = (self.source, place.clock.now());
        if self.held_at.is_none_or(|at| now - at >= LEASE / 3) {
            place.act(tenant, move |desk| hold(desk, source))?;
            self.held_at = Some(now);
        }
        place.act(tenant, move |desk| obey(desk, source))
    }
}

fn hold(desk: &mut Desk<'_>, source: &str) -> domain::Result<()> {
    exchanges::take(desk, source, HOLDER)?;
    exchanges::connected(desk, source, HOLDER)
}

fn obey(desk: &mut Desk<'_>, source: &str) -> domain::Result<()> {
    let orders = exchanges::take_orders(desk, source, HOLDER)?;
    if orders.is_empty() {
        return Ok(());
    }
    let now = desk.now();
    let facts = orders.iter().map(|order| done(order, source, now)).collect();
    let answered = orders
        .iter()
        .map(|order| Answered { id: order.id, fate: Fate::Done, said: String::new() })
        .collect();
    reactions::exchange_heard(desk, source, &Heard { facts, answered, ..Heard::default() })
}

/// What happens when it is done.
fn done(order: &Order, source: &str, at: Instant) -> Fact {
    let kind = match order.asked {
        Asked::Pause => Kind::AgentPaused,
        Asked::Resume => Kind::AgentResumed,
        Asked::PauseRecording => Kind::CallRecordingPaused,
        Asked::ResumeRecording => Kind::CallRecordingResumed,
    };
    let of_agent = order.call.is_none();
    Fact {
        source: source.to_owned(),
        key: format!("order-{}", order.id),
        at,
        kind: Some(kind),
        call: order.call.clone().unwrap_or_default(),
        agent: of_agent.then(|| order.agent.clone()),
        reason: order.reason.clone(),
        ..Fact::default()
    }
}
