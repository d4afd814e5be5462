//! Messages that leave a house in earnest: each is composed, taken with its attempt written down,
//! handed over, and written down as it went.

use crate::House;
use domain::messaging::{self, Composing, Shown};
use premura::{Channels, Stop};
use std::{
    error::Error,
    thread,
    time::{Duration, Instant},
};

type Failure = Box<dyn Error>;

/// Messages composed in one unit of work.
const AT_ONCE: usize = 500;
const GIVEN_UP_AFTER: Duration = Duration::from_secs(300);
/// Counting costs the database something, too.
const LOOKED_EVERY: Duration = Duration::from_millis(250);

/// Composes so many messages and sends them by these channels, until each stands as `end` says.
/// The time from the first that waits to the last that has come so far.
pub fn send(
    house: &House,
    (count, message): (usize, fn(usize, kernel::Instant) -> Composing),
    channels: Channels<'_>,
    end: messaging::State,
) -> Result<Duration, Failure> {
    // All are due at one moment, as what a night decided is in the morning.
    let now = house.place.clock.now();
    for first in (0..count).step_by(AT_ONCE) {
        house.place.act(house.tenant, move |desk| {
            let some = (first..count.min(first + AT_ONCE)).map(|number| message(number, now));
            messaging::compose(desk, &some.collect::<Vec<_>>())
        })?;
    }
    let stop = Stop::default();
    let began = Instant::now();
    let threads = premura::send(&house.place, channels, &stop)?;
    while come(house, end)? < count {
        if began.elapsed() > GIVEN_UP_AFTER {
            return Err("messages wait for ever".into());
        }
        thread::park_timeout(LOOKED_EVERY);
    }
    let took = began.elapsed();
    stop.say();
    for thread in threads {
        thread.join().map_err(|_| "a sender ended badly")?;
    }
    let troubled = house.place.act(house.tenant, |desk| {
        messaging::list(desk, Shown::Troubled, None).map(|found| found.len())
    })?;
    if troubled > 0 {
        return Err(format!("{troubled} or more did not go").into());
    }
    Ok(took)
}

/// How many messages stand so.
fn come(house: &House, end: messaging::State) -> Result<usize, Failure> {
    let count: i64 = house.place.look(house.tenant, move |desk| {
        desk.one(
            "select count(*) from messages where tenant = $1 and state = $2",
            &[&desk.tenant.clone(), &end.word()],
        )
    })?;
    Ok(usize::try_from(count)?)
}
