//! One who takes messages of a channel, hands them over, and writes down how that went.

use crate::{Place, Stop};
use domain::{
    Tenant,
    messaging::{self, Channel, Ended, Parcel},
    reactions,
};
use gateways::{Carrier, Handed};
use kernel::Id;
use std::time::{Duration, Instant};

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
        let handed = carrier.carry(&parcels, &ends);
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

fn told((parcel, handed): (&Parcel, Handed)) -> Ended {
    let Handed { fate, said, reference } = handed;
    Ended { attempt: parcel.attempt, fate, said, reference }
}
