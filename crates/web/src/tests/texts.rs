use crate::texts::{AREAS, has, sources};
use domain::{
    Kind, Right, Role,
    commitments::{Basis, Reopening, State},
    contacts::calls::{Outcome, agents::AgentState},
    identity::{UnitKind, Watching},
    quality::measures::{By, FIGURES},
    subjects::KINDS,
};
use kernel::Language;
use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

/// The keys of one language.
fn keys(language: Language) -> BTreeSet<String> {
    let lines = sources(language).iter().flat_map(|source| source.lines());
    let plain = lines.filter(|line| !line.starts_with([' ', '#', '}']));
    plain.filter_map(|line| line.split_once(" =")).map(|(key, _)| key.to_owned()).collect()
}

#[test]
fn every_language_has_the_same_texts() {
    let english = keys(Language::En);
    assert!(english.len() > 300, "{AREAS:?} hold only {}", english.len());
    for language in Language::ALL {
        let own = keys(language);
        let missing: Vec<_> = english.difference(&own).collect();
        let extra: Vec<_> = own.difference(&english).collect();
        assert!(missing.is_empty() && extra.is_empty(), "{language}: {missing:?} {extra:?}");
        let lost: Vec<_> = own.iter().filter(|key| !has(language, key)).collect();
        assert!(lost.is_empty(), "{language} cannot be read at {lost:?}");
    }
}

/// Every word of every family that pages put into words.
fn families() -> Vec<String> {
    let mut keys = Vec::new();
    let mut family = |name: &str, words: Vec<&str>| {
        let dashed = words.into_iter().map(|word| word.replace(['_', '.'], "-"));
        keys.extend(dashed.map(|word| format!("{name}-{word}")));
    };
    family("outcome", Outcome::ALL.iter().map(|one| one.word()).collect());
    family("state", State::ALL.iter().map(|one| one.word()).collect());
    family("event", Kind::ALL.iter().map(|one| one.word()).collect());
    family("role", Role::ALL.iter().map(|one| one.word()).collect());
    family("right", Right::ALL.iter().map(|one| one.word()).collect());
    family("unit", UnitKind::ALL.iter().map(|one| one.word()).collect());
    family("watching", Watching::ALL.iter().map(|one| one.word()).collect());
    family("basis", Basis::ALL.iter().map(|one| one.word()).collect());
    family("reopening", Reopening::ALL.iter().map(|one| one.word()).collect());
    family("agent", AgentState::ALL.iter().map(|one| one.word()).collect());
    family("by", By::ALL.iter().map(|one| one.word()).collect());
    family("subject", KINDS.to_vec());
    let plain = FIGURES.iter().filter(|one| !one.id.starts_with("calls.answered_within_"));
    family("figure", plain.clone().map(|one| one.id).collect());
    family("formula", plain.map(|one| one.id).collect());
    desk_families(&mut family);
    speaking_families(&mut family);
    family("time", vec!["s", "m", "h", "d", "w", "bd", "mo"]);
    family("list", vec!["starts", "stops", "fails", "voids", "pauses", "resumes", "reopens"]);
    keys
}

/// The families of requests, call-backs, complaints and clients.
fn desk_families(family: &mut impl FnMut(&str, Vec<&str>)) {
    use domain::contacts::{callbacks, clients, exchanges, logs, requests, topics};
    fn words<T>(all: &[T], word: fn(&T) -> &'static str) -> Vec<&'static str> {
        all.iter().map(word).collect()
    }
    family("requests", vec!["live", "mine", "all"]);
    family("request", words(requests::State::ALL, |one| one.word()));
    family("word", words(requests::WordKind::ALL, |one| one.word()));
    family("channel", words(requests::Channel::ALL, |one| one.word()));
    family("reason", requests::REASONS.to_vec());
    family("closed-as", words(requests::ClosedAs::ALL, |one| one.word()));
    family("assigning", words(requests::Assigning::ALL, |one| one.word()));
    family("asking", words(topics::Asking::ALL, |one| one.word()));
    family("rang", words(callbacks::Outcome::ALL, |one| one.word()));
    family("callback", words(callbacks::State::ALL, |one| one.word()));
    family("entry", words(clients::What::ALL, |one| one.word()));
    family("contract", words(domain::contracts::DayState::ALL, |one| one.word()));
    family("checked", words(clients::Checked::ALL, |one| one.word()));
    family("delegate", words(clients::DelegateKind::ALL, |one| one.word()));
    family("scope", words(clients::Scope::ALL, |one| one.word()));
    family("asked", clients::ASKED.to_vec());
    family("point", words(domain::parties::PointKind::ALL, |one| one.word()));
    family("call-record", vec!["solved", "noted", "passed_on", "corrected"]);
    family("complaint-state", vec!["open", "answered"]);
    family("patience", vec!["measured", "endless"]);
    family("breaks", vec!["screen", "none"]);
    family("opening", vec!["calendars", "typed"]);
    family("explained", words(domain::contacts::exchanges::Why::ALL, |one| one.word()));
    family("differs", vec!["outcome", "wait", "queues", "queue", "agent", "talk"]);
    family("fate", words(exchanges::Fate::ALL, |one| one.word()));
    family("unsaid", words(exchanges::Unsaid::ALL, |one| one.word()));
    family("asked-of-exchange", words(exchanges::Asked::ALL, |one| one.word()));
    family("pause", exchanges::PAUSES.to_vec());
    family("recording", words(domain::contacts::calls::Recording::ALL, |one| one.word()));
    family("stage", words(domain::contacts::uploads::Stage::ALL, |one| one.word()));
    family("meaning", words(logs::delimited::Meaning::ALL, |one| one.word()));
    family("ending", words(domain::contacts::calls::Ending::ALL, |one| one.word()));
    family("format", words(logs::Format::ALL, |one| one.word()));
    family("rejected", logs::preview::REASONS.to_vec());
    family("message-state", words(domain::messaging::State::ALL, |one| one.word()));
    family("outbox", vec!["all", "troubled"]);
    family("attempt", words(domain::messaging::Fate::ALL, |one| one.word()));
    family("heard", words(domain::messaging::Heard::ALL, |one| one.word()));
    family("certificate", words(domain::contacts::letters::Step::ALL, |one| one.word()));
    family("certified", words(domain::contacts::letters::Stage::ALL, |one| one.word()));
}

/// The families of notices and of the clients' area.
fn speaking_families(family: &mut impl FnMut(&str, Vec<&str>)) {
    use domain::{accounts, contacts::area, messaging, notices};
    fn words<T>(all: &[T], word: fn(&T) -> &'static str) -> Vec<&'static str> {
        all.iter().map(word).collect()
    }
    family("channel", words(messaging::Channel::ALL, |one| one.word()));
    family("notice", notices::STANDARD.to_vec());
    family("cause", words(notices::Event::ALL, |one| one.word()));
    family("category", words(messaging::Category::ALL, |one| one.word()));
    family("withheld", words(notices::Reason::ALL, |one| one.word()));
    family("me-by", vec!["email", "sms"]);
    family("me-role", words(accounts::Role::ALL, |one| one.word()));
    family("me-coming-as", words(accounts::Role::ALL, |one| one.word()));
    family("me-purpose", words(notices::Purpose::ALL, |one| one.word()));
    family("held", crate::me::HELD.to_vec());
    family("held-by", vec!["you", "us", "ourselves"]);
    family("me-contract", words(domain::contracts::Standing::ALL, |one| one.word()));
    family("me-consent", words(notices::Purpose::ALL, |one| one.word()));
    family("data-ask", words(area::Asked::ALL, |one| one.word()));
    family("data-asked", words(area::Asked::ALL, |one| one.word()));
    family("data-outcome", words(area::Outcome::ALL, |one| one.word()));
    family("became", words(domain::contacts::letters::Became::ALL, |one| one.word()));
    let proofs = ["valid", "disagrees", "altered", "untrusted", "expired", "unreadable", "absent"];
    family("proof", proofs.to_vec());
    family("paper", words(messaging::PaperState::ALL, |one| one.word()));
    family("paper-by", words(messaging::By::ALL, |one| one.word()));
    family("way-how", vec!["goes", "instead"]);
    family("campaign", words(domain::campaigns::State::ALL, |one| one.word()));
    family("wish-source", vec!["desk", "me", "unsubscribe", "stop", "complaint"]);
    family("area", vec!["registered", "installed"]);
    family("area-note", vec!["registered", "installed"]);
}

#[test]
fn every_word_of_a_family_has_its_text() {
    let missing: Vec<_> = families().into_iter().filter(|key| !has(Language::En, key)).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn what_the_pages_say_is_there_and_nothing_else() {
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the folder of crates");
    let mut code = String::new();
    for folder in ["web/src", "domain/src"] {
        for file in rust_files(&crates.join(folder)) {
            code += &fs::read_to_string(file).expect("a source file reads");
        }
    }
    let missing: BTreeSet<_> = ["say(\"", "tell(\"", "Refusal::Conflict(\""]
        .iter()
        .flat_map(|call| code.split(call).skip(1))
        .filter_map(|rest| rest.split('"').next())
        .filter(|key| !key.contains(['{', ' ', '.']) && !has(Language::En, key))
        .collect();
    assert!(missing.is_empty(), "said but not written: {missing:?}");
    let unknown: BTreeSet<_> = code
        .split("Refusal::Unknown(\"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .filter(|what| !has(Language::En, &format!("unknown-{what}")))
        .collect();
    assert!(unknown.is_empty(), "not there, without a word: {unknown:?}");
    let families: BTreeSet<String> = families().into_iter().collect();
    let built = ["csv-", "problem-", "unknown-"];
    let unused: Vec<_> = keys(Language::En)
        .into_iter()
        .filter(|key| !families.contains(key) && !built.iter().any(|made| key.starts_with(made)))
        .filter(|key| !code.contains(&format!("\"{key}\"")))
        .collect();
    assert!(unused.is_empty(), "written but never said: {unused:?}");
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("a folder lists").filter_map(Result::ok);
    entries
        .flat_map(|entry| {
            let path = entry.path();
            if path.is_dir() {
                rust_files(&path)
            } else {
                vec![path]
                    .into_iter()
                    .filter(|path| path.extension().is_some_and(|e| e == "rs"))
                    .collect()
            }
        })
        .collect()
}

/// What is wrong with the spaces of a French text: the signs `: ; ! ?` and the inner sides of
/// quotation marks have one that no line breaks at.
fn spaced_wrongly(text: &str) -> bool {
    const KEPT: [char; 2] = ['\u{a0}', '\u{202f}'];
    let letters: Vec<char> = text.chars().collect();
    letters.iter().enumerate().any(|(at, letter)| {
        let before = at.checked_sub(1).and_then(|before| letters.get(before));
        let after = letters.get(at + 1);
        let kept = |beside: Option<&char>| beside.is_some_and(|one| KEPT.contains(one));
        match letter {
            ';' | '!' | '?' | '»' => !kept(before),
            // A colon inside a word is that of an hour or of an address.
            ':' => after.is_none_or(|after| after.is_whitespace()) && !kept(before),
            '«' => !kept(after),
            _ => false,
        }
    })
}

#[test]
fn french_signs_stand_off_by_a_space_that_never_breaks() {
    assert!(!spaced_wrongly("À 17:50\u{202f}?") && spaced_wrongly("Qui ?"));
    assert!(spaced_wrongly("Objectif: 95") && spaced_wrongly("«oui\u{a0}»"));
    let testkit = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the folder of crates");
    let company = testkit.join("testkit/company/commitments.toml");
    let company = fs::read_to_string(company).expect("the invented company's promises");
    let promises = company.lines().chain(domain::commitments::LEGAL.lines());
    let promises = promises.filter_map(|line| line.strip_prefix("fr = "));
    let pages = sources(Language::Fr).iter().flat_map(|source| source.lines());
    let pages = pages.filter(|line| !line.starts_with('#'));
    let wrong: Vec<&str> = pages.chain(promises).filter(|line| spaced_wrongly(line)).collect();
    assert_eq!(wrong, Vec::<&str>::new());
}

#[test]
fn no_page_sets_a_colon_of_its_own() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let own: Vec<_> = ["desk", "public", "ui"]
        .iter()
        .flat_map(|area| rust_files(&source.join(area)))
        .filter(|file| {
            let code = fs::read_to_string(file).expect("a source file reads");
            code.contains("\": \"") || code.contains("{}: {")
        })
        .collect();
    assert!(own.is_empty(), "{own:?}: a label is set by `Voice::labelled`");
}
