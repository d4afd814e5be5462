//! The outbox: how each message stands, and what a person can do with one that did not go.

use crate::tests::{HOST, House, ask, email_of, houses, life::life};
use domain::{
    Role, Who,
    messaging::{self, Channel, Ended, Fate},
    reactions,
};

/// A mail server that says this of the only message.
async fn said(house: &House, fate: Fate, said: &'static str) {
    let tenant = house.app.tenant(HOST).await.expect("the company is there");
    let handed = house.app.act(&tenant, Who::System, move |desk| {
        let taken = reactions::take_messages(desk, Channel::Email, 10)?;
        let ended = taken.iter().map(|one| Ended::new(one.attempt, fate, said));
        messaging::ended(desk, &ended.collect::<Vec<_>>())
    });
    handed.await.expect("it is written down");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_that_did_not_go_says_why_and_is_sent_again_by_a_person() {
    for house in houses().await {
        let life = life(&house).await;
        let token = house.signed_in(HOST, &email_of(Role::Administrator), "outbox").await;
        let outbox = async |show: &str| {
            house.send(ask("GET", &format!("/desk/outbox?show={show}"), "", &token)).await.text
        };
        let page = outbox("all").await;
        assert!(page.contains("to be sent"), "{page}");
        assert!(outbox("troubled").await.contains("Nothing composed yet"));
        said(&house, Fate::Unreachable, "550 5.1.1 <bianca>: no such user").await;
        let client = async || {
            house.send(ask("GET", &life.path("/desk/clients/{id}"), "", &token)).await.text
        };
        assert!(client().await.contains("nobody is reached here"));
        let page = outbox("troubled").await;
        assert!(page.contains("refused") && page.contains("550 5.1.1 &lt;bianca&gt;"), "{page}");
        let action = page.split("action=\"/desk/outbox/").nth(1).expect("a button");
        let path = format!("/desk/outbox/{}", action.split('"').next().expect("an address"));
        let auditor = house.signed_in(HOST, &email_of(Role::Auditor), "auditor").await;
        assert_eq!(house.send(ask("POST", &path, "", &auditor)).await.status, 403);
        let one = house.send(ask("GET", &path, "", &auditor)).await;
        assert_eq!(one.status, 200);
        for told in ["nobody there", "550 5.1.1 &lt;bianca&gt;", "/desk/clients/"] {
            assert!(one.text.contains(told), "{told}: {}", one.text);
        }
        assert!(client().await.contains(&path), "the timeline leads there");
        assert_eq!(house.send(ask("POST", &path, "", &token)).await.status, 303);
        assert_eq!(house.send(ask("POST", &path, "", &token)).await.status, 409, "it waits");
        assert!(!client().await.contains("nobody is reached here"), "a person says so");
        said(&house, Fate::Accepted, "250 queued as 7").await;
        let page = outbox("all").await;
        assert!(!page.contains("to be sent") && !page.contains("no such user"), "{page}");
        assert!(!page.contains("action=\"/desk/outbox/"), "what was sent is not sent again");
    }
}
