use crate::{Error, Result, Scope, Tx, work::Session};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// How a unit of work runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mode {
    /// In a transaction that may write.
    Write,
    /// In a transaction that only reads, on one snapshot.
    Read,
    /// One reading statement without a transaction around it.
    Single,
}

/// A unit of work on its way to a connection.
pub(crate) struct Job {
    pub(crate) unit: Box<dyn Unit>,
    pub(crate) scope: Scope,
    pub(crate) mode: Mode,
}

/// What the closure wants: a closure that answers an error undoes everything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    Keep,
    Undo,
}

/// A closure with the types of its answer forgotten.
pub(crate) trait Unit: Send {
    /// Runs the closure and keeps its answer.
    fn run(&mut self, tx: &mut Tx<'_>) -> Verdict;
    /// Gives the kept answer, or the error because of which it does not hold.
    fn finish(&mut self, ended: Result<()>);
}

/// A closure, its answer, and whom to tell.
pub(crate) struct Work<T, E, W, D> {
    work: W,
    done: Option<D>,
    answer: Option<Result<T, E>>,
}

impl<T, E, W, D> Work<T, E, W, D>
where
    T: Send,
    E: From<Error> + Send,
    W: FnMut(&mut Tx<'_>) -> Result<T, E> + Send,
    D: FnOnce(Result<T, E>) + Send,
{
    pub(crate) fn new(work: W, done: D) -> Self {
        Self { work, done: Some(done), answer: None }
    }
}

impl<T, E, W, D> Unit for Work<T, E, W, D>
where
    T: Send,
    E: From<Error> + Send,
    W: FnMut(&mut Tx<'_>) -> Result<T, E> + Send,
    D: FnOnce(Result<T, E>) + Send,
{
    fn run(&mut self, tx: &mut Tx<'_>) -> Verdict {
        self.answer = None;
        let answer = (self.work)(tx);
        let verdict = if answer.is_ok() { Verdict::Keep } else { Verdict::Undo };
        self.answer = Some(answer);
        verdict
    }

    fn finish(&mut self, ended: Result<()>) {
        let Some(done) = self.done.take() else { return };
        let answer = match (ended, self.answer.take()) {
            (Ok(()), Some(answer)) => answer,
            (Ok(()), None) => Err(Error::Crashed.into()),
            (Err(error), _) => Err(error.into()),
        };
        // A callback that panics must not take the connection with it.
        drop(catch_unwind(AssertUnwindSafe(|| done(answer))));
    }
}

/// How a run of a unit's closure went, before anything is committed.
pub(crate) struct Ran {
    /// Whether to commit; the error is that of the layer, not the closure's own.
    pub(crate) verdict: Result<Verdict>,
    /// What to ring after the commit.
    pub(crate) wakes: Vec<&'static str>,
}

/// Runs a unit's closure on a connection. A panic costs this unit only, and a statement that
/// failed undoes the unit even when the closure went on as if nothing had happened.
pub(crate) fn perform(unit: &mut dyn Unit, session: &mut dyn Session) -> Ran {
    let mut tx = Tx::new(session);
    let run = catch_unwind(AssertUnwindSafe(|| unit.run(&mut tx)));
    let (broken, wakes) = tx.end();
    let verdict = match (run, broken) {
        (Err(_), _) => Err(Error::Crashed),
        (Ok(_), Some(error @ (Error::Conflict | Error::Unavailable(_)))) => Err(error),
        (Ok(Verdict::Keep), Some(error)) => Err(error),
        (Ok(verdict), _) => Ok(verdict),
    };
    Ran { verdict, wakes }
}
