//! The clients' own area: coming in, asking, reading the answer, leaving.

mod devices;
mod keys;
mod roles;

pub(crate) use devices::pushing;

use super::{HOST, Heard, House, NOW, ask, houses, life::life, pages::raw_key, request};
use crate::{
    door::{Door, Entry},
    doors,
    me::ANSWERED_AFTER,
};
use axum::{body::Body, http::Request};
use domain::{
    Who,
    accounts::{self, Chance, Opening, Registering, Sent},
    contacts::{area, requests},
    contracts,
    messaging::{self, Channel},
    notices::{self, HEAD_OFFICE, Purpose, Wish},
    parties::{self, PointKind},
    reactions,
};
use kernel::Language;
use std::time::Instant;

/// Digits that chance gives: the code is their end.
const CODE: &str = "000042";

impl House {
    /// Opens the area of a client of this name, who has a contract; its token is the answer.
    pub(crate) async fn client_in(&self, name: &str) -> String {
        self.client(name).await;
        let tenant = self.app.tenant(HOST).await.expect("the company is there");
        let (name, token) = (name.to_owned(), format!("token of {name}"));
        let given = token.clone();
        let entered = self.app.act(&tenant, Who::System, move |desk| {
            let registering = Registering {
                contract: format!("C-{name}"),
                born_on: "1980-02-03".parse().ok(),
                by: Sent::ByMail,
                role: accounts::Role::Own,
                language: Language::En,
                account: None,
                from: "192.0.2.7".into(),
            };
            let chance = Chance { digits: 42, link: format!("link of {name}") };
            let code = accounts::register(desk, &registering, &chance)?;
            let opening = Opening {
                token: &given,
                browser: "a telephone",
                language: Language::En,
                inside: None,
                replaces: None,
            };
            accounts::enter(desk, code, CODE, &opening)
        });
        assert!(entered.await.expect("it is decided").is_some(), "the code is right");
        token
    }

    /// A client of this name with a contract, a day of birth and an address.
    async fn client(&self, name: &str) {
        let tenant = self.app.tenant(HOST).await.expect("the company is there");
        let name = name.to_owned();
        let told = self.app.act(&tenant, Who::System, move |desk| {
            let holder = parties::Told {
                source: "register".into(),
                key: name.clone(),
                name: name.clone(),
                kind: "private".into(),
                born_on: "1980-02-03".parse().ok(),
                points: vec![(PointKind::Email, format!("{name}@example.test"))],
            };
            let told = contracts::Told {
                holder,
                number: format!("C-{name}"),
                product: "Home".into(),
                starts_on: "2026-01-01".parse().expect("a day"),
                ends_on: "2026-12-20".parse().ok(),
            };
            contracts::tell(desk, &[told]).map(drop)
        });
        told.await.expect("the register knows them");
    }

    /// Everything that goes to clients by mail now.
    async fn letters(&self) -> Vec<messaging::Parcel> {
        let tenant = self.app.tenant(HOST).await.expect("the company is there");
        let taken = self
            .app
            .act(&tenant, Who::System, |desk| reactions::take_messages(desk, Channel::Email, 50));
        taken.await.expect("they are taken")
    }
}

/// A form as a client's browser sends it.
fn sent(method: &str, path: &str, form: &str, token: &str) -> Request<Body> {
    let request = request(method, path).header("cookie", format!("client={token}"));
    request.body(Body::from(form.to_owned())).expect("a request")
}

/// The token of the session that an answer opens.
fn token_of(heard: &Heard) -> String {
    let cookie = heard.header("set-cookie");
    cookie.split(['=', ';']).nth(1).unwrap_or_default().to_owned()
}

/// Registers as somebody in the register would; answers the token of the session.
async fn registers(house: &House) -> String {
    house.client("ada").await;
    house.letters().await;
    let form = "contract=C-ada&born_on=1980-02-03&by=email&role=own";
    let asked = house.send(sent("POST", "/me/register", form, "")).await;
    let place = asked.header("location").to_owned();
    let letter = house.letters().await.remove(0);
    assert_eq!(letter.recipient, "ada@example.test");
    let code = letter.title.split(' ').next().expect("a code").to_owned();
    assert_eq!(house.send(sent("POST", &place, "code=abc", "")).await.status, 422);
    let entered = house.send(sent("POST", &place, &format!("code={code}"), "")).await;
    assert_eq!((entered.status, entered.header("location")), (303, "/me"));
    token_of(&entered)
}

/// Asks a question, twice by the same form; answers where it stands.
async fn asks(house: &House, token: &str) -> String {
    let path = "/me/ask/question";
    let form = house.send(sent("GET", path, "", token)).await.text;
    let key = form.split("name=\"form\" value=\"").nth(1).expect("a key");
    let key = key.split('"').next().expect("it ends");
    let body = format!("form={key}&text=Is+the+roof+covered%3F&contract=C-ada");
    let asked = house.send(sent("POST", path, &body, token)).await;
    assert_eq!(asked.status, 303, "{}", asked.text);
    let place = asked.header("location").to_owned();
    assert_eq!(house.send(sent("POST", path, &body, token)).await.header("location"), place);
    place
}

/// A colleague answers what stands there.
async fn answered(house: &House, place: &str) {
    let tenant = house.app.tenant(HOST).await.expect("the company is there");
    let id = place.rsplit('/').next().expect("an id").parse().expect("an id");
    let answer = house.app.act(&tenant, Who::System, move |desk| {
        let answer = requests::Answer { text: "It is covered.".into(), by_phone: false };
        requests::answer(desk, id, &answer)
    });
    answer.await.expect("it is answered");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_registers_asks_without_script_and_reads_the_answer_there_and_by_mail() {
    for house in houses().await {
        life(&house).await;
        let token = registers(&house).await;
        let get = async |path: &str| house.send(sent("GET", path, "", &token)).await;
        assert!(get("/me").await.text.contains("C-ada ends on"), "it is what needs attention");
        assert!(get("/me").await.text.contains("There is nothing to sign."));
        assert!(get("/me/contracts").await.text.contains("in force"));
        let place = asks(&house, &token).await;
        let page = get(&place).await.text;
        assert!(page.contains("Is the roof covered?") && page.contains("We answer by"), "{page}");
        house.letters().await;
        answered(&house, &place).await;
        let letter = house.letters().await.remove(0);
        assert_eq!(
            (letter.recipient.as_str(), letter.text.as_str()),
            ("ada@example.test", "It is covered.\n")
        );
        assert!(get(&place).await.text.contains("It is covered."));
        assert!(get("/me").await.text.contains("One message not read"));
        let inbox = get("/me/messages").await.text;
        assert!(inbox.contains("It is covered."), "{inbox}");
        let message = inbox.split("action=\"/me/messages/").nth(1).expect("a button");
        let read = format!("/me/messages/{}", message.split('"').next().expect("it ends"));
        assert_eq!(house.send(sent("POST", &read, "", &token)).await.status, 303);
        assert!(!get("/me").await.text.contains("not read"));
        let away = get("/me/data.json").await;
        let held = ["Is the roof covered?", NOW].map(|part| away.text.contains(part));
        assert_eq!(held, [true, true], "{}", away.text);
        let told = get("/me/data.html").await.text;
        for part in ["<dt>what was said</dt>", "<dd>you</dd>", "In force", "first.test"] {
            assert!(told.to_lowercase().contains(&part.to_lowercase()), "{part}: {told}");
        }
        assert!(!told.contains("held-") && !told.contains(NOW), "hours are the house's");
        let out = house.send(sent("POST", "/me/sign-out", "", &token)).await;
        assert_eq!(out.header("clear-site-data"), "\"cache\", \"storage\"");
        assert_eq!(get("/me").await.header("location"), "/me/sign-in");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_can_tell_from_the_area_who_is_known() {
    for house in houses().await {
        let token = house.client_in("ada").await;
        house.send(sent("POST", "/me/sign-out", "", &token)).await;
        let shape = async |path: &str, form: &str| {
            let begun = Instant::now();
            let asked = house.send(sent("POST", path, form, "")).await;
            assert!(begun.elapsed() >= ANSWERED_AFTER, "{:?} tells", begun.elapsed());
            let place = asked.header("location").to_owned();
            let page = house.send(sent("GET", &place, "", "")).await.text;
            let guess = house.send(sent("POST", &place, "code=999999", "")).await;
            let plain = |page: String| page.replace(&place, "");
            (asked.status, place.len(), plain(page), guess.status, plain(guess.text))
        };
        let known = shape("/me/sign-in", "address=ada%40example.test").await;
        assert_eq!(known, shape("/me/sign-in", "address=eve%40example.test").await);
        assert_eq!(known.0, 303);
        let form = |contract: &str| format!("contract={contract}&born_on=1980-02-03&by=email");
        let known = shape("/me/register", &form("C-ada")).await;
        assert_eq!(known, shape("/me/register", &form("C-eve")).await);
        for path in ["/u/00000000000000000000000001", "/u/none", "/me/enter/none"] {
            assert_eq!(house.send(sent("GET", path, "", "")).await.status, 200, "{path}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_offer_is_ended_by_one_press_without_signing_in() {
    for house in houses().await {
        let token = house.client_in("ada").await;
        house.letters().await;
        let yes = "shown=offer_email&offer_email=yes";
        house.send(sent("POST", "/me/profile/consents", yes, &token)).await;
        let checked = async || {
            let page = house.send(sent("GET", "/me/profile", "", &token)).await.text;
            page.contains("name=\"offer_email\" value=\"yes\" checked")
        };
        assert!(checked().await);
        let tenant = house.app.tenant(HOST).await.expect("the company is there");
        let given = token.clone();
        house
            .app
            .act(&tenant, Who::System, move |desk| {
                let party = accounts::resume(desk, &given)?.party;
                let cause = domain::notices::Cause {
                    event: domain::notices::Event::OfferMade,
                    subject: [3; 16],
                    to: domain::notices::Addressee {
                        name: "ada".into(),
                        party: Some(party),
                        ..Default::default()
                    },
                    with: serde_json::Map::new(),
                };
                let offered = domain::notices::pin(desk, "head_office_offer", None)?;
                domain::notices::offer(desk, &offered, [3; 16], &[cause])
            })
            .await
            .expect("it is decided");
        house.wait(12 * kernel::Instant::HOUR);
        let page = house.letters().await.remove(0).unsubscribe.expect("an offer has a way out");
        let path = page.split_once(HOST).expect("it is at our house").1.to_owned();
        assert!(house.send(sent("GET", &path, "", "")).await.text.contains("No more offers"));
        assert!(checked().await, "looking changes nothing");
        let press = Request::post(&path)
            .header("host", HOST)
            .header("content-type", "application/x-www-form-urlencoded")
            .body(Body::from("List-Unsubscribe=One-Click"))
            .expect("a request");
        assert_eq!(house.send(press).await.status, 200);
        assert!(!checked().await);
    }
}

/// Addresses that lead elsewhere, at which a form that was refused is shown.
const LEAD_AWAY: [&str; 4] =
    ["/me/sign-in", "/me/sign-in/password", "/me/passkey", "/me/profile/password"];

#[tokio::test(flavor = "multi_thread")]
async fn a_page_of_a_refused_form_can_be_looked_at_again() {
    for house in houses().await {
        let token = house.client_in("ada").await;
        let leads = async |path: &str, token: &str| {
            let heard = house.send(sent("GET", path, "", token)).await;
            (heard.status, heard.header("location").to_owned())
        };
        for path in ["/me/sign-in/password", "/me/passkey"] {
            assert_eq!(leads(path, "").await, (303, "/me/sign-in".into()));
            assert_eq!(leads(path, &token).await, (303, "/me/sign-in?again=1".into()));
        }
        let form = leads("/me/profile/password", &token).await;
        assert_eq!(form, (303, "/me/profile#keys".into()));
        let public = house.send(ask("GET", "/", "", "")).await.text;
        assert!(public.contains("href=\"/me\""), "{public}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_taken_away_reads_in_the_language_of_who_reads_it() {
    for house in houses().await {
        life(&house).await;
        let token = house.client_in("ada").await;
        asks(&house, &token).await;
        house.send(sent("POST", "/me/profile/data", "asked=erasure", &token)).await;
        for (language, said) in [("it", "cosa si è detto"), ("fr", "ce qui fut dit")] {
            let form = format!("language={language}");
            house.send(sent("POST", "/me/profile/language", &form, &token)).await;
            let told = house.send(sent("GET", "/me/data.html", "", &token)).await.text;
            assert!(told.contains(said), "{told}");
            for english in ["held-", "you<", "known from", "running", "erasure", "request<"] {
                assert!(!told.contains(english), "{english}: {told}");
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_not_asked_is_not_answered_and_what_was_shown_is_kept() {
    for house in houses().await {
        let token = house.client_in("ada").await;
        let page = house.send(sent("GET", "/me/profile", "", &token)).await.text;
        assert!(page.contains("name=\"shown\" value=\"offer_email\""), "{page}");
        let form = "language=fr&shown=offer_email&shown=offer_sms&offer_sms=yes&service_sms=yes";
        let kept = house.send(sent("POST", "/me/profile/consents", form, &token)).await;
        assert_eq!(kept.status, 303);
        let tenant = house.app.tenant(HOST).await.expect("the company is there");
        let changes = house.app.act(&tenant, Who::System, move |desk| {
            let party = accounts::resume(desk, &token)?.party;
            notices::changes(desk, party, 10)
        });
        let changes = changes.await.expect("they are written down");
        let said: Vec<_> = changes
            .iter()
            .map(|one| (one.wish.purpose, one.wish.channel.as_str(), one.wish.given))
            .collect();
        assert_eq!(said.len(), 2, "service was not asked about: {said:?}");
        assert!(said.contains(&(Purpose::Offer, "sms", true)), "{said:?}");
        for part in ["Offres", "first.test", "le lien de chaque offre", "SMS"] {
            assert!(changes[0].text.contains(part), "{part}: {}", changes[0].text);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_page_of_the_area_is_there_in_every_language() {
    for house in houses().await {
        life(&house).await;
        let token = house.client_in("ada").await;
        let tenant = house.app.tenant(HOST).await.expect("the company is there");
        let given = token.clone();
        let request = house.app.act(&tenant, Who::System, move |desk| {
            let client = accounts::resume(desk, &given)?;
            let wish = Wish {
                sender: HEAD_OFFICE,
                purpose: Purpose::Offer,
                channel: "email".into(),
                given: true,
            };
            let mut seat = desk.seat(client.who());
            area::consent(&mut seat, &[wish], "Offers?")?;
            area::ask_for(&mut seat, area::Asked::Erasure)?;
            let question =
                area::Question { text: "Covered?".into(), link: "x".into(), ..Default::default() };
            area::ask(&mut seat, &question)
        });
        let request = request.await.expect("it is asked").id.to_string();
        let is_page = |door: &Door| {
            door.method == "GET"
                && door.path.starts_with("/me")
                && !["webmanifest", "worker.js", "data."].iter().any(|no| door.path.contains(no))
        };
        let doors: Vec<Door> = doors().into_iter().filter(is_page).collect();
        for language in Language::ALL {
            let form = format!("language={language}");
            house.send(sent("POST", "/me/profile/language", &form, &token)).await;
            for door in &doors {
                let path = door.path.replace("{id}", &request).replace("{topic}", "claim_status");
                let heard = house.send(sent("GET", &path, "", &token)).await;
                let leads_home = LEAD_AWAY.contains(&door.path) && heard.status == 303;
                assert!(heard.status == 200 || leads_home, "{path} {}", heard.text);
                if heard.status == 200 {
                    assert!(heard.text.contains(&format!("lang=\"{language}\"")), "{path}");
                    assert_eq!(raw_key(&heard.text), None, "{path} in {language}");
                }
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_colleague_is_no_client_and_a_client_no_colleague() {
    for house in houses().await {
        let token = house.client_in("ada").await;
        let email = super::email_of(domain::Role::Administrator);
        let staff = house.signed_in(HOST, &email, "staff").await;
        assert_eq!(
            house.send(ask("GET", "/me", "", &staff)).await.header("location"),
            "/me/sign-in"
        );
        let client = house.send(sent("GET", "/desk", "", &token)).await;
        assert_eq!(client.header("location"), "/desk/sign-in?next=%2Fdesk");
        assert!(doors().iter().any(|door| door.entry == Entry::Client));
    }
}
