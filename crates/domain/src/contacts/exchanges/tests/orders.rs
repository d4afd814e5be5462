//! What is asked of an exchange: said once, or not at all, and never a surprise.

use super::{agent, at, fact, heard, live, told};
use crate::{
    Kind, Refusal, Role, Who,
    contacts::{
        calls::{self, Fact, Recording},
        exchanges::{
            Answered, Asked, Fate, Heard, Order, Ring, Standing, Telephone, Unsaid,
            ask_of_recording, ask_pause, ask_resume, connected, disconnected, last_order,
            orders_answered, take, take_orders,
        },
    },
    house::{House, each_engine},
};
use kernel::{Id, Instant, Language};

/// So many seconds after ten.
fn when(seconds: i64) -> String {
    ("2026-05-04T10:00:00Z".parse::<Instant>().expect("an instant") + seconds * Instant::SECOND)
        .to_string()
}

/// A colleague who answers as `op-1`; the exchange `pbx` answers too.
fn seated(house: &House) -> Who {
    let talking = [fact("c1", 0, Kind::CallQueued), agent(fact("c1", 5, Kind::CallAnswered))];
    told(house, talking.map(live).to_vec());
    connect(house, 0);
    let path = house.system(&when(0), |desk| {
        desk.one("select path from units where tenant = $1", &[&desk.tenant.clone()])
    });
    let id = Id::from_bytes([42; 16]);
    let who = Who::Staff { id, role: Role::Agent, path, language: Language::It };
    let sits = house.act(&when(0), who.clone(), |desk| calls::sit_at(desk, "op-1"));
    sits.expect("the seat is free");
    who
}

fn connect(house: &House, seconds: i64) {
    let held = house.system(&when(seconds), |desk| take(desk, "pbx", "us"));
    assert!(held, "nobody else listens");
    house.system(&when(seconds), |desk| connected(desk, "pbx", "us"));
}

/// What an exchange says of the agent.
fn tells(house: &House, source: &str, kind: Kind) {
    let of = agent(fact("", 10, kind));
    let source = source.to_owned();
    told(house, vec![calls::Fact { source, call: String::new(), leg: None, ..of }]);
}

fn taken(house: &House, seconds: i64) -> Vec<Order> {
    house.system(&when(seconds), |desk| take_orders(desk, "pbx", "us"))
}

fn answer(house: &House, order: &Order, fate: Fate, said: &str) {
    let answered = Answered { id: order.id, fate, said: said.into() };
    house.system(&when(1), move |desk| orders_answered(desk, "pbx", &[answered]));
}

fn stands(house: &House, who: &Who, seconds: i64) -> Option<Standing> {
    let stands = house.act(&when(seconds), who.clone(), |desk| {
        let seat = calls::seat(desk)?.expect("they sit");
        last_order(desk, &seat)
    });
    stands.expect("agents see calls")
}

fn fate(house: &House, who: &Who, seconds: i64) -> Option<Fate> {
    stands(house, who, seconds).map(|standing| standing.fate)
}

#[test]
fn a_pause_is_said_once_and_what_became_of_it_is_shown() {
    each_engine(|house| {
        let who = seated(house);
        house.act(&when(0), who.clone(), |desk| ask_pause(desk, "lunch")).expect("it is asked");
        assert_eq!(fate(house, &who, 1), Some(Fate::Waiting));
        let orders = taken(house, 1);
        let [order] = &orders[..] else { panic!("one order: {orders:?}") };
        assert_eq!((order.asked, order.agent.as_str()), (Asked::Pause, "op-1"));
        assert_eq!(order.reason.as_deref(), Some("lunch"));
        assert_eq!(taken(house, 1), [], "what was taken once is never said again");
        assert_eq!(fate(house, &who, 2), Some(Fate::Sent));
        answer(house, order, Fate::Refused, "Interface not found");
        let standing = stands(house, &who, 2).expect("a refusal is news");
        assert_eq!((standing.fate, standing.said.as_str()), (Fate::Refused, "Interface not found"));
        assert_eq!(fate(house, &who, 60), None, "news grows old");

        connect(house, 61);
        let unwilling = house.act(&when(61), who.clone(), ask_resume);
        assert!(matches!(unwilling, Err(Refusal::Invalid(faults))
            if faults[0].reason == "fault-not-paused"));
        tells(house, "pbx", Kind::AgentPaused);
        house.act(&when(61), who.clone(), ask_resume).expect("it is asked");
        answer(house, &taken(house, 61)[0], Fate::Done, "");
        assert_eq!(fate(house, &who, 62), None, "nothing to say where all went well");
    });
}

#[test]
fn an_order_that_nobody_took_is_late_and_one_that_was_cut_off_is_unknown() {
    each_engine(|house| {
        let who = seated(house);
        house.act(&when(0), who.clone(), |desk| ask_pause(desk, "break")).expect("it is asked");
        assert_eq!(fate(house, &who, 10), Some(Fate::Late), "though nobody has written it yet");
        assert_eq!(taken(house, 10), [], "it is never said");
        assert_eq!(fate(house, &who, 11), Some(Fate::Late));

        tells(house, "pbx", Kind::AgentPaused);
        house.act(&when(12), who.clone(), ask_resume).expect("it is asked");
        let order = taken(house, 12).remove(0);
        assert_eq!(fate(house, &who, 22), Some(Fate::Unknown), "nobody answered");
        house.system(&when(13), |desk| disconnected(desk, "pbx", "us", "gone"));
        assert_eq!(fate(house, &who, 14), Some(Fate::Unknown));
        answer(house, &order, Fate::Done, "");
        assert_eq!(fate(house, &who, 14), Some(Fate::Unknown), "nobody heard it");
        let silent = house.act(&when(15), who, ask_resume);
        assert!(matches!(silent, Err(Refusal::Invalid(faults))
            if faults[0].reason == "fault-exchange-silent"));
    });
}

#[test]
fn who_has_no_seat_asks_nothing_and_a_reason_is_one_of_ours() {
    each_engine(|house| {
        let who = seated(house);
        let reason = "lunch\r\nAction: Originate";
        let refused = house.act(&when(0), who, move |desk| ask_pause(desk, reason));
        assert!(matches!(refused, Err(Refusal::Invalid(_))));
        let Who::Staff { role, path, language, .. } = seated(&house.neighbour()) else {
            panic!("a colleague")
        };
        let other = Who::Staff { id: Id::from_bytes([43; 16]), role, path, language };
        let refused = house.act(&when(0), other, ask_resume);
        assert!(matches!(refused, Err(Refusal::Invalid(faults))
            if faults[0].reason == "fault-seat"));
        assert_eq!(taken(house, 1), []);
    });
}

#[test]
fn only_who_talks_in_a_call_keeps_something_out_of_its_recording() {
    each_engine(|house| {
        let who = seated(house);
        told(house, vec![live(fact("c2", 0, Kind::CallQueued))]);
        let ids: Vec<Id<calls::Call>> = house.system(&when(0), |desk| {
            desk.all("select id from calls where tenant = $1 order by key", &[&desk.tenant.clone()])
        });
        let (mine, theirs) = (ids[0], ids[1]);
        let ask = |id| {
            house.act(&when(0), who.clone(), move |desk| {
                ask_of_recording(desk, id, Asked::PauseRecording)
            })
        };
        assert!(matches!(ask(theirs), Err(Refusal::Invalid(_))));
        ask(mine).expect("it is their own call");
        let order = taken(house, 1).remove(0);
        assert_eq!(order.call.as_deref(), Some("c1"));
        answer(house, &order, Fate::Refused, Unsaid::NotRecorded.word());
        let standing = stands(house, &who, 2).expect("a refusal is news");
        assert_eq!(Unsaid::from_word(&standing.said), Some(Unsaid::NotRecorded));

        let announce =
            |id| house.act(&when(20), who.clone(), move |desk| calls::announce_recording(desk, id));
        assert!(matches!(announce(mine), Err(Refusal::Invalid(_))), "nobody records it yet");
        let recorded =
            |seconds, kind| live(calls::Fact { queue: None, ..fact("c1", seconds, kind) });
        let started = recorded(6, Kind::CallRecordingStarted);
        let link = Some("https://recordings.example/c1".to_owned());
        told(house, vec![calls::Fact { link, ..started }, recorded(7, Kind::CallRecordingPaused)]);
        assert!(matches!(announce(theirs), Err(Refusal::Invalid(_))), "another's word");
        announce(mine).expect("they told the caller");
        let sheet = house.system(&when(21), move |desk| calls::find(desk, mine));
        assert_eq!(sheet.recording, Some(Recording::Paused));
        assert_eq!(sheet.announced_at, when(20).parse().ok());
        assert_eq!(sheet.recording_link.as_deref(), Some("https://recordings.example/c1"));
        assert_eq!(
            sheet.outcome,
            calls::Outcome::Talking,
            "a recording says nothing of the course"
        );
        // The log has the last word of the call and none of its recording.
        told(house, super::whole("c1", 0, 5, 60));
        let sheet = house.system(&when(22), move |desk| calls::find(desk, mine));
        assert_eq!(
            (sheet.outcome, sheet.recording),
            (calls::Outcome::Answered, Some(Recording::Over))
        );
        assert_eq!(sheet.arrived_at, at(0));
    });
}

#[test]
fn nobody_has_told_a_caller_of_anything_while_the_telephone_rings() {
    each_engine(|house| {
        let who = seated(house);
        let (call, agent) = ("c2".to_owned(), Some("op-1".to_owned()));
        let rings = vec![Ring { call, agent, at: at(8), telephone: Telephone::Rings }];
        let recorded = Fact { queue: None, ..fact("c2", 6, Kind::CallRecordingStarted) };
        let facts = vec![live(fact("c2", 0, Kind::CallQueued)), live(recorded)];
        heard(house, Heard { facts, rings, ..Heard::default() });
        let theirs: Id<calls::Call> = house.system(&when(9), |desk| {
            let of = [&desk.tenant.clone() as &dyn db::ToValue];
            desk.one("select id from calls where tenant = $1 and key = 'c2'", &of)
        });
        let at_seat = house.act(&when(9), who.clone(), |desk| {
            let seat = calls::seat(desk)?.expect("they have a seat");
            calls::at_seat(desk, &seat)
        });
        assert!(at_seat.expect("they sit there").contains(&theirs));
        let told = house.act(&when(9), who, move |desk| calls::announce_recording(desk, theirs));
        assert!(matches!(told, Err(Refusal::Invalid(faults))
            if faults[0].reason == "fault-call-of-another"));
    });
}

#[test]
fn a_copy_that_lost_the_lease_changes_nothing_of_the_one_that_has_it() {
    each_engine(|house| {
        let who = seated(house);
        let held = house.system(&when(20), |desk| take(desk, "pbx", "them"));
        assert!(held, "the lease was over");
        house.system(&when(20), |desk| connected(desk, "pbx", "them"));
        house.act(&when(20), who.clone(), |desk| ask_pause(desk, "break")).expect("it is asked");
        assert_eq!(taken(house, 20), [], "the one that stalled takes nothing");
        let theirs = house.system(&when(20), |desk| take_orders(desk, "pbx", "them"));
        assert_eq!(theirs.len(), 1);
        house.system(&when(21), |desk| {
            connected(desk, "pbx", "us")?;
            disconnected(desk, "pbx", "us", "it woke up")
        });
        assert_eq!(fate(house, &who, 22), Some(Fate::Sent), "nobody lost it");
        house.act(&when(22), who.clone(), |desk| ask_pause(desk, "break")).expect("it answers");
        // Who comes after a copy that died does not know what became of what it said.
        house.system(&when(23), |desk| take_orders(desk, "pbx", "them"));
        assert_eq!(fate(house, &who, 24), Some(Fate::Sent));
        assert!(house.system(&when(36), |desk| take(desk, "pbx", "us")));
        house.system(&when(36), |desk| connected(desk, "pbx", "us"));
        assert_eq!(fate(house, &who, 24), Some(Fate::Unknown));
    });
}

#[test]
fn of_two_exchanges_the_one_that_knows_the_agent_is_asked() {
    each_engine(|house| {
        let who = seated(house);
        house.system(&when(0), |desk| {
            take(desk, "other", "us")?;
            connected(desk, "other", "us")
        });
        let asked = |seconds: i64| {
            let when = when(seconds);
            house.act(&when, who.clone(), |desk| ask_pause(desk, "break")).expect("it is asked");
            let of = |source: &'static str| {
                house.system(&when, move |desk| take_orders(desk, source, "us"))
            };
            (of("pbx"), of("other"))
        };
        let (here, there) = asked(1);
        assert_eq!((here.len(), there.len()), (1, 1), "nobody has told of them yet");
        let strange = Answered::unsaid(&there[0], Unsaid::NoSuchAgent);
        house.system(&when(1), move |desk| orders_answered(desk, "other", &[strange]));
        answer(house, &here[0], Fate::Refused, "not now");
        let standing = stands(house, &who, 2).expect("a refusal is news");
        assert_eq!(standing.said, "not now", "what the one says that knows them");
        tells(house, "pbx", Kind::AgentSignedIn);
        let (here, there) = asked(3);
        assert_eq!((here.len(), there.len()), (1, 0));
        // The one that knows them falls silent: nobody else is asked in its place.
        house.system(&when(4), |desk| disconnected(desk, "pbx", "us", "gone"));
        let silent = house.act(&when(4), who, |desk| ask_pause(desk, "break"));
        assert!(matches!(silent, Err(Refusal::Invalid(faults))
            if faults[0].reason == "fault-exchange-silent"));
    });
}
