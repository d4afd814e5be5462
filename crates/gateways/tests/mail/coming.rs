//! What comes back by mail: reports are understood, and everything else is left as it came.

use domain::messaging::{Heard, Message, Of};
use gateways::mail::{Came, Maildir, read_report};
use kernel::Id;
use std::{fs, io, path::PathBuf, process};

fn ours() -> Id<Message> {
    Id::from_bytes([7; 16])
}

/// A report of a server with these fields of the recipient, and the letter's headers.
fn report(fields: &str, id: &str) -> String {
    let lines = [
        "From: MAILER-DAEMON@mx.example.test",
        "To: desk@aurora.example",
        "MIME-Version: 1.0",
        "Content-Type: multipart/report; report-type=delivery-status; boundary=\"b\"",
        "",
        "--b",
        "Content-Type: text/plain",
        "",
        "We are sorry.",
        "--b",
        "Content-Type: message/delivery-status",
        "",
        "Reporting-MTA: dns; mx.example.test",
        "",
        "Final-Recipient: rfc822; dora@example.test",
        fields,
        "--b",
        "Content-Type: text/rfc822-headers",
        "",
        "Subject: R-1",
        &format!("Message-ID: <{id}@aurora.example>"),
        "",
        "--b--",
        "",
    ];
    lines.join("\r\n")
}

const FAILED: &str = "Action: failed\r\nStatus: 5.1.1\r\n\
    Diagnostic-Code: smtp; 550 5.1.1 <dora@example.test>: no such\r\n user here\r\n";

#[test]
fn a_report_says_of_which_letter_what_became_of_it() {
    let cases = [
        (FAILED, Heard::Bounced, true, "550 5.1.1 <dora@example.test>: no such user here"),
        (
            "Action: failed\r\nStatus: 5.1.1 (no such user)\r\n",
            Heard::Bounced,
            true,
            "5.1.1 (no such user)",
        ),
        ("Action: Failed\r\nStatus: 5.2.2\r\n", Heard::Bounced, false, "5.2.2"),
        ("Action: delayed\r\nStatus: 4.4.1\r\n", Heard::Delayed, false, "4.4.1"),
        ("Action: relayed\r\nStatus: 2.0.0\r\n", Heard::Delayed, false, "2.0.0"),
        ("Action: delivered\r\nStatus: 2.0.0\r\n", Heard::Delivered, false, "2.0.0"),
    ];
    for (fields, heard, nobody, said) in cases {
        let text = report(fields, &ours().to_string());
        let receipt = read_report(text.as_bytes()).expect("it is one");
        assert_eq!(receipt.of, Of::Message(ours()));
        assert_eq!((receipt.heard, receipt.said.as_str()), (heard, said));
        assert_eq!(receipt.whose, ["dora@example.test"]);
        assert_eq!(receipt.nobody, nobody);
    }
}

#[test]
fn nothing_else_is_taken_for_a_report() {
    let whole = report(FAILED, &ours().to_string());
    for text in [
        String::new(),
        "Subject: Ferie\r\n\r\nTorno lunedì.\r\n".to_owned(),
        report("Action: lost\r\nStatus: 2.0.0\r\n", &ours().to_string()),
        report("Status: 5.1.1\r\n", &ours().to_string()),
        report(FAILED, "somebody-elses-letter"),
        whole.replace("message/delivery-status", "text/plain"),
        whole.replace("Message-ID", "X-Message-ID"),
    ] {
        assert_eq!(read_report(text.as_bytes()), None, "{text}");
    }
    // However it is cut, and whatever stands in it, nothing panics.
    for length in 0..whole.len() {
        read_report(&whole.as_bytes()[..length]);
        let mut broken = whole.clone().into_bytes();
        broken[length] ^= 0x80;
        read_report(&broken);
    }
}

fn maildir(name: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("premura-maildir-{name}-{}", process::id()));
    fs::create_dir_all(folder.join("new")).expect("a temporary folder can be made");
    folder
}

#[test]
fn a_letter_is_moved_once_it_is_understood_and_left_where_it_is_not() {
    let folder = maildir("moved");
    let lay = |name: &str, text: &str| fs::write(folder.join("new").join(name), text);
    lay("1", "report").expect("a file can be written");
    lay("2", "a question").expect("a file can be written");
    let mut maildir = Maildir::new(folder.clone());
    let mut seen = Vec::new();
    for _ in 0..2 {
        maildir
            .look(|Came { bytes, .. }| {
                seen.push(String::from_utf8_lossy(bytes).into_owned());
                Ok::<bool, io::Error>(bytes == b"report")
            })
            .expect("it looks");
    }
    assert_eq!(seen, ["report", "a question"], "each once");
    assert!(folder.join("cur/1:2,S").exists() && folder.join("new/2").exists());
    lay("3", "report").expect("a file can be written");
    lay("4", "another").expect("a file can be written");
    let failed = maildir.look(|Came { bytes, .. }| match bytes {
        b"report" => Err(io::Error::other("the database is away")),
        _ => Ok(true),
    });
    assert!(failed.is_err() && folder.join("new/3").exists(), "it is given again");
    assert!(folder.join("cur/4:2,S").exists(), "and holds no other up");
    maildir.look(|_| Ok::<bool, io::Error>(true)).expect("it looks");
    assert!(folder.join("cur/3:2,S").exists());
    fs::remove_dir_all(folder).expect("it is removed");
}
