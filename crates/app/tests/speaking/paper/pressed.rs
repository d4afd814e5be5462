//! A program that was built with the press.

use super::post;
use crate::{House, until};
use domain::{
    contacts::{
        clients::{self, TimelineFilter, What},
        requests::{self, Answer, Incoming, Sender},
    },
    messaging::{
        self, Category, Channel, Composing, LASTS, Message, PaperState, State, Way, envelope,
    },
    parties::{Party, PointKind},
};
use kernel::{Id, Instant, Language};
use premura::{Bucket, Channels, Post};
use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

/// Dora, who has an address and nothing else, asked, and is answered.
fn answered(house: &House) -> Id<Party> {
    let party = house.dora(&[(PointKind::Address, "Via Roma 1, 28921 Verbania")]);
    house.act(move |desk| {
        let incoming = Incoming {
            sender: Sender { party: Some(party), name: "Dora Bruni".into(), ..Sender::default() },
            language: Language::It,
            text: "È coperto?".into(),
            link: "secret".into(),
            ..Incoming::default()
        };
        let request = requests::receive(desk, &incoming)?.id;
        let text = "Sì, il tetto è coperto.".to_owned();
        requests::answer(desk, request, &Answer { text, by_phone: false })?;
        Ok(party)
    })
}

/// A registered letter to the same address.
fn registered(house: &House) {
    house.act(|desk| {
        let now = desk.now();
        let to = envelope("Dora Bruni", "Via Roma 1, 28921 Verbania");
        let message = Composing {
            subject: [9; 16],
            party: None,
            sender: None,
            kind: "notice".into(),
            category: Category::Contractual,
            way: Way { channel: Channel::Registered, to, template: None, quiet: None },
            instead: Vec::new(),
            language: Language::It,
            title: "Disdetta".into(),
            text: "Il contratto finisce.".into(),
            send_at: now,
            expires_at: now + LASTS,
            campaign: None,
        };
        messaging::compose(desk, &[message])
    });
}

/// The file of a letter in the only batch of this kind, as the list names it.
fn letter_of(own: &Path, kind: &str) -> (String, PathBuf) {
    let batch = until("a batch", || {
        let entries = fs::read_dir(own.join("batches")).ok()?;
        let mut names = entries.map(|entry| entry.expect("an entry").path());
        let is_whole = |path: &PathBuf| path.join("manifest.json").exists();
        names.find(|path| path.to_string_lossy().ends_with(kind) && is_whole(path))
    });
    let list = fs::read(batch.join("manifest.json")).expect("a list");
    let list: serde_json::Value = serde_json::from_slice(&list).expect("JSON");
    let letter = &list["letters"][0];
    assert_eq!((letter["kind"].as_str(), letter["pages"].as_i64()), (Some(kind), Some(1)));
    let word = |name: &str| letter[name].as_str().expect("a word").to_owned();
    (word("reference"), batch.join(word("file")))
}

/// What is printed on a letter, as Poppler's program reads it.
fn printed(file: &Path) -> String {
    let read = Command::new("pdftotext").arg("-raw").arg(file).arg("-").output();
    let read = read.expect("pdftotext, of the package poppler-utils");
    String::from_utf8(read.stdout).expect("text")
}

/// What the printer tells, and where the file of it ends up.
fn tells(own: &Path, name: &str, lines: &str, into: &str) -> PathBuf {
    let status = own.join("status");
    fs::create_dir_all(&status).expect("a folder");
    let table = format!("reference;state;at;number;note\n{lines}");
    fs::write(status.join(format!(".{name}.part")), table).expect("a file");
    fs::rename(status.join(format!(".{name}.part")), status.join(name)).expect("it is ours");
    until(into, || {
        let entries = fs::read_dir(status.join(into)).ok()?;
        let mut files = entries.map(|entry| entry.expect("an entry").path());
        files.find(|path| path.to_string_lossy().ends_with(name))
    })
}

#[test]
fn an_answer_reaches_a_printer_as_a_letter_and_its_proof_the_timeline() {
    House::each(|house| {
        house.speak(Channels { post: &[post(&house.own)], ..Channels::default() });
        is_proved(house, &house.own);
    });
}

/// The same, where all that lies in it is kept by an object store.
#[test]
fn an_answer_reaches_a_printer_by_way_of_a_bucket() {
    let (Ok(endpoint), Ok(kept)) = (env::var("PREMURA_TEST_S3"), env::var("PREMURA_TEST_S3_KEPT"))
    else {
        eprintln!("skipped: no object store");
        return;
    };
    House::each(|house| {
        let name = house.own.file_name().expect("a name").to_string_lossy().into_owned();
        let own = Path::new(&kept).join(&name);
        fs::create_dir_all(&own).expect("a bucket");
        let bucket = Bucket {
            endpoint: endpoint.clone(),
            region: "us-east-1".into(),
            name,
            key: "premura".into(),
            secret: "of-the-tests".into(),
            in_path: true,
            trusted: None,
            batches: "batches/".into(),
            status: Some("status/".into()),
            every_seconds: 1,
        };
        let post = Post { folder: None, status: None, bucket: Some(bucket), ..post(&own) };
        house.speak(Channels { post: &[post], ..Channels::default() });
        is_proved(house, &own);
    });
}

/// Letters come to lie in this folder, and what the printer leaves there is taken.
fn is_proved(house: &House, own: &Path) {
    let party = answered(house);
    registered(house);
    let (reference, file) = letter_of(own, "ordinary");
    let said = printed(&file);
    let address = "Dora Bruni\nVia Roma 1\n28921 Verbania";
    assert!(said.contains(address) && said.contains("il tetto è coperto"), "{said}");
    let (proved, file) = letter_of(own, "registered");
    assert!(printed(&file).contains("RACCOMANDATA A.R."));

    let lines = format!(
        "{reference};delivered;2026-11-24T10:00:00+01:00;;\n{reference};posted;2026-11-23;;\n\
         {proved};posted;2026-11-23;RR1IT;\n"
    );
    tells(own, "one.csv", &lines, "done");
    let answer = house.message(("answer", "post"), |one| one.state == State::Delivered);
    let of = [answer.id.bytes()];
    let arrived = house.act(move |desk| messaging::arrived(desk, &of));
    let when: Instant = "2026-11-24T09:00:00Z".parse().expect("an instant");
    assert_eq!(arrived.get(&of[0]), Some(&when), "when it was handed over");
    let filter = TimelineFilter { what: Some(What::Message), ..TimelineFilter::default() };
    let seen = house.act(move |desk| clients::timeline(desk, party, &filter));
    let on_it = |one: &clients::Entry| one.text.starts_with("post ") && one.state == "delivered";
    assert!(seen.iter().any(on_it), "{seen:#?}");
    let notice = house.message(("notice", "registered"), |one| one.state == State::Sent);
    has_number(house, notice.id);

    tells(own, "two.csv", &lines, "done");
    let lines = format!("0h5;posted;2026-11-23;;\n{proved};unclaimed;2026-11-24;;at the post\n");
    let refused = tells(own, "three.csv", &lines, "refused");
    let why = fs::read_to_string(refused.with_extension("json")).expect("the reasons");
    assert!(why.contains("no letter of ours") && why.contains("\"fresh\": 1"), "{why}");
    house.message(("notice", "registered"), |one| one.state == State::Bounced);
}

fn has_number(house: &House, id: Id<Message>) {
    let known = house.act(move |desk| messaging::papers(desk, &[id.bytes()]));
    let paper = &known[&id.bytes()];
    assert_eq!(paper.number.as_deref(), Some("RR1IT"));
    assert!(paper.at(PaperState::Posted).is_some() && paper.at(PaperState::Delivered).is_none());
}
