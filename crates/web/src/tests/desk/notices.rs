//! The rule of a notice, as the head of the house sets it.

use crate::tests::{HOST, ask, email_of, houses};
use domain::Role;

#[tokio::test(flavor = "multi_thread")]
async fn an_agency_speaks_in_its_own_name() {
    for house in houses().await {
        let token = house.signed_in(HOST, &email_of(Role::Administrator), "notices").await;
        let get = async |path: &str| house.send(ask("GET", path, "", &token)).await.text;
        let post = async |path: &str, form: &str| house.send(ask("POST", path, form, &token)).await;
        let senders = get("/desk/notices").await;
        let senders = senders.split("id=\"sender\"").nth(1).expect("a choice");
        let firm = senders.split("An outside firm").next().expect("it is an agency");
        let firm = firm.rsplit("value=\"").next().expect("a value");
        let firm = firm.split('"').next().expect("it ends");
        let rule = "name=Spring&event=offer.made&category=offer&channel0=email&lasts=7200";
        let made = format!("{rule}&code=spring&sender={firm}");
        assert_eq!(post("/desk/notices", &made).await.status, 303);
        let page = get("/desk/notices/spring").await;
        assert!(page.contains("offer · An outside firm"), "{page}");
        assert!(page.contains(&format!("value=\"{firm}\" selected")), "it stays chosen: {page}");
        assert!(get("/desk/notices").await.contains("· An outside firm"));
        let stranger = format!("{rule}&sender={}", firm.chars().rev().collect::<String>());
        let odd = post("/desk/notices/spring", &stranger).await;
        assert_eq!(odd.status, 422, "there is no such agency");
        assert!(odd.text.contains("href=\"#sender\""), "{}", odd.text);
        assert_eq!(post("/desk/notices/spring", rule).await.status, 303);
        assert!(get("/desk/notices/spring").await.contains("offer · head office"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn words_are_looked_at_as_the_letter_that_clients_get() {
    for house in houses().await {
        let place = "/desk/notices/receipt/email/en";
        let words = "title=Received&text=%3Cb%3E{{ number }}%3C/b%3E%0A%0Ahttps://first.test/me";
        let token = house.signed_in(HOST, &email_of(Role::Auditor), "reads").await;
        let post = async |path: &str, form: &str| house.send(ask("POST", path, form, &token)).await;
        let letter = post(&format!("{place}/letter"), words).await;
        assert_eq!(letter.status, 200, "{}", letter.text);
        for part in ["<title>Received</title>", "&lt;b&gt;", "class=\"go\"", "color-scheme"] {
            assert!(letter.text.contains(part), "{part}: {}", letter.text);
        }
        let policy = letter.header("content-security-policy");
        assert!(policy.starts_with("sandbox; default-src 'none'"), "{policy}");
        let open = post(&format!("{place}/letter"), "title=x&text={{ number").await;
        assert_eq!(open.status, 422, "{}", open.text);
        assert!(open.text.contains("href=\"#text\""), "{}", open.text);
        assert_eq!(post(place, &format!("do=look&{words}")).await.status, 200);
        for refused in ["save", "test"] {
            let form = format!("do={refused}&to=a%40first.test&{words}");
            assert_eq!(post(place, &form).await.status, 403, "{refused}");
        }
    }
}
