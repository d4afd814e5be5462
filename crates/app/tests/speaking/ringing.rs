//! A message in a client's area rings at their device, by a service that `./test` starts.

use super::{House, until};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use db::scratch;
use domain::{
    MIGRATIONS,
    accounts::{self, Chance, Client, Opening, Registering, Role, Sent, Subscribing},
    contracts,
    notices::{self, Cause, Event},
    parties::{self, PointKind},
};
use gateways::push::make_key;
use kernel::Language;
use premura::{Channels, Push};
use serde_json::Value as Json;
use std::{env, fs, path::PathBuf};

struct There {
    port: String,
    root: PathBuf,
}

fn there() -> Option<There> {
    let Ok(port) = env::var("PREMURA_TEST_PUSH") else {
        eprintln!("skipped: no push service");
        return None;
    };
    let root = env::var("PREMURA_TEST_PUSH_ROOT").expect("its folder").into();
    Some(There { port, root })
}

impl There {
    /// How the configuration names it.
    fn named(&self) -> Push {
        let key = self.root.join("ours.pem");
        fs::write(&key, make_key().expect("chance")).expect("it is written");
        Push {
            subject: "mailto:desk@esempio.test".into(),
            key,
            hosts: Some(vec![format!("localhost:{}", self.port)]),
            trusted: Some(self.root.join("cert.pem")),
        }
    }

    /// Its device, told by this address.
    fn device(&self, path: &str) -> Subscribing {
        let device = fs::read(self.root.join("device.json")).expect("its device");
        let device: Json = serde_json::from_slice(&device).expect("it is JSON");
        let part = |name: &str| {
            URL_SAFE_NO_PAD.decode(device[name].as_str().expect("a text")).expect("base 64")
        };
        Subscribing {
            endpoint: format!("https://localhost:{}/{path}", self.port),
            key: part("key"),
            secret: part("secret"),
            browser: "a telephone".into(),
        }
    }

    fn taken(&self, path: &str) -> Vec<Json> {
        let file = fs::read_to_string(self.root.join("taken.jsonl")).expect("its file");
        let lines = file.lines().filter_map(|line| serde_json::from_str::<Json>(line).ok());
        lines.filter(|line| line["path"] == format!("/{path}")).collect()
    }
}

/// Ada, who has an account and reads French.
fn ada(house: &House) -> Client {
    house.act(|desk| {
        let holder = parties::Told {
            source: "register".into(),
            key: "ada".into(),
            name: "Ada".into(),
            kind: "private".into(),
            born_on: None,
            points: vec![(PointKind::Email, "ada@example.test".into())],
        };
        let told = contracts::Told {
            holder,
            number: "C-1".into(),
            product: "Home".into(),
            starts_on: "2025-01-01".parse().expect("a day"),
            ends_on: None,
        };
        contracts::tell(desk, &[told])?;
        let registering = Registering {
            contract: "C-1".into(),
            born_on: None,
            by: Sent::ByMail,
            role: Role::Own,
            language: Language::Fr,
            account: None,
            from: "192.0.2.7".into(),
        };
        let chance = Chance { digits: 42, link: "link".into() };
        let code = accounts::register(desk, &registering, &chance)?;
        let opening = Opening {
            token: "token",
            browser: "a telephone",
            language: Language::Fr,
            inside: None,
            replaces: None,
        };
        accounts::enter(desk, code, "000042", &opening)?;
        accounts::resume(desk, "token")
    })
}

fn devices(house: &House, ada: &Client) -> usize {
    let who = ada.who();
    house.act(move |desk| accounts::devices(&mut desk.seat(who.clone()))).len()
}

#[test]
fn a_message_in_the_area_rings_at_the_device_and_one_that_is_gone_is_forgotten() {
    let Some(there) = there() else { return };
    for scratch in scratch::engines(MIGRATIONS) {
        let path = format!("ok/{}", scratch.name());
        let mut house = House::founded(scratch);
        // The service holds what we say of ourselves against its own clock.
        house.place.clock = web::Clock::of_the_machine();
        let ada = ada(&house);
        for one in [there.device(&path), there.device("gone")] {
            let (who, session) = (ada.who(), ada.session);
            house.act(move |desk| accounts::subscribe(&mut desk.seat(who.clone()), session, &one));
        }
        assert_eq!(devices(&house, &ada), 2);
        let push = there.named();
        house.speak(Channels { push: Some(&push), ..Channels::default() });
        let party = ada.party;
        house.act(move |desk| {
            let to = notices::addressee(desk, party)?;
            let with =
                [("number", "R-1"), ("title", "Toit"), ("answer", "Oui."), ("colleague", "C")];
            let with = with.into_iter().map(|(name, text)| (name.into(), text.into())).collect();
            let cause = Cause { event: Event::RequestAnswered, subject: [3; 16], to, with };
            notices::cause(desk, &[cause]).map(drop)
        });
        let bell = until("a bell", || there.taken(&path).pop());
        let said: Json =
            serde_json::from_str(bell["text"].as_str().expect("a text")).expect("JSON");
        assert_eq!(said["title"], "Esempio Assicurazioni");
        assert_eq!(said["body"], "Vous avez un message de Esempio Assicurazioni");
        assert!(!bell["text"].to_string().contains("Oui"), "nothing of the message is told");
        until("the device that is gone", || (devices(&house, &ada) == 1).then_some(()));
        assert_eq!(there.taken(&path).len(), 1, "it rings once");
    }
}
