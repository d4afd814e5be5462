//! The wish to be called back: as soon as possible, or in a slot of two hours.

use super::{
    robots::{self, Sealed, Sent},
    slots::{slot_of, slot_options},
};
use crate::{
    assets,
    fields::Fields,
    problem::Answer,
    ui::{self, Form},
    visit::Visit,
};
use axum::{
    http::StatusCode,
    response::{IntoResponse, Response},
};
use domain::{
    Desk, Fault, Who,
    contacts::{
        callbacks::{self, Wish},
        topics::{self, Topic},
    },
};
use kernel::Instant;
use maud::{Markup, html};

/// What can be chosen.
struct Offer {
    topics: Vec<Topic>,
    slots: Vec<Instant>,
}

impl Offer {
    fn load(desk: &mut Desk<'_>) -> domain::Result<Self> {
        Ok(Self { topics: topics::all(desk)?, slots: callbacks::slots(desk)? })
    }
}

/// The form.
pub(super) async fn page(visit: Visit) -> Answer<Markup> {
    let offer = visit.look(Offer::load).await?;
    shown(&visit, &offer, &visit.query, &[])
}

fn shown(visit: &Visit, offer: &Offer, fields: &Fields, faults: &[Fault]) -> Answer<Markup> {
    let form = Form::new(visit, fields, faults);
    let sealed = Sealed::new(visit)?;
    let language = visit.voice.language;
    let told = |topic: &Topic| (topic.code.clone(), topic.name.in_language(language).to_owned());
    let none = (String::new(), visit.say("call-me-any"));
    let about: Vec<(String, String)> =
        std::iter::once(none).chain(offer.topics.iter().map(told)).collect();
    let content = html! {
        p.lead { (visit.say("call-me-lead")) }
        (form.summary())
        form.ask method="post" {
            (sealed.fields(visit))
            div.grid {
                (form.filled_by("name", "text", "name", "name"))
                (form.filled_by("phone", "tel", "phone", "tel"))
                (form.choice("slot", "call-me-when", &slot_options(visit, &offer.slots)))
                (form.choice("topic", "topic", &about))
            }
            (form.area("note", "call-me-note", 3, html! {}))
            button.primary { (visit.say("call-me-send")) }
        }
        script type="module" src=(assets::address("ask.js")) {}
    };
    Ok(ui::public_page(visit, &visit.say("call-me"), content))
}

/// Takes the wish and says by when we ring.
pub(super) async fn send(visit: Visit, fields: Fields) -> Answer<Response> {
    let offer = visit.look(Offer::load).await?;
    let again = |faults: &[Fault]| -> Answer<Response> {
        let page = shown(&visit, &offer, &fields, faults)?;
        Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
    };
    let sealed = match robots::check(&visit, &fields)? {
        Sent::Fine(sealed) => sealed,
        Sent::Stale => return again(&[Fault::new("form", "fault-form-stale")]),
    };
    let wish = match wish_of(&visit, &fields, "web") {
        Ok(wish) => Wish { key: Some(format!("form {}", sealed.key)), ..wish },
        Err(fault) => return again(&[fault]),
    };
    let taken =
        visit.app.tell(&visit.tenant, Who::System, move |desk| callbacks::wish(desk, &wish));
    match taken.await {
        Ok(wished) => Ok(thanks(&visit, wished.due_at).into_response()),
        Err(problem) => again(&problem.into_faults()?),
    }
}

/// The wish that a form holds, whoever filled it in.
///
/// # Errors
/// A fault of the field `slot`.
pub(crate) fn wish_of(visit: &Visit, fields: &Fields, channel: &str) -> Result<Wish, Fault> {
    Ok(Wish {
        name: fields.text("name").to_owned(),
        phone: fields.text("phone").to_owned(),
        topic: fields.given("topic").map(str::to_owned),
        language: visit.voice.language,
        channel: channel.to_owned(),
        note: fields.raw("note").to_owned(),
        slot_from: slot_of(fields.text("slot"))?,
        ..Wish::default()
    })
}

fn thanks(visit: &Visit, due_at: Option<Instant>) -> Markup {
    let content = html! {
        div.once role="status" {
            p { (visit.say("call-me-thanks")) }
            @if let Some(due) = due_at {
                p.promised {
                    (visit.say("call-me-promise")) " "
                    strong { time datetime=(due) { (visit.voice.deadline(due)) } }
                }
            }
        }
        p { a href="/ask" { (visit.say("ask-title")) } }
    };
    ui::public_page(visit, &visit.say("call-me"), content)
}
