//! What anyone may send us: taken, numbered and promised; robots, floods and nonsense refused, each
//! with its own clear answer.

use super::{HOST, Heard, House, ask, houses, life::TOPICS, request};
use axum::body::Body;
use domain::{Who, contacts::topics, identity::secrets::is_work};
use kernel::Instant;

pub(super) const BOUNDARY: &str = "a-boundary-of-the-test";

async fn opened(house: &House) {
    let tenant = house.app.tenant(HOST).await.expect("the company is there");
    let saved = house
        .app
        .act(&tenant, Who::System, |desk| topics::save(desk, &topics::Document::read(TOPICS)?));
    saved.await.expect("topics are saved");
}

async fn form_of(house: &House, path: &str) -> Vec<(String, String)> {
    let page = house.send(request("GET", path).body(Body::empty()).expect("a request")).await;
    assert_eq!(page.status, 200, "{}", page.text);
    let hidden = |name: &str| {
        let from = page.text.split(&format!("name=\"{name}\" value=\"")).nth(1);
        let value = from.and_then(|rest| rest.split('"').next()).unwrap_or_default();
        (name.to_owned(), value.to_owned())
    };
    ["form", "began", "seal"].map(hidden).to_vec()
}

/// A file of a form: its name and what is in it.
pub(super) type File<'a> = (&'a str, &'a [u8]);

pub(super) fn multipart(fields: &[(String, String)], files: &[File<'_>]) -> Vec<u8> {
    let mut body = Vec::new();
    for (name, value) in fields {
        let head = format!("--{BOUNDARY}\r\ncontent-disposition: form-data; name=\"{name}\"");
        body.extend(format!("{head}\r\n\r\n{value}\r\n").bytes());
    }
    for (name, bytes) in files {
        let head = format!("--{BOUNDARY}\r\ncontent-disposition: form-data; name=\"files\"");
        body.extend(format!("{head}; filename=\"{name}\"\r\n\r\n").bytes());
        body.extend(*bytes);
        body.extend(b"\r\n");
    }
    body.extend(format!("--{BOUNDARY}--\r\n").bytes());
    body
}

async fn post(house: &House, path: &str, body: Vec<u8>) -> Heard {
    let kind = format!("multipart/form-data; boundary={BOUNDARY}");
    let asked = axum::http::Request::post(path)
        .header("host", HOST)
        .header("accept-language", "en")
        .header("content-type", kind)
        .body(Body::from(body));
    house.send(asked.expect("a request")).await
}

fn with(mut form: Vec<(String, String)>, more: &[(&str, &str)]) -> Vec<(String, String)> {
    form.extend(more.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
    form
}

const BIANCA: [(&str, &str); 4] =
    [("name", "Bianca"), ("email", "bianca@example.test"), ("text", "Where is it?"), ("work", "")];

#[tokio::test(flavor = "multi_thread")]
async fn a_question_is_numbered_and_promised_and_sent_twice_is_one() {
    for house in houses().await {
        opened(&house).await;
        let form = with(form_of(&house, "/ask/question").await, &BIANCA);
        house.wait(5 * Instant::SECOND);
        let sent = post(&house, "/ask/question", multipart(&form, &[])).await;
        assert_eq!(sent.status, 303, "{}", sent.text);
        let place = sent.header("location").to_owned();
        let again = post(&house, "/ask/question", multipart(&form, &[])).await;
        assert_eq!(again.header("location"), place);
        let page = house.send(request("GET", &place).body(Body::empty()).expect("a request")).await;
        assert!(page.text.contains("We answer by"), "{}", page.text);
        assert!(page.text.contains("Where is it?"), "{}", page.text);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_fault_of_a_guided_question_is_told_at_once_and_nothing_typed_is_lost() {
    for house in houses().await {
        opened(&house).await;
        let wrong = [
            ("name", ""),
            ("email", "no address"),
            ("phone", "12"),
            ("claim", ""),
            ("expert", "yes"),
            ("expert_on", "yesterday"),
            ("text", "=1+1 <script>alert(1)</script> \u{202e}\u{1f600}"),
        ];
        let form = with(form_of(&house, "/ask/claim_status").await, &wrong);
        house.wait(5 * Instant::SECOND);
        let program = [("invoice.pdf", &b"MZ\x90\x00\x03"[..])];
        let sent = post(&house, "/ask/claim_status", multipart(&form, &program)).await;
        assert_eq!(sent.status, 422, "{}", sent.text);
        for field in ["name", "email", "phone", "claim", "expert_on", "files"] {
            let link = format!("href=\"#{field}\"");
            assert!(sent.text.contains(&link), "{field}: {}", sent.text);
        }
        assert!(!sent.text.contains("<script>alert"), "{}", sent.text);
        assert!(sent.text.contains("&lt;script&gt;"), "what was typed stands there");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn too_long_a_text_is_a_fault_and_not_an_error() {
    for house in houses().await {
        opened(&house).await;
        let long = "ü".repeat(50_000);
        let form = with(form_of(&house, "/ask/question").await, &BIANCA[..2]);
        let form = with(form, &[("text", &long)]);
        house.wait(5 * Instant::SECOND);
        let sent = post(&house, "/ask/question", multipart(&form, &[])).await;
        assert_eq!(sent.status, 422);
        assert!(sent.text.contains("href=\"#text\""));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn robots_are_told_apart_by_haste_by_the_trap_and_by_a_forged_seal() {
    for house in houses().await {
        opened(&house).await;
        let fresh = with(form_of(&house, "/ask/question").await, &BIANCA);
        let hasty = post(&house, "/ask/question", multipart(&fresh, &[])).await;
        assert_eq!(hasty.status, 400);
        assert!(hasty.text.contains("This form was not taken"), "{}", hasty.text);
        house.wait(5 * Instant::SECOND);
        let trapped = with(fresh.clone(), &[("website", "https://buy.example")]);
        assert_eq!(post(&house, "/ask/question", multipart(&trapped, &[])).await.status, 400);
        let mut forged = fresh.clone();
        forged[1].1 = "0".into();
        assert_eq!(post(&house, "/ask/question", multipart(&forged, &[])).await.status, 400);
        assert_eq!(post(&house, "/ask/question", multipart(&fresh, &[])).await.status, 303);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn one_address_cannot_flood_us_and_is_told_so() {
    for house in houses().await {
        opened(&house).await;
        let mut last = 0;
        for _ in 0..9 {
            let form = with(form_of(&house, "/ask/question").await, &BIANCA);
            house.wait(3 * Instant::SECOND);
            last = post(&house, "/ask/question", multipart(&form, &[])).await.status;
        }
        assert_eq!(last, 429);
        house.wait(10 * Instant::MINUTE);
        let form = with(form_of(&house, "/ask/question").await, &BIANCA);
        house.wait(3 * Instant::SECOND);
        let later = post(&house, "/ask/question", multipart(&form, &[])).await;
        assert_eq!(later.status, 303);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_browser_that_works_for_its_forms_may_send_more_of_them() {
    for house in houses().await {
        opened(&house).await;
        for sent in 0..20 {
            let form = form_of(&house, "/ask/question").await;
            let answers = (0..u64::MAX).map(|answer| answer.to_string());
            let work = answers.into_iter().find(|answer| is_work(&form[0].1, answer, 14));
            let work = work.expect("every form can be worked for");
            let form = with(with(form, &BIANCA[..3]), &[("work", &work)]);
            house.wait(3 * Instant::SECOND);
            let heard = post(&house, "/ask/question", multipart(&form, &[])).await;
            assert_eq!(heard.status, 303, "the {sent}th: {}", heard.text);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upload_of_a_hundred_megabytes_is_refused_before_it_is_read() {
    for house in houses().await {
        opened(&house).await;
        let asked = axum::http::Request::post("/ask/question")
            .header("host", HOST)
            .header("accept-language", "en")
            .header("content-type", format!("multipart/form-data; boundary={BOUNDARY}"))
            .header("content-length", (100 << 20).to_string())
            .body(Body::from(vec![b'x'; 41 << 20]));
        let heard = house.send(asked.expect("a request")).await;
        assert_eq!(heard.status, 413, "{}", heard.text);
        let broken = post(&house, "/ask/question", b"no form at all".to_vec()).await;
        assert_eq!(broken.status, 422, "{}", broken.text);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wish_to_be_called_is_promised_and_nonsense_is_named() {
    for house in houses().await {
        let form = form_of(&house, "/call-me").await;
        house.wait(3 * Instant::SECOND);
        let send = |form: Vec<(String, String)>| {
            let mut body = form_urlencoded::Serializer::new(String::new());
            let body = body.extend_pairs(form).finish();
            house.send(ask("POST", "/call-me", &body, ""))
        };
        let wrong = send(with(form.clone(), &[("phone", "none"), ("slot", "soon")])).await;
        assert_eq!(wrong.status, 422, "{}", wrong.text);
        let taken = send(with(form, &[("phone", "+39 02 5550 1"), ("name", "Bianca")])).await;
        assert_eq!(taken.status, 200, "{}", taken.text);
        assert!(taken.text.contains("We have your wish"), "{}", taken.text);
    }
}
