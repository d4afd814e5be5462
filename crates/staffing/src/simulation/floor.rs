use super::{Outcome, Scene, Spell, chance};
use kernel::{Instant, World};
use std::{
    cmp::Reverse,
    collections::{BinaryHeap, VecDeque},
};

/// Plays a scene once and tells what became of the calls of each stretch.
///
/// After the last stretch its agents stay until nobody waits; without agents nobody is answered
/// any more. Of two things at the same microsecond the end of a call comes first.
pub fn play(scene: &Scene, world: &mut World) -> Vec<Outcome> {
    let mut floor = Floor {
        scene,
        world,
        agents: 0,
        busy: BinaryHeap::new(),
        waiting: VecDeque::new(),
        outcomes: vec![Outcome::default(); scene.stretches.len()],
    };
    let mut now = 0;
    for (index, stretch) in scene.stretches.iter().enumerate() {
        let end = now + stretch.length;
        floor.staff(now, stretch.agents);
        while let Some(call) =
            next_call(now, end, stretch.calls / stretch.length as f64, floor.world)
        {
            floor.finish_until(call);
            floor.ring(call, index);
            now = call;
        }
        floor.finish_until(end);
        now = end;
    }
    floor.finish_until(i64::MAX);
    floor.outcomes
}

/// When the next call comes, if it does before the stretch ends. `rate` is calls a microsecond.
fn next_call(now: i64, end: i64, rate: f64, world: &mut World) -> Option<i64> {
    if rate <= 0.0 {
        return None;
    }
    let gap = chance::exponential(world) / rate;
    Some(now + gap.min(Instant::DAY as f64 * 400.0) as i64).filter(|call| *call < end)
}

/// Someone who waits: since when, until when at the most, and the stretch in which they called.
struct Caller {
    since: i64,
    leaves: i64,
    stretch: usize,
}

/// The people on the telephone and the line in front of them.
struct Floor<'a> {
    scene: &'a Scene,
    world: &'a mut World,
    agents: usize,
    /// When each call that is being handled ends, the earliest on top.
    busy: BinaryHeap<Reverse<i64>>,
    waiting: VecDeque<Caller>,
    outcomes: Vec<Outcome>,
}

impl Floor<'_> {
    /// From now on so many agents; who leaves finishes the call first.
    fn staff(&mut self, now: i64, agents: u32) {
        self.agents = agents as usize;
        self.answer_next(now);
    }

    fn ring(&mut self, now: i64, stretch: usize) {
        let stays = self.scene.patience.as_ref().map(|spell: &Spell| spell.draw(self.world));
        let leaves = stays.map_or(i64::MAX, |stays| now.saturating_add(stays));
        let outcome = &mut self.outcomes[stretch];
        outcome.offered += 1;
        outcome.waited += u64::from(self.busy.len() >= self.agents);
        self.waiting.push_back(Caller { since: now, leaves, stretch });
        self.answer_next(now);
    }

    /// Ends the calls that end by then; each frees an agent for who has waited longest.
    fn finish_until(&mut self, until: i64) {
        while let Some(Reverse(end)) = self.busy.peek().copied().filter(|end| end.0 <= until) {
            self.busy.pop();
            self.answer_next(end);
        }
        if until == i64::MAX {
            self.answer_next(until);
        }
    }

    /// Takes calls off the line as long as agents are free. Whoever has given up by now is counted
    /// when their turn comes: they were in nobody's way.
    fn answer_next(&mut self, now: i64) {
        while let Some(caller) = self.waiting.front() {
            let gone = caller.leaves <= now && caller.leaves < i64::MAX;
            if !gone && self.busy.len() >= self.agents {
                break;
            }
            let caller = self.waiting.pop_front().expect("there is a front");
            if gone {
                self.outcomes[caller.stretch].abandoned += 1;
            } else {
                self.answer(now, &caller);
            }
        }
    }

    fn answer(&mut self, now: i64, caller: &Caller) {
        let (wait, handling) = (now - caller.since, self.scene.handling.draw(self.world));
        let outcome = &mut self.outcomes[caller.stretch];
        outcome.answered += 1;
        outcome.within += u64::from(wait <= self.scene.within);
        outcome.wait += wait;
        outcome.handling += handling;
        self.busy.push(Reverse(now.saturating_add(handling)));
    }
}
