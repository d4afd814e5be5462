//! Letters read again by another program: `pdftotext` of Poppler says where each word stands.

use kernel::{Date, Instant, Language};
use press::{Letter, Press, Printed, Unprintable, Window};
use std::{
    io::Write,
    process::{Command, Stdio},
};

fn lines(all: &[&str]) -> Vec<String> {
    all.iter().map(|one| (*one).to_owned()).collect()
}

fn letter() -> Letter {
    Letter {
        language: Language::It,
        window: Window::Right,
        sender: lines(&["Esempio Assicurazioni", "Via Po 1", "10121 Torino", "tel. 011 555 010"]),
        recipient: lines(&["Bianca Ferri", "Via Roma 1", "28921 Verbania VB"]),
        registered: false,
        reference: "0h5k4r8x".into(),
        place: "Torino".into(),
        day: Date::constant(2026, 5, 4),
        subject: "Il suo reclamo 17".into(),
        text: "Buongiorno Bianca Ferri,\n\nabbiamo ricevuto il suo reclamo.\n\nEsempio".into(),
        at: "2026-05-04T12:00:00Z".parse::<Instant>().expect("an instant"),
    }
}

/// What Poppler's program says of a file that it is given.
fn read(arguments: &[&str], bytes: &[u8]) -> String {
    let mut reader = Command::new("pdftotext")
        .args(arguments)
        .args(["-", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("pdftotext, of the package poppler-utils");
    let mut into = reader.stdin.take().expect("it listens");
    into.write_all(bytes).expect("it takes the letter");
    drop(into);
    let said = reader.wait_with_output().expect("it ends");
    assert!(said.status.success(), "it reads the letter");
    String::from_utf8(said.stdout).expect("text")
}

/// A word with its place on the page, in tenths of a millimetre.
struct Word {
    page: usize,
    left: f64,
    top: f64,
    right: f64,
    bottom: f64,
    text: String,
}

fn words(printed: &Printed) -> Vec<Word> {
    let (mut page, mut all) = (0, Vec::new());
    for line in read(&["-bbox"], &printed.bytes).lines() {
        page += usize::from(line.trim_start().starts_with("<page"));
        if !line.trim_start().starts_with("<word") {
            continue;
        }
        let value = |name: &str| -> f64 {
            let (_, rest) = line.split_once(&format!("{name}=\"")).expect("an attribute");
            let points: f64 = rest.split('"').next().and_then(|one| one.parse().ok()).expect("one");
            points / 72.0 * 254.0
        };
        let text = line.split(['>', '<']).nth(2).expect("a word").to_owned();
        let (left, top) = (value("xMin"), value("yMin"));
        all.push(Word { page, left, top, right: value("xMax"), bottom: value("yMax"), text });
    }
    all
}

/// The words that are seen through the window, of which none is cut by its edge.
fn in_window(window: Window, printed: &Printed) -> String {
    let [left, top, wide, high] = window.seen().map(|tenths| tenths as f64);
    let (right, bottom) = (left + wide, top + high);
    let touches = |one: &&Word| {
        one.page == 1
            && one.right > left
            && one.left < right
            && one.bottom > top
            && one.top < bottom
    };
    let seen: Vec<Word> = words(printed).into_iter().filter(|one| touches(&one)).collect();
    for one in &seen {
        let within =
            one.left >= left && one.right <= right && one.top >= top && one.bottom <= bottom;
        assert!(within, "{} stands over the edge", one.text);
    }
    seen.into_iter().map(|one| one.text).collect::<Vec<_>>().join(" ")
}

fn print(letter: &Letter) -> Printed {
    Press::default().print(letter).expect("it can be printed")
}

#[test]
fn the_address_and_nothing_else_is_seen_through_either_window() {
    for window in [Window::Left, Window::Right] {
        let registered = Letter { window, registered: true, ..letter() };
        let seen = in_window(window, &print(&registered));
        assert_eq!(
            seen,
            "Esempio Assicurazioni · Via Po 1 · 10121 Torino RACCOMANDATA A.R. \
             Bianca Ferri Via Roma 1 28921 Verbania VB"
        );
        let long = Letter {
            sender: lines(&["W".repeat(90).as_str(), "Via Po 1", "10121 Torino"]),
            recipient: vec!["W".repeat(5_000); 9],
            ..registered
        };
        let seen = in_window(window, &print(&long));
        assert_eq!(seen.matches(" WWW").count(), 6, "six lines of an address: {seen}");
        assert_eq!(seen.matches('…').count(), 7, "each of them cut, and the sender's: {seen}");
    }
}

#[test]
fn the_same_letter_gives_the_same_bytes_wherever_it_is_printed() {
    let (press, one) = (Press::default(), letter());
    let printed = press.print(&one).expect("it can be printed");
    press.print(&Letter { subject: "Another".into(), ..letter() }).expect("it can be printed");
    assert_eq!(press.print(&one).expect("again"), printed);
    assert_eq!(print(&one), printed, "by another press");
    let later = Letter { at: one.at + Instant::DAY, ..one };
    assert_ne!(print(&later).bytes, printed.bytes, "the file says when it was written");
}

#[test]
fn pages_are_numbered_and_counted() {
    let text = "Una frase che riempie la pagina e prosegue ancora un poco.\n\n".repeat(60);
    let printed = print(&Letter { text, ..letter() });
    assert!((2..6).contains(&printed.pages), "{}", printed.pages);
    let all = words(&printed);
    assert_eq!(all.iter().map(|one| one.page).max(), Some(printed.pages));
    let said = read(&[], &printed.bytes);
    for page in 1..=printed.pages {
        assert!(said.contains(&format!("Pagina {page} di {}", printed.pages)), "{page}: {said}");
    }
    for endless in ["a\n".repeat(1_001), "a\n\n".repeat(499), "a ".repeat(15_001)] {
        let endless = Letter { text: endless, ..letter() };
        assert_eq!(Press::default().print(&endless), Err(Unprintable::TooLong));
    }
}

#[test]
fn what_a_letter_says_is_never_read_as_typst() {
    let hostile = r##"#{panic("x")} $x$ *b* _i_ `c` = H #read("/etc/passwd") \ @ref <l> // gone"##;
    let one = Letter {
        recipient: lines(&[r#"#{1+1} "Bobby" \ $"#, "[Via] *Roma* 1", "28921 <Verbania>"]),
        subject: hostile.into(),
        text: hostile.into(),
        ..letter()
    };
    let printed = print(&one);
    let said = read(&["-raw"], &printed.bytes).split_whitespace().collect::<Vec<_>>().join(" ");
    assert_eq!(said.matches(hostile).count(), 2, "{said}");
    for line in &one.recipient {
        assert!(said.contains(line.as_str()), "{line}: {said}");
    }
}

#[test]
fn text_that_turns_around_is_straightened_and_what_cannot_be_printed_is_named() {
    let turned = Letter {
        recipient: lines(&["Ada \u{202e}oB\u{2066}\u{200f} Ferri", "Via Roma 1"]),
        text: "Tetto \u{1f600} rotto\u{202e}!".into(),
        ..letter()
    };
    let said = read(&[], &print(&turned).bytes);
    assert!(said.contains("Ada oB Ferri") && said.contains("Tetto □ rotto!"), "{said}");
    let fails = |recipient| Press::default().print(&Letter { recipient, ..letter() });
    assert_eq!(fails(lines(&["\u{5f20}\u{4f1f}", "Via Roma 1"])), Err(Unprintable::NoGlyph('张')));
    assert_eq!(fails(lines(&["\u{202e}", " "])), Err(Unprintable::NoAddress));
}

#[test]
fn each_language_is_hyphenated_by_its_own_rules() {
    let long = |word: &str| [word; 60].join(" ");
    let broken = |language, word: &str| {
        let printed = print(&Letter { language, text: long(word), ..letter() });
        let said = read(&["-layout"], &printed.bytes);
        said.lines().filter(|line| line.trim_end().ends_with(['-', '\u{ad}'])).count()
    };
    assert!(broken(Language::Nl, "aansprakelijkheidsverzekering") > 0);
    assert!(broken(Language::Fr, "anticonstitutionnellement") > 0);
    assert!(broken(Language::It, "precipitevolissimevolmente") > 0);
    assert!(broken(Language::En, "incomprehensibilities") > 0);
}
