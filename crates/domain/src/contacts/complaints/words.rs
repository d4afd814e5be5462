//! Words that often mean a complaint, for the agent to decide.

use kernel::{Language, fold};

/// Beginnings of words, folded; what a client who is angry at us writes, and not at a burglar.
const ROOTS: [(&Language, &[&str]); 4] = [
    (
        &Language::It,
        &[
            "reclam",
            "lament",
            "inaccettabil",
            "vergogn",
            "ivass",
            "avvocat",
            "scandal",
            "pretend",
            "disservizi",
            "insoddisf",
            "esposto",
            "diffid",
        ],
    ),
    (
        &Language::Fr,
        &[
            "reclam",
            "plainte",
            "inacceptabl",
            "honte",
            "acpr",
            "mediat",
            "avocat",
            "scandal",
            "inadmissibl",
            "mecontent",
            "insatisf",
            "mise en demeure",
        ],
    ),
    (
        &Language::Nl,
        &[
            "klacht",
            "klagen",
            "onaanvaardbaar",
            "schande",
            "kifid",
            "ombudsman",
            "advocaat",
            "belachelijk",
            "ontevreden",
            "ingebrekestelling",
            "teleurgesteld",
        ],
    ),
    (
        &Language::En,
        &[
            "complain",
            "unacceptabl",
            "disgrac",
            "ombudsman",
            "lawyer",
            "solicitor",
            "ridiculous",
            "dissatisf",
            "appalling",
            "outrageous",
        ],
    ),
];

/// The words of a text that often mean a complaint, each once. All four languages are looked for:
/// people do not always write in the one they chose.
///
/// ```
/// use domain::contacts::complaints::suspicious;
/// assert_eq!(suspicious("È una vergogna, presento RECLAMO."), ["vergogna", "RECLAMO"]);
/// assert!(suspicious("Grazie della risposta").is_empty());
/// ```
pub fn suspicious(text: &str) -> Vec<&str> {
    let mut found: Vec<&str> = Vec::new();
    let words = text.split(|letter: char| !letter.is_alphanumeric() && letter != '\'');
    for word in words.filter(|word| word.len() > 3) {
        let folded = fold(word);
        let meant =
            ROOTS.iter().flat_map(|(_, roots)| roots.iter()).any(|root| folded.starts_with(root));
        if meant && !found.contains(&word) {
            found.push(word);
        }
        if found.len() == WORDS_MAX {
            break;
        }
    }
    found
}

/// Words that are shown at the most.
const WORDS_MAX: usize = 8;
