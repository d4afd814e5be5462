//! Real letters of providers, some of which were changed before they were published.

use gateways::{
    pec::{Box, Certified, Form, Kind, What, read},
    smime::{Anchors, Digest, Seal},
};
use std::fs;
use testkit::data;

/// A real letter; none where the files are not beside the project.
pub fn letter(name: &str) -> Option<Vec<u8>> {
    let file = data::file(&format!("mail/pec/{name}"))?;
    Some(fs::read(file).expect("it can be read"))
}

const ACCEPTANCE: &str = "oca_accettazione_it03339130126_00009_xml.eml";

fn certified(name: &str) -> Option<Certified> {
    Some(read(&letter(name)?, &Anchors::default()).expect("it is certified mail"))
}

#[test]
fn an_acceptance_says_which_message_was_taken_and_when() {
    let Some(found) = certified(ACCEPTANCE) else { return };
    assert_eq!(found.what, What::Receipt(Kind::Accepted));
    assert_eq!(
        found.message.as_deref(),
        Some(
            "1542123565.921546936035156.464602125997431-\
             openerp-8-fatturapa.attachment.out@elbati-Vostro-3550"
        )
    );
    assert_eq!(found.ours(), None, "it is about another program's message");
    let said = found.daticert.as_ref().expect("it brings one");
    assert_eq!(said.id, "opec288.20181113163926.01838.310.1.63@pec.aruba.it");
    assert_eq!((said.provider.as_str(), said.error.as_str()), ("ARUBA PEC S.p.A.", "nessuno"));
    assert_eq!(said.at.map(|at| at.to_string()).as_deref(), Some("2018-11-13T15:39:26Z"));
    assert_eq!(said.recipients[0].address, "l.battistini@pec.it");
    assert_eq!(said.recipients[0].box_is, Box::Certified);
    assert!(found.is_about("anybody@pec.test"), "an acceptance is about all recipients");
    assert!(found.disagreements.is_empty(), "{:?}", found.disagreements);
}

#[test]
fn of_the_real_letters_one_is_as_it_was_signed() {
    for (name, seal) in [
        (ACCEPTANCE, Seal::UntrustedIssuer),
        ("oca_posta_certificata_invio_file_7339338.eml", Seal::Altered),
        ("oca_posta_certificata_mancata_consegna.eml", Seal::Altered),
        // Their signatures were cut to a few letters.
        ("gopec_accettazione.eml", Seal::Unreadable),
        ("gopec_email_3.eml", Seal::Unreadable),
    ] {
        let Some(found) = certified(name) else { return };
        assert_eq!(found.signature.seal, seal, "{name}: {:?}", found.signature);
    }
}

#[test]
fn a_receipt_of_years_ago_proves_what_it_proved_then() {
    let Some(bytes) = letter(ACCEPTANCE) else { return };
    let anchors = super::authority::issuers_of(&bytes);
    let Some(anchors) = anchors else { return };
    let found = read(&bytes, &anchors).expect("it is certified mail");
    let signature = &found.signature;
    assert_eq!(signature.seal, Seal::Valid, "its certificate ended in 2020: {signature:?}");
    assert_eq!(signature.signers, ["posta-certificata@pec.aruba.it"]);
    assert_eq!(signature.digest, Some(Digest::Sha1));
    assert!(signature.issuer.as_deref().is_some_and(|issuer| issuer.contains("AgID CA1")));
    assert_eq!(signature.at.map(|at| at.to_string()).as_deref(), Some("2018-11-13T15:39:26Z"));
    assert!(found.proves());
    // One letter of it changed, and it is another's. The copy stands in lines ended by LF alone.
    let text = String::from_utf8(bytes).expect("it is ASCII");
    let changed = text.replacen("ed indirizzato a", "ed indirizzato A", 1);
    let found = read(changed.as_bytes(), &anchors).expect("it is certified mail");
    assert_eq!(found.signature.seal, Seal::Altered);
    // As it went over the wire it is the same.
    let wire = text.replace('\n', "\r\n");
    assert!(read(wire.as_bytes(), &anchors).is_some_and(|found| found.proves()));
}

#[test]
fn an_envelope_brings_the_letter_its_sender_wrote() {
    let Some(found) = certified("oca_posta_certificata_invio_file_7339338.eml") else { return };
    let What::Message(Some(letter)) = &found.what else { panic!("{:?}", found.what) };
    assert_eq!(letter.reading.from.as_deref(), Some("sdi03@pec.fatturapa.it"));
    assert_eq!(letter.reading.subject, "Invio File 7339338 (SIMULAZIONE)");
    let files: Vec<(&str, bool)> = letter
        .reading
        .files
        .iter()
        .map(|file| (file.name.as_str(), file.bytes.starts_with(b"<?xml")))
        .collect();
    assert_eq!(
        files,
        [("IT02652600210_00007_MT_002.xml", true), ("IT02652600210_00007.xml", true)]
    );
    assert_eq!(found.at().map(|at| at.to_string()).as_deref(), Some("2018-12-08T11:26:18Z"));
    let said = found.daticert.as_ref().expect("it brings one");
    assert_eq!(said.form, Some(Form::Brief));
    assert!(found.disagreements.is_empty(), "{:?}", found.disagreements);
}

#[test]
fn an_envelope_without_what_is_certified_is_read_by_its_headers() {
    let Some(found) = certified("oca_posta_certificata_mancata_consegna.eml") else { return };
    assert_eq!(found.daticert, None);
    assert_eq!(found.message.as_deref(), Some("29868973923542086.1546634040973@pec.fatturapa.it"));
    let What::Message(Some(letter)) = &found.what else { panic!("{:?}", found.what) };
    assert_eq!(letter.reading.subject, "Notifica di mancata consegna 141107829");
    assert_eq!(letter.reading.files[0].name, "IT14627831002_02621_MC_001.xml");
}

#[test]
fn letters_whose_addresses_were_made_up_are_read_all_the_same() {
    let Some(found) = certified("gopec_accettazione.eml") else { return };
    assert_eq!(found.what, What::Receipt(Kind::Accepted));
    assert_eq!(found.at().map(|at| at.to_string()).as_deref(), Some("2024-11-15T17:20:38Z"));
    let Some(found) = certified("gopec_email_3.eml") else { return };
    let What::Message(Some(letter)) = &found.what else { panic!("{:?}", found.what) };
    assert_eq!(letter.reading.text.trim(), "text");
}
