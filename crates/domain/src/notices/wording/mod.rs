//! The words of a notice: what they name is filled in, and nothing in it can say more than itself.

mod language;
mod plan;
mod trying;

use super::{book::Wording, events::Event};
use crate::{
    Fault, Refusal, Result,
    messaging::{Channel, segments},
};
use minijinja::{Environment, UndefinedBehavior, filters};
use serde::Serialize;
use serde_json::{Map, Value as Json};
use std::collections::HashSet;

pub(super) use plan::faults as faults_of_plan;
pub use trying::{Record, preview, records, send_test};

/// Work that one text may cause: a template is a letter and no program.
const FUEL: u64 = 10_000;

/// A reader of templates that knows names, questions and these filters; none of them repeats
/// anything.
fn reader() -> Environment<'static> {
    let mut reader = Environment::empty();
    reader.set_undefined_behavior(UndefinedBehavior::Strict);
    reader.set_fuel(Some(FUEL));
    reader.add_filter("capitalize", filters::capitalize);
    reader.add_filter("default", filters::default);
    reader.add_filter("lower", filters::lower);
    reader.add_filter("title", filters::title);
    reader.add_filter("trim", filters::trim);
    reader.add_filter("upper", filters::upper);
    reader
}

/// The text with its placeholders filled in.
///
/// # Errors
/// `Invalid` where the text names something else, or cannot be read.
pub fn fill(text: &str, with: &impl Serialize) -> Result<String> {
    let wrong =
        |said: String| Refusal::Invalid(vec![Fault::new("text", "fault-template").with(said)]);
    if !language::is_spoken(text) {
        return Err(wrong("{{ }}, {% if %}".to_owned()));
    }
    reader().render_str(text, with).map_err(|error| wrong(error.to_string()))
}

/// Letters of one thing that is named: an answer is the longest.
const NAMED_MAX: usize = 20_000;

/// Something that words name, with nothing in it that changes how the rest is read: no control
/// characters but line ends and tabs, and no marks that turn the direction of letters (Unicode's
/// bidirectional embeddings, overrides and isolates).
///
/// ```
/// assert_eq!(domain::notices::plain("Ada\u{202e}Bo\r\nSubject: x"), "AdaBo\nSubject: x");
/// ```
pub fn plain(text: &str) -> String {
    let turns = |one: char| matches!(one, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let odd = |one: char| one.is_control() && one != '\n' && one != '\t';
    text.chars().filter(|one| !turns(*one) && !odd(*one)).take(NAMED_MAX).collect()
}

/// A notice in words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Words {
    /// The heading, in one line; a text message has none.
    pub title: String,
    /// The text.
    pub text: String,
}

/// Letters of a heading.
const TITLE_MAX: usize = 200;

/// Puts a notice into words.
///
/// # Errors
/// As [`fill`].
pub(super) fn words(wording: &Wording, with: &Map<String, Json>) -> Result<Words> {
    let title = fill(&wording.title, with)?;
    let title: String = title.split_whitespace().collect::<Vec<_>>().join(" ");
    let text = fill(&wording.text, with)?;
    Ok(Words {
        title: title.chars().take(TITLE_MAX).collect(),
        text: text.trim().to_owned() + if wording.channel == Channel::Sms { "" } else { "\n" },
    })
}

/// Text messages that one notice takes at the most: each of them costs, and telephones put no more
/// together reliably.
pub const SEGMENTS_MAX: usize = 6;

/// Puts words that are being written into the example of an event, and into one in which nothing is
/// known: what is wrong is found now, and not when it happens, in whichever branch it stands.
///
/// # Errors
/// `Invalid` with all faults.
pub fn try_out(event: Event, channel: Channel, wording: &Wording) -> Result<Words> {
    let (mut faults, sample) = (Vec::new(), event.sample(wording.language));
    for (field, text) in [("title", &wording.title), ("text", &wording.text)] {
        faults.extend(
            faults_of(event, text, &sample)
                .into_iter()
                .map(|fault| Fault { field: field.to_owned(), ..fault }),
        );
    }
    let is_right = faults.is_empty();
    if is_right && fill(&wording.text, &sample)?.trim().is_empty() {
        faults.push(Fault::new("text", "fault-required"));
    }
    if channel != Channel::Sms && wording.title.trim().is_empty() {
        faults.push(Fault::new("title", "fault-required"));
    }
    // A letter by mail has a heading of its own for it.
    let says_how_to_end = |text: &str| named_in(text).contains("unsubscribe");
    if is_right
        && event == Event::OfferMade
        && channel != Channel::Email
        && !says_how_to_end(&wording.text)
    {
        faults.push(Fault::new("text", "fault-unsubscribe"));
    }
    Refusal::unless_none(faults)?;
    let words = words(wording, &sample)?;
    let count = segments(&words.text).parts.len();
    if channel == Channel::Sms && count > SEGMENTS_MAX {
        let fault = Fault::new("text", "fault-too-long");
        return Err(Refusal::Invalid(vec![fault.with(format!("{count} / {SEGMENTS_MAX} SMS"))]));
    }
    Ok(words)
}

/// What is wrong with one text of this event.
fn faults_of(event: Event, text: &str, sample: &Map<String, Json>) -> Vec<Fault> {
    let empty: Map<String, Json> =
        sample.keys().map(|name| (name.clone(), Json::String(String::new()))).collect();
    for with in [sample, &empty] {
        match fill(text, with) {
            Ok(_) => {}
            Err(Refusal::Invalid(wrong)) => return wrong,
            Err(_) => return vec![Fault::new("text", "fault-template").with(text)],
        }
    }
    let known = event.placeholders();
    let mut unknown: Vec<String> = named_in(text).into_iter().collect();
    unknown.retain(|name| !known.contains(&name.as_str()));
    unknown.sort_unstable();
    unknown.into_iter().map(|name| Fault::new("text", "fault-template").with(name)).collect()
}

/// What a text names, in all its branches; one that cannot be read names nothing.
fn named_in(text: &str) -> HashSet<String> {
    reader()
        .template_from_str(text)
        .map_or_else(|_| HashSet::new(), |template| template.undeclared_variables(false))
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::{Id, Language};
    use serde_json::json;

    #[test]
    fn placeholders_are_filled_and_unknown_ones_are_named() {
        assert_eq!(fill("Dear {{ client }}", &json!({ "client": "B" })).expect("filled"), "Dear B");
        let Err(Refusal::Invalid(faults)) = fill("Dear {{ surname }}", &json!({})) else {
            panic!("there is no surname");
        };
        assert_eq!(faults[0].reason, "fault-template");
    }

    fn wording(channel: Channel, text: &str) -> Wording {
        Wording {
            id: Id::from_bytes([0; 16]),
            notice: "receipt".into(),
            channel,
            language: Language::En,
            version: 0,
            title: "Received".into(),
            text: text.into(),
        }
    }

    #[test]
    fn every_branch_is_read_and_none_names_what_there_is_not() {
        let tried =
            |text| try_out(Event::RequestReceived, Channel::Email, &wording(Channel::Email, text));
        assert!(tried("{% if promise %}{{ promise }}{% else %}soon{% endif %}").is_ok());
        for wrong in [
            "{% if promise %}{{ promise }}{% else %}{{ foo }}{% endif %}",
            "x {% if not promise %}{{ foo }}{% endif %}",
            "x {% if number == '2' %}{{ foo|upper }}{% endif %}",
        ] {
            let Err(Refusal::Invalid(faults)) = tried(wrong) else { panic!("{wrong}") };
            assert_eq!((faults[0].field.as_str(), faults[0].reason), ("text", "fault-template"));
        }
    }

    #[test]
    fn an_offer_by_text_message_says_how_to_have_no_more() {
        let tried = |channel, text| try_out(Event::OfferMade, channel, &wording(channel, text));
        let Err(Refusal::Invalid(faults)) = tried(Channel::Sms, "Half the price!") else {
            panic!("nobody could end it");
        };
        assert_eq!(faults[0].reason, "fault-unsubscribe");
        assert!(tried(Channel::Sms, "Half the price! {{ unsubscribe }}").is_ok());
        assert!(tried(Channel::Email, "Half the price!").is_ok(), "its heading says it");
    }

    #[test]
    fn a_name_that_looks_like_a_placeholder_is_a_name() {
        let with = json!({ "client": "{{7*7}}" });
        assert_eq!(fill("Dear {{ client }}", &with).expect("filled"), "Dear {{7*7}}");
    }

    #[test]
    fn a_text_message_of_more_than_six_parts_is_refused_and_a_letter_is_not() {
        let tried = |channel, letter: &str, count| {
            let wording = wording(channel, &letter.repeat(count));
            try_out(Event::RequestReceived, channel, &wording)
        };
        assert!(tried(Channel::Sms, "a", 6 * 153).is_ok());
        let Err(Refusal::Invalid(faults)) = tried(Channel::Sms, "a", 6 * 153 + 1) else {
            panic!("it takes seven");
        };
        assert_eq!((faults[0].field.as_str(), faults[0].reason), ("text", "fault-too-long"));
        assert!(tried(Channel::Sms, "ê", 6 * 67).is_ok());
        assert!(tried(Channel::Sms, "ê", 6 * 67 + 1).is_err(), "one letter makes it dear");
        assert!(tried(Channel::Email, "a", 6 * 153 + 1).is_ok());
    }

    #[test]
    fn a_text_that_never_ends_is_stopped() {
        let tested = "{% if a %}x{% endif %}".repeat(5_000);
        assert!(fill(&tested, &json!({ "a": "" })).is_err());
    }
}
