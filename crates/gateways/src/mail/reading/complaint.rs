//! Complaints: a recipient's provider says that a letter of ours was reported as unwanted (ARF, RFC
//! 5965).

use super::mime::parts;
use crate::mail::report::returned;
use domain::messaging::Message;
use kernel::Id;

/// Letters of an address or a word that are kept.
const WORDS_MAX: usize = 320;

/// That somebody complained of a letter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Complaint {
    /// Of which letter; none where the report does not return it, or returns one that is none of
    /// ours.
    pub message: Option<Id<Message>>,
    /// To whom it went, where the report says so: many hide it.
    pub recipient: Option<String>,
    /// What is complained of.
    pub kind: Grievance,
}

/// What is complained of (RFC 5965, 7.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grievance {
    /// It was unwanted: nothing more must go to this recipient.
    Abuse,
    /// It looks like a fraud.
    Fraud,
    /// It brings something harmful.
    Virus,
    /// It is wanted: somebody took an earlier report back (RFC 6430).
    NotSpam,
    /// Something else, or a kind that is newer than this program.
    Other,
}

/// What a letter that came in complains of; none where it is no such report.
///
/// ```
/// let letter = b"Subject: a question\r\n\r\nWhen?\r\n";
/// assert_eq!(gateways::mail::read_complaint(letter), None);
/// ```
pub fn read(bytes: &[u8]) -> Option<Complaint> {
    let letter = parts(bytes);
    let report = letter.iter().find(|part| part.kind() == "message/feedback-report")?;
    let text = String::from_utf8_lossy(&report.content()).into_owned();
    let fields = || text.lines().filter_map(|line| line.split_once(':'));
    let field = |wanted: &str| {
        let mut found = fields().filter(|(name, _)| name.trim().eq_ignore_ascii_case(wanted));
        found.next().map(|(_, value)| value.trim().to_owned())
    };
    let kind = match field("Feedback-Type")?.to_ascii_lowercase().as_str() {
        "abuse" => Grievance::Abuse,
        "fraud" => Grievance::Fraud,
        "virus" => Grievance::Virus,
        "not-spam" => Grievance::NotSpam,
        _ => Grievance::Other,
    };
    let recipient = field("Original-Rcpt-To");
    let recipient = recipient.map(|address| {
        let bare = address.trim_start_matches('<').trim_end_matches('>').trim();
        bare.chars().take(WORDS_MAX).collect()
    });
    Some(Complaint { message: letter.iter().find_map(returned), recipient, kind })
}
