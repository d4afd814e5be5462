use super::{HOST, ask, email_of, houses, life::life, request};
use crate::{
    door::{Door, Entry},
    doors, texts,
};
use axum::body::Body;
use domain::Role;
use kernel::Language;

#[tokio::test(flavor = "multi_thread")]
async fn every_page_is_there_in_every_language() {
    for house in houses().await {
        let life = life(&house).await;
        let token = house.signed_in(HOST, &email_of(Role::Administrator), "pages").await;
        let doors: Vec<_> = doors().into_iter().filter(is_page).collect();
        for (language, door) in
            Language::ALL.into_iter().flat_map(|one| doors.iter().map(move |door| (one, door)))
        {
            let path = life.path(door.path);
            let choice = format!("language={language}");
            house.send(ask("POST", "/language", &choice, &token)).await;
            let heard = house.send(ask("GET", &path, "", &token)).await;
            assert_eq!(heard.status, 200, "{path} in {language}: {}", heard.text);
            assert!(heard.text.contains(&format!("lang=\"{language}\"")), "{path}");
            assert_eq!(raw_key(&heard.text), None, "{path} in {language}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn people_read_the_name_of_a_kind_and_files_its_code() {
    for house in houses().await {
        let call = life(&house).await.call;
        let token = house.signed_in(HOST, &email_of(Role::Administrator), "kinds").await;
        let named = ask("POST", "/desk/places", "what=kind&code=private&name=Families", &token);
        assert_eq!(house.send(named).await.status, 303);
        for path in [&format!("/desk/calls/{call}"), "/desk/calls", "/desk/figures?by=kind"] {
            let page = house.send(ask("GET", path, "", &token)).await.text;
            assert!(page.contains("Families"), "{path}: {page}");
            assert!(!page.contains(">private<"), "{path}");
        }
        for path in ["/desk/calls.csv", "/desk/figures.csv?by=kind"] {
            let file = house.send(ask("GET", path, "", &token)).await.text;
            assert!(file.contains("private") && !file.contains("Families"), "{path}: {file}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_language_is_ones_own_choice_then_the_browsers_then_the_companys() {
    for house in houses().await {
        let page = |languages: &'static str, cookie: &'static str| {
            let request = axum::http::Request::get("/").header("host", HOST);
            let request = request.header("accept-language", languages).header("cookie", cookie);
            house.send(request.body(Body::empty()).expect("a request"))
        };
        assert!(page("de", "").await.text.contains("<html lang=\"it\""));
        assert!(page("de, nl;q=0.5", "").await.text.contains("<html lang=\"nl\""));
        assert!(page("nl", "language=fr").await.text.contains("<html lang=\"fr\""));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_wallboard_tells_what_goes_on_within_a_moment() {
    for house in houses().await {
        life(&house).await;
        for (role, sees) in [(Role::Auditor, true), (Role::Partner, false)] {
            let token = house.signed_in(HOST, &email_of(role), role.word()).await;
            let first = house.first_event(ask("GET", "/desk/wallboard/events", "", &token)).await;
            assert!(first.starts_with("data: <div class=\"big\">"), "{first}");
            // The number belongs to no unit, so whoever reaches only their own sees none of it.
            assert_eq!(first.contains("+39800000001"), sees, "{}: {first}", role.word());
        }
    }
}

fn is_page(door: &Door) -> bool {
    let (method, path, entry) = (door.method, door.path, door.entry);
    let other = [
        "/me",
        "events",
        ".csv",
        ".ics",
        ".toml",
        "/health",
        "{token}",
        "/api/",
        "sign-in",
        "calendars/{",
        "files",
        "letters/{",
        "/paper",
    ];
    let program = matches!(entry, Entry::Program(_) | Entry::AnyProgram);
    method == "GET" && !program && !other.iter().any(|part| path.contains(part))
}

/// A key that stands on a page instead of its text.
pub(super) fn raw_key(page: &str) -> Option<String> {
    let lines = texts::sources(Language::En).iter().flat_map(|source| source.lines());
    let keys = lines.filter_map(|line| line.split_once(" = ")).map(|(key, _)| key);
    let dashed = keys.filter(|key| key.contains('-')).map(|key| format!(">{key}<"));
    dashed.into_iter().find(|key| page.contains(key))
}

#[tokio::test(flavor = "multi_thread")]
async fn every_answer_keeps_strangers_scripts_out() {
    for house in houses().await {
        for path in ["/", "/desk/nothing", "/commitments", "/health"] {
            let heard = house.send(ask("GET", path, "", "")).await;
            let policy = heard.header("content-security-policy");
            assert!(policy.contains("script-src 'self'"), "{path}: {policy}");
            assert!(!policy.contains("unsafe"), "{path}: {policy}");
            assert_eq!(heard.header("x-content-type-options"), "nosniff", "{path}");
            assert!(!heard.text.contains(" style=\""), "{path} has a style of its own");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn people_get_a_page_and_programs_a_document_of_the_same_problem() {
    for house in houses().await {
        let page = house.send(ask("GET", "/nothing", "", "")).await;
        assert_eq!(page.status, 404);
        assert!(page.text.contains("No such page"), "{}", page.text);
        let document = house.send(ask("GET", "/api/v1/nothing", "", "")).await;
        assert_eq!(document.header("content-type"), "application/problem+json");
        assert!(
            document.text.contains("\"urn:premura:problem:no-such-page\""),
            "{}",
            document.text
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_of_another_site_changes_nothing() {
    for house in houses().await {
        let token = house.signed_in(HOST, &email_of(Role::Administrator), "foreign").await;
        let cookie = format!("session={token}");
        let send = |site: &'static str| {
            let form = request("POST", "/desk/sign-out").header("cookie", &cookie);
            house.send(form.header("sec-fetch-site", site).body(Body::empty()).expect("a request"))
        };
        assert_eq!(send("cross-site").await.status, 403);
        assert_eq!(send("same-origin").await.status, 303);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_asset_is_kept_for_good_and_travels_compressed() {
    for house in houses().await {
        let path = crate::assets::address("premura.css");
        let plain = house.send(ask("GET", &path, "", "")).await;
        assert!(plain.header("cache-control").contains("immutable"));
        let asked = request("GET", &path).header("accept-encoding", "gzip");
        let zipped = house.send(asked.body(Body::empty()).expect("a request")).await;
        assert_eq!(zipped.header("content-encoding"), "gzip");
        let again = request("GET", &path).header("if-none-match", plain.header("etag"));
        assert_eq!(house.send(again.body(Body::empty()).expect("a request")).await.status, 304);
    }
}
