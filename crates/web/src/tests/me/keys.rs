//! Passkeys and passwords, as a browser uses them.

use super::{House, houses, sent, token_of};
use crate::tests::{HOST, Heard};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use kernel::Instant;
use passkeys::device::{Device, Kind, client_with};
use serde_json::Value as Json;

const PASSWORD: &str = "a roof over all of us";

fn form(pairs: &[(&str, &str)]) -> String {
    let mut form = form_urlencoded::Serializer::new(String::new());
    form.extend_pairs(pairs).finish()
}

fn packed(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// Asks for a challenge; answers what the browser is told, and the challenge itself.
async fn challenge(house: &House, path: &str, token: &str) -> (Json, Vec<u8>) {
    let heard = house.send(sent("POST", path, "", token)).await;
    assert_eq!(heard.status, 200, "{}", heard.text);
    let told: Json = serde_json::from_str(&heard.text).expect("it is JSON");
    let challenge = told["publicKey"]["challenge"].as_str().expect("a challenge");
    let challenge = URL_SAFE_NO_PAD.decode(challenge).expect("it is base 64");
    (told, challenge)
}

fn origin() -> String {
    format!("http://{HOST}")
}

/// A device that made a passkey for who is in; answers it, and whose it is.
async fn with_passkey(house: &House, token: &str) -> (Device, String) {
    let mut device = Device::new(Kind::P256);
    device.site = HOST.to_owned();
    let (told, asked) = challenge(house, "/me/passkeys/challenge", token).await;
    let key = &told["publicKey"];
    assert_eq!(key["rp"]["id"], HOST);
    assert_eq!(key["authenticatorSelection"]["userVerification"], "required");
    let made = form(&[
        ("challenge", told["id"].as_str().expect("an id")),
        ("client", &packed(&client_with("webauthn.create", &asked, &origin()))),
        ("attestation", &packed(&device.makes())),
        ("name", "My phone"),
    ]);
    let added = house.send(sent("POST", "/me/passkeys", &made, token)).await;
    assert_eq!((added.status, added.header("location")), (303, "/me/profile#keys"));
    let again = house.send(sent("POST", "/me/passkeys", &made, token)).await;
    assert_eq!(again.status, 422, "a challenge is answered once");
    (device, key["user"]["id"].as_str().expect("an id").to_owned())
}

/// Comes in with this device, which says that it is that one's.
async fn comes_in(house: &House, (device, whose): (&mut Device, &str)) -> Heard {
    let (told, asked) = challenge(house, "/me/passkey/challenge", "").await;
    assert!(told["publicKey"]["allowCredentials"].is_null(), "it tells nothing of who there is");
    device.counter += 1;
    let client = client_with("webauthn.get", &asked, &origin());
    let said = device.says(0x05, device.counter);
    let used = form(&[
        ("challenge", told["id"].as_str().expect("an id")),
        ("credential", &packed(&device.credential)),
        ("account", whose),
        ("client", &packed(&client)),
        ("authenticator", &packed(&said)),
        ("signature", &packed(&device.signs(&client, &said))),
    ]);
    house.send(sent("POST", "/me/passkey", &used, "")).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_passkey_is_made_used_without_a_name_and_removed() {
    for house in houses().await {
        let token = house.client_in("ada").await;
        let profile = async || house.send(sent("GET", "/me/profile", "", &token)).await.text;
        let (mut device, whose) = with_passkey(&house, &token).await;
        assert!(profile().await.contains("My phone"));
        let away = house.send(sent("GET", "/me/data.json", "", &token)).await.text;
        assert!(away.contains("My phone"), "it is hers to take away: {away}");
        house.send(sent("POST", "/me/sign-out", "", &token)).await;
        let entered = comes_in(&house, (&mut device, &whose)).await;
        assert_eq!((entered.status, entered.header("location")), (303, "/me"));
        let token = token_of(&entered);
        let page = house.send(sent("GET", "/me/profile", "", &token)).await.text;
        let id = page.split("/me/passkeys/").nth(1).expect("a button").split('/').next();
        let removal = format!("/me/passkeys/{}/removal", id.expect("an id"));
        assert_eq!(house.send(sent("POST", &removal, "", &token)).await.status, 303);
        assert_eq!(house.send(sent("POST", &removal, "", &token)).await.status, 404);
        let refused = comes_in(&house, (&mut device, &whose)).await;
        assert_eq!(refused.status, 422);
        assert!(refused.text.contains("The passkey does not answer"), "{}", refused.text);
        assert_eq!(refused.header("set-cookie"), "");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn at_another_name_of_the_house_there_are_no_passkeys() {
    for house in houses().await {
        house.client_in("ada").await;
        let mut asked = sent("POST", "/me/passkey/challenge", "", "");
        let host = "first.test:8443".parse().expect("a host");
        asked.headers_mut().insert("host", host);
        assert_eq!(house.send(asked).await.status, 200, "its port does not matter");
        let page = house.send(sent("GET", "/me/sign-in", "", "")).await.text;
        assert!(page.contains("id=\"passkey-enter\"") && page.contains("username webauthn"));
        let mut asked = sent("POST", "/me/passkey/challenge", "", "");
        asked.headers_mut().insert("host", "second.test".parse().expect("a host"));
        let told: Json = serde_json::from_str(&house.send(asked).await.text).expect("it is JSON");
        assert_eq!(told["publicKey"]["rpId"], "second.test");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_came_in_long_ago_proves_again_who_they_are() {
    for house in houses().await {
        let token = house.client_in("ada").await;
        let get = async |path: &str, token: &str| house.send(sent("GET", path, "", token)).await;
        assert!(get("/me/profile", &token).await.text.contains("passkey-add"));
        house.wait(11 * Instant::MINUTE);
        let page = get("/me/profile", &token).await.text;
        assert!(!page.contains("passkey-add") && page.contains("/me/sign-in?again=1"), "{page}");
        let refused = house.send(sent("POST", "/me/passkeys/challenge", "", &token)).await;
        assert_eq!(refused.status, 409);
        let set = form(&[("new", PASSWORD)]);
        assert_eq!(
            house.send(sent("POST", "/me/profile/password", &set, &token)).await.status,
            409
        );
        assert!(get("/me/sign-in?again=1", &token).await.text.contains("name=\"again\""));
        house.letters().await;
        let asked = form(&[("address", "ada@example.test"), ("again", "1")]);
        let asked = house.send(sent("POST", "/me/sign-in", &asked, &token)).await;
        let code = house.letters().await.remove(0).title.split(' ').next().map(str::to_owned);
        let code = form(&[("code", &code.expect("a code"))]);
        let entered = house.send(sent("POST", asked.header("location"), &code, &token)).await;
        assert_eq!((entered.status, entered.header("location")), (303, "/me/profile#keys"));
        assert!(get("/me/profile", &token_of(&entered)).await.text.contains("passkey-add"));
        assert_eq!(get("/me", &token).await.status, 303, "the session before gave way");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_password_is_optional_and_wrong_ones_look_alike() {
    for house in houses().await {
        let token = house.client_in("ada").await;
        let set = async |password: &str| {
            let form = form(&[("new", password)]);
            house.send(sent("POST", "/me/profile/password", &form, &token)).await
        };
        let enter = async |email: &str, password: &str| {
            let form = form(&[("email", email), ("password", password)]);
            house.send(sent("POST", "/me/sign-in/password", &form, "")).await
        };
        house.letters().await;
        let unset = enter("ada@example.test", PASSWORD).await;
        assert_eq!(unset.status, 422);
        let short = set("short").await;
        assert_eq!(short.status, 422);
        assert!(short.text.contains("name=\"new\"") && short.text.contains("12"), "the form");
        assert_eq!(set(PASSWORD).await.status, 303);
        let letter = house.letters().await.pop().expect("she is told");
        assert!(letter.text.contains("Password"), "{}", letter.text);
        let (known, unknown) =
            (enter("ada@example.test", "wrong").await, enter("eve@example.test", "wrong").await);
        let plain = |heard: &Heard| heard.text.replace("ada@", "").replace("eve@", "");
        assert_eq!((known.status, plain(&known)), (unknown.status, plain(&unknown)));
        assert_eq!(known.status, 422);
        let entered = enter("Ada@example.test", PASSWORD).await;
        assert_eq!((entered.status, entered.header("location")), (303, "/me"));
        let dropped = house.send(sent("POST", "/me/profile/password/removal", "", &token)).await;
        assert_eq!(dropped.status, 303);
        assert_eq!(enter("ada@example.test", PASSWORD).await.status, 422);
        assert_eq!(plain(&unset).len(), plain(&known).len(), "nobody learns who has one");
    }
}
