use super::*;
use domain::{
    Kind,
    contacts::{
        calls::{Caller, Fact},
        exchanges::{Heard, Telephone},
    },
};

const S: i64 = Instant::SECOND;

fn at(seconds: i64) -> Instant {
    Instant::from_seconds(1_795_000_000 + seconds)
}

/// A conversation that has come in.
struct Talk(Ami);

impl Talk {
    fn begun() -> Self {
        let inbound = vec!["from-trunk".to_owned()];
        let agents = [("PJSIP/7".to_owned(), "anna".to_owned())].into();
        let recordings = Some("https://recordings.example/{call}".to_owned());
        let manners = Manners { source: "pbx".to_owned(), inbound, agents, recordings };
        let login = Login { user: "u".into(), secret: "s".into(), plain: true };
        let mut talk = Self(Ami::new(manners, login));
        let greeting = b"Asterisk Call Manager/11.0.0\r\nResponse: Success\r\n\r\n";
        talk.0.hear(greeting, at(0)).expect("it is let in");
        assert!(talk.0.is_in());
        talk
    }

    /// An event of the call `c`, in the queue `claims`, and what else it says.
    fn event(&mut self, seconds: i64, name: &str, more: &str) -> Heard {
        let of_call = "Uniqueid: c\r\nLinkedid: c\r\nQueue: claims\r\nMemberName: anna\r\n";
        let own = if more.contains("Uniqueid") {
            "Queue: claims\r\nMemberName: anna\r\n"
        } else {
            of_call
        };
        let text = format!("Event: {name}\r\n{more}{own}\r\n");
        self.0.hear(text.as_bytes(), at(seconds)).expect("it is heard").heard
    }
}

fn told(heard: &Heard) -> Vec<(Kind, Option<&str>, Option<i64>)> {
    let of = |fact: &Fact| (fact.kind.expect("a kind"), fact.wait_us.map(|micros| micros / S));
    let reasons = heard.facts.iter().map(|fact| fact.reason.as_deref());
    heard.facts.iter().zip(reasons).map(|(fact, reason)| (of(fact).0, reason, of(fact).1)).collect()
}

#[test]
fn who_asked_to_be_hung_up_gave_up() {
    let mut talk = Talk::begun();
    talk.event(0, "QueueCallerJoin", "CallerIDNum: 0600\r\n");
    talk.event(5, "HangupRequest", "");
    let heard = talk.event(5, "QueueCallerAbandon", "HoldTime: 5\r\n");
    assert_eq!(told(&heard), [(Kind::CallAbandoned, None, Some(5))]);
    assert_eq!(told(&talk.event(5, "QueueCallerLeave", "")), []);
    assert_eq!(told(&talk.event(6, "Hangup", "")), []);
}

#[test]
fn a_way_out_is_told_by_what_the_dial_plan_says_of_it() {
    for (status, reason) in
        [("TIMEOUT", "timeout"), ("LEAVEEMPTY", "empty"), ("WITHDRAW", "withdrawn")]
    {
        for event in [
            ("VarSet", format!("Variable: QUEUESTATUS\r\nValue: {status}\r\n")),
            ("UserEvent", format!("UserEvent: QueueResult\r\nStatus: {status}\r\n")),
        ] {
            let mut talk = Talk::begun();
            talk.event(0, "QueueCallerJoin", "");
            let held = talk.event(30, "QueueCallerAbandon", "HoldTime: 30\r\n");
            assert_eq!(told(&held), [], "nobody knows yet");
            let heard = talk.event(30, event.0, &event.1);
            assert_eq!(told(&heard), [(Kind::CallLeftQueue, Some(reason), Some(30))]);
            assert_eq!(heard.facts[0].at, at(30));
        }
    }
}

#[test]
fn a_way_out_of_which_nothing_is_said_is_told_after_a_while() {
    let mut talk = Talk::begun();
    talk.event(0, "QueueCallerJoin", "");
    talk.event(30, "QueueCallerLeave", "");
    let quiet = |talk: &mut Talk, seconds| talk.0.quiet(at(seconds)).expect("not for long").heard;
    assert_eq!(told(&quiet(&mut talk, 35)), []);
    let heard = quiet(&mut talk, 42);
    assert_eq!(told(&heard), [(Kind::CallLeftQueue, Some("key"), None)]);
    assert_eq!(heard.facts[0].at, at(30), "when it happened, not when it was told");
    assert_eq!(told(&quiet(&mut talk, 44)), []);
}

#[test]
fn an_answer_after_the_leave_is_an_answer() {
    let mut talk = Talk::begun();
    talk.event(0, "QueueCallerJoin", "CallerIDNum: anonymous\r\n");
    let rings = talk.event(1, "AgentCalled", "").rings;
    assert_eq!((rings[0].agent.as_deref(), rings[0].telephone), (Some("anna"), Telephone::Rings));
    let silent = talk.event(9, "QueueCallerLeave", "").rings;
    assert_eq!((silent[0].agent.as_deref(), silent[0].telephone), (None, Telephone::Silent));
    let heard = talk.event(9, "AgentConnect", "HoldTime: 9\r\n");
    assert_eq!(told(&heard), [(Kind::CallAnswered, None, Some(9))]);
    let ended =
        talk.event(70, "AgentComplete", "HoldTime: 9\r\nTalkTime: 61\r\nReason: caller\r\n");
    assert_eq!(ended.facts[0].talk_us, Some(61 * S));
    assert_eq!(ended.facts[0].reason.as_deref(), Some("caller_hung_up"));
}

#[test]
fn an_end_without_any_id_is_that_of_the_agents_own_talk() {
    let mut talk = Talk::begun();
    talk.event(0, "QueueCallerJoin", "");
    talk.event(9, "AgentConnect", "HoldTime: 9\r\n");
    let text = "Event: AgentComplete\r\nQueue: claims\r\nMemberName: anna\r\nTalkTime: 7\r\n\r\n";
    let heard = talk.0.hear(text.as_bytes(), at(16)).expect("it is heard").heard;
    assert_eq!((heard.facts.len(), heard.facts[0].call.as_str()), (1, "c"));
    let again = talk.0.hear(text.as_bytes(), at(17)).expect("it is heard").heard;
    assert_eq!(told(&again), [], "nobody talks any more");
}

#[test]
fn an_end_of_a_talk_that_nobody_heard_begin_tells_the_beginning_too() {
    let mut talk = Talk::begun();
    let heard =
        talk.event(100, "AgentComplete", "HoldTime: 9\r\nTalkTime: 60\r\nReason: agent\r\n");
    let kinds: Vec<Kind> = told(&heard).into_iter().map(|(kind, ..)| kind).collect();
    assert_eq!(kinds, [Kind::CallAnswered, Kind::CallEnded]);
    assert_eq!((heard.facts[0].at, heard.facts[0].wait_us), (at(40), Some(9 * S)));
}

#[test]
fn a_busy_agent_has_missed_nothing() {
    let mut talk = Talk::begun();
    talk.event(0, "QueueCallerJoin", "");
    assert_eq!(told(&talk.event(1, "AgentRingNoAnswer", "RingTime: 0\r\n")), []);
    let missed = talk.event(9, "AgentRingNoAnswer", "RingTime: 8000\r\n");
    assert_eq!(told(&missed), [(Kind::CallRinging, Some("no_answer"), None)]);
}

#[test]
fn a_consultation_becomes_part_of_the_call_that_is_handed_over() {
    let mut talk = Talk::begun();
    talk.event(0, "AgentConnect", "HoldTime: 1\r\n");
    let joined = talk.event(5, "QueueCallerJoin", "Uniqueid: d\r\nLinkedid: c\r\n");
    assert_eq!(joined.facts[0].call, "d", "until it is handed over it is a call of its own");
    let heard = talk.event(9, "AgentComplete", "TalkTime: 9\r\nReason: transfer\r\n");
    assert_eq!(told(&heard)[0].0, Kind::CallTransferred);
    assert_eq!(heard.facts[0].joins.as_deref(), Some("d"));
    let answered = talk.event(12, "AgentConnect", "Uniqueid: d\r\nLinkedid: c\r\nHoldTime: 7\r\n");
    let fact = &answered.facts[0];
    assert_eq!((fact.call.as_str(), fact.leg.as_deref()), ("c", Some("d")));
}

#[test]
fn who_comes_from_outside_has_dialled_the_extension() {
    let mut talk = Talk::begun();
    let here = "Context: from-trunk\r\nExten: 0800123\r\nCallerIDNum: 0600\r\n";
    let heard = talk.event(0, "Newchannel", here);
    assert_eq!(heard.facts[0].number.as_deref(), Some("0800123"));
    assert_eq!(heard.facts[0].caller, Caller::Known("0600".to_owned()));
    assert_eq!(told(&talk.event(1, "Newexten", here)), [], "once");
    let elsewhere = "Context: internal\r\nExten: 7\r\nUniqueid: x\r\nLinkedid: x\r\n";
    assert_eq!(told(&talk.event(1, "Newchannel", elsewhere)), []);
    let refused = talk.event(2, "VarSet", "Variable: QUEUESTATUS\r\nValue: FULL\r\n");
    assert_eq!(told(&refused), [(Kind::CallRefused, Some("full"), None)]);
    assert_eq!(told(&talk.event(3, "Hangup", "")), []);
    let left = "Uniqueid: e\r\nLinkedid: e\r\n";
    talk.event(4, "Newchannel", &format!("{here}{left}"));
    let heard = talk.event(5, "Hangup", left);
    assert_eq!(told(&heard), [(Kind::CallEnded, None, None)], "before any queue");
}

#[test]
fn agents_are_seen_under_one_name() {
    let mut talk = Talk::begun();
    let mut seen = |event: &str| {
        let text = format!("Event: {event}\r\nQueue: claims\r\nInterface: PJSIP/7\r\n\r\n");
        let heard = talk.0.hear(text.as_bytes(), at(50)).expect("it is heard").heard;
        let of = |fact: Fact| (fact.kind.expect("a kind"), fact.at, fact.reason);
        let agents: Vec<_> = heard.seen.iter().map(|fact| fact.agent.clone()).collect();
        assert!(agents.iter().all(|agent| agent.as_deref() == Some("anna")));
        heard.seen.into_iter().map(of).collect::<Vec<_>>()
    };
    let pause = seen("QueueMemberPause\r\nPaused: 1\r\nPausedReason: lunch|late");
    assert_eq!((pause[0].0, pause[0].2.as_deref()), (Kind::AgentPaused, Some("lunch|late")));
    assert_eq!(seen("QueueMemberPause\r\nPaused: 0")[0].0, Kind::AgentResumed);
    assert_eq!(seen("QueueMemberRemoved")[0].0, Kind::AgentSignedOut);
    let since = |event: &str, mut seen: Vec<(Kind, Instant, Option<String>)>| {
        let one = seen.pop().unwrap_or_else(|| panic!("{event} tells"));
        (one.0, one.1)
    };
    let listed = "QueueMember\r\nPaused: 1\r\nLastPause: 1795000020";
    assert_eq!(since(listed, seen(listed)), (Kind::AgentPaused, at(20)));
    let back = "QueueMember\r\nPaused: 0\r\nLastPause: 1795000020\r\nLoginTime: 1795000010";
    assert_eq!(since(back, seen(back)), (Kind::AgentSignedIn, at(21)));
}

#[test]
fn the_question_who_is_there_is_answered_when_both_lists_have_ended() {
    let mut talk = Talk::begun();
    talk.event(40, "QueueEntry", "CallerIDNum: 0600\r\nWait: 17\r\n");
    talk.event(40, "CoreShowChannel", "");
    assert_eq!(talk.event(40, "QueueStatusComplete", "").census, None);
    let census = talk.event(40, "CoreShowChannelsComplete", "").census.expect("both have ended");
    assert_eq!((census.waiting.len(), census.alive.len()), (1, 1));
    let since = census.waiting[0].since;
    assert!(at(23) <= since && since < at(24), "{since}");
    let odd = talk.event(49, "FullyBooted", "Uptime: 77179500000067\r\n").started_at;
    assert_eq!(odd, None, "no exchange is older than telephones");
    let started = talk.event(50, "FullyBooted", "Uptime: 4\r\n").started_at.expect("it says so");
    assert!(at(44) <= started && started < at(46), "{started}");
}

#[test]
fn the_exchanges_own_stamp_is_the_instant_and_two_events_never_share_one() {
    let mut talk = Talk::begun();
    let stamped = talk.event(50, "QueueCallerJoin", "Timestamp: 1795000049.25\r\n");
    assert_eq!(stamped.facts[0].at, at(49) + 250_000);
    let same = talk.event(50, "AgentConnect", "Timestamp: 1795000049.25\r\n");
    assert_eq!(same.facts[0].at, at(49) + 250_001);
    let wrong = talk.event(51, "QueueCallerJoin", "Timestamp: yesterday\r\n");
    assert_eq!(wrong.facts[0].at, at(51));
}

#[test]
fn a_silence_is_asked_about_once_and_then_ends_it() {
    let mut talk = Talk::begun();
    assert!(talk.0.quiet(at(20)).expect("still").say.is_empty());
    let ping = talk.0.quiet(at(31)).expect("still").say;
    assert!(ping.starts_with(b"Action: Ping\r\n"));
    assert!(talk.0.quiet(at(40)).expect("still").say.is_empty());
    talk.0.hear(b"Response: Success\r\nPing: Pong\r\n\r\n", at(41)).expect("it is there");
    assert!(talk.0.quiet(at(60)).is_ok());
    assert!(matches!(talk.0.quiet(at(90)), Err(Trouble::Silent(_))));
}

#[test]
fn a_secret_with_a_line_in_it_cannot_become_a_second_action() {
    let login = Login { user: "u".into(), secret: "s\r\nAction: X".into(), plain: true };
    let mut ami = Ami::new(Manners::default(), login);
    let greeted = ami.hear(b"Asterisk Call Manager/11.0.0\r\n", at(0));
    assert!(matches!(greeted, Err(Trouble::Refused)));
}
