//! The demo's life: calls that come in while one watches, and what follows from them.

use super::obeying::Obeying;
use crate::{Place, Stop};
use domain::{
    Desk, Tenant,
    contacts::calls::{Fact, Unknown},
    reactions,
    subjects::Outside,
};
use kernel::{Date, Id, Instant, TimeZone};
use std::{collections::BTreeMap, time::Duration};
use testkit::{
    dice::Dice,
    life::{self, Deed},
};
use web::Clock;

/// The exchange and the call register of the invented company.
const EXCHANGE: &str = "exchange";
/// How often the life goes on.
const TURN: Duration = Duration::from_millis(200);
/// A call arrives about this often, so that there is something to see at any hour.
const CALL_EVERY_S: i64 = 9;
/// A client writes about this often.
const LETTER_EVERY_S: i64 = 75;
/// Days back for which what clients wrote is there.
const WRITTEN_DAYS: i64 = 12;
/// Facts written in one unit of work.
const FACTS_AT_ONCE: usize = 2_000;

/// What will be told when its hour has come.
pub struct Life {
    place: Place,
    tenant: Id<Tenant>,
    zone: TimeZone,
    dice: Dice,
    calls: BTreeMap<(Instant, String), Fact>,
    outside: BTreeMap<(Instant, String), Outside>,
    deeds: BTreeMap<(Instant, u64), Deed>,
    number: u64,
}

impl Life {
    /// A life that begins at `seed`.
    pub fn new(place: Place, tenant: Id<Tenant>, zone: TimeZone, seed: u64) -> Self {
        Self {
            place,
            tenant,
            zone,
            dice: Dice::new(seed),
            calls: BTreeMap::new(),
            outside: BTreeMap::new(),
            deeds: BTreeMap::new(),
            number: 0,
        }
    }

    /// Lives the days from one to another, the last not included, and tells what happened.
    ///
    /// # Errors
    /// Only when the database fails.
    pub fn live_through(&mut self, from: Date, to: Date) -> domain::Result<()> {
        let mut day = from;
        let mut calls = Vec::new();
        while day < to {
            let today = life::recorded_day(EXCHANGE, day, &self.zone, &mut self.dice);
            for call in &today {
                let back = life::returned_call(std::slice::from_ref(call), &mut self.dice);
                self.keep(back);
            }
            calls.extend(today);
            let begun = life::subjects_day(day, &self.zone, &mut self.dice);
            self.keep(begun);
            if calls.len() >= FACTS_AT_ONCE {
                self.tell_calls(std::mem::take(&mut calls))?;
            }
            day = day.tomorrow().unwrap_or(to);
        }
        self.tell_calls(calls)?;
        self.tell_due()
    }

    /// Lives today up to now, call by call.
    ///
    /// # Errors
    /// Only when the database fails.
    pub fn catch_up(&mut self, today: Date) -> domain::Result<()> {
        let now = self.place.clock.now();
        let hours = life::hours_of_agents(EXCHANGE, today, &self.zone, &mut self.dice.clone());
        self.calls.extend(hours.into_iter().map(|fact| ((fact.at, fact.key.clone()), fact)));
        for fact in life::recorded_day(EXCHANGE, today, &self.zone, &mut self.dice) {
            if fact.at < now {
                self.call(fact.at);
            }
        }
        let begun = life::subjects_day(today, &self.zone, &mut self.dice);
        self.keep(begun);
        self.tell_due()
    }

    /// The company's clients, and what they wrote in the last days; what is still to come of it is
    /// kept until its hour.
    ///
    /// # Errors
    /// Only when the database fails.
    pub fn correspond(&mut self, today: Date) -> domain::Result<()> {
        let mut dice = self.dice.clone();
        self.place.act(self.tenant, move |desk| life::register(desk, &mut dice.clone()))?;
        dice = self.dice.clone();
        let first = self.place.clock.now() - WRITTEN_DAYS * Instant::DAY;
        let mut day = first.day(&self.zone);
        while day <= today {
            for (at, deed) in life::letters(day, &self.zone, &mut dice) {
                self.plan(at, deed);
            }
            day = day.tomorrow().unwrap_or(today);
        }
        self.perform_due(life::post)
    }

    fn plan(&mut self, at: Instant, deed: Deed) {
        self.number += 1;
        self.deeds.insert((at, self.number), deed);
    }

    /// Does what is due, each at its own instant, and then what comes `after` it.
    fn perform_due(
        &mut self,
        after: fn(&mut Desk<'_>) -> domain::Result<()>,
    ) -> domain::Result<()> {
        let later = self.deeds.split_off(&(self.place.clock.now(), 0));
        for ((at, _), deed) in std::mem::replace(&mut self.deeds, later) {
            let place = Place { clock: Clock::new(move || at), ..self.place.clone() };
            place.act(self.tenant, move |desk| deed.perform(desk).and_then(|()| after(desk)))?;
        }
        Ok(())
    }

    /// Goes on living until told to stop.
    pub fn go_on(mut self, stop: &Stop) {
        let mut last = self.place.clock.now();
        let mut exchange = Obeying::new(EXCHANGE);
        while !stop.wait(TURN) {
            let now = self.place.clock.now();
            let passed = (now - last).max(0);
            last = now;
            let odds = passed * 10_000 / (CALL_EVERY_S * Instant::SECOND);
            if self.dice.chance(odds) {
                self.call(now);
            }
            if self.dice.chance(passed * 10_000 / (LETTER_EVERY_S * Instant::SECOND)) {
                let letter = life::fresh_letter(now, &mut self.dice);
                self.plan(now, letter);
            }
            let done = self.tell_due().and_then(|()| self.perform_due(|_| Ok(())));
            let done = done.and_then(|()| exchange.go_on(&self.place, self.tenant));
            if let Err(error) = done {
                eprintln!("premura: the demo's life: {error}");
            }
        }
    }

    fn call(&mut self, at: Instant) {
        self.number += 1;
        let key = format!("live-{}-{}", at.micros(), self.number);
        let facts = life::live_call(EXCHANGE, &key, at, &mut self.dice);
        let back = life::returned_call(&facts, &mut self.dice);
        self.keep(back);
        self.calls.extend(facts.into_iter().map(|fact| ((fact.at, fact.key.clone()), fact)));
    }

    fn keep(&mut self, facts: impl IntoIterator<Item = Outside>) {
        let keyed = facts.into_iter().map(|fact| ((fact.at, fact.key.clone()), fact));
        self.outside.extend(keyed);
    }

    fn tell_due(&mut self) -> domain::Result<()> {
        let due = (self.place.clock.now(), String::new());
        let later = self.calls.split_off(&due);
        let calls = std::mem::replace(&mut self.calls, later);
        self.tell_calls(calls.into_values().collect())?;
        let later = self.outside.split_off(&due);
        let outside = std::mem::replace(&mut self.outside, later);
        let outside: Vec<Outside> = outside.into_values().collect();
        for facts in outside.chunks(FACTS_AT_ONCE) {
            let facts = facts.to_vec();
            self.place.act(self.tenant, move |desk| reactions::subjects_told(desk, &facts))?;
        }
        Ok(())
    }

    fn tell_calls(&self, facts: Vec<Fact>) -> domain::Result<()> {
        for facts in facts.chunks(FACTS_AT_ONCE) {
            let facts = facts.to_vec();
            self.place.act(self.tenant, move |desk| {
                reactions::calls_told(desk, &facts, Unknown::Create)
            })?;
        }
        Ok(())
    }
}
