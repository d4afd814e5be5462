//! A message centre that `./test` starts, whose SMPP somebody else wrote.

use super::{carry, next, open, smsc};
use domain::messaging::{Channel, Fate, Heard, Of, Receipt};
use gateways::{
    Carrier, Handed,
    sms::{Binding, Coming, Joining, News, Security, Smsc},
};
use serde_json::Value as Json;
use std::{
    env, fs,
    path::PathBuf,
    time::{Duration, Instant},
};
use testkit::message::parcel;

struct Centre {
    port: u16,
    secure: u16,
    root: PathBuf,
}

fn centre() -> Option<Centre> {
    let Ok(ports) = env::var("PREMURA_TEST_SMSC") else {
        eprintln!("skipped: no message centre");
        return None;
    };
    let mut ports = ports.split(',').map(|port| port.parse().expect("a port"));
    let mut port = || ports.next().expect("two ports");
    let root = env::var("PREMURA_TEST_SMSC_ROOT").expect("its folder").into();
    Some(Centre { port: port(), secure: port(), root })
}

impl Centre {
    /// What it took for this number.
    fn taken(&self, number: &str) -> Vec<Json> {
        let file = fs::read_to_string(self.root.join("taken.jsonl")).expect("its file");
        let lines = file.lines().filter_map(|line| serde_json::from_str::<Json>(line).ok());
        lines.filter(|line| line["to"][2] == number).collect()
    }

    fn text(&self, number: &str) -> String {
        let parts = self.taken(number);
        parts.iter().filter_map(|part| part["text"].as_str()).collect()
    }
}

/// The name that it gave a message, and the receipt that has it.
fn receipt(handed: &Handed, heard: Heard, said: &str) -> News {
    let id = handed.reference.clone().expect("it has a name there");
    let of = Of::Reference(Channel::Sms, id);
    News::Receipt(Receipt { of, heard, whose: Vec::new(), nobody: false, said: said.into() })
}

#[test]
fn a_message_is_taken_as_it_was_written_and_its_receipt_names_it() {
    let Some(centre) = centre() else { return };
    let trusted = fs::read(centre.root.join("cert.pem")).expect("its certificate");
    let plain = smsc(centre.port, "premura-a");
    let secured = Smsc {
        security: Security::Tls,
        trusted,
        port: centre.secure,
        ..smsc(centre.port, "premura-b")
    };
    let text = "Gentile Zoè, 10 € [è tutto]: ~\\^{}|@£ Ñ ù\nA presto";
    for (smsc, number, said) in
        [(plain, "393330010010", "DELIVRD err:000"), (secured, "393330010016", "DELIVRD")]
    {
        let is_secure = smsc.security == Security::Tls;
        let (mut smpp, news) = open(smsc);
        let handed = carry(&mut smpp, &[parcel(&format!("+{number}"), text)]).remove(0);
        assert_eq!(handed.fate, Fate::Accepted, "{handed:?}");
        assert_eq!(next(&news), receipt(&handed, Heard::Delivered, said));
        let taken = centre.taken(number);
        assert_eq!(taken.len(), 1);
        assert_eq!(taken[0]["text"], text);
        assert_eq!(taken[0]["coding"], 0, "it is all in the GSM alphabet");
        assert_eq!(taken[0]["from"], serde_json::json!([5, 0, "Aurora"]));
        assert_eq!(taken[0]["to"], serde_json::json!([1, 1, number]));
        assert_eq!(taken[0]["secure"], is_secure);
    }
}

#[test]
fn a_long_message_goes_in_parts_that_say_how_they_belong_together() {
    let Some(centre) = centre() else { return };
    let long = "Gentile cliente, la sua pratica è stata definita: 10 € [saldo]. ".repeat(6);
    let foreign = "Ваша заявка принята 😀. ".repeat(9);
    for (place, joining) in [Joining::Udh, Joining::Sar, Joining::Payload].into_iter().enumerate() {
        let smsc = Smsc { joining, ..smsc(centre.port, &format!("premura-c{place}")) };
        let (mut smpp, news) = open(smsc);
        for (last, text, coding) in [(1, &long, 0), (2, &foreign, 8)] {
            let number = format!("3933300{place}{last}010");
            let handed = carry(&mut smpp, &[parcel(&format!("+{number}"), text)]).remove(0);
            assert_eq!(handed.fate, Fate::Accepted, "{handed:?}");
            assert_eq!(next(&news), receipt(&handed, Heard::Delivered, "DELIVRD err:000"));
            assert_eq!(centre.text(&number), *text, "{joining:?}");
            let parts = centre.taken(&number);
            assert_eq!(parts[0]["coding"], coding);
            let asked = parts.iter().filter(|part| part["receipt"] == 1).count();
            assert_eq!(asked, 1, "one receipt for one message");
            if joining == Joining::Udh {
                let udh = |part: &Json| part["udh"].as_str().map(|udh| udh[6..].to_owned());
                let count = parts.len();
                let headers: Vec<_> = parts.iter().filter_map(udh).collect();
                assert!(headers[1].ends_with(&format!("{count:02x}02")), "{headers:?}");
            }
        }
    }
}

#[test]
fn what_it_says_of_each_number_is_understood() {
    let Some(centre) = centre() else { return };
    let (mut smpp, news) = open(smsc(centre.port, "premura-d"));
    let numbers = ["0001", "0002", "0003", "0004", "0005", "0010"];
    let parcels = numbers.map(|last| parcel(&format!("+39333003{last}"), "Salve"));
    let handed = carry(&mut smpp, &parcels);
    let fates: Vec<Fate> = handed.iter().map(|one| one.fate).collect();
    let taken = Fate::Accepted;
    let expected = [Fate::Unreachable, Fate::Postponed, Fate::Refused, taken, taken, taken];
    assert_eq!(fates, expected, "{handed:#?}");
    assert!(handed[0].said.contains("ESME_RINVDSTADR"), "{handed:?}");
    let mut heard: Vec<News> = (0..3).map(|_| next(&news)).collect();
    for (place, came, said) in [
        (3, Heard::Bounced, "UNDELIV err:001"),
        (4, Heard::Bounced, "EXPIRED err:027"),
        (5, Heard::Delivered, "DELIVRD err:000"),
    ] {
        let receipt = receipt(&handed[place], came, said);
        heard.retain(|one| *one != receipt);
    }
    assert_eq!(heard, []);
}

#[test]
fn who_writes_back_is_heard_whole() {
    let Some(centre) = centre() else { return };
    let (mut smpp, news) = open(smsc(centre.port, "premura-e"));
    carry(&mut smpp, &[parcel("+393330040007", "Salve")]);
    let text = "STOP per favore. ".repeat(9) + "Grazie, è tutto: 10 €";
    let coming = Coming { from: "393330040007".into(), to: "Aurora".into(), text };
    let heard = [next(&news), next(&news)];
    assert!(heard.contains(&News::Coming(coming)), "{heard:?}");
}

#[test]
fn two_sessions_say_and_hear_apart_and_each_says_farewell() {
    let Some(centre) = centre() else { return };
    let smsc = Smsc { binding: Binding::Separate, ..smsc(centre.port, "premura-f") };
    let (mut smpp, news) = open(smsc);
    let handed = carry(&mut smpp, &[parcel("+393330050010", "Salve")]).remove(0);
    assert_eq!(next(&news), receipt(&handed, Heard::Delivered, "DELIVRD err:000"));
    drop(smpp);
    let file = fs::read_to_string(centre.root.join("taken.jsonl")).expect("its file");
    let farewells = file.lines().filter(|line| line.contains(r#""unbound":"premura-f""#));
    assert_eq!(farewells.count(), 2);
}

#[test]
fn what_the_house_cannot_write_down_is_said_again() {
    let Some(centre) = centre() else { return };
    let (sender, news) = std::sync::mpsc::channel();
    let times = std::sync::atomic::AtomicUsize::new(0);
    let listener = move |all: Vec<News>| {
        sender.send(all).expect("the test listens");
        times.fetch_add(1, std::sync::atomic::Ordering::Relaxed) >= 2
    };
    let listener = std::sync::Arc::new(listener);
    let mut smpp =
        gateways::sms::Smpp::open(smsc(centre.port, "premura-g"), listener).expect("a thread");
    let handed = carry(&mut smpp, &[parcel("+393330060010", "Salve")]).remove(0);
    let expected = receipt(&handed, Heard::Delivered, "DELIVRD err:000");
    for _ in 0..3 {
        let told = news.recv_timeout(Duration::from_secs(10)).expect("it is told again");
        assert_eq!(told, std::slice::from_ref(&expected));
    }
    let quiet = news.recv_timeout(Duration::from_millis(500));
    assert!(quiet.is_err(), "and no more once it is written down");
}

#[test]
fn who_is_not_let_in_or_not_trusted_hands_nothing_over() {
    let Some(centre) = centre() else { return };
    let wrong = Smsc { password: "wrong".into(), ..smsc(centre.port, "premura-h") };
    let strange =
        Smsc { security: Security::Tls, port: centre.secure, ..smsc(centre.port, "premura-i") };
    for (smsc, said) in [(wrong, "ESME_RINVPASWD"), (strange, "certificate")] {
        let (mut smpp, _news) = open(smsc);
        let began = Instant::now();
        let handed = carry(&mut smpp, &[parcel("+393330070010", "Salve")]).remove(0);
        assert_eq!(handed.fate, Fate::Postponed, "{handed:?}");
        assert!(handed.said.contains(said), "{handed:?}");
        assert!(began.elapsed() < Duration::from_secs(10));
        smpp.rest();
    }
    assert_eq!(centre.taken("393330070010"), Vec::<Json>::new());
}
