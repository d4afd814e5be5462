//! What the letter of a month says, counted by hand.

use crate::tests::{HOST, ask, email_of, houses};
use domain::{
    Kind, Role, Who,
    contacts::{
        calls::{Caller, Fact, Unknown},
        complaints,
        requests::{self, Incoming, Sender},
    },
    reactions,
};
use kernel::Instant;

/// A call that waited so many seconds and was answered, or gave up.
fn call(key: &str, when: &str, seconds: i64, is_answered: bool) -> Vec<Fact> {
    let at: Instant = when.parse().expect("an instant");
    let fact = |name: &str, kind, after: i64| Fact {
        source: "pbx".into(),
        key: format!("{key} {name}"),
        at: at + after * Instant::SECOND,
        kind: Some(kind),
        call: key.into(),
        queue: Some("claims".into()),
        agent: (kind == Kind::CallAnswered).then(|| "op-1".into()),
        caller: Caller::Known("+390255501".into()),
        ..Fact::default()
    };
    let queued = fact("queued", Kind::CallQueued, 0);
    if !is_answered {
        return vec![queued, fact("abandoned", Kind::CallAbandoned, seconds)];
    }
    let answered = fact("answered", Kind::CallAnswered, seconds);
    vec![queued, answered, fact("ended", Kind::CallEnded, seconds + 60)]
}

fn written(link: &str, when: &str) -> Incoming {
    Incoming {
        sender: Sender {
            name: "Bianca".into(),
            phone: Some("+390255501".into()),
            ..Sender::default()
        },
        text: "Where is it?".into(),
        link: link.into(),
        received_at: when.parse().ok(),
        ..Incoming::default()
    }
}

/// In October four calls, one answered at once, one late, two given up; two letters, of which one
/// is a complaint. The year before two calls and one letter.
fn lived(desk: &mut domain::Desk<'_>) -> domain::Result<()> {
    let calls = [
        call("a", "2026-10-05T09:00:00Z", 5, true),
        call("b", "2026-10-06T09:00:00Z", 30, true),
        call("c", "2026-10-07T09:00:00Z", 40, false),
        call("d", "2026-10-31T22:30:00Z", 40, false),
        call("of November in Rome", "2026-10-31T23:30:00Z", 40, false),
        call("e", "2025-10-06T09:00:00Z", 5, true),
        call("f", "2025-10-06T10:00:00Z", 5, true),
    ];
    reactions::calls_told(desk, &calls.concat(), Unknown::Create)?;
    requests::receive(desk, &written("1", "2026-10-05T09:00:00Z"))?;
    requests::receive(desk, &written("2", "2025-10-05T09:00:00Z"))?;
    let complains = requests::receive(desk, &written("3", "2026-10-08T09:00:00Z"))?;
    complaints::of_request(desk, complains.id).map(drop)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_letter_of_a_month_says_what_came_and_what_was_kept() {
    for house in houses().await {
        let tenant = house.app.tenant(HOST).await.expect("the company is there");
        house.app.act(&tenant, Who::System, lived).await.expect("two Octobers");
        let token = house.signed_in(HOST, &email_of(Role::QualityManager), "letter").await;
        let letter = house.send(ask("GET", "/desk/letter?month=2026-10", "", &token)).await.text;
        for said in [
            "Calls in our queues: 4 (+100.0 per cent). 50.00% of those who stayed or left were \
             answered (−50.0 points), 25.00% within ten seconds (−75.0 points).",
            "Requests in writing: 2 (+100.0 per cent); answered by now: 0.",
            "Contacts that were answered: 2. The first level solved 100.00% (±0.0 points) of them.",
            "Complaints received: 1; answered by now: 0.",
        ] {
            assert!(letter.contains(said), "{said}: {letter}");
        }
        let this = house.send(ask("GET", "/desk/letter?month=2026-11", "", &token)).await;
        assert_eq!(this.status, 404, "a month that is not over has no letter");
    }
}
