//! Who comes in for whom, on the pages of both sides.

use super::{super::email_of, HOST, House, ask, houses, sent, token_of};
use domain::{Role, Who, accounts};

/// Ada is in; so is Luc, who comes in for her too. Answers their tokens.
async fn ada_and_luc(house: &House) -> (String, String) {
    let ada = house.client_in("ada").await;
    let luc = house.client_in("luc").await;
    house.letters().await;
    let form = "contract=C-ada&born_on=1980-02-03&by=email&role=family";
    let asked = house.send(sent("POST", "/me/register", form, &luc)).await;
    let place = asked.header("location").to_owned();
    let letter = house.letters().await.remove(0);
    let code = letter.title.split(' ').next().expect("a code").to_owned();
    let entered = house.send(sent("POST", &place, &format!("code={code}"), &luc)).await;
    assert_eq!(entered.status, 303);
    (ada, token_of(&entered))
}

/// The fields of the first form on a page that takes back.
fn form_of(page: &str) -> String {
    let form = page.split("/roles/removal\">").nth(1).expect("there is a form");
    let value = |name: &str| {
        let value = form.split(&format!("name=\"{name}\" value=\"")).nth(1).expect("a field");
        value.split('"').next().expect("it ends").to_owned()
    };
    format!("account={}&party={}", value("account"), value("party"))
}

#[tokio::test(flavor = "multi_thread")]
async fn who_holds_a_party_takes_it_back_from_who_looks_for_it_at_this_moment() {
    for house in houses().await {
        let (ada, luc) = ada_and_luc(&house).await;
        let looks = house.send(sent("GET", "/me", "", &luc)).await.text;
        assert!(looks.contains("ada"), "{looks}");
        let page = house.send(sent("GET", "/me/profile", "", &ada)).await.text;
        assert!(page.contains("Who comes in for ada"), "{page}");
        assert!(page.contains("luc · for somebody of their family"), "{page}");
        let taken = house.send(sent("POST", "/me/profile/roles/removal", &form_of(&page), &ada));
        assert_eq!(taken.await.header("location"), "/me/profile#roles");
        let looks = house.send(sent("GET", "/me/profile", "", &luc)).await.text;
        assert!(looks.contains("luc@example.test") && !looks.contains("ada"), "{looks}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_desk_sees_who_comes_in_and_takes_it_back() {
    for house in houses().await {
        let (ada, luc) = ada_and_luc(&house).await;
        let tenant = house.app.tenant(HOST).await.expect("the company is there");
        let (hers, his) = (ada.clone(), luc.clone());
        let known = house.app.act(&tenant, Who::System, move |desk| {
            Ok((accounts::resume(desk, &hers)?.party, accounts::resume(desk, &his)?.account))
        });
        let (party, account) = known.await.expect("both are in");
        let path = format!("/desk/clients/{party}");
        let staff = house.signed_in(HOST, &email_of(Role::Agent), "staff").await;
        let page = house.send(ask("GET", &path, "", &staff)).await.text;
        assert!(page.contains("luc · for somebody of their family"), "{page}");
        let form = format!("do=take_back&account={account}");
        let auditor = house.signed_in(HOST, &email_of(Role::Auditor), "reads").await;
        assert_eq!(house.send(ask("POST", &path, &form, &auditor)).await.status, 403);
        assert_eq!(house.send(ask("POST", &path, &form, &staff)).await.status, 303);
        let page = house.send(ask("GET", &path, "", &staff)).await.text;
        assert!(!page.contains("luc · for somebody"), "{page}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_proves_again_who_they_are_goes_on_looking_for_whom_they_did() {
    for house in houses().await {
        let (_, luc) = ada_and_luc(&house).await;
        house.letters().await;
        house.wait(kernel::Instant::HOUR);
        let form = "address=luc%40example.test&again=1";
        let asked = house.send(sent("POST", "/me/sign-in", form, &luc)).await;
        let letter = house.letters().await.remove(0);
        let code = letter.title.split(' ').next().expect("a code").to_owned();
        let place = asked.header("location").to_owned();
        let entered = house.send(sent("POST", &place, &format!("code={code}"), &luc)).await;
        assert_eq!(entered.status, 303, "{}", entered.text);
        let looks = house.send(sent("GET", "/me/profile", "", &token_of(&entered))).await.text;
        assert!(looks.contains("ada@example.test"), "{looks}");
    }
}
