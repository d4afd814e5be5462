use super::{numbers, shape};
use crate::{
    company::{AGENTS, LINES, Line, SECOND_LEVEL},
    dice::Dice,
};
use domain::{
    Kind,
    contacts::calls::{Caller, Ending, Fact, Recorded},
    subjects::Outside,
};
use kernel::{Date, Instant, TimeZone};

const S: i64 = Instant::SECOND;

/// Of ten thousand calls that come to a queue: given up, answered late.
const GIVEN_UP: i64 = 270;
const LATE: i64 = 130;
/// Of ten thousand: turned away, over in the menu, on to the second level, number kept back.
const REFUSED: i64 = 40;
const IN_MENU: i64 = 60;
const SECOND: i64 = 176;
const WITHHELD: i64 = 600;
/// How long people talk, in seconds on average.
const TALK: i64 = 210;

/// What happens to one call, before anybody tells of it.
struct Course {
    line: &'static Line,
    menu: i64,
    wait: i64,
    talk: i64,
    ending: Ending,
    to_second: bool,
    agent: &'static str,
    caller: Caller,
}

fn course(dice: &mut Dice) -> Course {
    let mut place = dice.below(100);
    let line = LINES
        .iter()
        .find(|line| {
            place -= line.share;
            place < 0
        })
        .unwrap_or(&LINES[0]);
    let ending = if dice.chance(REFUSED) {
        Ending::Refused
    } else if dice.chance(IN_MENU) {
        Ending::LeftBeforeQueue
    } else if dice.chance(GIVEN_UP) {
        Ending::Abandoned
    } else {
        Ending::Answered
    };
    let wait = match ending {
        Ending::Abandoned => dice.around(14) * S,
        Ending::Answered if dice.chance(LATE) => (10 + dice.around(25)) * S,
        _ => dice.below(9_400) * 1_000,
    };
    Course {
        line,
        menu: dice.between(4, 19) * S,
        wait,
        talk: dice.around(TALK) * S,
        ending,
        to_second: ending == Ending::Answered && dice.chance(SECOND),
        agent: dice.pick(AGENTS).0,
        caller: if dice.chance(WITHHELD) {
            Caller::Withheld
        } else {
            Caller::Known(numbers::caller(dice))
        },
    }
}

/// The whole calls of a day that is over, as a system hands them over afterwards.
pub fn recorded_day(source: &str, day: Date, zone: &TimeZone, dice: &mut Dice) -> Vec<Fact> {
    (0..shape::calls_on(day, dice))
        .map(|number| {
            let at = shape::moment(day, zone, dice);
            recorded(source, &format!("{day}-{number}"), at, dice)
        })
        .collect()
}

fn recorded(source: &str, key: &str, at: Instant, dice: &mut Dice) -> Fact {
    let course = course(dice);
    let offered = at + course.menu;
    let queued = matches!(course.ending, Ending::Abandoned | Ending::Answered);
    let answered = (course.ending == Ending::Answered).then(|| offered + course.wait);
    let ended = answered.map_or(offered + course.wait, |at| at + course.talk);
    Fact {
        source: source.into(),
        key: key.into(),
        call: key.into(),
        at,
        kind: Some(Kind::CallRecorded),
        number: Some(course.line.number.into()),
        queue: queued.then(|| course.line.queue.into()),
        caller: course.caller,
        agent: answered.map(|_| course.agent.into()),
        solved: answered.map(|_| !course.to_second),
        record: Some(Recorded {
            offered_at: queued.then(|| offered.micros()),
            ending: course.ending,
            wait_us: course.wait,
            answered_at: answered.map(Instant::micros),
            handling_us: answered.map(|_| course.talk),
            ended_at: ended.micros(),
            queued,
        }),
        ..Fact::default()
    }
}

/// A call as an exchange tells it while it goes on: every fact with the instant at which it will
/// be told.
pub fn live_call(source: &str, key: &str, at: Instant, dice: &mut Dice) -> Vec<Fact> {
    let course = course(dice);
    let fact = |name: &str, at: Instant, kind: Kind| Fact {
        source: source.into(),
        key: format!("{key}.{name}"),
        call: key.into(),
        at,
        kind: Some(kind),
        ..Fact::default()
    };
    let queue = |fact: Fact, code: &str| Fact { queue: Some(code.into()), ..fact };
    let mut facts = vec![Fact {
        number: Some(course.line.number.into()),
        caller: course.caller.clone(),
        ..fact("arrived", at, Kind::CallArrived)
    }];
    let offered = at + course.menu;
    let decided = offered + course.wait;
    if course.ending == Ending::Answered {
        facts.push(fact("recorded", at, Kind::CallRecordingStarted));
        // Now and then the announcement fails, and the agent has to say it.
        if dice.chance(8_500) {
            facts.push(fact("announced", at + S, Kind::CallRecordingAnnounced));
        }
    }
    match course.ending {
        Ending::Refused => facts.push(fact("refused", offered, Kind::CallRefused)),
        Ending::LeftBeforeQueue => facts.push(fact("ended", offered, Kind::CallEnded)),
        Ending::Abandoned | Ending::FlowedOut => {
            facts.push(queue(fact("queued", offered, Kind::CallQueued), course.line.queue));
            facts.push(fact("abandoned", decided, Kind::CallAbandoned));
        }
        Ending::Answered => {
            facts.push(queue(fact("queued", offered, Kind::CallQueued), course.line.queue));
            let answer = queue(fact("answered", decided, Kind::CallAnswered), course.line.queue);
            facts.push(Fact { agent: Some(course.agent.into()), ..answer });
            let over = decided + course.talk;
            if course.to_second {
                facts.extend(handed_on(&fact, &course, over, dice));
            } else {
                facts.push(fact("ended", over, Kind::CallEnded));
            }
        }
    }
    facts
}

fn handed_on(
    fact: &dyn Fn(&str, Instant, Kind) -> Fact,
    course: &Course,
    over: Instant,
    dice: &mut Dice,
) -> Vec<Fact> {
    let answered = over + dice.between(2, 25) * S;
    let queue = |fact: Fact, code: &str| Fact { queue: Some(code.into()), ..fact };
    vec![
        queue(fact("transferred", over, Kind::CallTransferred), course.line.queue),
        queue(fact("queued2", over + S / 10, Kind::CallQueued), SECOND_LEVEL),
        Fact {
            agent: Some("to-06".into()),
            ..queue(fact("answered2", answered, Kind::CallAnswered), SECOND_LEVEL)
        },
        fact("ended", answered + dice.around(TALK) * S, Kind::CallEnded),
    ]
}

/// The call-back that a missed call gets, mostly the same day; none where the caller's number is
/// kept back and nobody can be called.
pub fn returned_call(missed: &[Fact], dice: &mut Dice) -> Option<Outside> {
    let (first, last) = (missed.first()?, missed.last()?);
    let answered = missed.iter().any(|fact| {
        fact.kind == Some(Kind::CallAnswered)
            || fact.record.as_ref().is_some_and(|record| record.ending == Ending::Answered)
    });
    if answered {
        return None;
    }
    let over = last.record.as_ref().map_or(last.at, |call| Instant::from_micros(call.ended_at));
    let minutes = if dice.chance(9_650) { dice.around(190) } else { dice.between(1_450, 2_700) };
    Some(Outside {
        source: first.source.clone(),
        key: format!("{}.back", first.call),
        at: over + minutes.min(2_800) * Instant::MINUTE,
        kind: Kind::CallbackAttempted,
        number: format!("R-{}", first.call),
        into: None,
        priority: None,
        client_kind: None,
        unit: None,
        call: Some(first.call.clone()),
        contract: None,
    })
}
