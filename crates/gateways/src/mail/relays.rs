//! The servers that take what we send: which is asked first, and the connection that is open to
//! one.

use super::relay::Relay;
use lettre::transport::smtp::{
    Error,
    client::SmtpConnection,
    commands::{Ehlo, Rset},
    extension::ClientId,
};
use std::time::{Duration, Instant};

/// A server that let us down is asked last for so long: else each letter would wait for it anew.
const SHUNNED_FOR: Duration = Duration::from_secs(300);

/// The servers, in the order of the configuration.
pub(super) struct Relays {
    all: Vec<Relay>,
    /// Until when each is asked last.
    shunned: Vec<Option<Instant>>,
    /// Whether each reports when a letter lies in its box.
    reports: Vec<bool>,
    open: Option<(usize, SmtpConnection)>,
}

impl Relays {
    pub(super) fn new(all: Vec<Relay>) -> Self {
        let (shunned, reports) = (vec![None; all.len()], vec![false; all.len()]);
        Self { all, shunned, reports, open: None }
    }

    /// In which order they are asked: the one to which a connection is open, then as the
    /// configuration has it, and at last those that let us down a short while ago.
    pub(super) fn order(&self) -> Vec<usize> {
        let now = Instant::now();
        let is_shunned = |at: usize| self.shunned[at].is_some_and(|until| until > now);
        let is_open = |at: usize| self.open.as_ref().is_some_and(|(open, _)| *open == at);
        let mut order: Vec<usize> = (0..self.all.len()).collect();
        order.sort_by_key(|at| (!is_open(*at), is_shunned(*at), *at));
        order
    }

    pub(super) fn name(&self, at: usize) -> String {
        self.all[at].name()
    }

    /// Whether the one to which we are connected reports when a letter lies in its box.
    pub(super) fn reports(&self, at: usize) -> bool {
        self.reports[at]
    }

    /// A connection to one, and whether it was open before. Where `asks`, it is learned whether it
    /// reports when a letter lies in its box.
    ///
    /// # Errors
    /// Where it is not reached, not trusted, or does not let us in.
    pub(super) fn connection(
        &mut self,
        at: usize,
        us: &str,
        asks: bool,
    ) -> Result<(SmtpConnection, bool), Error> {
        if let Some((_, open)) = self.open.take_if(|(open, _)| *open == at) {
            return Ok((open, true));
        }
        let connected = self.all[at].connect(us);
        self.shunned[at] = connected.is_err().then(|| Instant::now() + SHUNNED_FOR);
        let mut connection = connected?;
        if asks {
            // `lettre` does not tell this ability, so the server is greeted once more.
            let answer = connection.command(Ehlo::new(ClientId::Domain(us.to_owned())))?;
            let is_named = |line: &str| line.trim().eq_ignore_ascii_case("DSN");
            self.reports[at] = answer.message().any(is_named);
        }
        Ok((connection, false))
    }

    /// Keeps a connection for the next letter.
    pub(super) fn keep(&mut self, at: usize, connection: SmtpConnection) {
        self.rest();
        self.open = Some((at, connection));
    }

    /// Keeps a connection on which the server said no.
    pub(super) fn reset(&mut self, at: usize, mut connection: SmtpConnection, error: &Error) {
        if error.status().is_some() && connection.command(Rset).is_ok() {
            self.keep(at, connection);
        } else {
            connection.abort();
        }
    }

    /// Leaves a server that takes nothing from us now.
    pub(super) fn shun(&mut self, at: usize, mut connection: SmtpConnection) {
        connection.abort();
        self.shunned[at] = Some(Instant::now() + SHUNNED_FOR);
    }

    /// Lets go of the open connection.
    pub(super) fn rest(&mut self) {
        if let Some((_, mut open)) = self.open.take() {
            // What it answers changes nothing.
            drop(open.quit());
        }
    }
}
