//! What clients want to hear, as colleagues write it down; and what they ask about their data.

use crate::tests::{HOST, ask, email_of, houses, life::life};
use axum::body::Body;
use domain::Role;

#[tokio::test(flavor = "multi_thread")]
async fn a_wish_is_written_down_with_the_words_that_were_said() {
    for house in houses().await {
        let life = life(&house).await;
        let client = life.path("/desk/clients/{id}");
        let token = house.signed_in(HOST, &email_of(Role::Agent), "wishes").await;
        // Who reaches only a unit sees no client without one: the company's own agent does.
        let post = async |form: &str| house.send(ask("POST", &client, form, &token)).await;
        let silent = post("do=wish&purpose=offer&channel=sms&given=yes&said=+").await;
        assert_eq!(silent.status, 422);
        assert!(silent.text.contains("href=\"#said\""), "{}", silent.text);
        let odd = post("do=wish&purpose=offer&channel=drum&given=yes&said=Yes").await;
        assert_eq!(odd.status, 422, "nobody drums");
        let form = "do=wish&purpose=service&channel=email&given=no&said=No+more+letters.";
        assert_eq!(post(form).await.status, 303);
        let page = house.send(ask("GET", &client, "", &token)).await.text;
        for told in ["service · e-mail · head office", "No more letters.", "at the desk · agent"]
        {
            assert!(page.contains(told), "{told}: {page}");
        }
        let auditor = house.signed_in(HOST, &email_of(Role::Auditor), "auditor").await;
        assert_eq!(house.send(ask("POST", &client, form, &auditor)).await.status, 403);
        let page = house.send(ask("GET", &client, "", &auditor)).await.text;
        assert!(!page.contains("value=\"wish\"") && page.contains("No more letters."), "{page}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_client_asks_by_law_is_answered_with_its_reason() {
    for house in houses().await {
        life(&house).await;
        let client = house.client_in("ada").await;
        let theirs = |method: &str, path: &str, form: &str| {
            let request = crate::tests::request(method, path);
            let request = request.header("cookie", format!("client={client}"));
            house.send(request.body(Body::from(form.to_owned())).expect("a request"))
        };
        assert_eq!(theirs("POST", "/me/profile/data", "asked=erasure").await.status, 303);
        let token = house.signed_in(HOST, &email_of(Role::ComplaintsOfficer), "data").await;
        let list = "/desk/data-requests";
        let page = house.send(ask("GET", list, "", &token)).await.text;
        assert!(page.contains(">ada</a>") && page.contains("erasure"), "{page}");
        let action = page.split("action=\"/desk/data-requests/").nth(1).expect("a form");
        let path = format!("{list}/{}", action.split('"').next().expect("it ends"));
        let post = async |form: &str| house.send(ask("POST", &path, form, &token)).await;
        let silent = post("outcome=partly&reason=").await;
        assert_eq!(silent.status, 422);
        assert!(silent.text.contains("<details class=\"help\" open>"), "{}", silent.text);
        assert_eq!(post("outcome=partly&reason=Contracts+are+kept.").await.status, 303);
        assert_eq!(post("outcome=done&reason=Again").await.status, 409);
        let page = house.send(ask("GET", list, "", &token)).await.text;
        assert!(page.contains("done in part") && page.contains("Contracts are kept."), "{page}");
        assert!(theirs("GET", "/me/profile", "").await.text.contains("Contracts are kept."));
        let partner = house.signed_in(HOST, &email_of(Role::Partner), "partner").await;
        assert_eq!(house.send(ask("GET", list, "", &partner)).await.status, 403);
        let home = house.send(ask("GET", "/desk", "", &partner)).await.text;
        assert!(!home.contains(list), "whom it would turn away is not led there");
    }
}
