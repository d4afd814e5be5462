//! A letter that came on paper: who wrote it, when it reached us, what it becomes, and its scan.

use crate::{
    fields::Fields,
    problem::Answer,
    ui::{self, Form},
    upload::Posted,
    visit::Visit,
};
use axum::{
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use domain::{
    Fault, Refusal,
    contacts::{
        clients,
        letters::{self, Became, Scan},
    },
    parties::{self, Party},
};
use kernel::{Id, Language};
use maud::{Markup, html};

/// What a letter may become.
const BECOMES: [Became; 2] = [Became::Complaint, Became::Request];

pub(super) async fn page(visit: Visit) -> Answer<Markup> {
    let fields = visit.query.clone();
    shown(&visit, &fields, &[]).await
}

/// Clients of whom one may have written it, and the one who was chosen.
struct Writers {
    found: Vec<Party>,
    chosen: Option<Party>,
}

async fn writers(visit: &Visit, fields: &Fields) -> Answer<Writers> {
    let wanted = fields.text("find").to_owned();
    let chosen: Option<Id<Party>> = fields.given("client").and_then(|id| id.parse().ok());
    let read = visit.act(move |desk| {
        let chosen = chosen.map(|party| parties::find(desk, party)).transpose()?;
        let found = if chosen.is_some() { Vec::new() } else { clients::search(desk, &wanted)? };
        Ok(Writers { found, chosen })
    });
    read.await
}

async fn shown(visit: &Visit, fields: &Fields, faults: &[Fault]) -> Answer<Markup> {
    let writers = writers(visit, fields).await?;
    let content = html! {
        p { (visit.say("scan-lead")) }
        @if writers.chosen.is_none() { (search(visit, fields, &writers.found)) }
        (form(visit, fields, faults, writers.chosen.as_ref()))
    };
    Ok(ui::desk_page(visit, &visit.say("letter-new"), content))
}

/// The client is looked for by name or contract, and chosen by a link.
fn search(visit: &Visit, fields: &Fields, found: &[Party]) -> Markup {
    html! {
        form.filters method="get" action="/desk/letters/new" role="search" {
            (Form::new(visit, fields, &[]).input("find", "search", "scan-find"))
            div.actions { button { (visit.say("show")) } }
        }
        @if fields.given("find").is_some() && found.is_empty() {
            p.note { (visit.say("scan-nobody")) }
        }
        @if !found.is_empty() {
            ul.plain { @for party in found {
                li {
                    a href=(format!("/desk/letters/new?client={}", party.id)) { (party.name) }
                    " " span.note { (party.key) }
                }
            } }
        }
    }
}

fn form(visit: &Visit, fields: &Fields, faults: &[Fault], chosen: Option<&Party>) -> Markup {
    let form = Form::new(visit, fields, faults);
    let becomes =
        BECOMES.map(|one| (one.word().to_owned(), visit.voice.word("became", one.word())));
    let languages = Language::ALL.map(|one| (one.code().to_owned(), one.own_name().to_owned()));
    html! {
        (form.summary())
        form method="post" action="/desk/letters" enctype="multipart/form-data" {
            fieldset {
                legend { (visit.say("letter-from")) }
                @if let Some(party) = chosen {
                    input type="hidden" name="client" value=(party.id);
                    p {
                        a href=(format!("/desk/clients/{}", party.id)) { (party.name) }
                        " · " a href="/desk/letters/new" { (visit.say("scan-another")) }
                    }
                } @else {
                    div.grid {
                        (form.input("name", "text", "name"))
                        (form.input_with("address", "text", "scan-address",
                            html! { (visit.say("scan-address-hint")) }))
                    }
                }
            }
            div.grid {
                (form.input_with("received", "date", "scan-received",
                    html! { (visit.say("scan-received-hint")) }))
                (form.choice("becomes", "scan-becomes", &becomes))
                (form.choice("language", "language", &languages))
            }
            (form.input("title", "text", "scan-title"))
            (form.area("text", "scan-text", 5, html! {}))
            div.field {
                label for="file" { (visit.say("scan-file")) }
                input id="file" type="file" name="file" required
                    accept=".pdf,.jpg,.jpeg,.png,.tif,.tiff" aria-describedby="file-hint";
                p.hint #file-hint { (visit.say("scan-file-hint")) }
            }
            p { button.primary data-main { (visit.say("scan-take")) } }
        }
    }
}

/// Takes the letter in, and goes to what it became.
pub(super) async fn send(visit: Visit, posted: Posted) -> Answer<Response> {
    let taken = match scan(&visit, &posted) {
        Ok(scan) => visit.act(move |desk| letters::scanned(desk, &scan)).await,
        Err(fault) => Err(Refusal::Invalid(vec![fault]).into()),
    };
    match taken {
        Ok((became, subject)) => {
            let place = if became == Became::Complaint { "complaints" } else { "requests" };
            let id = Id::<Scan>::from_bytes(subject);
            Ok(Redirect::to(&format!("/desk/{place}/{id}")).into_response())
        }
        Err(problem) => {
            let page = shown(&visit, &posted.fields, &problem.into_faults()?).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}

fn scan(visit: &Visit, posted: &Posted) -> Result<Scan, Fault> {
    let fields = &posted.fields;
    let received = fields.text("received").parse();
    Ok(Scan {
        received_on: received.map_err(|_| Fault::new("received", "fault-date"))?,
        party: fields.given("client").and_then(|id| id.parse().ok()),
        name: fields.text("name").to_owned(),
        address: fields.text("address").to_owned(),
        language: fields.text("language").parse().unwrap_or(visit.voice.language),
        becomes: Became::from_word(fields.text("becomes")).unwrap_or(Became::Request),
        title: fields.text("title").to_owned(),
        text: fields.raw("text").to_owned(),
        file: posted.files.first().cloned().unwrap_or_default(),
    })
}
