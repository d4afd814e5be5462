//! FreeSWITCH by its event socket and by a file of its events: the same facts.

use crate::{
    freeswitch::answered,
    house::{House, houses},
};
use domain::{contacts::exchanges::Telephone, reactions};
use gateways::{EventSocket, Exchange, Manners};
use kernel::Instant;

const ASKED: &str = "Content-Type: auth/request\n\n";
const OK: &str = "Content-Type: command/reply\nReply-Text: +OK accepted\n\n";

/// What the socket sends for these events, in JSON or in lines.
fn sent(events: &[String], plain: bool) -> String {
    let frame = |event: &String| {
        let (kind, body) = if plain { ("plain", lines(event)) } else { ("json", event.clone()) };
        format!("Content-Length: {}\nContent-Type: text/event-{kind}\n\n{body}", body.len())
    };
    let frames: String = events.iter().map(frame).collect();
    format!("{ASKED}{OK}{OK}{frames}")
}

/// An event as lines, its values written as in addresses.
fn lines(event: &str) -> String {
    let event: serde_json::Value = serde_json::from_str(event).expect("an event");
    let fields = event.as_object().expect("fields").iter().map(|(name, value)| {
        let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        format!("{name}: {}\n", text.replace('%', "%25").replace('@', "%40"))
    });
    fields.collect::<String>() + "\n"
}

/// Hears all of it in pieces of this length; answers which telephones rang and fell silent.
fn hear(house: &House, bytes: &str, piece: usize) -> Vec<(Option<String>, Telephone)> {
    let source = "freeswitch".to_owned();
    let mut socket = EventSocket::new(Manners { source, ..Manners::default() }, "secret");
    let mut rings = Vec::new();
    for part in bytes.as_bytes().chunks(piece) {
        let now = Instant::from_seconds(1_795_341_000);
        let heard = socket.hear(part, now).expect("it is heard").heard;
        rings.extend(heard.rings.iter().map(|ring| (ring.agent.clone(), ring.telephone)));
        if !heard.is_empty() {
            house.at_a_desk(move |desk| reactions::exchange_heard(desk, "freeswitch", &heard));
        }
    }
    rings
}

#[test]
fn what_the_socket_tells_is_what_a_file_of_the_same_events_tells() {
    for (plain, piece) in [(false, usize::MAX), (false, 7), (true, usize::MAX), (true, 11)] {
        for house in houses() {
            let name = house.db.name();
            let rings = hear(&house, &sent(&answered(), plain), piece);
            let expected = [
                (Some("ada@default".to_owned()), Telephone::Rings),
                (Some("bo@default".to_owned()), Telephone::Silent),
                (None, Telephone::Silent),
                (None, Telephone::Silent),
            ];
            assert_eq!(rings, expected, "{name}");
            assert_eq!(house.count("select count(*) as n from ringing"), 0);
            let answered_after = "select wait_us as n from calls where outcome = 'answered'";
            assert_eq!(house.count(answered_after), 9_000_000, "{name}");
            let file = house.file("events.json", answered().join("\n"));
            let report = house.import(&house.options(&file));
            assert_eq!((report.kept, report.doubled), (0, 5), "{name}");
        }
    }
}
