use super::{HOST, House, OTHER, ask, email_of, houses};
use domain::{
    Role, Who,
    identity::{self, secrets},
};
use kernel::Instant;

const PASSWORD: &str = "correct horse battery";

/// Gives the administrator a password that the test knows.
async fn with_password(house: &House) -> String {
    let email = email_of(Role::Administrator);
    let token = house.signed_in(HOST, &email, "setting").await;
    let tenant = house.app.tenant(HOST).await.expect("the company is there");
    let hash = secrets::hash_password(PASSWORD, &[5; 16]);
    let done = house.app.act(&tenant, Who::System, move |desk| {
        let (staff, _) = identity::resume(desk, &token)?;
        identity::set_password(&mut desk.seat(staff.who()), &hash, "none")
    });
    done.await.expect("a password is set");
    email
}

async fn sign_in(house: &House, email: &str, password: &str) -> super::Heard {
    let form = form_urlencoded::Serializer::new(String::new())
        .extend_pairs([("email", email), ("password", password), ("next", "/desk/me")])
        .finish();
    house.send(ask("POST", "/desk/sign-in", &form, "")).await
}

fn token_of(heard: &super::Heard) -> String {
    let cookie = heard.header("set-cookie");
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"), "{cookie}");
    let value = cookie.split(';').next().and_then(|pair| pair.split_once('='));
    value.map(|(_, token)| token.to_owned()).expect("a session's cookie")
}

#[tokio::test(flavor = "multi_thread")]
async fn the_right_password_opens_a_session_of_this_company_only() {
    for house in houses().await {
        let email = with_password(&house).await;
        let unknown = sign_in(&house, "nobody@example.test", PASSWORD).await;
        let wrong = sign_in(&house, &email, "wrong horse battery").await;
        assert_eq!((unknown.status, wrong.status), (422, 422));
        assert!(unknown.text.contains("address or the password"), "{}", unknown.text);

        let heard = sign_in(&house, &email, PASSWORD).await;
        assert_eq!((heard.status, heard.header("location")), (303, "/desk/me"));
        let token = token_of(&heard);
        assert_eq!(house.send(ask("GET", "/desk/me", "", &token)).await.status, 200);

        let elsewhere =
            super::request("GET", "/desk/me").header("cookie", format!("session={token}"));
        let mut elsewhere = elsewhere.body(axum::body::Body::empty()).expect("a request");
        elsewhere.headers_mut().insert("host", OTHER.parse().expect("a host"));
        assert_eq!(
            house.send(elsewhere).await.status,
            303,
            "another company knows no such session"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn five_wrong_passwords_shut_the_door_for_a_quarter_of_an_hour() {
    for house in houses().await {
        let email = with_password(&house).await;
        for _ in 0..5 {
            assert_eq!(sign_in(&house, &email, "wrong horse battery").await.status, 422);
        }
        assert_eq!(sign_in(&house, &email, PASSWORD).await.status, 409);
        house.wait(16 * Instant::MINUTE);
        assert_eq!(sign_in(&house, &email, PASSWORD).await.status, 303);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn too_many_tries_from_one_address_are_turned_away() {
    for house in houses().await {
        for _ in 0..30 {
            house.app.knock("-").expect("within the limit");
        }
        assert_eq!(sign_in(&house, "nobody@example.test", "x").await.status, 429);
        house.wait(Instant::MINUTE);
        assert_eq!(sign_in(&house, "nobody@example.test", "x").await.status, 422);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_is_what_our_own_proxy_says_and_half_of_it_where_it_is_long() {
    for house in houses().await {
        let from = async |lines: [String; 2]| {
            let mut knock = ask("POST", "/desk/sign-in", "email=nobody&password=x", "");
            for line in lines {
                let line = line.parse().expect("a header");
                knock.headers_mut().append("x-forwarded-for", line);
            }
            house.send(knock).await.status
        };
        for number in 0..30 {
            house.app.knock(&format!("2001:db8:1:2::{number:x}")).expect("within the limit");
        }
        let said = |number: i32| format!("198.51.100.{number}");
        let written = |end: &str| format!("203.0.113.1, 2001:db8:1:2:ffff::{end}");
        assert_eq!(from([said(1), written("1")]).await, 429);
        assert_eq!(from([said(2), written("2")]).await, 429, "what a stranger says is nothing");
        assert_eq!(from([written("1"), said(1)]).await, 422);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn with_a_second_factor_a_password_alone_opens_nothing() {
    for house in houses().await {
        let email = with_password(&house).await;
        let token = house.signed_in(HOST, &email, "factor").await;
        let started = house.send(ask("POST", "/desk/me/factor", "", &token)).await;
        let secret = started.text.split("secret=").nth(1).and_then(|rest| rest.split('&').next());
        let secret = secret.expect("the secret is shown").to_owned();
        let bytes = secrets::from_base32(&secret).expect("base 32");
        let code = || {
            let step = house.app.now().micros() / Instant::SECOND / 30;
            secrets::code(&bytes, step.unsigned_abs())
        };
        let wrong = format!("secret={secret}&code=000000");
        let confirm = "/desk/me/factor/confirmation";
        assert_eq!(house.send(ask("POST", confirm, &wrong, &token)).await.status, 422);
        let right = format!("code={}", code());
        assert_eq!(house.send(ask("POST", confirm, &right, &token)).await.status, 303);

        let half = token_of(&sign_in(&house, &email, PASSWORD).await);
        assert_eq!(house.send(ask("GET", "/desk/me", "", &half)).await.status, 303);
        house.wait(Instant::MINUTE);
        let proof = format!("code={}&next=/desk/me", code());
        let proved = house.send(ask("POST", "/desk/sign-in/code", &proof, &half)).await;
        assert_eq!((proved.status, proved.header("location")), (303, "/desk/me"));
        assert_eq!(house.send(ask("GET", "/desk/me", "", &half)).await.status, 200);
    }
}
