//! Letters on paper: those that came in are taken in with their scan, and the proof of those that
//! went out is entered.

use crate::tests::{
    HOST, Heard, House, ask,
    asking::{BOUNDARY, multipart},
    email_of, houses,
    life::life,
};
use axum::{body::Body, http::Request};
use domain::{
    Role, Who,
    messaging::{self, Category, Channel, Composing, Ended, Fate, Message, Shown, envelope},
    parties::Party,
};
use kernel::Id;

const SCAN: &[u8] = b"%PDF-1.7 a letter";

/// Sends a form with files.
async fn send(
    house: &House,
    path: &str,
    fields: &[(&str, &str)],
    (file, token): (&[u8], &str),
) -> Heard {
    let fields: Vec<(String, String)> =
        fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    let files: Vec<(&str, &[u8])> =
        if file.is_empty() { Vec::new() } else { vec![("scan.pdf", file)] };
    let asked = Request::post(path)
        .header("host", HOST)
        .header("accept-language", "en")
        .header("cookie", format!("session={token}"))
        .header("content-type", format!("multipart/form-data; boundary={BOUNDARY}"))
        .body(Body::from(multipart(&fields, &files)));
    house.send(asked.expect("a request")).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_scanned_letter_becomes_a_complaint_received_on_its_day() {
    for house in houses().await {
        let token = house.signed_in(HOST, &email_of(Role::Administrator), "paper").await;
        let page = house.send(ask("GET", "/desk/letters/new", "", &token)).await.text;
        assert!(page.contains("name=\"received\"") && page.contains("name=\"file\""), "{page}");
        let told = |received: &'static str| {
            [
                ("name", "Dora Bruni"),
                ("address", "Via Roma 1, 28921 Verbania"),
                ("received", received),
                ("becomes", "complaint"),
                ("language", "it"),
                ("title", "The roof"),
            ]
        };
        let early = send(&house, "/desk/letters", &told("2030-01-01"), (SCAN, &token)).await;
        assert_eq!(early.status, 422, "{}", early.text);
        assert!(early.text.contains("href=\"#received\""), "{}", early.text);
        let program = send(&house, "/desk/letters", &told("2026-11-20"), (b"MZ", &token)).await;
        assert!(program.text.contains("is no PDF, JPEG, PNG or TIFF"), "{}", program.text);
        let taken = send(&house, "/desk/letters", &told("2026-11-20"), (SCAN, &token)).await;
        assert_eq!(taken.status, 303, "{}", taken.text);
        let place = taken.header("location").to_owned();
        assert!(place.starts_with("/desk/complaints/"), "{place}");
        let complaint = house.send(ask("GET", &place, "", &token)).await.text;
        assert!(
            complaint.contains("Dora Bruni") && complaint.contains("20 November"),
            "{complaint}"
        );
        let list = house.send(ask("GET", "/desk/letters", "", &token)).await.text;
        let id = list.split("href=\"/desk/letters/").nth(2).expect("a letter after the button");
        let path = format!("/desk/letters/{}", id.split('"').next().expect("an address"));
        let kept = house.send(ask("GET", &path, "", &token)).await;
        assert_eq!(kept.text.as_bytes(), SCAN);
        assert!(kept.header("content-disposition").ends_with(".pdf\""));
        let auditor = house.signed_in(HOST, &email_of(Role::Auditor), "auditor").await;
        let told = told("2026-11-20");
        assert_eq!(send(&house, "/desk/letters", &told, (SCAN, &auditor)).await.status, 403);
    }
}

/// A registered letter to a client, which waits for a printer.
async fn registered(house: &House, party: &str) -> Id<Message> {
    let tenant = house.app.tenant(HOST).await.expect("the company is there");
    let party: Id<Party> = party.parse().expect("an id");
    let composed = house.app.act(&tenant, Who::System, move |desk| {
        let now = desk.now();
        let to = envelope("Bianca Ferri", "Via Roma 1, 28921 Verbania");
        let letter = Composing::plain(Channel::Registered, to, ("R-1", "It ends."), now);
        let (party, kind) = (Some(party.bytes()), "answer".into());
        let message = Composing { party, kind, category: Category::Contractual, ..letter };
        messaging::compose(desk, &[message])?;
        let all = messaging::list(desk, Shown::All, None)?;
        let letter = all.iter().find(|one| one.channel == "registered" && one.title == "R-1");
        Ok(letter.expect("it was composed").id)
    });
    composed.await.expect("it is written down")
}

/// The printer takes it.
async fn printed(house: &House) {
    let tenant = house.app.tenant(HOST).await.expect("the company is there");
    let taken = house.app.act(&tenant, Who::System, |desk| {
        let taken = messaging::take(desk, Channel::Registered, 10)?;
        let ended = taken.iter().map(|one| Ended::new(one.attempt, Fate::Accepted, "batch"));
        messaging::ended(desk, &ended.collect::<Vec<_>>())
    });
    taken.await.expect("it is written down");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_proof_of_a_registered_letter_is_entered_and_stands_with_its_client() {
    for house in houses().await {
        let life = life(&house).await;
        let token = house.signed_in(HOST, &email_of(Role::Administrator), "paper").await;
        let id = registered(&house, &life.party).await;
        let path = format!("/desk/outbox/{id}/paper");
        let told_early = send(&house, &path, &[("posted", "2026-11-20")], (b"", &token)).await;
        assert_eq!(told_early.status, 409, "it has not left the house");
        printed(&house).await;
        let outbox = house.send(ask("GET", "/desk/outbox", "", &token)).await.text;
        assert!(outbox.contains(&format!("href=\"{path}\"")), "{outbox}");
        let page = house.send(ask("GET", &path, "", &token)).await.text;
        assert!(page.contains("Nothing was told of it yet"), "{page}");
        let nothing = send(&house, &path, &[("number", "RR1IT")], (b"", &token)).await;
        assert_eq!(nothing.status, 422, "{}", nothing.text);
        let told = [
            ("number", "RR1IT"),
            ("posted", "2026-11-20"),
            ("delivered", "2026-11-23"),
            ("note", "signed by B. Ferri"),
        ];
        for _ in 0..2 {
            let entered = send(&house, &path, &told, (SCAN, &token)).await;
            assert_eq!(entered.status, 303, "{}", entered.text);
        }
        let page = house.send(ask("GET", &path, "", &token)).await.text;
        for text in ["RR1IT", "20 Nov 2026", "23 Nov 2026", "signed by B. Ferri", "by a colleague"]
        {
            assert!(page.contains(text), "{text}: {page}");
        }
        assert_eq!(page.matches("href=\"/desk/letters/").count(), 1, "the receipt is kept once");
        let client = life.path("/desk/clients/{id}");
        let client = house.send(ask("GET", &client, "", &token)).await.text;
        assert!(
            client.contains(&format!("href=\"{path}\"")) && client.contains("RR1IT"),
            "{client}"
        );
        let auditor = house.signed_in(HOST, &email_of(Role::Auditor), "auditor").await;
        assert_eq!(send(&house, &path, &told, (SCAN, &auditor)).await.status, 403);
        let other = house.send(ask("GET", "/desk/outbox/0h5/paper", "", &token)).await;
        assert_eq!(other.status, 404);
    }
}
