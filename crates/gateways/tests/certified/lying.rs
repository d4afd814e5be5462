//! Receipts of every kind, and letters whose headers say otherwise than what was signed.

use super::authority::Authority;
use domain::messaging::Message;
use gateways::{
    pec::{Certified, Disagreement, Form, Kind, What, read},
    smime::{Anchors, Seal},
};
use kernel::Id;

/// The `Message-ID` of a message of ours.
fn ours() -> String {
    format!("{}@aurora.test", Id::<Message>::from_bytes([7; 16]))
}

/// What a provider certifies.
fn certifies(kind: &str, more: &str) -> String {
    format!(
        "<postacert tipo=\"{kind}\" errore=\"nessuno\"><intestazione>\
         <mittente>desk@aurora.test</mittente>\
         <destinatari tipo=\"certificato\">dora@pec.test</destinatari>\
         <destinatari tipo=\"certificato\">enea@pec.test</destinatari>\
         <risposte>desk@aurora.test</risposte><oggetto>R-1</oggetto></intestazione><dati>\
         <gestore-emittente>Gestore</gestore-emittente>\
         <data zona=\"+0200\"><giorno>04/05/2026</giorno><ora>12:00:00</ora></data>\
         <identificativo>id7@gestore.test</identificativo>\
         <msgid>&lt;{}&gt;</msgid>{more}</dati></postacert>",
        ours()
    )
}

/// The part that is signed, with these certificates and what else.
fn signed_part(certificates: &[String], more: &str) -> String {
    let mut text = "Content-Type: multipart/mixed; boundary=m\n\n--m\n\nUna ricevuta.\n".to_owned();
    for one in certificates {
        text.push_str("--m\nContent-Type: application/xml; name=daticert.xml\n\n");
        text.push_str(one);
        text.push('\n');
    }
    text.push_str(more);
    text.push_str("--m--\n");
    text
}

fn headers(kind: &str) -> String {
    format!(
        "From: posta-certificata@gestore.test\n{kind}\n\
         X-Riferimento-Message-ID: <{}>\n",
        ours()
    )
}

/// Without a signature, for what needs none.
fn unsigned(kind: &str, certificate: &str) -> Certified {
    let part = signed_part(&[certificate.to_owned()], "");
    let letter = format!("{}{part}", headers(kind));
    read(letter.as_bytes(), &Anchors::default()).expect("it is certified mail")
}

#[test]
fn every_kind_of_receipt_is_known_by_its_name() {
    let late = "<errore-esteso>5.4.1 - Il messaggio non è stato consegnato nelle ventiquattro \
        ore successive</errore-esteso>";
    let to_dora = "<consegna>dora@pec.test</consegna>";
    let brief = "<ricevuta tipo=\"breve\"/><consegna>dora@pec.test</consegna>";
    let scant = "<ricevuta tipo=\"sintetica\"/><consegna>dora@pec.test</consegna>";
    let taken = "<ricezione>enea@pec.test</ricezione>";
    let all = [
        ("accettazione", "", Kind::Accepted, "C001", (true, true)),
        ("non-accettazione", "", Kind::NotAccepted, "C002", (true, true)),
        ("presa-in-carico", taken, Kind::TakenInCharge, "C005", (false, true)),
        ("avvenuta-consegna", to_dora, Kind::Delivered(Form::Complete), "C003", (true, false)),
        ("avvenuta-consegna", brief, Kind::Delivered(Form::Brief), "C003", (true, false)),
        ("avvenuta-consegna", scant, Kind::Delivered(Form::Synthetic), "C003", (true, false)),
        ("errore-consegna", to_dora, Kind::DeliveryError, "C004", (true, false)),
        ("preavviso-errore-consegna", to_dora, Kind::DeliveryWarning, "C007", (true, false)),
        ("preavviso-errore-consegna", late, Kind::DeliveryError, "C004", (true, true)),
        ("rilevazione-virus", "", Kind::Virus, "C006", (true, true)),
    ];
    for (word, more, kind, code, about) in all {
        let found = unsigned(&format!("X-Ricevuta: {word}"), &certifies(word, more));
        assert_eq!(found.what, What::Receipt(kind));
        assert_eq!(kind.code(), code);
        assert_eq!(about, (found.is_about("Dora@pec.test"), found.is_about("enea@pec.test")));
        assert!(found.ours().is_some(), "it is about a message of ours");
        assert_eq!(found.signature.seal, Seal::Absent);
        assert!(!found.proves(), "anybody can write that");
        assert!(found.disagreements.is_empty(), "{word}: {:?}", found.disagreements);
    }
}

#[test]
fn where_a_header_disagrees_with_what_is_certified_it_is_told() {
    let accepted = certifies("accettazione", "");
    let delivered = certifies("avvenuta-consegna", "<ricevuta tipo=\"breve\"/>");
    let other = accepted.replace(&ours(), "another@aurora.test");
    let cases = [
        ("X-Ricevuta: avvenuta-consegna", &accepted, Disagreement::Kind),
        ("X-Trasporto: posta-certificata", &accepted, Disagreement::Kind),
        ("X-Ricevuta: accettazione", &other, Disagreement::Message),
        ("X-Ricevuta: avvenuta-consegna\nX-TipoRicevuta: completa", &delivered, Disagreement::Form),
        (
            "X-Ricevuta: accettazione\nX-VerificaSicurezza: errore",
            &accepted,
            Disagreement::Security,
        ),
    ];
    for (header, certificate, told) in cases {
        let found = unsigned(header, certificate);
        assert_eq!(found.disagreements, [told], "{header}");
    }
    let found = unsigned("X-Ricevuta: avvenuta-consegna", &accepted);
    assert_eq!(found.what, What::Receipt(Kind::Accepted), "what is certified counts");
}

#[test]
fn only_what_was_signed_is_believed() {
    let Some(made) = Authority::new() else { return };
    if made.signer("one", "letters", "ca", 30).is_none() {
        return;
    }
    let believed = made.believed(&["ca"]);
    let options = "-signer one.pem -inkey one.key";
    let delivered = "X-Ricevuta: avvenuta-consegna";
    let certificate = certifies("avvenuta-consegna", "<consegna>dora@pec.test</consegna>");
    let sign = |certificates: &[String], more: &str| {
        made.sign(&headers(delivered), &signed_part(certificates, more), options).expect("openssl")
    };
    let good = sign(std::slice::from_ref(&certificate), "");
    let found = read(&good, &believed).expect("it is certified mail");
    assert!(found.proves(), "{:?}", found);
    let text = String::from_utf8(good).expect("it is text");
    // Another sender puts a signed receipt below a name of their own.
    let stolen = text.replacen("From: posta-certificata@gestore.test", "From: x@evil.test", 1);
    let found = read(stolen.as_bytes(), &believed).expect("it is certified mail");
    assert_eq!(found.disagreements, [Disagreement::Signer]);
    // A certificate of no address is nobody's.
    made.signer("nameless", "nameless", "ca", 30).expect("openssl");
    let part = signed_part(std::slice::from_ref(&certificate), "");
    let options_of = "-signer nameless.pem -inkey nameless.key";
    let nameless = made.sign(&headers(delivered), &part, options_of).expect("openssl");
    let found = read(&nameless, &believed).expect("it is certified mail");
    assert_eq!(found.signature.seal, Seal::Valid);
    assert!(!found.proves(), "{found:?}");
    // What stands within the letter that is returned is not certified.
    let returned = format!(
        "--m\nContent-Type: message/rfc822\n\nContent-Type: multipart/mixed; boundary=n\n\n\
         --n\nContent-Type: application/xml; name=daticert.xml\n\n{certificate}\n--n--\n"
    );
    let refused = certifies("non-accettazione", "");
    let found = read(&sign(std::slice::from_ref(&refused), &returned), &believed).expect("it is");
    assert_eq!(found.what, What::Receipt(Kind::NotAccepted));
    let found = read(&sign(&[refused, certificate], ""), &believed).expect("it is");
    assert!(found.disagreements.contains(&Disagreement::Daticert));
    assert!(!found.proves());
}

#[test]
fn an_envelope_and_an_anomaly_bring_a_letter_and_ordinary_mail_is_neither() {
    let original = "--m\nContent-Type: message/rfc822; name=postacert.eml\n\n\
        From: Dora <dora@pec.test>\nSubject: Disdetta\n\nBuongiorno.\n";
    let envelope = |header: &str, sender: &str| {
        let certificate = certifies("posta-certificata", "").replace("desk@aurora.test", sender);
        let part = signed_part(&[certificate], original);
        read(format!("{}{part}", headers(header)).as_bytes(), &Anchors::default())
    };
    let found = envelope("X-Trasporto: posta-certificata", "dora@pec.test").expect("it is one");
    let What::Message(Some(letter)) = &found.what else { panic!("{found:?}") };
    assert_eq!(letter.reading.from.as_deref(), Some("dora@pec.test"));
    assert_eq!(letter.reading.text.trim(), "Buongiorno.");
    assert!(found.disagreements.is_empty());
    let found = envelope("X-Trasporto: posta-certificata", "enea@pec.test").expect("it is one");
    assert_eq!(found.disagreements, [Disagreement::Sender], "it is certified for somebody else");
    let part = signed_part(&[], original);
    let anomaly = format!("{}{part}", headers("X-Trasporto: errore"));
    let found = read(anomaly.as_bytes(), &Anchors::default()).expect("it is one");
    assert!(
        matches!(&found.what, What::Anomaly(Some(letter)) if letter.reading.subject == "Disdetta")
    );
    for ordinary in
        ["Subject: Ferie\n\nTorno lunedì.\n".to_owned(), headers("X-Ricevuta: boh"), String::new()]
    {
        assert_eq!(read(ordinary.as_bytes(), &Anchors::default()), None);
    }
}

#[test]
fn a_letter_within_letters_without_end_ends_nothing() {
    let deep = format!(
        "X-Trasporto: posta-certificata\n{}",
        "Content-Type: message/rfc822\n\n".repeat(135_000)
    );
    read(deep.as_bytes(), &Anchors::default());
    gateways::mail::read_report(deep.as_bytes());
    gateways::mail::reading(deep.as_bytes());
}
