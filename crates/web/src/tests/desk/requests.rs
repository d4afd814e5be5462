//! A request at the desk: read, answered, passed on, closed; two colleagues at once; a company
//! that guesses another's.

use crate::tests::{HOST, House, OTHER, ask, email_of, houses, life::life};
use domain::{
    Role, Who,
    contacts::requests::{self, Incoming, Sender},
};
use kernel::Instant;

#[tokio::test(flavor = "multi_thread")]
async fn what_was_typed_survives_a_colleague_who_was_quicker() {
    for house in houses().await {
        let life = life(&house).await;
        let path = format!("/desk/requests/{}", life.request);
        let one = house.signed_in(HOST, &email_of(Role::Agent), "one").await;
        let other = house.signed_in(HOST, &email_of(Role::Supervisor), "other").await;
        let answer = ask("POST", &path, "do=answer&text=It+is+paid", &one);
        assert_eq!(house.send(answer).await.status, 303);
        assert_eq!(house.send(ask("POST", &path, "do=close&as=answered", &one)).await.status, 303);
        let late = ask("POST", &path, "do=answer&text=My+own+words", &other);
        let heard = house.send(late).await;
        assert_eq!(heard.status, 409);
        assert!(heard.text.contains("A colleague has closed this request"), "{}", heard.text);
        assert!(heard.text.contains("My own words"), "what was typed stands there");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_closing_is_undone_at_once_and_later_it_is_reopened() {
    for house in houses().await {
        let life = life(&house).await;
        let path = format!("/desk/requests/{}", life.request);
        let token = house.signed_in(HOST, &email_of(Role::Agent), "closing").await;
        let act = |form: &'static str| house.send(ask("POST", &path, form, &token));
        assert_eq!(act("do=close&as=withdrawn").await.status, 303);
        assert_eq!(act("do=undo").await.status, 303);
        assert_eq!(act("do=close&as=spam").await.status, 303);
        house.wait(Instant::MINUTE);
        let late = act("do=undo").await;
        assert_eq!(late.status, 409);
        assert!(late.text.contains("too late to undo"), "{}", late.text);
        assert_eq!(act("do=reopen").await.status, 303);
    }
}

/// Another request of the house: its page and its number.
async fn another(house: &House, text: &'static str) -> (String, String) {
    let tenant = house.app.tenant(HOST).await.expect("the company is there");
    let written = house.app.act(&tenant, Who::System, move |desk| {
        let sender =
            Sender { name: "Bianca".into(), phone: Some("+390255501".into()), ..Sender::default() };
        let link = text.to_owned();
        let incoming = Incoming { sender, text: text.into(), link, ..Incoming::default() };
        requests::receive(desk, &incoming)
    });
    let received = written.await.expect("it is taken");
    (format!("/desk/requests/{}", received.id), received.number)
}

#[tokio::test(flavor = "multi_thread")]
async fn requests_are_linked_and_merged_by_their_numbers_and_split() {
    for house in houses().await {
        life(&house).await;
        let (path, number) = another(&house, "Where is it?").await;
        let (other, _) = another(&house, "Where is it now?").await;
        let token = house.signed_in(HOST, &email_of(Role::Agent), "joining").await;
        let act = |form: String| {
            let asked = ask("POST", &other, &form, &token);
            house.send(asked)
        };
        let unknown = act("do=link&other=2026-999999".into()).await;
        assert_eq!(unknown.status, 422);
        assert!(unknown.text.contains("href=\"#other\""), "{}", unknown.text);
        assert_eq!(act(format!("do=link&other={}", number.to_lowercase())).await.status, 303);
        let page = house.send(ask("GET", &path, "", &token)).await.text;
        assert!(page.contains(&other), "the one leads to the other");
        assert_eq!(act("do=split&text=And+my+address".into()).await.status, 303);
        let list = house.send(ask("GET", "/desk/requests?show=all", "", &token)).await.text;
        assert!(list.contains("And my address"), "{list}");
        assert_eq!(act(format!("do=merge&other={number}")).await.status, 303);
        let page = house.send(ask("GET", &path, "", &token)).await.text;
        assert!(page.contains("Where is it now?"), "what was said stands in one place");
        assert_eq!(act("do=note&text=late".into()).await.status, 409, "it went on elsewhere");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_who_look_see_each_other_and_a_draft_is_there_the_next_time() {
    for house in houses().await {
        let life = life(&house).await;
        let path = format!("/desk/requests/{}", life.request);
        let one = house.signed_in(HOST, &email_of(Role::Agent), "one").await;
        let other = house.signed_in(HOST, &email_of(Role::Supervisor), "other").await;
        let watch = format!("{path}/watch");
        house.send(ask("POST", &watch, "", &one)).await;
        let seen = house.send(ask("POST", &watch, "", &other)).await;
        assert!(seen.text.contains("agent"), "{}", seen.text);
        let draft = ask("POST", &format!("{path}/draft"), "text=half+a+sen", &one);
        assert_eq!(house.send(draft).await.status, 200);
        assert!(house.send(ask("GET", &path, "", &one)).await.text.contains("half a sen"));
        assert!(!house.send(ask("GET", &path, "", &other)).await.text.contains("half a sen"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn another_company_finds_nothing_by_guessing() {
    for house in houses().await {
        let life = life(&house).await;
        let token = house.signed_in(OTHER, &email_of(Role::Administrator), "guess").await;
        let paths = ["/desk/requests/{id}", "/desk/requests/{id}/files/{file}"];
        let more = ["/desk/complaints/{id}", "/desk/clients/{id}", "/asked/{secret}"];
        for path in paths.iter().chain(&more) {
            let path = life.path(path);
            let guess = axum::http::Request::get(&path).header("host", OTHER);
            let guess = guess.header("cookie", format!("session={token}"));
            let body = axum::body::Body::empty();
            let heard = house.send(guess.body(body).expect("a request")).await;
            assert_eq!(heard.status, 404, "{path}: {}", heard.text);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_is_saved_and_never_shown_as_ours() {
    for house in houses().await {
        let life = life(&house).await;
        let token = house.signed_in(HOST, &email_of(Role::Agent), "file").await;
        let path = life.path("/desk/requests/{id}/files/{file}");
        let heard = house.send(ask("GET", &path, "", &token)).await;
        assert_eq!((heard.status, heard.text.as_str()), (200, "Dear all"));
        assert!(heard.header("content-disposition").starts_with("attachment"));
        assert_eq!(heard.header("x-content-type-options"), "nosniff");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_shows_who_it_is_and_is_written_up_in_one_form() {
    for house in houses().await {
        let life = life(&house).await;
        let token = house.signed_in(HOST, &email_of(Role::Administrator), "calls").await;
        let board = house.send(ask("GET", "/desk/telephone", "", &token)).await.text;
        assert!(board.contains("Bianca Ferri") && board.contains("C-1"), "{board}");
        let path = format!("/desk/calls/{}/wrap-up", life.call);
        let missing = house.send(ask("POST", &path, "note=Something", &token)).await;
        assert_eq!(missing.status, 422);
        assert!(missing.text.contains("Something"), "what was typed stands there");
        let form = format!(
            "party={}&topic=claim_status&solved=yes&note=She+asked&callback=1\
             &asked=birth_date&asked=address&outcome=passed",
            life.party
        );
        assert_eq!(house.send(ask("POST", &path, &form, &token)).await.status, 303);
        let page = format!("/desk/clients/{}", life.party);
        let timeline = house.send(ask("GET", &page, "", &token)).await.text;
        for part in ["She asked", "date of birth, address", "Call-back +390255501"] {
            assert!(timeline.contains(part), "{part}: {timeline}");
        }
        let list = house.send(ask("GET", "/desk/callbacks", "", &token)).await.text;
        assert!(list.contains("+390255501") && list.contains("Bianca Ferri"), "{list}");
        let rung = ask("POST", "/desk/callbacks", "phone=%2B390255501&outcome=reached", &token);
        assert_eq!(house.send(rung).await.status, 303);
        let list = house.send(ask("GET", "/desk/callbacks", "", &token)).await.text;
        assert!(!list.contains("+390255501"), "{list}");
    }
}

/// A program's request with a key of every right.
fn bring(body: &str) -> axum::http::Request<axum::body::Body> {
    let asked = axum::http::Request::post("/api/v1/requests")
        .header("host", HOST)
        .header("authorization", format!("Bearer all-{HOST}"))
        .header("content-type", "application/json");
    asked.body(axum::body::Body::from(body.to_owned())).expect("a request")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_program_brings_a_request_once_and_hears_of_every_fault() {
    for house in houses().await {
        life(&house).await;
        let body = r#"{"key":"K1","topic":"question","name":"Bianca","contract":"C-1",
            "email":"bianca@example.test","text":"Where is it?"}"#;
        let first = house.send(bring(body)).await;
        assert_eq!(first.status, 201, "{}", first.text);
        let taken: serde_json::Value = serde_json::from_str(&first.text).expect("JSON");
        assert_eq!(taken["due_at"], "2026-11-26T10:20:00Z");
        let again = house.send(bring(body)).await;
        let same: serde_json::Value = serde_json::from_str(&again.text).expect("JSON");
        assert_eq!((again.status, &same["id"]), (200, &taken["id"]));
        let secret = taken["address"].as_str().expect("its address");
        let seen = house.send(ask("GET", secret, "", "")).await;
        assert!(seen.text.contains("Where is it?"), "{}", seen.text);
        assert_eq!(same["address"], serde_json::Value::Null);
        let wrong = house.send(bring(r#"{"name":"","text":"","email":"x","phone":"1"}"#)).await;
        assert_eq!(wrong.status, 422);
        for field in ["name", "text", "email", "phone"] {
            assert!(wrong.text.contains(&format!("\"field\":\"{field}\"")), "{}", wrong.text);
        }
        let nul =
            house.send(bring("{\"name\":\"a\\u0000\",\"text\":\"b\",\"phone\":\"12345\"}")).await;
        assert_eq!(nul.status, 422, "{}", nul.text);
        let party = life_of_contract(&house, &taken).await;
        assert!(party, "the contract says who it is");
    }
}

async fn life_of_contract(house: &House, taken: &serde_json::Value) -> bool {
    let token = house.signed_in(HOST, &email_of(Role::Administrator), "contract").await;
    let path = format!("/desk/requests/{}", taken["id"].as_str().expect("its id"));
    house.send(ask("GET", &path, "", &token)).await.text.contains("/desk/clients/")
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_requests_at_once_only_the_one_at_fault_is_refused() {
    for house in houses().await {
        life(&house).await;
        let mut bodies: Vec<String> = (0..24)
            .map(|it| format!(r#"{{"key":"M{}","name":"B","phone":"12345","text":"?"}}"#, it / 2))
            .collect();
        bodies.insert(7, r#"{"key":"none","name":"","phone":"12345","text":"?"}"#.to_owned());
        let brought = bodies.iter().map(|body| house.send(bring(body)));
        let mut answers = futures_util::future::join_all(brought).await;
        assert_eq!(answers.remove(7).status, 422);
        for (place, two) in answers.chunks(2).enumerate() {
            let mut statuses = [two[0].status, two[1].status];
            statuses.sort_unstable();
            assert_eq!(statuses, [200, 201], "{place}: of two of one name one is new");
        }
    }
}
