//! Stories of requests, told on each engine.

mod attributing;
mod clocks;
mod drafts;
mod joining;
mod queues;
mod receiving;
mod together;

use super::{Channel, Incoming, Received, Request, Sender, receive};
use crate::{
    Refusal, Role, Who,
    commitments::{self, ClockRow},
    contacts::topics,
    house::House,
    identity::{self, Joining},
};
use kernel::{Id, Language};
use std::sync::atomic::{AtomicU64, Ordering};

/// Answers within 48 real hours; asking the client pauses, opening again starts anew.
pub(super) const PROMISE: &str = r#"
[[commitment]]
code = "requests.48h"
starts = ["request.received"]
stops = ["request.answered"]
voids = ["request.merged", "request.withdrawn"]
pauses = ["request.waiting_for_client"]
resumes = ["request.client_replied"]
reopens = ["request.reopened"]
reopening = "restarts"
within = "48h"
share = "95%"
valid_from = "2020-01-01"
[commitment.name]
en = "Answered within 48 hours"
"#;

pub(super) const TOPICS: &str = r#"
[[topic]]
code = "question"
[topic.name]
en = "A question"

[[topic]]
code = "refund"
asking = "guided"
[topic.name]
en = "Refund of a bill"
[[topic.field]]
code = "amount"
kind = "number"
required = true
[topic.field.label]
en = "Amount"
[[topic.field]]
code = "paid"
kind = "choice"
required = true
[topic.field.label]
en = "Did you pay it?"
[[topic.field.options]]
code = "yes"
[topic.field.options.label]
en = "Yes"
[[topic.field.options]]
code = "no"
[topic.field.options.label]
en = "No"
[[topic.field]]
code = "on"
kind = "date"
required = true
[topic.field.label]
en = "Paid on"
[topic.field.when]
field = "paid"
is = "yes"
"#;

/// Furnishes a house with the promise and the topics.
pub(super) fn furnish(house: &House) {
    house.promise(PROMISE, "");
    house.system("2026-01-01T00:00:02Z", |desk| {
        topics::save(desk, &topics::Document::read(TOPICS)?)
    });
}

/// Each question has a secret of its own.
static ASKED: AtomicU64 = AtomicU64::new(0);

/// A question of Bianca's, whom nobody knows yet.
pub(super) fn question(text: &str) -> Incoming {
    Incoming {
        channel: Some(Channel::Web),
        topic: Some("question".into()),
        language: Language::En,
        sender: Sender {
            name: "Bianca Sereni".into(),
            email: Some("bianca@example.test".into()),
            ..Sender::default()
        },
        text: text.into(),
        link: format!("secret of {text} {}", ASKED.fetch_add(1, Ordering::Relaxed)),
        ..Incoming::default()
    }
}

/// Takes a question at this hour.
pub(super) fn asked(house: &House, when: &str, text: &'static str) -> Received {
    house.system(when, move |desk| receive(desk, &question(text)))
}

/// The clocks of a request.
pub(super) fn clocks(house: &House, when: &str, id: Id<Request>) -> Vec<ClockRow> {
    house.system(when, move |desk| commitments::of_subject(desk, id.bytes()))
}

/// A colleague with this role, at the company itself.
pub(super) fn hired(house: &House, name: &'static str, role: Role) -> Who {
    let root = house.root;
    house.system("2026-01-01T00:00:03Z", move |desk| {
        let joining = Joining {
            email: &format!("{name}@example.test"),
            name,
            role,
            unit: root,
            language: Language::En,
            password: "none that anybody has",
        };
        identity::join(desk, &joining)?;
        let staff = identity::staff(desk)?;
        let known = staff.into_iter().find(|one| one.name == name);
        known.map(|one| one.who()).ok_or(Refusal::Unknown("colleague"))
    })
}
