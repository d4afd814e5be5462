use super::{asked, clocks, furnish, hired, question};
use crate::{
    Refusal, Role,
    contacts::requests::{self, Incoming, Upload, receive},
    house::each_engine,
    messaging,
    reactions::take_messages,
};
use kernel::Language;
use std::collections::BTreeMap;

const NOON: &str = "2026-05-04T12:00:00Z";

#[test]
fn a_question_gets_a_number_and_the_promised_hour() {
    each_engine(|house| {
        furnish(house);
        let received = asked(house, NOON, "When does my cover begin?");
        assert!(received.number.starts_with("R-"), "{}", received.number);
        let due = received.due_at.map(|due| due.to_string());
        assert_eq!(due.as_deref(), Some("2026-05-06T12:00:00Z"));
        let outbox = house.system(NOON, |desk| messaging::list(desk, messaging::Shown::All, None));
        assert_eq!(outbox.len(), 1);
        assert_eq!(
            (outbox[0].kind.as_str(), outbox[0].recipient.as_str()),
            ("receipt", "bianca@example.test")
        );
        assert!(outbox[0].text.contains(&received.number));
    });
}

#[test]
fn a_confirmation_is_put_into_the_words_of_the_client_where_it_is_sent() {
    each_engine(|house| {
        furnish(house);
        for (number, language) in Language::ALL.iter().enumerate() {
            let incoming =
                Incoming { language: *language, ..question(&format!("Question {number}")) };
            house.system(NOON, move |desk| receive(desk, &incoming));
        }
        let email = messaging::Channel::Email;
        let taken = house.system(NOON, move |desk| take_messages(desk, email, 10));
        assert_eq!(taken.len(), 4);
        for parcel in taken {
            let said = (parcel.language, format!("{}\n{}", parcel.title, parcel.text));
            for part in ["R-", "Bianca", "06.05.2026, 14:00", "Assicurazioni Aurora"] {
                assert!(said.1.contains(part), "{part}: {said:?}");
            }
            assert!(!said.1.contains(['{', '}']), "{said:?}");
            let own = match parcel.language {
                Language::It => "Risponderemo entro il",
                Language::Fr => "Nous répondons au plus tard le",
                Language::Nl => "Wij antwoorden uiterlijk op",
                Language::En => "We answer by",
            };
            assert!(said.1.contains(own), "{said:?}");
        }
    });
}

#[test]
fn the_same_request_twice_is_one() {
    each_engine(|house| {
        furnish(house);
        let send = |when: &str| {
            house.system(when, |desk| {
                let incoming =
                    requests::Incoming { key: Some("form 7".into()), ..question("Once?") };
                receive(desk, &incoming)
            })
        };
        let (first, second) = (send(NOON), send("2026-05-04T12:00:05Z"));
        assert_eq!(
            (first.id, &first.number, first.due_at),
            (second.id, &second.number, second.due_at)
        );
        assert!(first.fresh && !second.fresh);
    });
}

#[test]
fn a_later_letter_counts_from_the_day_it_came() {
    each_engine(|house| {
        furnish(house);
        let received = house.system(NOON, |desk| {
            let at = "2026-05-03T09:00:00Z".parse().ok();
            receive(desk, &requests::Incoming { received_at: at, ..question("By post") })
        });
        let due = received.due_at.map(|due| due.to_string());
        assert_eq!(due.as_deref(), Some("2026-05-05T09:00:00Z"));
    });
}

#[test]
fn all_faults_are_named_at_once() {
    each_engine(|house| {
        furnish(house);
        let refused = house.act(NOON, crate::Who::System, |desk| {
            let mut incoming = question(&"x".repeat(50_000));
            incoming.topic = Some("refund".into());
            incoming.sender.name = String::new();
            incoming.sender.email = Some("nobody".into());
            incoming.sender.phone = Some("12".into());
            incoming.fields =
                BTreeMap::from([("amount".into(), "=1+1".into()), ("paid".into(), "yes".into())]);
            incoming.files = vec![Upload { name: "a.pdf".into(), bytes: b"MZ\x90\x00".to_vec() }];
            receive(desk, &incoming)
        });
        let Err(Refusal::Invalid(faults)) = refused else { panic!("it was taken") };
        let mut fields: Vec<&str> = faults.iter().map(|fault| fault.field.as_str()).collect();
        fields.sort_unstable();
        assert_eq!(fields, ["amount", "email", "files", "name", "on", "phone", "text"]);
    });
}

#[test]
fn a_field_that_is_not_asked_is_left_out_whatever_came_in_it() {
    each_engine(|house| {
        furnish(house);
        let request = house.system(NOON, |desk| {
            let mut incoming = question("");
            incoming.topic = Some("refund".into());
            incoming.fields = BTreeMap::from([
                ("amount".into(), "120".into()),
                ("paid".into(), "no".into()),
                ("on".into(), "not a day".into()),
            ]);
            let received = receive(desk, &incoming)?;
            requests::find(desk, received.id)
        });
        let filled: Vec<(&str, &str)> =
            request.fields.iter().map(|one| (one.label.as_str(), one.value.as_str())).collect();
        assert_eq!(filled, [("Amount", "120"), ("Did you pay it?", "No")]);
    });
}

#[test]
fn emoji_right_to_left_and_markup_come_back_as_they_were_sent() {
    each_engine(|house| {
        furnish(house);
        for text in ["🙂 שלום مرحبا", "<script>alert(1)</script>", "=cmd|' /C calc'!A0"]
        {
            let words = house.system(NOON, move |desk| {
                let received = receive(desk, &question(text))?;
                requests::words(desk, received.id)
            });
            assert_eq!(words[0].text, text);
        }
    });
}

#[test]
fn a_file_is_what_is_in_it_and_is_kept_once() {
    each_engine(|house| {
        furnish(house);
        let files = house.system(NOON, |desk| {
            let bytes = b"%PDF-1.7 a letter".to_vec();
            let upload = Upload { name: "../../etc/\"passwd\".exe".into(), bytes };
            let mut incoming = question("With a letter");
            incoming.files = vec![upload.clone(), upload];
            let received = receive(desk, &incoming)?;
            let files = requests::attachments(desk, received.id)?;
            let (_, bytes) = requests::file(desk, received.id, files[0].id)?;
            assert_eq!(bytes, b"%PDF-1.7 a letter");
            let kept: i64 = desk.one("select count(*) as n from files", &[])?;
            assert_eq!(kept, 1);
            Ok(files)
        });
        assert_eq!(files.len(), 2);
        assert_eq!(
            (files[0].name.as_str(), files[0].media.as_str()),
            ("passwd.exe", "application/pdf")
        );
    });
}

#[test]
fn who_asks_again_within_seven_days_about_the_same_repeats() {
    each_engine(|house| {
        furnish(house);
        let first = asked(house, "2026-05-04T12:00:00Z", "Where is it?");
        let again = asked(house, "2026-05-11T11:59:59Z", "Still: where is it?");
        let late = asked(house, "2026-05-18T12:00:00Z", "And now?");
        let other = house.system("2026-05-18T12:00:01Z", |desk| {
            let mut incoming = question("Somebody else");
            incoming.sender.email = Some("carlo@example.test".into());
            receive(desk, &incoming)
        });
        let repeats = [first.id, again.id, late.id, other.id].map(|id| {
            house
                .system("2026-05-19T00:00:00Z", move |desk| Ok(requests::find(desk, id)?.repeat_of))
        });
        assert_eq!(repeats, [None, Some(first.id.bytes()), None, None]);
    });
}

#[test]
fn a_neighbour_cannot_tell_a_request_from_none() {
    each_engine(|house| {
        furnish(house);
        let received = house.system(NOON, |desk| {
            receive(desk, &requests::Incoming { link: "our secret".into(), ..question("Ours") })
        });
        let neighbour = house.neighbour();
        for secret in ["our secret", "another"] {
            let peeked = neighbour
                .act(NOON, crate::Who::System, move |desk| requests::by_link(desk, secret));
            assert!(matches!(peeked, Err(Refusal::Unknown("request"))));
        }
        let peeked =
            neighbour.act(NOON, crate::Who::System, move |desk| requests::find(desk, received.id));
        assert!(matches!(peeked, Err(Refusal::Unknown("request"))));
        assert!(clocks(house, NOON, received.id).len() == 1);
    });
}

#[test]
fn an_auditor_reads_and_changes_nothing() {
    each_engine(|house| {
        furnish(house);
        let received = asked(house, NOON, "For the record");
        let auditor = hired(house, "Ottavia", Role::Auditor);
        let read = house.act(NOON, auditor.clone(), move |desk| requests::sheet(desk, received.id));
        assert_eq!(read.map(|request| request.id).ok(), Some(received.id));
        let noted = house.act(NOON, auditor, move |desk| requests::note(desk, received.id, "seen"));
        assert!(matches!(noted, Err(Refusal::Forbidden)));
    });
}
