//! Letters that answer ours, and that complain of them.

use domain::messaging::Message;
use gateways::mail::{Automatic, Complaint, Grievance, read_complaint, read_reply, reading};
use kernel::Id;
use std::{fs, io::Read};
use testkit::data;

fn ours() -> Id<Message> {
    Id::from_bytes([7; 16])
}

fn answer(headers: &str, text: &str) -> Vec<u8> {
    format!("From: Dora <dora@example.test>\r\n{headers}\r\n{text}").into_bytes()
}

#[test]
fn an_answer_is_tied_to_the_nearest_letter_of_ours_that_it_names() {
    let other: Id<Message> = Id::from_bytes([8; 16]);
    let cases = [
        (format!("In-Reply-To: <{}@aurora.example>\r\n", ours()), Some(ours())),
        (
            format!(
                "References: <{other}@aurora.example> <{}@aurora.example> <x@y.test>\r\n",
                ours()
            ),
            Some(ours()),
        ),
        (format!("To: desk+{}@aurora.example\r\n", ours()), Some(ours())),
        ("In-Reply-To: <somebody@else.test>\r\n".to_owned(), None),
        ("To: desk@aurora.example\r\n".to_owned(), None),
    ];
    for (headers, message) in cases {
        assert_eq!(read_reply(&answer(&headers, "Sì.\r\n")).message, message, "{headers}");
    }
}

#[test]
fn what_is_quoted_is_not_new_and_is_kept_in_the_whole() {
    let cases = [
        ("Va bene.\n\nIl 4 mag 2026 Aurora ha scritto:\n> Confermate?\n", "Va bene."),
        (
            "On Mon, 4 May 2026 at 10:00, Aurora\n<desk@aurora.example> wrote:\n> Yes?\n\nYes.\n",
            "Yes.",
        ),
        ("Sotto.\n-----Messaggio originale-----\nDa: Aurora\nTesto\n", "Sotto."),
        ("Merci\n________________________________\nDe : Aurora\n", "Merci"),
        ("> Quando?\nDomani.\n\n> Dove?\n\nQui.\n", "Domani.\n\nQui."),
        ("> tutto citato\n", "> tutto citato"),
        ("Il prezzo:\n100 euro\n", "Il prezzo:\n100 euro"),
    ];
    for (text, new) in cases {
        let reply = read_reply(&answer("", text));
        assert_eq!(reply.new, new);
        assert_eq!(reply.letter.text.trim(), text.trim());
    }
}

#[test]
fn no_program_is_taken_for_a_person_and_no_person_for_a_program() {
    let cases = [
        ("Auto-Submitted: auto-replied\r\n", Some(Automatic::Answer)),
        ("Auto-Submitted: no\r\n", None),
        ("X-Autoreply: yes\r\n", Some(Automatic::Answer)),
        ("Precedence: bulk\r\n", Some(Automatic::Bulk)),
        ("List-Id: <news.example.test>\r\n", Some(Automatic::Bulk)),
        ("Return-Path: <>\r\n", Some(Automatic::Report)),
        ("Return-Path: <dora@example.test>\r\n", None),
        ("Subject: Risposta automatica: R-1\r\n", Some(Automatic::Away)),
        ("Subject: Re: siete fuori sede?\r\n", None),
    ];
    for (headers, automatic) in cases {
        assert_eq!(read_reply(&answer(headers, "Sì.\r\n")).automatic, automatic, "{headers}");
    }
}

#[test]
fn no_text_is_looked_through_again_and_again() {
    let began = std::time::Instant::now();
    for piece in ["\n>\n", "\n\n", "> a\n", "-\n", "Il a\n>\n", "a wrote:\n"] {
        read_reply(&answer("", &piece.repeat(1_000_000 / piece.len())));
    }
    for piece in ["<", "<!--", "&", "<p", "<p>", "\"", "-->", "&#", "<style>", " \n"] {
        let text = piece.repeat(1_000_000 / piece.len());
        read_reply(&answer("Content-Type: text/html\r\n", &text));
    }
    for piece in ["\r\n ", "(", "\"", "<", "a,", ":;", "=?utf-8?q?", "=?utf-8?q?a?= ", "\\"] {
        let text = piece.repeat(200_000 / piece.len());
        for header in ["To", "Subject", "References", "Content-Type", "Date", "Received"] {
            read_reply(&answer(&format!("{header}: {text}\r\n"), ""));
        }
    }
    for header in ["Received: x\r\n", "To: a@b.test\r\n", "x\r\n", ":\r\n"] {
        read_reply(&answer(&header.repeat(10_000), ""));
    }
    assert!(began.elapsed().as_secs() < 30, "{:?}", began.elapsed());
}

fn complaint(kind: &str, id: &str) -> String {
    [
        "From: feedback@provider.test",
        "Content-Type: multipart/report; report-type=feedback-report; boundary=b",
        "",
        "--b",
        "",
        "This is a complaint.",
        "--b",
        "Content-Type: message/feedback-report",
        "",
        &format!("Feedback-Type: {kind}"),
        "User-Agent: Provider/1.0",
        "Version: 1",
        "Original-Rcpt-To: <dora@example.test>",
        "",
        "--b",
        "Content-Type: message/rfc822",
        "",
        &format!("Message-ID: <{id}@aurora.example>"),
        "Subject: R-1",
        "",
        "--b--",
        "",
    ]
    .join("\r\n")
}

#[test]
fn a_complaint_names_the_letter_the_recipient_and_what_is_wrong() {
    for (kind, grievance) in [
        ("abuse", Grievance::Abuse),
        ("Fraud", Grievance::Fraud),
        ("not-spam", Grievance::NotSpam),
        ("dkim", Grievance::Other),
    ] {
        let text = complaint(kind, &ours().to_string());
        let read = read_complaint(text.as_bytes()).expect("it is one");
        let recipient = Some("dora@example.test".to_owned());
        assert_eq!(read, Complaint { message: Some(ours()), recipient, kind: grievance });
    }
    let foreign = complaint("abuse", "another");
    assert_eq!(read_complaint(foreign.as_bytes()).and_then(|one| one.message), None);
    let plain = foreign.replace("message/feedback-report", "text/plain");
    assert_eq!(read_complaint(plain.as_bytes()), None);
}

#[test]
fn files_are_listed_and_nothing_of_them_is_unpacked() {
    let letter = [
        "Content-Type: multipart/mixed; boundary=b",
        "",
        "--b",
        "Content-Type: text/plain; charset=iso-8859-15",
        "Content-Transfer-Encoding: quoted-printable",
        "",
        "Costa 10 =A4 =E8 caro",
        "--b",
        "Content-Type: application/zip; name*=utf-8''perch%C3%A9.zip",
        "Content-Transfer-Encoding: base64",
        "",
        "UEsDBA==",
        "--b",
        "Content-Type: text/html",
        "",
        "<p>unused</p>",
        "--b--",
    ]
    .join("\r\n");
    let read = reading(letter.as_bytes());
    assert_eq!(read.text.trim(), "Costa 10 € è caro");
    assert_eq!(read.files.len(), 1);
    assert_eq!(
        (read.files[0].name.as_str(), read.files[0].bytes.as_slice()),
        ("perché.zip", b"PK\x03\x04".as_slice())
    );
    let html = reading(b"Content-Type: text/html\r\n\r\n<p>Solo <b>questo</b></p>");
    assert_eq!(html.text.trim(), "Solo questo");
}

#[test]
fn letters_that_lie_about_their_letters_are_read_all_the_same() {
    let Some(folder) = data::file("mail/eml_edge") else { return };
    let read = |name: &str| reading(&fs::read(folder.join(name)).expect("it is there"));
    let file = read("djhelpdesk_blank-body-with-attachment.eml");
    assert_eq!((file.text.trim(), file.files.len()), ("", 1));
    let quoted = read("djhelpdesk_quoted_printable.eml");
    assert!(quoted.text.contains('č') || quoted.subject.contains('č'), "{quoted:?}");
    let broken = read("djhelpdesk_utf-nondecodable.eml");
    assert!(!broken.text.is_empty() && broken.from.is_some(), "{broken:?}");
}

#[test]
fn five_hundred_real_letters_are_read_and_none_is_a_report_of_ours() {
    let Some(path) = data::file("mail/spamassassin_sample.tar.gz") else { return };
    let file = fs::File::open(path).expect("it is there");
    let mut bytes = Vec::new();
    flate2::read::GzDecoder::new(file).read_to_end(&mut bytes).expect("it is whole");
    let letters = data::untar(&bytes);
    assert_eq!(letters.len(), 540);
    let (mut with_words, mut with_sender, mut automatic) = (0, 0, 0);
    for letter in &letters {
        let reply = read_reply(letter);
        with_words += usize::from(!reply.letter.text.trim().is_empty());
        with_sender += usize::from(reply.letter.from.is_some());
        automatic += usize::from(reply.automatic.is_some());
        assert_eq!(reply.message, None);
        assert_eq!(gateways::mail::read_report(letter), None);
        assert_eq!(read_complaint(letter), None);
        assert_eq!(gateways::pec::read(letter, &gateways::smime::Anchors::default()), None);
    }
    assert!(with_words >= 520, "{with_words} have words");
    assert!(with_sender >= 530, "{with_sender} have a sender");
    assert!((100..500).contains(&automatic), "{automatic} came over lists");
}
