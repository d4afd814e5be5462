use super::{
    form,
    robots::{self, Sealed, Sent},
};
use crate::{problem::Answer, upload::Posted, visit::Visit};
use axum::{
    extract::Path,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use domain::{
    Fault, Who,
    contacts::{
        requests::{self, Channel, Incoming, Sender},
        topics::{self, Topic},
    },
};
use std::collections::BTreeMap;

/// Takes what was asked and leads to the client's own view of it.
pub(super) async fn send(
    visit: Visit,
    Path(topic): Path<String>,
    posted: Posted,
) -> Answer<Response> {
    let topic = visit.look(move |desk| topics::find(desk, &topic)).await?;
    let sealed = match robots::check(&visit, &posted.fields)? {
        Sent::Fine(sealed) => sealed,
        Sent::Stale => {
            let stale = Fault::new("form", "fault-form-stale");
            return again(&visit, &topic, &posted, &[stale]);
        }
    };
    let link = sealed.link(&visit);
    let incoming = incoming(&visit, &topic, &posted, &sealed);
    let received =
        visit.app.tell(&visit.tenant, Who::System, move |desk| requests::receive(desk, &incoming));
    match received.await {
        Ok(_) => Ok(Redirect::to(&format!("/asked/{link}")).into_response()),
        Err(problem) => again(&visit, &topic, &posted, &problem.into_faults()?),
    }
}

fn again(visit: &Visit, topic: &Topic, posted: &Posted, faults: &[Fault]) -> Answer<Response> {
    let sealed = Sealed::new(visit)?;
    let page = form::shown(visit, topic, &sealed, &posted.fields, faults);
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

fn incoming(visit: &Visit, topic: &Topic, posted: &Posted, sealed: &Sealed) -> Incoming {
    let fields = &posted.fields;
    let given = |name: &str| fields.given(name).map(str::to_owned);
    let mut answers = BTreeMap::new();
    for field in &topic.field {
        answers.insert(field.code.clone(), fields.raw(&field.code).to_owned());
    }
    Incoming {
        key: Some(format!("form {}", sealed.key)),
        channel: Some(Channel::Web),
        topic: Some(topic.code.clone()),
        language: visit.voice.language,
        sender: Sender {
            name: fields.text("name").to_owned(),
            email: given("email"),
            phone: given("phone"),
            address: None,
            party: None,
        },
        contract: fields.text("contract").to_owned(),
        text: fields.raw("text").to_owned(),
        fields: answers,
        files: posted.files.clone(),
        link: sealed.link(visit),
        ..Incoming::default()
    }
}
