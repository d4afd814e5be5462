//! One who takes messages of a channel, hands them over, and writes down how that went.

use crate::{Place, Stop};
use domain::{
    Tenant,
    messaging::{self, Channel, Ended, Fate, Parcel},
    reactions,
};
use gateways::{Carrier, Handed};
use kernel::Id;
use std::{
    panic::{self, AssertUnwindSafe},
    time::{Duration, Instant},
};

/// Messages that wait for their time are looked for this often, and what nobody woke us for.
const EVERY: Duration = Duration::from_secs(5);
/// After a failure of the database we wait this long.
const AFTER_FAILURE: Duration = Duration::from_secs(2);
/// A batch that has taken so long begins no further letter, well before its lease is over.
const BATCH_MAX: Duration = Duration::from_secs(300);

/// The way of the messages of one company by one channel.
pub(super) struct Way {
    pub place: Place,
    pub tenant: Id<Tenant>,
    pub channel: Channel,
    /// Messages taken at once.
    pub at_once: i64,
    /// So long messages are gathered after a batch that was not full.
    pub gathers: Duration,
}

impl Way {
    /// Sends until told to stop.
    pub(super) fn send(&self, mut carrier: Box<dyn Carrier>, stop: &Stop) {
        let wakes = self.place.db.subscribe(messaging::TOPIC);
        while !stop.wait(Duration::ZERO) {
            match self.turn(carrier.as_mut(), stop) {
                Ok(taken) if taken > 0 => {
                    if i64::try_from(taken).is_ok_and(|taken| taken < self.at_once) {
                        stop.wait(self.gathers);
                    }
                }
                Ok(_) => {
                    if !wakes.wait(EVERY) {
                        carrier.rest();
                    }
                }
                Err(error) => self.report_and_wait(&error, stop),
            }
        }
        carrier.rest();
    }

    fn report_and_wait(&self, error: &domain::Refusal, stop: &Stop) {
        eprintln!("premura: {}: {error}", self.channel.word());
        stop.wait(AFTER_FAILURE);
    }

    /// Takes some messages and hands them over; answers how many there were.
    fn turn(&self, carrier: &mut dyn Carrier, stop: &Stop) -> domain::Result<usize> {
        let (channel, at_once) = (self.channel, self.at_once);
        let take =
            move |desk: &mut domain::Desk<'_>| reactions::take_messages(desk, channel, at_once);
        let parcels = self.place.act(self.tenant, take)?;
        if parcels.is_empty() {
            return Ok(0);
        }
        let began = Instant::now();
        let ends = || stop.wait(Duration::ZERO) || began.elapsed() > BATCH_MAX;
        let handed = carried(carrier, &parcels, &ends);
        let ended: Vec<Ended> = parcels.iter().zip(handed).map(told).collect();
        // What was handed over must be known, or a person is asked about it: it is told until it
        // is.
        loop {
            let known = ended.clone();
            match self.place.act(self.tenant, move |desk| messaging::ended(desk, &known)) {
                Ok(()) => return Ok(parcels.len()),
                Err(error) if stop.wait(Duration::ZERO) => return Err(error),
                Err(error) => self.report_and_wait(&error, stop),
            }
        }
    }
}

/// What is said of messages with which whoever handed them over broke down.
const BROKE_DOWN: &str = "the program broke down while it was handed over";

/// Hands them over. Where that breaks down, nobody knows what the other side has: a person is
/// asked about each, and the channel goes on with those that come after.
fn carried(carrier: &mut dyn Carrier, parcels: &[Parcel], ends: &dyn Fn() -> bool) -> Vec<Handed> {
    panic::catch_unwind(AssertUnwindSafe(|| carrier.carry(parcels, ends))).unwrap_or_else(|_| {
        carrier.rest();
        let unknown = || Handed { fate: Fate::Unknown, said: BROKE_DOWN.into(), reference: None };
        parcels.iter().map(|_| unknown()).collect()
    })
}

fn told((parcel, handed): (&Parcel, Handed)) -> Ended {
    let begun = handed.is_begun();
    let Handed { fate, said, reference } = handed;
    Ended { attempt: parcel.attempt, fate, said, reference, begun }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{
        Desk, Shelf,
        messaging::{Composing, Shown, State},
    };
    use std::{sync::Arc, thread};
    use testkit::bare::{self, NOW, TENANT};

    /// Breaks down at a letter to `bad`, and takes any other.
    struct Brittle;

    impl Carrier for Brittle {
        fn carry(&mut self, parcels: &[Parcel], _: &dyn Fn() -> bool) -> Vec<Handed> {
            let take = |parcel: &Parcel| {
                assert!(!parcel.recipient.starts_with("bad"), "it breaks down");
                Handed { fate: Fate::Accepted, said: "250".into(), reference: None }
            };
            parcels.iter().map(take).collect()
        }

        fn rest(&mut self) {}
    }

    fn write(desk: &mut Desk<'_>, to: &str) -> domain::Result<()> {
        let letter = Composing::plain(Channel::Email, to, ("R-1", "It is paid."), desk.now());
        messaging::compose(desk, &[letter])
    }

    #[test]
    fn a_letter_at_which_the_program_breaks_down_holds_up_no_other() {
        for scratch in db::scratch::engines(domain::MIGRATIONS) {
            let shelf = Arc::new(Shelf::default());
            bare::found(&scratch, &shelf, |desk| {
                write(desk, "bad@example.test")?;
                write(desk, "good@example.test")
            });
            let now: kernel::Instant = NOW.parse().expect("an instant");
            let place = Place { db: scratch.clone(), clock: web::Clock::new(move || now), shelf };
            let (tenant, stop) = (Id::from_bytes(TENANT), Stop::default());
            let gathers = Duration::ZERO;
            let way = Way { place, tenant, channel: Channel::Email, at_once: 1, gathers };
            let place = way.place.clone();
            let ends = stop.clone();
            let sender = thread::spawn(move || way.send(Box::new(Brittle), &ends));
            let states = || {
                let all = place.act(tenant, |desk| messaging::list(desk, Shown::All, None));
                let mut all = all.expect("it lists");
                all.sort_by(|one, other| one.recipient.cmp(&other.recipient));
                all.iter().map(|one| one.state).collect::<Vec<_>>()
            };
            while states().iter().any(|one| matches!(one, State::Waiting | State::Sending)) {
                thread::yield_now();
            }
            assert_eq!(states(), [State::Held, State::Sent]);
            stop.say();
            sender.join().expect("it goes on until it is told to stop");
        }
    }
}
