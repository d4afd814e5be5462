//! Words are tried before they are saved: with a record that there was, and at an address of ours.

use super::{NOON, all, tell, told};
use crate::{
    Desk, Refusal, Result, Role, Who,
    house::{House, each_engine},
    messaging::Channel,
    notices::{Book, Event, Notice, Record, Wording, create, preview, records, send_test},
};
use kernel::{Id, Language};

/// A second notice of what causes the receipt of a request; it never went out.
fn never_sent(house: &House) {
    house.system(NOON, |desk| {
        let receipt = Book::open(desk)?.notice("receipt").expect("it is installed").clone();
        create(desk, &Notice { code: "ours".into(), ..receipt })
    });
}

fn wording(text: &str) -> Wording {
    Wording {
        id: Id::from_bytes([0; 16]),
        notice: "ours".into(),
        channel: Channel::Email,
        language: Language::En,
        version: 0,
        title: "Received".into(),
        text: text.into(),
    }
}

fn offered(house: &House, notice: &'static str) -> Vec<Record> {
    house.system(NOON, move |desk| records(desk, notice))
}

#[test]
fn a_notice_that_never_went_out_is_tried_with_what_the_same_event_told() {
    each_engine(|house| {
        assert_eq!(offered(house, "receipt"), []);
        tell(house, NOON, &told(Event::RequestReceived, None));
        tell(house, NOON, &told(Event::RequestAnswered, None));
        never_sent(house);
        let [record] = offered(house, "ours").try_into().expect("one was caused by the event");
        assert_eq!(offered(house, "receipt"), std::slice::from_ref(&record));
        let other = offered(house, "answer").remove(0);
        let read = move |desk: &mut Desk<'_>, with: &Record| -> Result<String> {
            Ok(preview(desk, &wording("{{ title }} · {{ number }}"), Some(with.id))?.text)
        };
        house.system(NOON, move |desk| {
            assert_eq!(read(desk, &record)?.trim(), "Roof · R-1");
            let wrong = read(desk, &other);
            assert!(matches!(wrong, Err(Refusal::Unknown("message"))), "{wrong:?}");
            Ok(())
        });
        let partner = Who::Staff {
            id: Id::from_bytes([4; 16]),
            role: Role::Partner,
            path: "/a/b/".into(),
            language: Language::It,
        };
        let hidden = house.act(NOON, partner, |desk| records(desk, "ours"));
        assert!(matches!(hidden, Err(Refusal::Forbidden)), "they see one unit: {hidden:?}");
    });
}

#[test]
fn a_test_goes_to_the_address_that_was_typed() {
    each_engine(|house| {
        never_sent(house);
        let sends = |to: &'static str| {
            house.act(NOON, Who::System, move |desk| {
                send_test(desk, &wording("{{ number }} is here"), to, None)
            })
        };
        assert!(matches!(sends(" "), Err(Refusal::Invalid(_))));
        sends("carla@aurora.test").expect("it is sent");
        let [message] = all(house).try_into().expect("one message");
        assert_eq!(message.recipient, "carla@aurora.test");
        assert!(message.text.ends_with(" is here\n"), "{:?}", message.text);
    });
}
