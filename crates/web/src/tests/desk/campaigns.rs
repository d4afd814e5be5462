//! Campaigns at the desk: made, counted, started, seen, stopped.

use crate::tests::{HOST, House, ask, email_of, houses, life::life};
use domain::{
    Role, Who,
    campaigns::{WORKING, work},
    queue,
};
use kernel::Instant;

/// Does the jobs of campaigns that are due, until there is none.
async fn jobs(house: &House) {
    let tenant = house.app.tenant(HOST).await.expect("the company is there");
    loop {
        let done = house.app.act(&tenant, Who::System, |desk| {
            let due = queue::claim(desk, 10)?;
            for job in due.iter().filter(|job| job.kind == WORKING) {
                work(desk, &job.facts)?;
                queue::finish(desk, job)?;
            }
            Ok(due.len())
        });
        if done.await.expect("the jobs are done") == 0 {
            return;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_campaign_is_made_counted_started_seen_and_stopped() {
    for house in houses().await {
        let life = life(&house).await;
        let token = house.signed_in(HOST, &email_of(Role::QualityManager), "campaigns").await;
        let post = async |path: &str, form: &str| house.send(ask("POST", path, form, &token)).await;
        let get = async |path: &str| house.send(ask("GET", path, "", &token)).await.text;
        let wrong = "name=&notice=receipt&per_hour=many&ends_from=soon";
        let refused = post("/desk/campaigns", wrong).await;
        assert_eq!(refused.status, 422);
        assert!(refused.text.contains("href=\"#per_hour\""), "{}", refused.text);
        let form = "name=Spring&notice=head_office_offer&per_hour=0&kind=private&product=Home";
        let made = post("/desk/campaigns", form).await;
        assert_eq!(made.status, 303, "{}", made.text);
        let place = made.header("location").to_owned();
        let page = get(&place).await;
        assert!(page.contains("with a contract “Home”") && page.contains("Count first"), "{page}");
        assert!(!page.contains("value=\"start\""), "nobody starts what was not counted");

        assert_eq!(post(&place, "do=count").await.status, 303);
        assert!(get(&place).await.contains("data-refresh"), "it moves");
        jobs(&house).await;
        let page = get(&place).await;
        assert!(page.contains("they do not want it") && page.contains("reach nobody"), "{page}");

        let client = life.path("/desk/clients/{id}");
        let wish = "do=wish&purpose=offer&channel=email&given=yes&said=Offers%3F+Yes.";
        assert_eq!(post(&client, wish).await.status, 303);
        post(&place, "do=count").await;
        jobs(&house).await;
        assert!(get(&place).await.contains("Start: send it to one client"));
        assert_eq!(post(&place, "do=start").await.status, 303);
        assert_eq!(post(&place, "do=start").await.status, 409, "it goes out already");
        jobs(&house).await;
        let page = get(&place).await;
        assert!(page.contains("to be sent") && page.contains("of 1"), "{page}");
        assert!(page.contains("/desk/outbox?campaign="), "{page}");
        assert!(get("/desk/campaigns").await.contains(">Spring<"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_campaign_waits_goes_on_and_is_stopped_for_good() {
    for house in houses().await {
        life(&house).await;
        house.client_in("ada").await;
        let token = house.signed_in(HOST, &email_of(Role::Administrator), "stopping").await;
        let post = async |path: &str, form: &str| house.send(ask("POST", path, form, &token)).await;
        let form = "name=Slow&notice=head_office_offer&per_hour=60";
        let place = post("/desk/campaigns", form).await.header("location").to_owned();
        let stands = async |word: &str| {
            let page = house.send(ask("GET", &place, "", &token)).await.text;
            assert!(page.contains(&format!("</span>{word}</span>")), "{word}: {page}");
        };
        for (word, after) in [("start", "goes out"), ("pause", "paused"), ("resume", "goes out")] {
            assert_eq!(post(&place, &format!("do={word}")).await.status, 303, "{word}");
            stands(after).await;
        }
        jobs(&house).await;
        house.wait(Instant::MINUTE);
        stands("goes out").await;
        assert_eq!(post(&place, "do=stop").await.status, 303);
        jobs(&house).await;
        stands("stopped").await;
        assert_eq!(post(&place, "do=resume").await.status, 409);
        assert_eq!(post(&place, "do=dance").await.status, 422);
    }
}
