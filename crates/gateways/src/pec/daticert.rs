//! `daticert.xml`: what a provider certifies, for programs (RFC 6109, 4.4 and appendix).

use super::kind::Form;
use crate::mail::text_in;
use kernel::Instant;
use quick_xml::{
    Reader,
    escape::resolve_xml_entity,
    events::{BytesRef, BytesStart, Event},
};

/// Bytes of one; with a thousand recipients it has a hundred thousand.
const BYTES_MAX: usize = 1 << 20;
/// Elements within elements: there are four.
const DEPTH_MAX: usize = 8;
/// Recipients, and letters of a text, that are kept.
const RECIPIENTS_MAX: usize = 10_000;
const TEXT_MAX: usize = 4_000;

/// What a provider certifies. What is not said is empty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Daticert {
    /// What it is about, in the provider's word (`tipo`).
    pub kind: String,
    /// What went wrong: `nessuno`, `no-dest`, `no-dominio`, `virus`, `altro` (`errore`).
    pub error: String,
    /// Who wrote the message (`mittente`).
    pub sender: String,
    /// To whom it goes (`destinatari`).
    pub recipients: Vec<Recipient>,
    /// Where answers go (`risposte`).
    pub replies: String,
    /// Its heading (`oggetto`).
    pub subject: String,
    /// The provider that certifies this (`gestore-emittente`).
    pub provider: String,
    /// When (`data`, with its zone).
    pub at: Option<Instant>,
    /// The provider's own name for the message (`identificativo`).
    pub id: String,
    /// The message's `Message-ID`, without brackets (`msgid`).
    pub message: String,
    /// Which receipt was asked for or is this (`ricevuta`).
    pub form: Option<Form>,
    /// The recipient to whom it was delivered, or could not be (`consegna`).
    pub delivery: Option<String>,
    /// The recipients for whom it was taken in charge (`ricezione`).
    pub taken: Vec<String>,
    /// The error in words, with its number before it (`errore-esteso`).
    pub error_words: String,
}

/// To whom a message goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recipient {
    /// Their address.
    pub address: String,
    /// Whether their box is certified too.
    pub box_is: Box,
}

/// What a recipient's box is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Box {
    /// Certified: there will be a receipt of delivery (`certificato`).
    Certified,
    /// Ordinary mail: there will be none (`esterno`).
    Ordinary,
}

/// Reads one; none where it is not well formed, has a DTD, or is about something else.
///
/// ```
/// let said = gateways::pec::daticert(
///     b"<postacert tipo='accettazione' errore='nessuno'><dati><data zona='+0100'>\
///       <giorno>15/11/2024</giorno><ora>18:20:38</ora></data></dati></postacert>",
/// ).expect("it is one");
/// assert_eq!(said.kind, "accettazione");
/// assert_eq!(said.at.map(|at| at.to_string()).as_deref(), Some("2024-11-15T17:20:38Z"));
/// ```
pub fn daticert(bytes: &[u8]) -> Option<Daticert> {
    if bytes.len() > BYTES_MAX {
        return None;
    }
    let text = text_of(bytes);
    let mut reader = Reader::from_str(&text);
    let mut told = Told::default();
    loop {
        match reader.read_event().ok()? {
            Event::Start(start) => told.open(&start)?,
            Event::Empty(start) => {
                told.open(&start)?;
                told.close()?;
            }
            Event::End(_) => told.close()?,
            Event::Text(text) => told.add(&text),
            Event::CData(text) => told.add(&text),
            Event::GeneralRef(named) => told.add(&letters(&named)?),
            // What a DTD declares could be anything, of any size.
            Event::DocType(_) => return None,
            Event::Comment(_) | Event::PI(_) | Event::Decl(_) => {}
            Event::Eof => break,
        }
    }
    told.end()
}

/// The five names that XML has by itself, and letters by their number.
fn letters(named: &BytesRef<'_>) -> Option<String> {
    if let Some(letter) = named.resolve_char_ref().ok()? {
        return Some(letter.to_string());
    }
    Some(resolve_xml_entity(named)?.to_owned())
}

/// The text, in the letters that its declaration names; those of XML by themselves are UTF-8.
fn text_of(bytes: &[u8]) -> String {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    if bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") {
        return text_in(bytes, "utf-16");
    }
    let beginning = String::from_utf8_lossy(&bytes[..bytes.len().min(200)]).into_owned();
    let declared = beginning.split("?>").next().filter(|text| text.starts_with("<?xml"));
    let named = declared.and_then(|text| text.split_once("encoding")).map(|(_, after)| after);
    let named = named.and_then(|after| after.split(['"', '\'']).nth(1));
    text_in(bytes, named.unwrap_or("utf-8"))
}

#[derive(Default)]
struct Told {
    found: Daticert,
    /// Names of the elements that are open.
    open: Vec<String>,
    /// The text of the innermost one.
    text: String,
    kind: Option<Box>,
    zone: String,
    day: String,
    hour: String,
    is_whole: bool,
}

impl Told {
    fn open(&mut self, start: &BytesStart<'_>) -> Option<()> {
        let name = start.local_name().as_ref().to_owned();
        // Another document may hold the same words; one that goes on after its end is none.
        (self.open.len() < DEPTH_MAX && !self.is_whole).then_some(())?;
        (!self.open.is_empty() || name == "postacert").then_some(())?;
        let attribute = |wanted: &str| {
            let found = start.try_get_attribute(wanted).ok().flatten()?;
            Some(found.value.trim().to_owned())
        };
        match name.as_str() {
            "postacert" if self.open.is_empty() => {
                self.found.kind = attribute("tipo").unwrap_or_default();
                self.found.error = attribute("errore").unwrap_or_default();
            }
            "destinatari" => {
                self.kind = match attribute("tipo").as_deref() {
                    Some("esterno") => Some(Box::Ordinary),
                    // So says the DTD of RFC 6109 where nothing is said.
                    _ => Some(Box::Certified),
                };
            }
            "data" => self.zone = attribute("zona").unwrap_or_default(),
            "ricevuta" => self.found.form = attribute("tipo").as_deref().and_then(Form::of),
            _ => {}
        }
        self.open.push(name);
        self.text.clear();
        Some(())
    }

    fn add(&mut self, text: &str) {
        let room = TEXT_MAX.saturating_sub(self.text.len());
        self.text.extend(text.chars().take(room));
    }

    fn close(&mut self) -> Option<()> {
        let name = self.open.pop()?;
        let text = std::mem::take(&mut self.text).trim().to_owned();
        let around = self.open.last().map(String::as_str);
        let found = &mut self.found;
        match (around, name.as_str()) {
            (None, _) => self.is_whole = true,
            (Some("intestazione"), "mittente") => found.sender = text,
            (Some("intestazione"), "risposte") => found.replies = text,
            (Some("intestazione"), "oggetto") => found.subject = text,
            (Some("intestazione"), "destinatari") if found.recipients.len() < RECIPIENTS_MAX => {
                let box_is = self.kind.take().unwrap_or(Box::Certified);
                found.recipients.push(Recipient { address: text, box_is });
            }
            (Some("dati"), "gestore-emittente") => found.provider = text,
            (Some("dati"), "identificativo") => found.id = bare(&text).to_owned(),
            (Some("dati"), "msgid") => found.message = bare(&text).to_owned(),
            (Some("dati"), "consegna") => found.delivery = Some(text),
            (Some("dati"), "ricezione") if found.taken.len() < RECIPIENTS_MAX => {
                found.taken.push(text);
            }
            (Some("dati"), "errore-esteso") => found.error_words = text,
            (Some("data"), "giorno") => self.day = text,
            (Some("data"), "ora") => self.hour = text,
            _ => {}
        }
        Some(())
    }

    fn end(mut self) -> Option<Daticert> {
        self.is_whole.then_some(())?;
        self.found.at = instant(&self.day, &self.hour, &self.zone);
        Some(self.found)
    }
}

/// The name of a message without its brackets.
pub(super) fn bare(id: &str) -> &str {
    let id = id.trim();
    id.strip_prefix('<').and_then(|id| id.strip_suffix('>')).unwrap_or(id)
}

/// The moment of a day such as `15/11/2024`, an hour and a zone such as `+0100`; none without a
/// zone, since the law counts in hours.
fn instant(day: &str, hour: &str, zone: &str) -> Option<Instant> {
    let mut parts = day.split('/');
    let (day, month, year) = (parts.next()?, parts.next()?, parts.next()?);
    let digits: String = zone.chars().filter(|one| *one != ':').collect();
    let (hours, minutes) = digits.split_at_checked(3)?;
    format!("{year}-{month:0>2}-{day:0>2}T{hour}{hours}:{minutes}").parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const WHOLE: &str = "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>\n\
        <postacert tipo=\"avvenuta-consegna\" errore=\"nessuno\"><intestazione>\
        <mittente>ada@pec.test</mittente><destinatari tipo=\"certificato\">bruno@pec.test\
        </destinatari><destinatari tipo=\"esterno\">c@mail.test</destinatari>\
        <risposte>ada@pec.test</risposte><oggetto>Perch\u{e9} &amp; percome &#233;</oggetto>\
        </intestazione><dati><gestore-emittente>Poste S.p.A.</gestore-emittente>\
        <data zona=\"+0200\"><giorno>14/05/2021</giorno><ora>12:02:08</ora></data>\
        <identificativo>id1@pec.test</identificativo><msgid>&lt;m1@ours.test&gt;</msgid>\
        <ricevuta tipo=\"breve\"/><consegna>bruno@pec.test</consegna></dati></postacert>";

    /// The text in letters of one byte each.
    fn latin(text: &str) -> Vec<u8> {
        text.chars().map(|one| u8::try_from(u32::from(one)).expect("a letter of Latin 1")).collect()
    }

    #[test]
    fn what_a_provider_certifies_is_read_in_its_letters() {
        let said = daticert(&latin(WHOLE)).expect("it is one");
        assert_eq!(said.subject, "Perché & percome é");
        assert_eq!((said.message.as_str(), said.id.as_str()), ("m1@ours.test", "id1@pec.test"));
        assert_eq!(said.form, Some(Form::Brief));
        assert_eq!(said.delivery.as_deref(), Some("bruno@pec.test"));
        let boxes: Vec<Box> = said.recipients.iter().map(|one| one.box_is).collect();
        assert_eq!(boxes, [Box::Certified, Box::Ordinary]);
        assert_eq!(said.at.map(|at| at.to_string()).as_deref(), Some("2021-05-14T10:02:08Z"));
    }

    #[test]
    fn nothing_hostile_is_expanded_or_believed() {
        let hostile = [
            WHOLE.replace("?>", "?><!DOCTYPE postacert [<!ENTITY a \"aaaa\">]>"),
            WHOLE.replace("&amp;", "&other;"),
            WHOLE.replace("postacert", "letter"),
            WHOLE.replace("</dati>", ""),
            format!("{WHOLE}{WHOLE}"),
            "<postacert>".repeat(50_000),
            "<postacert><a><b><c><d><e><f><g><h></h></g></f></e></d></c></b></a></postacert>"
                .into(),
            format!("<postacert>{}</postacert>", " ".repeat(BYTES_MAX)),
        ];
        for text in hostile {
            assert_eq!(daticert(&latin(&text)), None, "{}", &text[..text.len().min(300)]);
        }
        for length in 0..WHOLE.len() - 4 {
            assert_eq!(daticert(&latin(WHOLE)[..length]), None);
        }
    }

    #[test]
    fn an_hour_without_a_zone_is_no_moment() {
        assert_eq!(instant("14/05/2021", "12:02:08", ""), None);
        assert_eq!(instant("31/02/2021", "12:02:08", "+0100"), None);
        assert!(instant("4/5/2021", "12:02:08", "+01:00").is_some());
    }
}
