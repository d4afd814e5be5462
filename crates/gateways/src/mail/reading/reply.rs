//! Answers to letters of ours: to which one, what is new in them, and whether a program wrote them.

use super::{
    Reading,
    mime::{Part, parts},
    read_parts,
};
use domain::messaging::Message;
use kernel::Id;

/// A letter that came in, which may answer one of ours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    /// The letter of ours that it says it answers. Whoever knows a letter's name had that letter:
    /// there is chance in it.
    pub message: Option<Id<Message>>,
    /// The letter, whole.
    pub letter: Reading,
    /// Its words without what it quotes of earlier letters; all of them where nothing else is left.
    pub new: String,
    /// What says that a program wrote it; none for a person's. No program answers such a letter,
    /// or two would answer each other for ever (RFC 3834).
    pub automatic: Option<Automatic>,
}

/// What says that a program wrote a letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Automatic {
    /// `Auto-Submitted` is anything but `no`, or an older header says that it is an answer.
    Answer,
    /// It came over a list, or in bulk (`Precedence`, `List-Id`).
    Bulk,
    /// It has no sender to whom anything could go (`Return-Path: <>`), or a server's.
    Report,
    /// Its heading says that somebody is away.
    Away,
}

/// Reads a letter that came in, however broken.
///
/// ```
/// let reply = gateways::mail::read_reply(
///     b"From: Dora <dora@example.test>\r\nSubject: Re: R-1\r\n\r\n\
///       Grazie.\r\n\r\nIl 4 maggio 2026 Aurora ha scritto:\r\n> Buongiorno\r\n",
/// );
/// assert_eq!((reply.new.as_str(), reply.automatic), ("Grazie.", None));
/// ```
pub fn read(bytes: &[u8]) -> Reply {
    let letter = parts(bytes);
    let reading = read_parts(&letter);
    let new = without_quotes(&reading.text);
    let automatic = letter.first().and_then(|top| automatic(top, &reading));
    let message = answered(&reading);
    Reply { message, new, automatic, letter: reading }
}

/// The letter of ours that it answers: the nearest one that it names; else the one that is part of
/// the address it was sent to, `desk+<message>@…`.
fn answered(letter: &Reading) -> Option<Id<Message>> {
    let named = letter.answers.iter().rev().map(|id| id.trim_matches(['<', '>', ' ']));
    let mut named = named.filter_map(|id| id.split('@').next());
    let tagged = letter.to.iter().filter_map(|address| address.split('@').next());
    let mut tagged = tagged.filter_map(|name| name.split_once('+').map(|(_, tag)| tag));
    named.find_map(|id| id.parse().ok()).or_else(|| tagged.find_map(|tag| tag.parse().ok()))
}

fn automatic(top: &Part<'_>, letter: &Reading) -> Option<Automatic> {
    let small = |name| top.words(name).unwrap_or_default().to_ascii_lowercase();
    let submitted = small("Auto-Submitted");
    let older = ["X-Autoreply", "X-Autorespond", "X-Autoresponder"];
    let is_answer = !submitted.is_empty() && !submitted.starts_with("no")
        || older.into_iter().any(|name| top.header(name).is_some())
        || small("X-Auto-Response-Suppress").contains("oof");
    if is_answer {
        return Some(Automatic::Answer);
    }
    let precedence = small("Precedence");
    if matches!(precedence.as_str(), "bulk" | "junk" | "list") || top.header("List-Id").is_some() {
        return Some(Automatic::Bulk);
    }
    if precedence == "auto_reply" {
        return Some(Automatic::Answer);
    }
    let from = letter.from.as_deref().unwrap_or_default().to_ascii_lowercase();
    let is_server = ["mailer-daemon@", "postmaster@", "no-reply@", "noreply@"]
        .into_iter()
        .any(|one| from.starts_with(one));
    if top.words("Return-Path").is_some_and(|path| matches!(path.as_str(), "" | "<>"))
        || is_server
        || top.kind() == "multipart/report"
    {
        return Some(Automatic::Report);
    }
    is_away(&letter.subject).then_some(Automatic::Away)
}

/// The beginnings of headings of programs that say nothing else.
fn is_away(subject: &str) -> bool {
    const BEGINNINGS: [&str; 12] = [
        "out of office",
        "automatic reply",
        "auto reply",
        "autoreply",
        "risposta automatica",
        "fuori sede",
        "fuori ufficio",
        "réponse automatique",
        "absence du bureau",
        "automatisch antwoord",
        "afwezig",
        "abwesenheitsnotiz",
    ];
    let subject = subject.trim().to_lowercase();
    BEGINNINGS.into_iter().any(|beginning| subject.starts_with(beginning))
}

/// The words that are new: without lines that are quoted, the line that introduces them, and all
/// below a line that says that an earlier letter follows.
fn without_quotes(text: &str) -> String {
    let mut kept: Vec<&str> = Vec::new();
    let mut was_quoted = false;
    for line in text.lines() {
        let bare = line.trim();
        if is_divider(bare) {
            drop_introduction(&mut kept);
            break;
        }
        if bare.starts_with('>') {
            drop_introduction(&mut kept);
            was_quoted = true;
        } else {
            if std::mem::take(&mut was_quoted) && !kept.is_empty() && !bare.is_empty() {
                kept.push("");
            }
            kept.push(line.trim_end());
        }
    }
    let new = kept.join("\n").trim().to_owned();
    if new.is_empty() { text.trim().to_owned() } else { new }
}

/// Lines that programs put above an earlier letter.
fn is_divider(line: &str) -> bool {
    const DIVIDERS: [&str; 6] = [
        "original message",
        "messaggio originale",
        "messaggio inoltrato",
        "message d'origine",
        "oorspronkelijk bericht",
        "forwarded message",
    ];
    let is_rule = line.len() >= 20 && line.chars().all(|one| one == '_');
    let named = line.strip_prefix('-').map(|line| line.trim_matches(['-', ' ']).to_lowercase());
    is_rule || named.is_some_and(|named| DIVIDERS.contains(&named.as_str()))
}

/// Lines such as "Il 4 maggio 2026 alle ore 10:00 Aurora <desk@aurora.example> ha scritto:", which
/// programs break in two.
fn drop_introduction(kept: &mut Vec<&str>) {
    const ENDS: [&str; 5] = ["wrote:", "ha scritto:", "a écrit :", "a écrit:", "schreef:"];
    // Empty lines go with it: no text makes us look through the same ones again and again.
    while kept.last().is_some_and(|line| line.trim().is_empty()) {
        kept.pop();
    }
    let Some(last) = kept.len().checked_sub(1) else { return };
    let line = kept[last].trim().to_lowercase();
    let ends = ENDS.into_iter().any(|end| line.ends_with(end))
        || line.ends_with(':') && line.contains(" schreef ");
    if !ends {
        return;
    }
    let begins = |line: &str| {
        let line = line.trim().to_lowercase();
        ["on ", "il ", "le ", "op "].into_iter().any(|word| line.starts_with(word))
    };
    let first = (last.saturating_sub(2)..=last).rev().find(|at| begins(kept[*at]));
    kept.truncate(first.unwrap_or(last));
}
