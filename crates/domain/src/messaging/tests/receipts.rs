//! What is heard by the names that the other side gives messages.

use super::{NOON, after, taken, write};
use crate::{
    house::each_engine,
    messaging::{
        self, Channel, Ended, Fate, Heard, Of, Parcel, Receipt, Shown, State, ended, heard_all,
        list, told,
    },
};
use kernel::Id;

#[test]
fn many_receipts_at_once_are_heard_as_one_after_the_other() {
    each_engine(|house| {
        write(house, &["one", "two", "three"]);
        let parcels = taken(house, NOON, 9);
        for (parcel, name) in parcels.iter().zip(["a", "b", "c"]) {
            let end = Ended::new(parcel.attempt, Fate::Accepted, "250");
            let end = Ended { reference: Some(name.into()), ..end };
            house.system(NOON, move |desk| ended(desk, &[end]));
        }
        let receipt = |of: Of, heard| Receipt {
            of,
            heard,
            whose: Vec::new(),
            nobody: false,
            said: "so".into(),
        };
        let named = |name: &str| Of::Reference(Channel::Email, name.into());
        let all = [
            receipt(named("a"), Heard::Delivered),
            receipt(named("a"), Heard::Delivered),
            receipt(named("b"), Heard::Bounced),
            receipt(named("b"), Heard::Delivered),
            receipt(named("b"), Heard::Bounced),
            receipt(Of::Message(parcels[2].message), Heard::Delayed),
            receipt(Of::Message(Id::from_bytes([7; 16])), Heard::Delivered),
            receipt(named("early"), Heard::Delivered),
        ];
        for _ in 0..2 {
            let all = all.clone();
            house.system(&after(60), move |desk| heard_all(desk, &all));
        }
        let found = house.system(NOON, |desk| list(desk, Shown::All, None));
        let state = |at: usize| {
            found.iter().find(|one| one.id == parcels[at].message).expect("it is there").state
        };
        let states = [state(0), state(1), state(2)];
        assert_eq!(states, [State::Delivered, State::Bounced, State::Sent]);
        let told = |at: usize| {
            let id = parcels[at].message;
            house.system(NOON, move |desk| told(desk, id)).len()
        };
        assert_eq!([told(0), told(1), told(2)], [1, 2, 1], "each thing once");
    });
}

#[test]
fn a_receipt_that_names_a_message_as_the_other_side_does_is_heard_before_and_after() {
    each_engine(|house| {
        write(house, &["one", "two"]);
        let parcels = taken(house, NOON, 2);
        let hear = |name: &str, heard: Heard| {
            let of = Of::Reference(Channel::Email, name.into());
            let receipt = Receipt {
                of,
                heard,
                whose: Vec::new(),
                nobody: false,
                said: "as it was said".into(),
            };
            house.system(&after(60), move |desk| messaging::heard(desk, &receipt));
        };
        hear("first", Heard::Delivered);
        for (parcel, name) in parcels.iter().zip(["first", "second"]) {
            let end = Ended {
                reference: Some(name.into()),
                ..Ended::new(parcel.attempt, Fate::Accepted, "250 queued")
            };
            house.system(&after(61), move |desk| ended(desk, &[end]));
        }
        let state = |parcel: &Parcel| {
            let all = house.system(NOON, |desk| list(desk, Shown::All, None));
            all.into_iter().find(|one| one.id == parcel.message).expect("it is there").state
        };
        assert_eq!(state(&parcels[0]), State::Delivered, "it came before we knew the name");
        assert_eq!(state(&parcels[1]), State::Sent);
        hear("second", Heard::Bounced);
        hear("third", Heard::Bounced);
        assert_eq!(state(&parcels[1]), State::Bounced);
    });
}
