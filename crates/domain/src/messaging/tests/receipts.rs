//! What is heard by the names that the other side gives messages.

use super::{NOON, after, taken, write};
use crate::{
    Refusal, Who,
    house::each_engine,
    messaging::{
        self, Channel, Ended, Fate, Heard, Of, Parcel, Receipt, Shown, State, ended, heard_all,
        list, receipts::EARLY_MAX, told,
    },
};
use db::{ToValue, Value};
use kernel::Id;

/// The message that the other side of the mail calls so.
fn called(name: &str) -> Of {
    Of::Reference(Channel::Email, name.into())
}

/// The one that a message centre calls so.
fn texted(name: &str) -> Of {
    Of::Reference(Channel::Sms, name.into())
}

/// That this was heard, with no address in it.
fn receipt(of: Of, heard: Heard) -> Receipt {
    Receipt { of, heard, whose: Vec::new(), nobody: false, said: "so".into() }
}

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
        let named = |name: &str, heard| receipt(called(name), heard);
        let all = [
            named("a", Heard::Delivered),
            named("a", Heard::Delivered),
            named("b", Heard::Bounced),
            named("b", Heard::Delivered),
            named("b", Heard::Bounced),
            receipt(Of::Message(parcels[2].message), Heard::Delayed),
            receipt(Of::Message(Id::from_bytes([7; 16])), Heard::Delivered),
            named("early", Heard::Delivered),
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
            let receipt = receipt(called(name), heard);
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

#[test]
fn a_name_is_of_one_channel_and_holds_no_nought() {
    each_engine(|house| {
        write(house, &["one"]);
        let parcel = taken(house, NOON, 1).remove(0);
        let end = Ended::new(parcel.attempt, Fate::Accepted, "250 queued");
        let end = Ended { reference: Some("first".into()), ..end };
        house.system(NOON, move |desk| ended(desk, &[end]));
        let stands = |receipt: Receipt| {
            house.system(&after(60), move |desk| {
                messaging::heard(desk, &receipt)?;
                Ok(list(desk, Shown::All, None)?.remove(0).state)
            })
        };
        let other = receipt(texted("first"), Heard::Bounced);
        assert_eq!(stands(other), State::Sent, "another channel calls another message so");
        let odd = receipt(called("fir\0st"), Heard::Delivered);
        assert_eq!(stands(odd), State::Delivered, "no database keeps a nought");
    });
}

#[test]
fn what_is_heard_of_unknown_names_is_kept_as_far_as_there_is_room() {
    each_engine(|house| {
        house.system(NOON, |desk| {
            let (now, tenant) = (desk.now(), desk.tenant);
            let rows: Vec<Vec<Value>> = (1..EARLY_MAX)
                .map(|number| {
                    let id: Id<Receipt> = desk.fresh_id();
                    let name = format!("kept {number}");
                    let cells: [&dyn ToValue; 7] =
                        [&tenant, &id, &"sms", &name, &now, &"delivered", &""];
                    cells.iter().map(|cell| cell.to_value()).collect()
                })
                .collect();
            let into = "early_receipts (tenant, id, channel, reference, at, kind, said)";
            desk.insert(into, "", &rows)
        });
        let hear = |name: &str| {
            let receipt = receipt(texted(name), Heard::Delivered);
            house.act(NOON, Who::System, move |desk| messaging::heard(desk, &receipt))
        };
        hear("the last").expect("there is room for one");
        let full = hear("one more");
        assert!(matches!(full, Err(Refusal::Conflict("conflict-too-many-receipts"))), "{full:?}");
    });
}
