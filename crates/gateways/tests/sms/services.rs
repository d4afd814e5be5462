//! Services that take messages by HTTP, and what they report.

use super::carry;
use domain::messaging::Fate;
use gateways::{
    Carrier, Handed,
    sms::{Body, Http, Means, Provider, Verb, Verdict, WrongProvider},
};
use std::{
    env,
    io::{BufRead, BufReader, Read, Write},
    net::{TcpListener, TcpStream},
    sync::mpsc::{Receiver, channel},
    thread,
    time::Duration,
};
use testkit::message::parcel;

/// What a service heard: the first line, the headers in small letters, the body.
struct Asked {
    line: String,
    headers: Vec<String>,
    body: String,
}

/// A service that answers these, each on a connection of its own; an empty answer hangs up.
fn serving(answers: Vec<String>) -> (u16, Receiver<Asked>) {
    let listener = TcpListener::bind("localhost:0").expect("a free port");
    let port = listener.local_addr().expect("an address").port();
    let (heard, asked) = channel();
    thread::spawn(move || {
        for answer in answers {
            let Ok((mut stream, _)) = listener.accept() else { return };
            heard.send(hear(&stream)).ok();
            stream.write_all(answer.as_bytes()).ok();
        }
    });
    (port, asked)
}

fn hear(stream: &TcpStream) -> Asked {
    let mut reader = BufReader::new(stream);
    let mut lines = Vec::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).expect("a line");
        let line = line.trim_end().to_owned();
        if line.is_empty() {
            break;
        }
        lines.push(line);
    }
    let line = lines.remove(0);
    let headers: Vec<String> = lines.iter().map(|line| line.to_ascii_lowercase()).collect();
    let length = headers.iter().find_map(|one| one.strip_prefix("content-length: "));
    let mut body = vec![0; length.map_or(0, |length| length.parse().expect("a length"))];
    reader.read_exact(&mut body).expect("a body");
    Asked { line, headers, body: String::from_utf8(body).expect("text") }
}

const JSON: &str =
    r#"{"to": ["{to}"], "sms": {"text": "{text}", "from": "{from}"}, "flash": false}"#;

fn provider(port: u16, body: Body) -> Provider {
    let mut provider = Provider::new(&format!("http://localhost:{port}/v1/sms"), body, "Aurora");
    provider.reference = Some("/messages/0/id".into());
    provider.headers = vec![
        ("Authorization".into(), "Bearer 53cr3t".into()),
        ("Idempotency-Key".into(), "{reference}".into()),
    ];
    provider
}

const TEXT: &str = "Città \"nuova\" {to} & co\\\n10 € 😀";

fn handed(provider: Provider, text: &str) -> Handed {
    let mut http = Http::new(provider).expect("it is described well");
    let handed = carry(&mut http, &[parcel("+39 333 1234567", text)]).remove(0);
    http.rest();
    handed
}

#[test]
fn a_message_is_asked_for_as_the_service_wants_it_and_named_as_it_names_it() {
    const TAKEN: &str = "HTTP/1.1 202 Accepted\r\nContent-Length: 39\r\nConnection: close\r\n\r\n\
        {\"messages\": [{\"id\": 4711, \"x\": \"y\"}]}\n";
    let (port, asked) = serving(vec![TAKEN.into()]);
    let taken = handed(provider(port, Body::Json(JSON.into())), TEXT);
    assert_eq!(taken.fate, Fate::Accepted, "{taken:?}");
    assert_eq!(taken.reference.as_deref(), Some("4711"));
    let asked = asked.recv().expect("it was asked");
    assert_eq!(asked.line, "POST /v1/sms HTTP/1.1");
    let id = format!("idempotency-key: {}", parcel("", "").message).to_ascii_lowercase();
    for header in ["authorization: bearer 53cr3t", "content-type: application/json", &id] {
        assert!(asked.headers.iter().any(|one| one == header), "{header}: {:?}", asked.headers);
    }
    let json: serde_json::Value = serde_json::from_str(&asked.body).expect("it is JSON");
    assert_eq!(json["sms"]["text"], TEXT, "whatever is in the text, it is a text");
    assert_eq!((&json["to"][0], &json["flash"]), (&"+393331234567".into(), &false.into()));
}

#[test]
fn a_form_and_an_address_hold_the_text_as_text() {
    const TAKEN: &str = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
    let (port, asked) = serving(vec![TAKEN.into(), TAKEN.into()]);
    let fields =
        [("To", "{to}"), ("Body", "{text}")].map(|(name, value)| (name.into(), value.into()));
    let unnamed = |body| Provider { reference: None, ..provider(port, body) };
    let taken = handed(unnamed(Body::Form(fields.to_vec())), "a&b=c d+e\n€");
    assert_eq!((taken.fate, taken.reference), (Fate::Accepted, None));
    let form = asked.recv().expect("it was asked").body;
    assert_eq!(form, "To=%2B393331234567&Body=a%26b%3Dc+d%2Be%0A%E2%82%AC");
    let mut by_address = unnamed(Body::None);
    by_address.method = Verb::Get;
    by_address.url += "?to={digits}&text={text}";
    assert_eq!(handed(by_address, "a&b #c").fate, Fate::Accepted);
    let line = asked.recv().expect("it was asked").line;
    assert_eq!(line, "GET /v1/sms?to=393331234567&text=a%26b%20%23c HTTP/1.1");
}

#[test]
fn what_it_answers_is_understood_and_silence_is_not_taken_for_a_no() {
    const EMPTY: &str = "\r\nContent-Length: 0\r\n\r\n";
    let answer = |status: &str, body: &str| {
        let length = body.len();
        format!("HTTP/1.1 {status}\r\nContent-Length: {length}\r\n\r\n{body}")
    };
    let cases = [
        (answer("200 OK", r#"{"messages": [{"id": "a"}]}"#), Fate::Accepted),
        (answer("200 OK", r#"{"error": "no number"}"#), Fate::Unreachable),
        (answer("200 OK", r#"{"error": "full"}"#), Fate::Postponed),
        (answer("200 OK", r#"{"error": "what else"}"#), Fate::Unknown),
        (answer("200 OK", "<html>please sign in</html>"), Fate::Unknown),
        (answer("400 Bad Request", ""), Fate::Refused),
        (answer("401 Unauthorized", ""), Fate::Postponed),
        (answer("429 Too Many", ""), Fate::Postponed),
        (format!("HTTP/1.1 302 Found\r\nLocation: http://localhost:1/{EMPTY}"), Fate::Postponed),
        (answer("503 Unavailable", ""), Fate::Postponed),
        (answer("500 Oops", ""), Fate::Unknown),
        (answer("504 Gateway Timeout", ""), Fate::Unknown),
        ("HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n{\"mess".to_owned(), Fate::Unknown),
        (String::new(), Fate::Unknown),
        ("220 mx.example.test ESMTP\r\n".to_owned(), Fate::Unknown),
    ];
    let verdict = |word: &str, means| Verdict {
        status: Some(200..=200),
        pointer: Some("/error".into()),
        words: vec![word.into()],
        means,
    };
    for (answer, fate) in cases {
        let (port, asked) = serving(vec![answer.clone()]);
        let mut provider = provider(port, Body::Json(JSON.into()));
        provider.verdicts =
            vec![verdict("no number", Means::Nobody), verdict("full", Means::Later)];
        let handed = handed(provider, "Salve");
        assert_eq!(handed.fate, fate, "{answer:?} {handed:?}");
        assert!(asked.recv().is_ok() && asked.recv().is_err(), "it is asked once");
    }
}

#[test]
fn a_service_that_says_nothing_may_have_it_and_one_that_is_not_reached_has_not() {
    let listener = TcpListener::bind("localhost:0").expect("a free port");
    let port = listener.local_addr().expect("an address").port();
    let mut silent = provider(port, Body::Json(JSON.into()));
    silent.answer_within = Duration::from_millis(300);
    assert_eq!(handed(silent, "Salve").fate, Fate::Unknown);
    let away = provider(1, Body::Json(JSON.into()));
    assert_eq!(handed(away, "Salve").fate, Fate::Postponed);
    let Ok(ports) = env::var("PREMURA_TEST_SMSC") else {
        eprintln!("skipped: no message centre");
        return;
    };
    let secure = ports.rsplit(',').next().expect("a port with TLS");
    let mut strange = provider(1, Body::Json(JSON.into()));
    strange.url = format!("https://localhost:{secure}/");
    let handed = handed(strange, "Salve");
    assert_eq!(handed.fate, Fate::Postponed, "nobody vouches for it: {handed:?}");
}

#[test]
fn what_cannot_be_sent_is_not_asked_and_what_is_described_wrongly_is_told_at_once() {
    let (port, asked) = serving(vec![String::new()]);
    let mut breaking = provider(port, Body::Json(JSON.into()));
    breaking.headers.push(("X-Text".into(), "{text}".into()));
    let long = "a".repeat(1_531);
    for (provider, to, text) in [
        (breaking, "+393331234567", "a\r\nX-Other: b"),
        (provider(port, Body::None), "dora@example.test", "a"),
        (provider(port, Body::None), "+393331234567", long.as_str()),
    ] {
        let mut http = Http::new(provider).expect("it is described well");
        assert_eq!(carry(&mut http, &[parcel(to, text)])[0].fate, Fate::Refused);
    }
    assert!(asked.try_recv().is_err(), "nothing was asked");
    let wrong = |provider| Http::new(provider).err();
    let body = Some(wrong(provider(port, Body::Json("{\"to\": {to}}".into()))));
    assert!(matches!(body, Some(Some(WrongProvider::Body(_)))));
    for url in ["http://sms.example.test/", "sms.example.test", "ftp://localhost/", ""] {
        let provider = Provider::new(url, Body::None, "Aurora");
        assert!(matches!(wrong(provider), Some(WrongProvider::Address(_))), "{url}");
    }
}
