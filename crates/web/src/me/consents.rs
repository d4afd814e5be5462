//! What the client wants to hear: of the head office, and of each agency that speaks to clients.

use crate::{fields::Fields, problem::Answer, visit::Visit, voice::Voice};
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
    /// What one says with a tick: who may do what, and how one takes it back.
    sentence: String,
    sender: [u8; 16],
    purpose: Purpose,
}

impl Asked {
    /// By what the answer may be yes; nobody is rung about service.
    fn by(&self) -> impl Iterator<Item = &'static str> {
        let is_service = self.purpose == Purpose::Service;
        BY.into_iter().filter(move |by| !(is_service && *by == "phone"))
    }

    fn field(&self, by: &str) -> String {
        format!("{}_{by}", self.name)
    }

    /// All that was shown of the question, with the ways that were offered.
    fn shown(&self, voice: &Voice, by: &[&str]) -> String {
        let by: Vec<String> = by.iter().map(|by| voice.word("channel", by)).collect();
        format!("{}\n{}\n{}", self.words, self.sentence, by.join(" · "))
    }
}

/// The questions: service and offers of the company, offers of each agency.
fn asked(voice: &Voice, company: &str, agencies: &[Agency]) -> Vec<Asked> {
    let sentence = |purpose: &Purpose, sender: &str| {
        let key = format!("me-consent-{}", purpose.word());
        voice.tell(&key, &[("sender", sender.to_owned().into())])
    };
    let own = Purpose::ALL.iter().map(|purpose| Asked {
        name: purpose.word().to_owned(),
        words: voice.word("me-purpose", purpose.word()),
        sentence: sentence(purpose, company),
        sender: HEAD_OFFICE,
        purpose: *purpose,
    });
    let of_agency = agencies.iter().map(|one| Asked {
        name: one.id.to_string(),
        words: voice.tell("me-offers-of", &[("agency", one.name.clone().into())]),
        sentence: sentence(&Purpose::Offer, &one.name),
        sender: one.id.bytes(),
        purpose: Purpose::Offer,
    });
    own.chain(of_agency).collect()
}

/// The form. It says what it showed, and in which language: an agency that begins to make offers
/// meanwhile was not asked about.
pub(super) fn form(visit: &Visit, wanted: &Wanted) -> Markup {
    html! {
        form.stack method="post" action="/me/profile/consents" {
            input type="hidden" name="language" value=(visit.voice.language);
            @for one in asked(&visit.voice, &visit.tenant.name, &wanted.agencies) {
                fieldset.field {
                    legend { (one.words) }
                    p.note { (one.sentence) }
                    div.boxes { @for by in one.by() {
                        label {
                            input type="hidden" name="shown" value=(one.field(by));
                            input type="checkbox" name=(one.field(by)) value="yes"
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

/// Keeps what the client wants, with the words they were shown: all of it, or nothing.
pub(super) async fn keep(visit: Visit, fields: Fields) -> Answer<Response> {
    let language = fields.text("language").parse().unwrap_or(visit.voice.language);
    let voice = Voice { language, ..visit.voice.clone() };
    let company = visit.tenant.name.clone();
    visit.act(move |desk| write_down(desk, (&voice, &company), &fields)).await?;
    Ok(Redirect::to("/me/profile#consents").into_response())
}

fn write_down(
    desk: &mut Desk<'_>,
    (voice, company): (&Voice, &str),
    fields: &Fields,
) -> domain::Result<()> {
    let agencies = area::agencies(desk)?;
    for one in asked(voice, company, &agencies) {
        let was_shown = |by: &&str| fields.all("shown").any(|shown| shown == one.field(by));
        let by: Vec<&str> = one.by().filter(was_shown).collect();
        if by.is_empty() {
            continue;
        }
        let wish = |by: &&str| Wish {
            sender: one.sender,
            purpose: one.purpose,
            channel: (*by).to_owned(),
            given: fields.given(&one.field(by)).is_some(),
        };
        let wishes: Vec<Wish> = by.iter().map(wish).collect();
        area::consent(desk, &wishes, &one.shown(voice, &by))?;
    }
    Ok(())
}
