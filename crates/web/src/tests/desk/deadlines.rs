//! The page of deadline alerts.

use crate::tests::{HOST, House, ask, email_of, houses, life::life};
use domain::{
    Role, Who,
    contracts::{self, Told},
    deadlines, parties,
};

/// A contract that ends in so many days, of somebody whom nothing reaches.
async fn ends_in(house: &House, days: i64) {
    let tenant = house.app.tenant(HOST).await.expect("the company is there");
    let told = house.app.act(&tenant, Who::System, move |desk| {
        let today = desk.now().day(&domain::identity::tenant(desk)?.zone);
        let ends_on = domain::days::date(domain::days::number_of(today) + days);
        let told = Told {
            holder: parties::Told {
                source: "register".into(),
                key: "silent".into(),
                name: "Silvia Silente".into(),
                kind: "private".into(),
                born_on: None,
                points: Vec::new(),
            },
            number: "P-<7>".into(),
            product: "Casa & Famiglia".into(),
            starts_on: "2020-01-01".parse().expect("a day"),
            ends_on: Some(ends_on),
        };
        contracts::tell(desk, &[told])?;
        deadlines::alert(desk, &serde_json::Value::Null)
    });
    told.await.expect("the register knows it");
}

#[tokio::test(flavor = "multi_thread")]
async fn rules_are_saved_in_versions_and_whom_nothing_reaches_is_seen() {
    for house in houses().await {
        life(&house).await;
        let token = house.signed_in(HOST, &email_of(Role::Administrator), "deadlines").await;
        let page = async || house.send(ask("GET", "/desk/deadlines", "", &token)).await.text;
        assert!(page().await.contains("There is no rule yet"));
        let save = async |body: &str| {
            house.send(ask("POST", "/desk/deadlines", body, &token)).await.status
        };
        assert_eq!(save("product=&reminders=60+x&legal_days=&margin=").await, 422);
        assert_eq!(save("product=&reminders=0&legal_days=&margin=").await, 422);
        assert_eq!(save("product=&reminders=60&legal_days=&margin=").await, 303);
        assert_eq!(save("product=&reminders=60,+30+7&legal_days=20&margin=5").await, 303);
        let seen = page().await;
        assert!(seen.contains("60, 30, 7") && seen.contains(">2<"), "{seen}");
        assert!(seen.contains("Everybody who was due was reached."), "{seen}");
        ends_in(&house, 22).await;
        let seen = page().await;
        assert!(seen.contains("P-&lt;7&gt;") && seen.contains("Notice by law"), "{seen}");
        let (ahead, _) = seen.split_once("Whom nothing reaches").expect("both are there");
        assert!(!ahead.contains("Nothing goes out."), "the reminder of seven days: {seen}");
        let auditor = house.signed_in(HOST, &email_of(Role::Auditor), "auditor").await;
        let refused = house.send(ask("POST", "/desk/deadlines", "reminders=1", &auditor)).await;
        assert_eq!(refused.status, 403);
    }
}
