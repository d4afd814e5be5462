//! An export is uploaded, mapped and asked to be imported; what is wrong with it is said before
//! anything is written.

use super::{
    HOST, Heard, House, OTHER, ask,
    asking::{BOUNDARY, multipart},
    email_of, houses,
};
use axum::{body::Body, http::Request};
use domain::{Role, Who, contacts::uploads};
use flate2::{Compression, write::GzEncoder};
use std::io::Write;

const EXPORT: &[u8] = b"Start Time;Agent;Hold (s);Result;Argomento\n\
    27/05/2026 09:00:01;op-1;4;Answered;Il tempo\n\
    27/05/2026 09:03:00;;35;Hung up;\n\
    27/05/2026 09:04:00\n";

async fn upload(house: &House, bytes: &[u8], token: &str) -> Heard {
    let asked = Request::post("/desk/imports")
        .header("host", HOST)
        .header("accept-language", "en")
        .header("cookie", format!("session={token}"))
        .header("content-type", format!("multipart/form-data; boundary={BOUNDARY}"))
        .body(Body::from(multipart(&[], &[("may.csv", bytes)])));
    house.send(asked.expect("a request")).await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_export_is_mapped_with_a_preview_and_imported_under_a_name() {
    for house in houses().await {
        let token = house.signed_in(HOST, &email_of(Role::Administrator), "admin").await;
        let sent = upload(&house, EXPORT, &token).await;
        assert_eq!(sent.status, 303, "{}", sent.text);
        let path = sent.header("location").to_owned();
        let page = house.send(ask("GET", &path, "", &token)).await.text;
        let guessed = [
            "<option value=\"Start Time\" selected>",
            "<option value=\"Argomento\" selected>",
            "no topic is called so: Il tempo (1)",
            "<option value=\"abandoned\" selected>given up",
            "27 May 2026 09:00:01",
            "First in line 4",
            "50.0%",
        ];
        for text in guessed {
            assert!(page.contains(text), "{text}: {page}");
        }
        // Whoever hung up was answered after all, and the second column is nobody's.
        let changed = "source=&zone=Europe%2FRome&format=dd%2Fmm%2Fyyyy&col-at=Start+Time\
                       &col-outcome=Result&word-0=Answered&ending-0=answered\
                       &word-1=Hung+up&ending-1=answered";
        let page = house.send(ask("GET", &format!("{path}?{changed}"), "", &token)).await.text;
        assert!(page.contains("100.0%"), "{page}");
        let nameless = house.send(ask("POST", &path, changed, &token)).await;
        assert_eq!(nameless.status, 422);
        assert!(nameless.text.contains("href=\"#source\""), "{}", nameless.text);
        let named = changed.replacen("source=", "source=pbx-may", 1);
        assert_eq!(house.send(ask("POST", &path, &named, &token)).await.status, 303);
        assert_eq!(house.send(ask("POST", &path, &named, &token)).await.status, 409);
        let map = house.send(ask("GET", &format!("{path}/map.toml"), "", &token)).await;
        assert!(map.text.contains("source = \"pbx-may\""), "{}", map.text);
        // The next file is offered the same mapping.
        let next = upload(&house, EXPORT, &token).await.header("location").to_owned();
        let page = house.send(ask("GET", &format!("{next}?kept=pbx-may"), "", &token)).await.text;
        assert!(page.contains("100.0%"), "{page}");
        assert_eq!(house.send(ask("POST", &next, "kept=pbx-may", &token)).await.status, 303);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_packed_log_is_recognised_and_imported_under_the_name_of_its_exchange() {
    for house in houses().await {
        let token = house.signed_in(HOST, &email_of(Role::Administrator), "admin").await;
        let log = b"1795340890|1795340890.1|clients|NONE|ENTERQUEUE||+39055000001|1\n";
        let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
        packed.write_all(log).expect("it is packed");
        let packed = packed.finish().expect("it is packed");
        let path = upload(&house, &packed, &token).await.header("location").to_owned();
        let page = house.send(ask("GET", &path, "", &token)).await.text;
        assert!(page.contains("Recognised: a queue_log of Asterisk"), "{page}");
        assert_eq!(house.send(ask("POST", &path, "source=", &token)).await.status, 422);
        assert_eq!(house.send(ask("POST", &path, "source=pbx", &token)).await.status, 303);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn records_of_a_service_are_asked_for_the_attribute_of_their_topic() {
    for house in houses().await {
        let token = house.signed_in(HOST, &email_of(Role::Administrator), "admin").await;
        let record = br#"{"AWSContactTraceRecordFormatVersion":"2017-03-10","Channel":"VOICE"}"#;
        let path = upload(&house, record, &token).await.header("location").to_owned();
        let page = house.send(ask("GET", &path, "", &token)).await.text;
        assert!(page.contains("name=\"topic\""), "{page}");
        assert_eq!(
            house.send(ask("POST", &path, "source=aws&topic=why", &token)).await.status,
            303
        );
        let map = house.send(ask("GET", &format!("{path}/map.toml"), "", &token)).await.text;
        assert!(map.contains("attribute = \"why\"") && map.contains("\"connect\""), "{map}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upload_is_deleted_by_who_may_import_it_and_not_while_it_is_imported() {
    for house in houses().await {
        let token = house.signed_in(HOST, &email_of(Role::Administrator), "admin").await;
        let path = upload(&house, EXPORT, &token).await.header("location").to_owned();
        let delete = format!("{path}/deletion");
        let page = house.send(ask("GET", &path, "", &token)).await.text;
        assert!(page.contains(&format!("action=\"{delete}\"")), "{page}");
        let agent = house.signed_in(HOST, &email_of(Role::Agent), "agent").await;
        assert_eq!(house.send(ask("POST", &delete, "", &agent)).await.status, 403);
        let mapped =
            "source=pbx&zone=UTC&format=dd%2Fmm%2Fyyyy&col-at=Start+Time&col-outcome=Result";
        assert_eq!(house.send(ask("POST", &path, mapped, &token)).await.status, 303);
        let page = house.send(ask("GET", &path, "", &token)).await.text;
        assert!(!page.contains(&delete), "it is being imported: {page}");
        assert_eq!(house.send(ask("POST", &delete, "", &token)).await.status, 409);
        let second = upload(&house, EXPORT, &token).await.header("location").to_owned();
        let deleted = house.send(ask("POST", &format!("{second}/deletion"), "", &token)).await;
        assert_eq!((deleted.status, deleted.header("location")), (303, "/desk/imports"));
        assert_eq!(house.send(ask("GET", &second, "", &token)).await.status, 404);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_unpacks_to_too_much_is_told_in_the_visitors_language() {
    for house in houses().await {
        let token = house.signed_in(HOST, &email_of(Role::Administrator), "admin").await;
        let path = upload(&house, EXPORT, &token).await.header("location").to_owned();
        let id = path.rsplit('/').next().expect("an id").parse().expect("an id");
        let tenant = house.app.tenant(HOST).await.expect("the company is there");
        let ended = house.app.act(&tenant, Who::System, move |desk| {
            let reason = uploads::UNPACKED_TOO_LARGE.to_owned();
            uploads::end(desk, id, &uploads::Outcome::Failed(reason))
        });
        ended.await.expect("it ends");
        house.send(ask("POST", "/language", "language=nl", &token)).await;
        let page = house.send(ask("GET", &path, "", &token)).await.text;
        assert!(page.contains("Uitgepakt bevat het meer dan 512 megabyte."), "{page}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_imported_is_told_so() {
    for house in houses().await {
        let token = house.signed_in(HOST, &email_of(Role::Administrator), "admin").await;
        let empty = upload(&house, b"", &token).await;
        assert_eq!(empty.status, 422, "{}", empty.text);
        let large = upload(&house, &vec![b'x'; 41 << 20], &token).await;
        assert_eq!(large.status, 413, "{}", large.text);
        let some = upload(&house, &vec![b'x'; 33 << 20], &token).await;
        assert_eq!(some.status, 422);
        assert!(some.text.contains("32 megabytes"), "{}", some.text);
        let nonsense = upload(&house, b"\x89PNG\r\n\x1a\n\0\0\0", &token).await;
        let path = nonsense.header("location").to_owned();
        let page = house.send(ask("GET", &path, "", &token)).await;
        assert!(page.text.contains("This is no table"), "{}", page.text);
        assert_eq!(house.send(ask("POST", &path, "source=x", &token)).await.status, 422);
        let agent = house.signed_in(HOST, &email_of(Role::Agent), "agent").await;
        assert_eq!(house.send(ask("GET", &path, "", &agent)).await.status, 403);
        let neighbour = house.signed_in(OTHER, &email_of(Role::Administrator), "neighbour").await;
        let guessed = Request::get(&path)
            .header("host", OTHER)
            .header("cookie", format!("session={neighbour}"))
            .body(Body::empty());
        assert_eq!(house.send(guessed.expect("a request")).await.status, 404);
    }
}
