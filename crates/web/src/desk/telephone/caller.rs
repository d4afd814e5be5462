//! Who is calling, as far as the number tells.

use crate::{ui, visit::Visit};
use domain::{
    Desk, Right,
    contacts::{
        calls::Sheet,
        clients::{self, Candidate, Recognised},
    },
};
use maud::{Markup, html};

/// What is known of a caller; nothing where the visitor may not see clients.
#[derive(Clone, Debug, Default)]
pub(super) struct Known(pub(super) Option<Recognised>);

impl Known {
    /// The parties that it may be.
    pub(super) fn candidates(&self) -> &[Candidate] {
        match &self.0 {
            Some(Recognised::One(one)) => std::slice::from_ref(one.as_ref()),
            Some(Recognised::Several(several)) => several,
            _ => &[],
        }
    }

    /// Their ids, for the access log.
    pub(super) fn parties(&self) -> impl Iterator<Item = [u8; 16]> {
        self.candidates().iter().map(|one| one.party.id.bytes())
    }
}

/// Who may be calling; nothing to who may not see clients and their requests.
pub(super) fn of(desk: &mut Desk<'_>, sheet: &Sheet) -> domain::Result<Known> {
    if !desk.who.may(Right::SeeParties) || !desk.who.may(Right::SeeRequests) {
        return Ok(Known::default());
    }
    let number = sheet.caller.as_deref().filter(|_| !sheet.withheld);
    Ok(Known(Some(clients::recognise(desk, number)?)))
}

/// The caller in words, each candidate with what an agent needs before the first word.
pub(super) fn told(visit: &Visit, sheet: &Sheet, known: &Known) -> Markup {
    let number = sheet.caller.as_deref().unwrap_or("–");
    html! {
        @match &known.0 {
            None => p.caller { (number) },
            Some(Recognised::Withheld) => p.caller { (visit.say("caller-withheld")) },
            Some(Recognised::Unknown) => p.caller {
                (number) " " span.note { (visit.say("caller-unknown")) }
            },
            Some(Recognised::One(one)) => {
                (candidate(visit, one))
                p.note { (number) }
            },
            Some(Recognised::Several(several)) => {
                p.note { (number) " · " (visit.say("caller-several")) }
                @for one in several { (candidate(visit, one)) }
            },
        }
    }
}

/// One party that it may be.
pub(super) fn candidate(visit: &Visit, one: &Candidate) -> Markup {
    let glance = &one.glance;
    let count =
        |key: &str, count: i64| visit.voice.tell(key, &[("count", count.to_string().into())]);
    html! {
        p.caller {
            a href=(format!("/desk/clients/{}", one.party.id)) { (one.party.name) }
            @if let Some(delegate) = &one.delegate {
                " " (ui::badge("warn", &visit.voice.word("delegate", delegate.kind.word())))
                " " span.note { (delegate.name) }
            }
        }
        p.note {
            (count("caller-requests", glance.open_requests))
            @if let Some(due) = glance.due_at {
                " · " (visit.say("due-by")) " " (visit.voice.moment(due))
            }
            @if glance.open_complaints > 0 {
                " · " (count("caller-complaints", glance.open_complaints))
            }
            @if let Some(last) = glance.last_contact_at {
                " · " (visit.say("caller-last")) " " (visit.voice.moment(last))
            }
        }
        @if !glance.contracts.is_empty() {
            p.note { @for (at, contract) in glance.contracts.iter().enumerate() {
                @if at > 0 { " · " }
                span.whole { (contract.number) } " " (contract.product)
            } }
        }
    }
}
