//! Devices on which a client is told that there is a message.

use super::{House, houses, sent};
use crate::{Pushing, tests::HOST};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use domain::{Who, accounts};
use std::sync::Arc;

/// How browsers are asked here, and whose addresses are taken.
pub(crate) fn pushing() -> Pushing {
    let takes = |endpoint: &str| endpoint.starts_with("https://push.example/");
    Pushing { key: "our-key".into(), takes: Arc::new(takes) }
}

fn form(endpoint: &str, key: &[u8], secret: &[u8]) -> String {
    let packed = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
    let mut form = form_urlencoded::Serializer::new(String::new());
    form.append_pair("endpoint", endpoint).append_pair("key", &packed(key));
    form.append_pair("secret", &packed(secret)).finish()
}

/// How many bells are due.
async fn due(house: &House) -> usize {
    let tenant = house.app.tenant(HOST).await.expect("the company is there");
    let bells = house.app.act(&tenant, Who::System, |desk| accounts::bells(desk, 10));
    bells.await.expect("they are taken").0.len()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_device_is_told_until_its_client_wants_it_no_more() {
    for house in houses().await {
        crate::tests::life::life(&house).await;
        let token = house.client_in("ada").await;
        let get = async || house.send(sent("GET", "/me/profile", "", &token)).await.text;
        let add = async |form: String| house.send(sent("POST", "/me/devices", &form, &token)).await;
        let page = get().await;
        assert!(page.contains("id=\"push-add\"") && page.contains("data-key=\"our-key\""));
        let point = [&[4][..], &[7; 64]].concat();
        let foreign = form("https://10.0.0.1/x", &point, &[1; 16]);
        assert_eq!(add(foreign).await.status, 422, "we speak to nobody we do not know");
        assert_eq!(add(form("https://push.example/x", b"no key", &[1; 16])).await.status, 422);
        assert_eq!(add(form("https://push.example/x", &point, b"short")).await.status, 422);
        let added = add(form("https://push.example/x", &point, &[1; 16])).await;
        assert_eq!((added.status, added.header("location")), (303, "/me/profile#devices"));
        let page = get().await;
        assert!(!page.contains("id=\"push-add\"") && page.contains("data-push-here"), "{page}");
        let place = super::asks(&house, &token).await;
        super::answered(&house, &place).await;
        assert_eq!(due(&house).await, 1, "there is an answer in her area");
        let id = page.split("/me/devices/").nth(1).expect("a button").split('/').next();
        let removal = format!("/me/devices/{}/removal", id.expect("an id"));
        assert_eq!(house.send(sent("POST", &removal, "", &token)).await.status, 303);
        super::answered(&house, &super::asks(&house, &token).await).await;
        assert_eq!(due(&house).await, 0, "nobody is told any more");
    }
}
