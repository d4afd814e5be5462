//! Letters that came on paper, told on each engine.

use crate::{
    Fault, Refusal, Result, Role, Who, commitments,
    contacts::{
        complaints::{self, Complaint},
        letters::{Became, Scan, evidence, original, prove, recent, scanned},
        requests::{self, Channel as By, Request, Upload},
    },
    house::{House, each_engine},
    messaging::{self, Channel, Ended, Fate, Proof, Shown},
    parties::PointKind,
};
use kernel::{Id, Instant, Language};

const NOW: &str = "2026-05-08T12:00:00Z";

const PROMISES: &str = r#"
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

fn scan(becomes: Became) -> Scan {
    Scan {
        received_on: "2026-05-04".parse().expect("a day"),
        party: None,
        name: "Dora Bruni".into(),
        address: "Via Roma 1\n28921 Verbania".into(),
        language: Language::It,
        becomes,
        title: "The roof".into(),
        text: "Nobody came for a month.".into(),
        file: Upload { name: "scan.pdf".into(), bytes: b"%PDF-1.7 a letter".to_vec() },
    }
}

fn takes(house: &House, scan: &Scan) -> Result<(Became, [u8; 16])> {
    let scan = scan.clone();
    house.act(NOW, Who::System, move |desk| scanned(desk, &scan))
}

#[test]
fn a_complaint_on_paper_is_numbered_and_its_clocks_run_from_the_day_it_came() {
    each_engine(|house| {
        house.promise(PROMISES, "");
        house.system(NOW, |desk| messaging::carry(desk, Channel::Post));
        let (_, subject) = takes(house, &scan(Became::Complaint)).expect("it is taken");
        let again = takes(house, &scan(Became::Request)).expect("it is known");
        assert_eq!(again, (Became::Complaint, subject), "the same scan is one letter");
        house.system(NOW, |desk| complaints::give_numbers(desk).map(drop));
        let id: Id<Complaint> = Id::from_bytes(subject);
        let complaint = house.system(NOW, move |desk| complaints::find(desk, id));
        assert_eq!((complaint.number, complaint.channel.as_str()), (Some(1), "post"));
        let began: Instant = "2026-05-03T22:00:00Z".parse().expect("an instant");
        assert_eq!(complaint.received_at, began, "when that day began in Rome");
        let clocks = house.system(NOW, move |desk| commitments::of_subjects(desk, &[subject]));
        let due: Vec<_> = clocks.iter().map(|clock| clock.clock.due_at).collect();
        assert_eq!(due, [Some(began + 10 * Instant::DAY)]);
        let kept = house.system(NOW, recent);
        assert_eq!((kept.len(), kept[0].channel.as_str()), (1, "post"));
        let letter = kept[0].id;
        let bytes = house.system(NOW, move |desk| original(desk, letter));
        assert_eq!(bytes, scan(Became::Complaint).file.bytes);
        house.system(NOW, move |desk| complaints::acknowledge(desk, id));
        let sent = house.system(NOW, |desk| messaging::list(desk, Shown::All, None));
        let to: Vec<_> = sent.iter().filter(|one| one.channel == "post").collect();
        assert_eq!(to.len(), 1, "who has only an address is written to: {sent:?}");
        assert_eq!(to[0].recipient, "Dora Bruni\nVia Roma 1\n28921 Verbania");
    });
}

#[test]
fn a_request_on_paper_is_the_clients_and_its_answer_goes_to_their_address() {
    each_engine(|house| {
        let home = (PointKind::Address, "Corso Cairoli 9, 28921 Verbania");
        let client = house.client("Ada Rossi", home);
        house.system(NOW, |desk| messaging::carry(desk, Channel::Post));
        let one = Scan {
            party: Some(client),
            name: String::new(),
            address: String::new(),
            text: String::new(),
            ..scan(Became::Request)
        };
        let (_, subject) = takes(house, &one).expect("it is taken");
        let id: Id<Request> = Id::from_bytes(subject);
        let request = house.system(NOW, move |desk| requests::find(desk, id));
        assert_eq!((request.channel, request.sender.party), (By::Post, Some(client)));
        assert_eq!(request.sender.name, "Ada Rossi");
        let files = house.system(NOW, move |desk| requests::attachments(desk, id));
        assert_eq!(files.len(), 1, "whoever works on it sees the letter");
        house.system(NOW, move |desk| {
            requests::answer(
                desk,
                id,
                &requests::Answer { text: "It is paid.".into(), by_phone: false },
            )
        });
        let sent = house.system(NOW, |desk| messaging::list(desk, Shown::All, None));
        let to: Vec<_> = sent.iter().filter(|one| one.channel == "post").collect();
        assert_eq!(to.len(), 1, "{sent:?}");
        assert_eq!(to[0].recipient, "Ada Rossi\nCorso Cairoli 9\n28921 Verbania");
    });
}

#[test]
fn a_letter_of_tomorrow_of_nobody_or_of_no_scanner_is_refused_with_all_faults() {
    each_engine(|house| {
        let wrong = Scan {
            received_on: "2026-05-09".parse().expect("a day"),
            name: " ".into(),
            title: String::new(),
            becomes: Became::Stop,
            file: Upload { name: "scan.exe".into(), bytes: b"MZ".to_vec() },
            ..scan(Became::Request)
        };
        let Err(Refusal::Invalid(faults)) = takes(house, &wrong) else { panic!("all is wrong") };
        let named = |one: &Fault| (one.field.clone(), one.reason);
        let told: Vec<_> = faults.iter().map(named).collect();
        let expected = [
            ("name", "fault-required"),
            ("title", "fault-required"),
            ("becomes", "fault-required"),
            ("file", "fault-scan-kind"),
            ("received", "fault-future"),
        ];
        assert_eq!(told, expected.map(|(field, reason)| (field.to_owned(), reason)));
        let old =
            Scan { received_on: "2023-05-04".parse().expect("a day"), ..scan(Became::Request) };
        assert!(matches!(takes(house, &old), Err(Refusal::Invalid(_))));
        for begins in [&b"II*\0"[..], b"MM\0*", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"] {
            let file = Upload { name: "s".into(), bytes: begins.to_vec() };
            assert!(takes(house, &Scan { file, ..scan(Became::Request) }).is_ok(), "{begins:?}");
        }
        let homeless = Scan { address: String::new(), ..scan(Became::Request) };
        let file = Upload { name: "s".into(), bytes: b"%PDF-1.4 other".to_vec() };
        let refused = takes(house, &Scan { file, ..homeless });
        assert!(matches!(refused, Err(Refusal::Invalid(_))), "nobody could be answered");
    });
}

#[test]
fn the_scan_of_a_receipt_is_kept_with_its_letter_once() {
    each_engine(|house| {
        house.system(NOW, |desk| messaging::carry(desk, Channel::Post));
        let (_, subject) = takes(house, &scan(Became::Complaint)).expect("it is taken");
        let id: Id<Complaint> = Id::from_bytes(subject);
        house.system(NOW, move |desk| complaints::acknowledge(desk, id));
        let sent = house.system(NOW, |desk| messaging::list(desk, Shown::All, None));
        let letter = sent.iter().find(|one| one.channel == "post").expect("it goes").id;
        house.system(NOW, |desk| {
            let taken = messaging::take(desk, Channel::Post, 1)?;
            let end = |one: &messaging::Parcel| Ended::new(one.attempt, Fate::Accepted, "batch");
            messaging::ended(desk, &taken.iter().map(end).collect::<Vec<_>>())
        });
        let proof =
            Proof { posted_on: Some("2026-05-08".parse().expect("a day")), ..Proof::default() };
        let receipt = Upload { name: "r.pdf".into(), bytes: b"%PDF-1.7 receipt".to_vec() };
        for _ in 0..2 {
            let (proof, receipt) = (proof.clone(), receipt.clone());
            house.system(NOW, move |desk| prove(desk, letter, &proof, Some(&receipt)));
        }
        let kept = house.system(NOW, move |desk| evidence(desk, &[letter.bytes()]));
        assert_eq!(kept[&letter.bytes()].len(), 1);
        let scan = kept[&letter.bytes()][0];
        assert_eq!(house.system(NOW, move |desk| original(desk, scan)), receipt.bytes);
        let program = Upload { name: "r.exe".into(), bytes: b"MZ".to_vec() };
        let auditor = Who::Staff {
            id: Id::from_bytes([5; 16]),
            role: Role::Auditor,
            path: "/a/".into(),
            language: Language::It,
        };
        let tries = |who: Who, file: &Upload| {
            let (proof, file) = (proof.clone(), file.clone());
            house.act(NOW, who, move |desk| prove(desk, letter, &proof, Some(&file)))
        };
        assert!(matches!(tries(Who::System, &program), Err(Refusal::Invalid(_))));
        assert!(matches!(tries(auditor, &receipt), Err(Refusal::Forbidden)));
    });
}
