use super::cookie;
use crate::{
    app::chance,
    fields::Fields,
    password,
    problem::{Answer, Problem},
    public::local,
    ui::{self, Form},
    visit::Visit,
};
use axum::{
    http::{StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};
use domain::{
    Fault, Refusal,
    identity::{self, Attempt, Opened, SignIn, secrets},
};
use maud::{Markup, html};

pub(super) async fn page(visit: Visit) -> Answer<Response> {
    if visit.staff.is_some() {
        return Ok(Redirect::to("/desk").into_response());
    }
    let fields = Fields::default().and("next", visit.query.text("next"));
    Ok(form(&visit, &fields, &[]).into_response())
}

fn form(visit: &Visit, fields: &Fields, faults: &[Fault]) -> Markup {
    let form = Form::new(visit, fields, faults);
    let content = html! {
        form.stack method="post" action="/desk/sign-in" {
            input type="hidden" name="next" value=(fields.text("next"));
            (form.input("email", "email", "email"))
            (form.input("password", "password", "password"))
            button.primary { (visit.say("sign-in")) }
        }
        p.note { (visit.say("sign-in-note")) }
    };
    ui::plain_page(visit, &visit.say("sign-in"), content)
}

/// Opens a session. Who mistypes the address and who mistypes the password get the same answer,
/// in the same time.
pub(super) async fn enter(visit: Visit, fields: Fields) -> Answer<Response> {
    visit.app.knock(&visit.address)?;
    let email = fields.text("email").to_owned();
    let facts = visit.for_stranger(move |desk| identity::sign_in_facts(desk, &email)).await?;
    let stored = facts.as_ref().map(|facts| facts.password.clone());
    let right = password::is_right(&visit.app, stored, fields.raw("password")).await?;
    match facts {
        Some(facts) if right => open(visit, facts, fields.text("next")).await,
        unknown => {
            if let Some(facts) = unknown {
                visit.for_stranger(move |desk| identity::record_failure(desk, facts.id)).await?;
            }
            let faults = [Fault::new("password", "fault-password-wrong")];
            let page = form(&visit, &fields, &faults);
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}

async fn open(visit: Visit, facts: SignIn, next: &str) -> Answer<Response> {
    let token = secrets::token(&chance::<32>()?);
    let (given, from) = (token.clone(), (visit.address.clone(), visit.browser.clone()));
    let opened = visit.for_stranger(move |desk| {
        let attempt = Attempt { token: &given, address: &from.0, browser: &from.1 };
        identity::open_session(desk, &facts, &attempt)
    });
    let next = wanted(next);
    let to = match opened.await? {
        Opened::Proved => Redirect::to(&next),
        Opened::CodeWanted => Redirect::to(&code_address(&next)),
    };
    Ok(([(header::SET_COOKIE, cookie(&visit.app, &token))], to).into_response())
}

/// Where somebody wanted to go before they were asked to sign in.
fn wanted(next: &str) -> String {
    let next = local(next);
    if next.starts_with("/desk") { next.to_owned() } else { "/desk".to_owned() }
}

fn code_address(next: &str) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    format!("/desk/sign-in/code?{}", query.append_pair("next", next).finish())
}

pub(super) async fn code_page(visit: Visit) -> Answer<Markup> {
    let fields = Fields::default().and("next", visit.query.text("next"));
    Ok(code_form(&visit, &fields, &[]))
}

fn code_form(visit: &Visit, fields: &Fields, faults: &[Fault]) -> Markup {
    let form = Form::new(visit, fields, faults);
    let content = html! {
        p { (visit.say("code-lead")) }
        form.stack method="post" action="/desk/sign-in/code" {
            input type="hidden" name="next" value=(fields.text("next"));
            (form.input("code", "text", "code"))
            button.primary { (visit.say("sign-in")) }
        }
    };
    ui::plain_page(visit, &visit.say("code-title"), content)
}

/// Proves a session with a one-time code.
pub(super) async fn prove(visit: Visit, fields: Fields) -> Answer<Response> {
    visit.app.knock(&visit.address)?;
    let token = visit.token.clone().ok_or(Refusal::Unknown("session"))?;
    let code = fields.text("code").to_owned();
    if visit.for_stranger(move |desk| identity::prove(desk, &token, &code)).await? {
        return Ok(Redirect::to(&wanted(fields.text("next"))).into_response());
    }
    let shown = Fields::default().and("next", fields.text("next"));
    let page = code_form(&visit, &shown, &[Fault::new("code", "fault-code-wrong")]);
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

/// Ends this session.
pub(super) async fn leave(visit: Visit) -> Answer<Response> {
    let session = visit.staff.as_ref().map(|found| found.1).ok_or(Problem::SignInFirst)?;
    visit.act(move |desk| identity::end(desk, session)).await?;
    let gone = [(header::SET_COOKIE, cookie(&visit.app, ""))];
    Ok((gone, Redirect::to("/desk/sign-in")).into_response())
}
