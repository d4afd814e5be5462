use super::{acknowledge, answered, find, list, of_request, open};
use crate::{
    commitments::{self, State},
    contacts::requests::{self, Answer, Incoming, Sender, receive},
    house::each_engine,
    queue, reactions,
};

const PROMISES: &str = r#"
[[commitment]]
code = "requests.48h"
starts = ["request.received"]
stops = ["request.answered"]
voids = ["request.merged", "request.withdrawn", "request.recognised"]
within = "48h"
share = "95%"
valid_from = "2020-01-01"
[commitment.name]
en = "Answered within 48 hours"

[[commitment]]
code = "complaints.ack_48h"
starts = ["complaint.received"]
stops = ["complaint.acknowledged", "complaint.answered"]
within = "48h"
share = "95%"
valid_from = "2020-01-01"
[commitment.name]
en = "Acknowledged within 48 hours"

[[commitment]]
code = "complaints.answer_10d"
starts = ["complaint.received"]
stops = ["complaint.answered"]
within = "240h"
share = "90%"
valid_from = "2020-01-01"
[commitment.name]
en = "Answered within 10 days"
"#;

fn grumble() -> Incoming {
    Incoming {
        sender: Sender {
            name: "Bianca".into(),
            email: Some("bianca@example.test".into()),
            ..Sender::default()
        },
        text: "This is unacceptable, I want to complain.".into(),
        link: "a secret".into(),
        ..Incoming::default()
    }
}

#[test]
fn a_request_recognised_as_a_complaint_counts_from_its_first_instant() {
    each_engine(|house| {
        house.promise(PROMISES, "");
        let id = house.system("2026-05-04T10:00:00Z", |desk| receive(desk, &grumble())).id;
        // Nobody noticed for three days: the acknowledgement is born late.
        let complaint = house.system("2026-05-07T10:00:00Z", move |desk| of_request(desk, id));
        let again = house.system("2026-05-07T10:00:01Z", move |desk| of_request(desk, id));
        assert_eq!(complaint, again);
        let clocks = house.system("2026-05-07T10:00:02Z", move |desk| {
            commitments::of_subject(desk, complaint.bytes())
        });
        let told: Vec<(&str, State, String)> = clocks
            .iter()
            .map(|row| (row.code.as_str(), row.clock.state, row.clock.started_at.to_string()))
            .collect();
        let first = "2026-05-04T10:00:00Z".to_owned();
        assert_eq!(
            told,
            [
                ("complaints.ack_48h", State::Breached, first.clone()),
                ("complaints.answer_10d", State::Running, first),
            ]
        );
        let own = house
            .system("2026-05-07T10:00:03Z", move |desk| commitments::of_subject(desk, id.bytes()));
        assert_eq!(
            own[0].clock.breached_at.map(|at| at.to_string()).as_deref(),
            Some("2026-05-06T10:00:00Z"),
            "what was broken stays broken"
        );
    });
}

#[test]
fn answering_the_request_answers_the_complaint_and_the_job_numbers_it() {
    each_engine(|house| {
        house.promise(PROMISES, "");
        let id = house.system("2026-05-04T10:00:00Z", |desk| receive(desk, &grumble())).id;
        let complaint = house.system("2026-05-04T11:00:00Z", move |desk| of_request(desk, id));
        house.system("2026-05-04T11:00:01Z", |desk| {
            for job in queue::claim(desk, 10)? {
                reactions::run(desk, &job)?;
            }
            Ok(())
        });
        house.system("2026-05-05T09:00:00Z", move |desk| acknowledge(desk, complaint));
        house.system("2026-05-06T09:00:00Z", move |desk| {
            let answer = Answer { text: "We are sorry.".into(), by_phone: false };
            reactions::answer_request(desk, id, &answer)
        });
        let kept = house.system("2026-05-06T10:00:00Z", move |desk| find(desk, complaint));
        assert_eq!((kept.number, kept.answered_at.is_some()), (Some(1), true));
        let clocks = house.system("2026-05-06T10:00:01Z", move |desk| {
            commitments::of_subject(desk, complaint.bytes())
        });
        assert!(clocks.iter().all(|row| row.clock.state == State::Kept));
        assert_eq!(house.system("2026-05-06T10:00:02Z", |desk| list(desk, None)), [kept]);
        let request = house.system("2026-05-06T10:00:03Z", move |desk| requests::find(desk, id));
        assert_eq!(request.due(), None);
    });
}

#[test]
fn those_without_an_answer_are_listed_by_their_next_deadline() {
    each_engine(|house| {
        house.promise(PROMISES, "");
        let mut complaints = Vec::new();
        for day in [4, 6, 5] {
            let when = format!("2026-05-{day:02}T10:00:00Z");
            let incoming = Incoming { link: format!("secret {day}"), ..grumble() };
            let id = house.system(&when, move |desk| receive(desk, &incoming)).id;
            complaints.push(house.system(&when, move |desk| of_request(desk, id)));
        }
        let [early, late, between] = [complaints[0], complaints[1], complaints[2]];
        // Who was acknowledged has ten days and not two.
        house.system("2026-05-06T11:00:00Z", move |desk| acknowledge(desk, early));
        let page = |after| house.system("2026-05-06T12:00:00Z", move |desk| open(desk, after));
        let found = page(None);
        let ids: Vec<_> = found.iter().map(|one| one.id).collect();
        assert_eq!(ids, [between, late, early]);
        assert_eq!(found[0].due_at.to_string(), "2026-05-07T10:00:00Z");
        let rest = page(Some((found[1].due_at, found[1].id)));
        assert_eq!(rest, found[2..], "the next page begins after the last of this one");
        house.system("2026-05-06T13:00:00Z", move |desk| answered(desk, late));
        assert_eq!(page(None).len(), 2);
        let all = house.system("2026-05-06T14:00:00Z", |desk| list(desk, None));
        let ids: Vec<_> = all.iter().map(|one| one.id).collect();
        assert_eq!(ids, [late, between, early], "all of them, the newest first");
    });
}
