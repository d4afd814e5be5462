//! A message as a letter of RFC 5322.

use domain::messaging::{Category, Parcel, as_html};
use kernel::Instant;
use lettre::{
    Address,
    message::{
        Mailbox, Message, MultiPart, SinglePart,
        header::{ContentTransferEncoding, ContentType, HeaderName, HeaderValue},
    },
};
use std::time::{Duration, SystemTime};

/// In whose name letters go.
#[derive(Clone, Debug)]
pub struct Sender {
    mailbox: Mailbox,
}

/// A sender's address that is none.
#[derive(Debug, thiserror::Error)]
#[error("{0} is no address of a sender, such as `Aurora <desk@aurora.example>`")]
pub struct WrongSender(String);

impl Sender {
    /// The sender of this address: `desk@aurora.example`, or with a name before it.
    ///
    /// ```
    /// assert!(gateways::mail::Sender::new("Aurora <desk@aurora.example>").is_ok());
    /// assert!(gateways::mail::Sender::new("Aurora").is_err());
    /// ```
    ///
    /// # Errors
    /// [`WrongSender`] for what is no address.
    pub fn new(address: &str) -> Result<Self, WrongSender> {
        let mailbox = address.parse().map_err(|_| WrongSender(address.to_owned()))?;
        Ok(Self { mailbox })
    }

    pub(super) fn address(&self) -> &Address {
        &self.mailbox.email
    }

    pub(super) fn domain(&self) -> &str {
        self.mailbox.email.domain()
    }
}

/// A letter that can be sent: its lines end with CR LF, and nothing in them is beyond ASCII but an
/// address that is itself (RFC 6531).
pub(super) struct Letter {
    pub(super) to: Address,
    pub(super) text: String,
}

/// Letters of a heading; longer ones are cut, as every client would.
const HEADING_MAX: usize = 200;

/// Writes the letter. Its `Message-ID` is made of the message's own, so that it is the same at
/// every attempt: whoever gets it twice can tell. What no person wrote says so (RFC 3834), so that
/// no program answers it; an offer says where one press ends them (RFC 8058).
///
/// # Errors
/// Why it cannot be written, in words: its address is none.
pub(super) fn write(sender: &Sender, parcel: &Parcel) -> Result<Letter, String> {
    let to: Address =
        parcel.recipient.trim().parse().map_err(|_| "the address is none".to_owned())?;
    let heading: String = parcel.title.chars().filter(|one| !one.is_control()).collect();
    let heading: String = heading.chars().take(HEADING_MAX).collect();
    let mut builder = Message::builder()
        .from(sender.mailbox.clone())
        .to(Mailbox::new(None, to.clone()))
        .subject(heading.clone())
        .date(moment(parcel.at))
        .message_id(Some(format!("<{}@{}>", parcel.message, sender.domain())));
    if parcel.category != Category::Personal {
        builder = builder.raw_header(raw("Auto-Submitted", "auto-generated"));
    }
    if let Some(page) = &parcel.unsubscribe {
        builder = builder
            .raw_header(raw("List-Unsubscribe", &format!("<{page}>")))
            .raw_header(raw("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"));
    }
    let page = as_html(parcel.language, &heading, &parcel.text);
    let both = MultiPart::alternative()
        .boundary(format!("premura-{}", parcel.message))
        .singlepart(part(ContentType::TEXT_PLAIN, parcel.text.clone()))
        .singlepart(part(ContentType::TEXT_HTML, page));
    let letter = builder.multipart(both).map_err(|error| error.to_string())?;
    let text = String::from_utf8(letter.formatted()).map_err(|error| error.to_string())?;
    if has_whole_lines(&text) {
        Ok(Letter { to, text })
    } else {
        Err("it has loose ends".to_owned())
    }
}

fn part(kind: ContentType, text: String) -> SinglePart {
    let plain = ContentTransferEncoding::QuotedPrintable;
    SinglePart::builder().header(kind).header(plain).body(text)
}

fn raw(name: &'static str, value: &str) -> HeaderValue {
    HeaderValue::new(HeaderName::new_from_ascii_str(name), value.to_owned())
}

/// Whether every line ends with CR LF and has neither within it: a server that took a loose one for
/// an end would read a letter of somebody else's out of ours.
fn has_whole_lines(text: &str) -> bool {
    !text.replace("\r\n", "").contains(['\r', '\n', '\0'])
}

fn moment(at: Instant) -> SystemTime {
    let seconds = u64::try_from(at.micros() / Instant::SECOND).unwrap_or(0);
    SystemTime::UNIX_EPOCH + Duration::from_secs(seconds)
}
