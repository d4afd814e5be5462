//! The words of a notice by one channel in one language: written, looked at with a record, sent to
//! oneself, saved.

use super::{channel, notice_name};
use crate::{
    fields::Fields,
    problem::{Answer, Problem},
    ui::{self, Form},
    visit::Visit,
};
use axum::{
    extract::Path,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use domain::{
    Fault, Refusal, Right,
    messaging::{Channel, Message, as_html, segments},
    notices::{self, Book, Record, SEGMENTS_MAX, Words, Writing},
};
use kernel::{Id, Language};
use maud::{Markup, html};
use std::sync::Arc;

/// Which words: of which notice, by which channel, in which language.
type Place = (String, String, String);

fn writing(place: &Place, fields: &Fields) -> domain::Result<Writing> {
    let channel = Channel::from_word(&place.1).ok_or(Refusal::Unknown("notice"))?;
    let language: Language = place.2.parse().map_err(|()| Refusal::Unknown("notice"))?;
    Ok(Writing {
        notice: place.0.clone(),
        channel,
        language,
        title: fields.text("title").to_owned(),
        text: fields.raw("text").to_owned(),
    })
}

/// The message that words are looked at with, where one was chosen.
fn chosen(fields: &Fields) -> Option<Id<Message>> {
    fields.text("with").parse().ok()
}

/// How what was typed reads as a letter, as the mail programs of clients show it.
pub(super) async fn as_letter(
    visit: Visit,
    Path(place): Path<Place>,
    fields: Fields,
) -> Answer<Response> {
    let (writing, with) = (writing(&place, &fields)?, chosen(&fields));
    let language = writing.language;
    match visit.act(move |desk| notices::preview(desk, &writing.wording(), with)).await {
        Ok(words) => Ok(ui::alone(as_html(language, &words.title, &words.text))),
        Err(problem) => wrong(&visit, &place, &fields, problem).await,
    }
}

/// The page again, with what is wrong.
async fn wrong(
    visit: &Visit,
    place: &Place,
    fields: &Fields,
    problem: Problem,
) -> Answer<Response> {
    let page = shown(visit, place, Some(fields), &problem.into_faults()?).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

/// The words in force, and how they read.
pub(super) async fn page(visit: Visit, Path(place): Path<Place>) -> Answer<Markup> {
    shown(&visit, &place, None, &[]).await
}

/// What the page shows.
struct Shown {
    book: Arc<Book>,
    records: Vec<Record>,
    writing: Writing,
    preview: Result<Words, Vec<Fault>>,
}

async fn shown(
    visit: &Visit,
    place: &Place,
    typed: Option<&Fields>,
    faults: &[Fault],
) -> Answer<Markup> {
    let fields = typed.unwrap_or(&visit.query);
    let with = chosen(fields);
    let (place, typed) = (place.clone(), typed.cloned());
    let read = visit.act(move |desk| {
        let book = Book::open(desk)?;
        book.notice(&place.0).ok_or(Refusal::Unknown("notice"))?;
        let mut writing = writing(&place, typed.as_ref().unwrap_or(&Fields::default()))?;
        let own = book.words(&place.0, writing.channel, writing.language);
        if let (None, Some(own)) = (&typed, own) {
            (writing.title, writing.text) = (own.title.clone(), own.text.clone());
        }
        let preview = match notices::preview(desk, &writing.wording(), with) {
            Ok(words) => Ok(words),
            Err(Refusal::Invalid(faults)) => Err(faults),
            Err(other) => return Err(other),
        };
        let records = match notices::records(desk, &place.0) {
            Err(Refusal::Forbidden) => Vec::new(),
            found => found?,
        };
        Ok(Shown { book, records, writing, preview })
    });
    let shown = read.await?;
    let code = &shown.writing.notice;
    let title = format!(
        "{} · {} · {}",
        notice_name(visit, &shown.book, code),
        channel(visit, shown.writing.channel),
        shown.writing.language.own_name()
    );
    let content = html! {
        p { a href=(format!("/desk/notices/{code}")) { (visit.say("notice-back")) } }
        (form(visit, &shown, fields, faults))
        h2 { (visit.say("notice-preview")) }
        (preview(visit, &shown))
    };
    Ok(ui::desk_page(visit, &title, content))
}

fn form(visit: &Visit, shown: &Shown, typed: &Fields, faults: &[Fault]) -> Markup {
    let fields = Fields::default()
        .and("title", shown.writing.title.clone())
        .and("text", shown.writing.text.clone())
        .and("with", typed.text("with").to_owned())
        .and("to", typed.text("to").to_owned());
    let form = Form::new(visit, &fields, faults);
    let mut records = vec![(String::new(), visit.say("notice-example"))];
    records.extend(shown.records.iter().map(|one| {
        (one.id.to_string(), format!("{} · {}", visit.voice.moment(one.at), one.recipient))
    }));
    let event = shown.book.notice(&shown.writing.notice).map(|notice| notice.event);
    let named: Vec<String> = event
        .map(|event| event.placeholders())
        .unwrap_or_default()
        .iter()
        .map(|one| format!("{{{{ {one} }}}}"))
        .collect();
    let writes = visit.may(Right::WriteNotices);
    let rows = if shown.writing.channel == Channel::Sms { 4 } else { 12 };
    let is_letter = matches!(shown.writing.channel, Channel::Email | Channel::Pec);
    let Writing { notice, channel, language, .. } = &shown.writing;
    let place = format!("/desk/notices/{notice}/{}/{language}", channel.word());
    html! {
        (form.summary())
        form method="post" {
            @if shown.writing.channel != Channel::Sms { (form.input("title", "text", "heading")) }
            (form.area("text", "text", rows, html! { (named.join(" ")) }))
            div.grid { (form.choice("with", "notice-with", &records)) }
            div.actions {
                button name="do" value="look" { (visit.say("notice-look")) }
                @if is_letter {
                    button formaction=(format!("{place}/letter")) formtarget="_blank" {
                        (visit.say("notice-as-letter"))
                    }
                }
                @if writes {
                    button.primary data-main name="do" value="save" { (visit.say("save")) }
                }
            }
            @if writes {
                div.grid { (form.input("to", "text", "notice-test-to")) }
                div.actions { button name="do" value="test" { (visit.say("notice-test")) } }
            }
        }
    }
}

fn preview(visit: &Visit, shown: &Shown) -> Markup {
    let words = match &shown.preview {
        Ok(words) => words,
        Err(faults) => {
            return html! { p.note { (visit.say("notice-unread")) }
            ul { @for fault in faults { li { (fault.detail) } } } };
        }
    };
    let letters = words.text.chars().count();
    html! {
        article.letter {
            @if !words.title.is_empty() { h3 { (words.title) } }
            p { (words.text) }
        }
        p.note { (visit.voice.tell("notice-letters", &[("count", letters.to_string().into())])) }
        @if shown.writing.channel == Channel::Sms { (parts(visit, &words.text)) }
    }
}

/// How many text messages it takes, and which letters make it dear.
fn parts(visit: &Visit, text: &str) -> Markup {
    let cut = segments(text);
    let (count, (alone, of_several)) = (cut.parts.len(), cut.alphabet.room());
    let room = if count > 1 { of_several } else { alone };
    let told = visit.voice.tell(
        "notice-segments",
        &[
            ("count", count.to_string().into()),
            ("room", room.to_string().into()),
            ("most", SEGMENTS_MAX.to_string().into()),
        ],
    );
    let foreign: Vec<String> = cut.foreign.iter().map(char::to_string).collect();
    html! {
        @if count > SEGMENTS_MAX { p.warning { (told) } } @else { p.note { (told) } }
        @if !foreign.is_empty() {
            p.note { (visit.voice.labelled(&visit.say("notice-dear"), ""))
                @for letter in &foreign { " " kbd { (letter) } } }
            p.note { (visit.say("notice-dear-note")) }
        }
    }
}

/// Looks at what was typed, saves it, or sends it to oneself.
pub(super) async fn act(
    visit: Visit,
    Path(place): Path<Place>,
    fields: Fields,
) -> Answer<Response> {
    let writing = writing(&place, &fields)?;
    let with = chosen(&fields);
    let to = fields.text("to").to_owned();
    let done = match fields.text("do") {
        "save" => visit.act(move |desk| notices::write(desk, &writing)).await,
        "test" => {
            let wording = writing.wording();
            visit.act(move |desk| notices::send_test(desk, &wording, &to, with)).await
        }
        _ => return Ok(shown(&visit, &place, Some(&fields), &[]).await?.into_response()),
    };
    match done {
        Ok(()) if fields.text("do") == "save" => {
            Ok(Redirect::to(&format!("/desk/notices/{}", place.0)).into_response())
        }
        Ok(()) => Ok(Redirect::to("/desk/outbox").into_response()),
        Err(problem) => wrong(&visit, &place, &fields, problem).await,
    }
}
