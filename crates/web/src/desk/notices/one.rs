//! One notice: its words by channel and language, whom it did not reach, and its rule.

use super::{channel, notice_name, rule, senders};
use crate::{
    fields::Fields,
    problem::Answer,
    ui::{self, Cell, cell, head},
    visit::Visit,
};
use axum::extract::Path;
use domain::{
    Fault, Refusal, Right, identity,
    notices::{self, Book, Notice, Withheld},
};
use kernel::Language;
use maud::{Markup, html};

/// The page of a notice.
pub(super) async fn page(visit: Visit, Path(code): Path<String>) -> Answer<Markup> {
    shown(&visit, &code, None, &[]).await
}

pub(super) async fn shown(
    visit: &Visit,
    code: &str,
    typed: Option<&Fields>,
    faults: &[Fault],
) -> Answer<Markup> {
    let wanted = code.to_owned();
    // Whom it did not reach is written into the access log.
    let read = visit.act(move |desk| {
        let book = Book::open(desk)?;
        if book.notice(&wanted).is_none() {
            return Err(Refusal::Unknown("notice"));
        }
        let withheld = match notices::withheld(desk, &wanted) {
            Err(Refusal::Forbidden) => None,
            found => Some(found?),
        };
        Ok((book, withheld, identity::units(desk)?))
    });
    let (book, withheld, units) = read.await?;
    let Some(notice) = book.notice(code) else { return Err(Refusal::Unknown("notice").into()) };
    let standing = typed.cloned().unwrap_or_else(|| rule::standing(notice));
    let named: Vec<String> =
        notice.event.placeholders().iter().map(|one| format!("{{{{ {one} }}}}")).collect();
    let content = html! {
        p { (visit.voice.word("cause", notice.event.word())) " · "
            (visit.voice.word("category", notice.category.word())) " · "
            (senders::name(visit, &units, notice.sender)) }
        h2 { (visit.say("notice-words")) }
        p.note { (visit.voice.labelled(&visit.say("notice-named"), &named.join(" "))) }
        (words(visit, &book, notice))
        @if let Some(withheld) = &withheld {
            h2 { (visit.say("notice-who")) }
            p { a href=(format!("/desk/outbox?kind={code}")) { (visit.say("notice-sent")) } }
            (withheld_list(visit, withheld))
        }
        @if visit.may(Right::WriteNotices) {
            h2 { (visit.say("notice-rule")) }
            (rule::form(visit, (&format!("/desk/notices/{code}"), &units), &standing, faults))
        }
    };
    Ok(ui::desk_page(visit, &notice_name(visit, &book, code), content))
}

/// A line for each channel it goes by, a column for each language.
fn words(visit: &Visit, book: &Book, notice: &Notice) -> Markup {
    let mut heads = vec![head(visit.say("channel"))];
    heads.extend(Language::ALL.map(|one| head(one.own_name().to_owned())));
    let row = |by| {
        let mut row: Vec<Cell> = vec![cell(channel(visit, by))];
        for language in Language::ALL {
            let address = format!("/desk/notices/{}/{}/{language}", notice.code, by.word());
            let own = book.words(&notice.code, by, language).filter(|one| one.language == language);
            row.push(cell(html! {
                @let whose = format!("{} {}", channel(visit, by), language.own_name());
                a href=(address) title=(whose) {
                    @match own {
                        Some(one) => { (visit.voice.tell("notice-version", &[
                            ("version", one.version.to_string().into()),
                        ])) }
                        None => { (visit.say("notice-write")) }
                    }
                }
            }));
        }
        row
    };
    ui::list(&heads, notice.ways.channels().map(row).collect())
}

fn withheld_list(visit: &Visit, withheld: &[Withheld]) -> Markup {
    if withheld.is_empty() {
        return html! { p.note { (visit.say("withheld-none")) } };
    }
    let heads = ["decided", "client", "withheld-reason"].map(|key| head(visit.say(key)));
    let row = |one: &Withheld| {
        let party = one.party.map(kernel::Id::<()>::from_bytes);
        vec![
            cell(html! { time datetime=(one.at) { (visit.voice.moment(one.at)) } }),
            cell(html! {
                @match party {
                    Some(id) => { a href=(format!("/desk/clients/{id}")) {
                        @match &one.name {
                            Some(name) => { (name) }
                            None => { (visit.say("withheld-client")) }
                        }
                    } }
                    None => { "–" }
                }
            }),
            cell(visit.voice.word("withheld", one.reason.word())),
        ]
    };
    ui::list(&heads, withheld.iter().map(row).collect())
}
