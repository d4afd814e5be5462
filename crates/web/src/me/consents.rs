//! What the client wants to hear: of the head office, and of each agency that speaks to clients.

use crate::{fields::Fields, problem::Answer, visit::Visit};
use axum::response::{IntoResponse, Redirect, Response};
use domain::{
    Desk,
    contacts::area::{self, Agency},
    notices::{Consent, HEAD_OFFICE, Purpose, Wish},
};
use maud::{Markup, html};

/// By what offers and messages of service may come.
const BY: [&str; 4] = ["email", "sms", "inbox", "phone"];

/// How it stands.
pub(super) struct Wanted {
    consents: Vec<Consent>,
    agencies: Vec<Agency>,
}

impl Wanted {
    pub(super) fn read(desk: &mut Desk<'_>) -> domain::Result<Self> {
        Ok(Self { consents: area::consents(desk)?, agencies: area::agencies(desk)? })
    }

    /// What stands: offers only where they said yes, service unless they said no.
    fn stands(&self, sender: [u8; 16], purpose: Purpose, by: &str) -> bool {
        let said =
            self.consents.iter().map(|one| &one.wish).find(|wish| {
                wish.sender == sender && wish.purpose == purpose && wish.channel == by
            });
        said.map_or(purpose == Purpose::Service, |wish| wish.given)
    }
}

/// One question of the form: what for, from whom, and how it is put.
struct Asked {
    name: String,
    words: String,
    sender: [u8; 16],
    purpose: Purpose,
}

impl Asked {
    /// By what the answer may be yes; nobody is rung about service.
    fn by(&self) -> impl Iterator<Item = &'static str> {
        let is_service = self.purpose == Purpose::Service;
        BY.into_iter().filter(move |by| !(is_service && *by == "phone"))
    }
}

/// The questions: service and offers of the company, offers of each agency.
fn asked(visit: &Visit, agencies: &[Agency]) -> Vec<Asked> {
    let own = Purpose::ALL.iter().map(|purpose| Asked {
        name: purpose.word().to_owned(),
        words: visit.voice.word("me-purpose", purpose.word()),
        sender: HEAD_OFFICE,
        purpose: *purpose,
    });
    let of_agency = agencies.iter().map(|one| Asked {
        name: one.id.to_string(),
        words: visit.voice.tell("me-offers-of", &[("agency", one.name.clone().into())]),
        sender: one.id.bytes(),
        purpose: Purpose::Offer,
    });
    own.chain(of_agency).collect()
}

/// The form.
pub(super) fn form(visit: &Visit, wanted: &Wanted) -> Markup {
    html! {
        form.stack method="post" action="/me/profile/consents" {
            @for one in asked(visit, &wanted.agencies) {
                fieldset.field {
                    legend { (one.words) }
                    div.boxes { @for by in one.by() {
                        label {
                            input type="checkbox" name=(format!("{}_{by}", one.name)) value="yes"
                                checked[wanted.stands(one.sender, one.purpose, by)];
                            span { (visit.voice.word("channel", by)) }
                        }
                    } }
                }
            }
            button.primary { (visit.say("save")) }
        }
        p.note { (visit.say("me-consents-note")) }
    }
}

/// Keeps what the client wants, with the words they were shown.
pub(super) async fn keep(visit: Visit, fields: Fields) -> Answer<Response> {
    let agencies = visit.look(area::agencies).await?;
    for one in asked(&visit, &agencies) {
        let wish = |by: &str| Wish {
            sender: one.sender,
            purpose: one.purpose,
            channel: by.to_owned(),
            given: fields.given(&format!("{}_{by}", one.name)).is_some(),
        };
        let (wishes, shown): (Vec<Wish>, _) = (one.by().map(wish).collect(), one.words.clone());
        visit.act(move |desk| area::consent(desk, &wishes, &shown)).await?;
    }
    Ok(Redirect::to("/me/profile#consents").into_response())
}
