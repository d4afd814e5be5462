//! Certified mail as providers really sent it.

use super::{House, until};
use domain::contacts::{
    complaints::{self, Complaint},
    letters::{self, Became, Kept},
};
use kernel::{Id, Instant};
use premura::{Channels, Letters, Pec, Receipts};
use std::{fs, path::PathBuf};
use testkit::{bare::NOW, data};

const COMPLAINT: &str = "oca_posta_certificata_invio_file_7339338.eml";

fn pec(maildir: PathBuf) -> Pec {
    Pec {
        from: "Esempio <esempio@pec.test>".into(),
        relays: Vec::new(),
        receipts: Receipts::Complete,
        maildir: Some(maildir),
        mailbox: None,
        letters: Letters::Complaints,
        anchors: None,
        tenant: None,
    }
}

#[test]
fn a_certified_letter_opens_a_numbered_complaint_and_receipts_of_others_are_left() {
    let Some(real) = data::file("mail/pec") else { return };
    House::each(|house| {
        let own = &house.own;
        fs::create_dir_all(own.join("new")).expect("a folder");
        for file in fs::read_dir(&real).expect("the letters").flatten() {
            fs::copy(file.path(), own.join("new").join(file.file_name())).expect("it is copied");
        }
        house.speak(Channels { pec: &[pec(own.clone())], ..Channels::default() });
        // Two of the five are receipts of letters that were none of ours.
        until("what is left", || {
            let left = fs::read_dir(own.join("new")).expect("the box").flatten().count();
            (left == 2).then_some(())
        });
        let taken = house.act(letters::recent);
        assert!(taken.iter().all(|one| one.became == Became::Complaint), "{taken:?}");
        let mut proofs: Vec<&str> = taken.iter().map(|one| one.proof.as_str()).collect();
        proofs.sort_unstable();
        let none_holds = ["altered", "altered", "unreadable"];
        assert_eq!(proofs, none_holds, "no signature holds, and it says so");
        let theirs = |one: &&Kept| one.title.starts_with("Invio File");
        let one = taken.iter().find(theirs).expect("it is there").clone();
        numbered(house, &one);
        let original = house.act(move |desk| letters::original(desk, one.id));
        assert_eq!(original, fs::read(real.join(COMPLAINT)).expect("the letter"), "byte for byte");
    });
}

/// It has a number of the register, and its clocks.
fn numbered(house: &House, kept: &Kept) {
    let id: Id<Complaint> = Id::from_bytes(kept.subject.expect("a complaint"));
    while house.act(complaints::give_numbers) {}
    let complaint = house.act(move |desk| complaints::find(desk, id));
    assert!(complaint.number.is_some(), "{complaint:?}");
    assert_eq!(complaint.channel, "pec");
    let now: Instant = NOW.parse().expect("an instant");
    assert_eq!(complaint.received_at, now, "what is not proved counts from when it was read");
}
