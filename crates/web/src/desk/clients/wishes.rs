//! What a client wants to hear: how it stands, by whom and by what, how it came to that, and the
//! place to write down what they say now.

use super::one::Shown;
use crate::{
    desk::notices::senders,
    fields::Fields,
    ui::{self, Form},
    visit::Visit,
};
use domain::{
    Desk, Fault, Refusal, Result, Right,
    identity::{self, Unit},
    notices::{self, Change, Consent, HEAD_OFFICE, Purpose, Wish},
    parties::Party,
};
use kernel::Id;
use maud::{Markup, html};
use std::collections::HashMap;

/// By what offers may come.
const BY: [&str; 6] = ["email", "sms", "pec", "inbox", "post", "phone"];

/// Changes that are shown.
const CHANGES_SHOWN: i64 = 200;

/// How it stands, with what it takes to say so in words.
pub(super) struct Wishes {
    consents: Vec<Consent>,
    changes: Vec<Change>,
    units: Vec<Unit>,
    names: HashMap<String, String>,
}

/// Everything of one client.
pub(super) fn load(desk: &mut Desk<'_>, party: Id<Party>) -> Result<Wishes> {
    let names =
        if desk.who.may(Right::SeeRequests) { identity::names(desk)? } else { HashMap::new() };
    Ok(Wishes {
        consents: notices::consents(desk, party)?,
        changes: notices::changes(desk, party, CHANGES_SHOWN)?,
        units: identity::units(desk)?,
        names: names.into_iter().map(|(id, name)| (format!("staff:{id}"), name)).collect(),
    })
}

/// All of it.
pub(super) fn all(visit: &Visit, shown: &Shown, (typed, faults): (&Fields, &[Fault])) -> Markup {
    let wishes = &shown.wishes;
    html! {
        h2 #wishes { (visit.say("wishes")) }
        @if wishes.consents.is_empty() { p.note { (visit.say("wishes-none")) } }
        ul.plain.wishes { @for one in &wishes.consents {
            li {
                (told(visit, wishes, &one.wish)) " "
                span.note { (visit.voice.tell("wish-since", &[
                    ("when", visit.voice.moment(one.at).into()),
                ])) }
            }
        } }
        p.note { (visit.say("wishes-note")) }
        @if visit.may(Right::WorkRequests) { (form(visit, wishes, (typed, faults))) }
        @if !wishes.changes.is_empty() { (history(visit, wishes)) }
    }
}

/// A wish: whether they want it, from whom, what for and by what.
fn told(visit: &Visit, wishes: &Wishes, wish: &Wish) -> Markup {
    let (tone, word) = if wish.given { ("good", "yes") } else { ("bad", "no") };
    html! {
        (ui::badge(tone, &visit.say(word))) " "
        (visit.voice.word("category", wish.purpose.word())) " · "
        (visit.voice.word("channel", &wish.channel)) " · "
        (senders::name(visit, &wishes.units, agency(wish.sender)))
    }
}

/// The agency that a wish speaks of; none: the head office.
fn agency(sender: [u8; 16]) -> Option<Id<Unit>> {
    (sender != HEAD_OFFICE).then(|| Id::from_bytes(sender))
}

fn form(visit: &Visit, wishes: &Wishes, (typed, faults): (&Fields, &[Fault])) -> Markup {
    let form = Form::new(visit, typed, faults);
    let senders = senders::options(visit, &wishes.units);
    let words = |family: &str, all: &[&str]| -> Vec<(String, String)> {
        all.iter().map(|one| ((*one).to_owned(), visit.voice.word(family, one))).collect()
    };
    let purposes = words("category", &[Purpose::Offer.word(), Purpose::Service.word()]);
    let answers = ["yes", "no"].map(|one| (one.to_owned(), visit.say(one)));
    let is_open = typed.text("do") == "wish" && !faults.is_empty();
    html! {
        details.import open[is_open] {
            summary { (visit.say("wish-new")) }
            form.stack method="post" {
                (form.choice("purpose", "category", &purposes))
                (form.choice("channel", "channel", &words("channel", &BY)))
                (form.choice_with("sender", "wish-sender", &senders,
                    html! { (visit.say("wish-sender-hint")) }))
                (form.choice("given", "wish-given", &answers))
                (form.area("said", "wish-said", 3, html! { (visit.say("wish-said-hint")) }))
                button name="do" value="wish" { (visit.say("save")) }
            }
        }
    }
}

fn history(visit: &Visit, wishes: &Wishes) -> Markup {
    let who = |actor: &str| match wishes.names.get(actor) {
        Some(name) => name.clone(),
        None if actor.starts_with("client:") => visit.say("wish-by-client"),
        None => visit.say("wish-by-program"),
    };
    html! {
        details.import {
            summary { (visit.say("wish-changes")) }
            ol.changes { @for one in &wishes.changes {
                li {
                    p { (told(visit, wishes, &one.wish)) }
                    p.note {
                        time datetime=(one.at) { (visit.voice.moment(one.at)) } " · "
                        (visit.voice.word("wish-source", &one.source)) " · " (who(&one.actor))
                    }
                    blockquote { (one.text) }
                }
            } }
        }
    }
}

/// Writes down what a client said they want.
pub(super) fn keep(desk: &mut Desk<'_>, party: Id<Party>, form: &Fields) -> Result<()> {
    let purpose = Purpose::from_word(form.text("purpose"));
    let purpose = purpose.ok_or_else(|| Refusal::invalid("purpose", "fault-choice"))?;
    // Whoever wants no messages of service says so of us all.
    let sender = match purpose {
        Purpose::Service => None,
        Purpose::Offer => senders::chosen(desk, form.text("sender"))?,
    };
    let given = match form.text("given") {
        "yes" => true,
        "no" => false,
        _ => return Err(Refusal::invalid("given", "fault-choice")),
    };
    let sender = sender.map_or(HEAD_OFFICE, |unit| unit.bytes());
    let wish = Wish { sender, purpose, channel: form.text("channel").to_owned(), given };
    let said = form.text("said");
    // The domain speaks of its text; on this page that is the field of a note.
    notices::set_consents(desk, party, &[wish], ("desk", said)).map_err(|refusal| match refusal {
        Refusal::Invalid(faults) => Refusal::Invalid(faults.into_iter().map(here).collect()),
        other => other,
    })
}

fn here(fault: Fault) -> Fault {
    match fault.field.as_str() {
        "text" => Fault { field: "said".into(), ..fault },
        _ => fault,
    }
}
