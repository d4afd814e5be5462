//! What an administrator does for others, as the pages do it.

use super::{HOST, House, ask, email_of, houses};
use domain::{
    Kind, Role, Who, history,
    identity::{self, Staff},
};
use kernel::Instant;

async fn colleague(house: &House, role: Role) -> Staff {
    let tenant = house.app.tenant(HOST).await.expect("the company is there");
    let staff = house.app.look(&tenant, Who::System, identity::staff).await.expect("they work");
    staff.into_iter().find(|one| one.role == role).expect("somebody of that role")
}

async fn history_of(house: &House, one: &Staff) -> Vec<Kind> {
    let tenant = house.app.tenant(HOST).await.expect("the company is there");
    let id = one.id.bytes();
    let read = move |desk: &mut domain::Desk<'_>| history::of(desk, &[id]);
    let entries = house.app.look(&tenant, Who::System, read).await.expect("it reads");
    entries.into_iter().map(|entry| entry.kind).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_administrator_opens_a_shut_door_and_ends_sessions_and_a_supervisor_does_not() {
    for house in houses().await {
        let agent = colleague(&house, Role::Agent).await;
        let tenant = house.app.tenant(HOST).await.expect("the company is there");
        let id = agent.id;
        for _ in 0..5 {
            let failed = move |desk: &mut domain::Desk<'_>| identity::record_failure(desk, id);
            house.app.act(&tenant, Who::System, failed).await.expect("it is counted");
        }
        let token = house.signed_in(HOST, &email_of(Role::Administrator), "helper").await;
        let post = |path: &str, token: &str| {
            house.send(ask("POST", &format!("/desk/people/{id}/{path}"), "", token))
        };
        let lead = house.signed_in(HOST, &email_of(Role::Supervisor), "lead").await;
        assert_eq!(post("unlocking", &lead).await.status, 403);

        let page = house.send(ask("GET", "/desk/people", "", &token)).await.text;
        assert!(page.contains("unlocking"), "{page}");
        let unlocked = post("unlocking", &token).await;
        assert_eq!(unlocked.status, 303);
        let told = house.send(ask("GET", unlocked.header("location"), "", &token)).await.text;
        assert!(told.contains("agent can sign in again"), "{told}");
        assert!(!told.contains("unlocking"), "nothing is left to unlock: {told}");

        let theirs = house.signed_in(HOST, &email_of(Role::Agent), "theirs").await;
        assert_eq!(house.send(ask("GET", "/desk/me", "", &theirs)).await.status, 200);
        assert_eq!(post("sessions-end", &token).await.status, 303);
        assert_eq!(house.send(ask("GET", "/desk/me", "", &theirs)).await.status, 303);
        assert_eq!(post("factor-removal", &token).await.status, 303);
        let kinds = history_of(&house, &agent).await;
        for kind in [Kind::StaffUnlocked, Kind::SessionEnded, Kind::StaffSecondFactor] {
            assert!(kinds.contains(&kind), "{}: {kinds:?}", kind.word());
        }
        let me = colleague(&house, Role::Administrator).await.id;
        let oneself = ask("POST", &format!("/desk/people/{me}/unlocking"), "", &token);
        assert_eq!(house.send(oneself).await.status, 409);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invitation_is_listed_until_it_is_withdrawn_and_opens_nothing_then() {
    for house in houses().await {
        let token = house.signed_in(HOST, &email_of(Role::Administrator), "inviter").await;
        let unit = colleague(&house, Role::Agent).await.unit;
        let form = format!("email=new@example.test&role=agent&unit={unit}");
        let made = house.send(ask("POST", "/desk/people/invitations", &form, &token)).await;
        assert_eq!(made.status, 201);
        let link = made.text.split("/desk/join/").nth(1).and_then(|rest| rest.split('<').next());
        let link = format!("/desk/join/{}", link.expect("the link is shown"));
        assert_eq!(house.send(ask("GET", &link, "", "")).await.status, 200);

        let page = house.send(ask("GET", "/desk/people", "", &token)).await.text;
        let place = page.split("action=\"/desk/people/invitations/").nth(1);
        let id = place.and_then(|rest| rest.split('/').next()).expect("it can be withdrawn");
        let path = format!("/desk/people/invitations/{id}/withdrawal");
        let gone = house.send(ask("POST", &path, "", &token)).await;
        assert_eq!(gone.status, 303);
        let page = house.send(ask("GET", gone.header("location"), "", &token)).await.text;
        assert!(!page.contains("new@example.test"), "{page}");
        assert_eq!(house.send(ask("GET", &link, "", "")).await.status, 404);
        let form = "name=New&password=a+long+sentence&language=en";
        assert_eq!(house.send(ask("POST", &link, form, "")).await.status, 404);
        assert_eq!(house.send(ask("POST", &path, "", &token)).await.status, 404, "only once");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_last_use_of_a_session_moves_once_a_minute() {
    for house in houses().await {
        let email = email_of(Role::Auditor);
        let token = house.signed_in(HOST, &email, "used").await;
        let opened = house.app.now();
        let who = colleague(&house, Role::Auditor).await.who();
        let tenant = house.app.tenant(HOST).await.expect("the company is there");
        let seen = || async {
            let listed = house.app.look(&tenant, who.clone(), identity::sessions).await;
            listed.expect("their own")[0].seen_at
        };
        for (wait, moved) in [(59, false), (1, true), (59, false), (2, true)] {
            house.wait(wait * Instant::SECOND);
            let before = seen().await;
            assert_eq!(house.send(ask("GET", "/desk", "", &token)).await.status, 200);
            let after = seen().await;
            assert_eq!(after == house.app.now(), moved, "{wait}: {before} {after}");
            assert!(moved || after == before);
        }
        let page = house.send(ask("GET", "/desk/me", "", &token)).await.text;
        assert!(page.contains("Last used"), "{page}");
        assert!(opened < seen().await);
    }
}
