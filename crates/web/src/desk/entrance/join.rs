use crate::{
    fields::Fields,
    password,
    problem::Answer,
    ui::{self, Form},
    visit::Visit,
};
use axum::{
    extract::Path,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use domain::{
    Fault,
    identity::{self, Invited},
};
use maud::{Markup, html};

/// The invitation, and what it takes to accept it.
pub(super) async fn page(visit: Visit, Path(token): Path<String>) -> Answer<Markup> {
    let invited = invitation(&visit, &token).await?;
    Ok(form(&visit, (&invited, &token), &Fields::default(), &[]))
}

async fn invitation(visit: &Visit, token: &str) -> Answer<Invited> {
    visit.app.knock(&visit.address)?;
    let token = token.to_owned();
    visit.look(move |desk| identity::invitation_of(desk, &token)).await
}

fn form(
    visit: &Visit,
    (invited, token): (&Invited, &str),
    fields: &Fields,
    faults: &[Fault],
) -> Markup {
    let form = Form::new(visit, fields, faults);
    let hint = html! { (visit.say("password-hint")) };
    let content = html! {
        p { (visit.say("join-lead")) }
        dl.facts {
            dt { (visit.say("email")) } dd { (invited.email) }
            dt { (visit.say("role")) } dd { (visit.voice.word("role", invited.role.word())) }
        }
        form.stack method="post" action=(format!("/desk/join/{token}")) {
            (form.input("name", "text", "your-name"))
            (form.input_with("new", "password", "password-new", hint))
            button.primary { (visit.say("join")) }
        }
    };
    ui::plain_page(visit, &visit.say("join-title"), content)
}

/// Accepts the invitation; the new colleague signs in next.
pub(super) async fn join(
    visit: Visit,
    Path(token): Path<String>,
    fields: Fields,
) -> Answer<Response> {
    let invited = invitation(&visit, &token).await?;
    let mut faults = password::faults("new", fields.raw("new"));
    if fields.text("name").is_empty() {
        faults.push(Fault::new("name", "fault-required"));
    }
    if faults.is_empty() {
        let password = password::hash(&visit.app, fields.raw("new").to_owned()).await?;
        let (name, language) = (fields.text("name").to_owned(), visit.voice.language);
        let given = token.clone();
        let joined = visit
            .for_stranger(move |desk| identity::accept(desk, &given, &name, &password, language));
        match joined.await {
            Ok(_) => return Ok(Redirect::to("/desk/sign-in").into_response()),
            Err(problem) => faults = problem.into_faults()?,
        }
    }
    let page = form(&visit, (&invited, &token), &fields, &faults);
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}
