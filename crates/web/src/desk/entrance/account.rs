//! One's own account: language, password, second factor, sessions.

use super::{cookie, factor};
use crate::{
    fields::Fields,
    password,
    problem::{Answer, Problem},
    ui::{self, Form},
    visit::Visit,
};
use axum::{
    extract::Path,
    http::{StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};
use domain::{
    Fault,
    identity::{self, Session},
};
use kernel::Language;
use maud::{Markup, html};

pub(super) async fn page(visit: Visit) -> Answer<Markup> {
    shown(&visit, &Fields::default(), &[]).await
}

/// The whole page, with what was typed and what is wrong with it.
pub(super) async fn shown(visit: &Visit, fields: &Fields, faults: &[Fault]) -> Answer<Markup> {
    let sessions = visit.look(identity::sessions).await?;
    let me = visit.colleague()?;
    let content = html! {
        dl.facts {
            dt { (visit.say("name")) } dd { (me.name) }
            dt { (visit.say("email")) } dd { (me.email) }
            dt { (visit.say("role")) } dd { (visit.voice.word("role", me.role.word())) }
        }
        (language_form(visit))
        (password_form(&Form::new(visit, fields, faults), visit))
        (factor::section(visit, fields, faults)?)
        (session_list(visit, &sessions)?)
    };
    Ok(ui::desk_page(visit, &visit.say("me-title"), content))
}

fn language_form(visit: &Visit) -> Markup {
    html! {
        section {
            h2 { (visit.say("language")) }
            form.inline method="post" action="/language" {
                input type="hidden" name="next" value="/desk/me";
                @for language in Language::ALL {
                    @let current = language == visit.voice.language;
                    button name="language" value=(language) lang=(language)
                        aria-current=[current.then_some("true")] { (language.own_name()) }
                }
            }
        }
    }
}

fn password_form(form: &Form<'_>, visit: &Visit) -> Markup {
    let hint = html! { (visit.say("password-hint")) };
    html! {
        section {
            h2 { (visit.say("password")) }
            form.stack method="post" action="/desk/me/password" {
                (form.input("password", "password", "password-now"))
                (form.input_with("new", "password", "password-new", hint))
                button { (visit.say("password-set")) }
            }
        }
    }
}

fn session_list(visit: &Visit, sessions: &[Session]) -> Answer<Markup> {
    let (_, here) = visit.staff.as_deref().ok_or(Problem::SignInFirst)?;
    Ok(html! {
        section {
            h2 { (visit.say("sessions")) }
            div.scroll tabindex="0" { table {
                thead { tr {
                    th scope="col" { (visit.say("session-since")) }
                    th scope="col" { (visit.say("session-seen")) }
                    th scope="col" { (visit.say("session-address")) }
                    th scope="col" { (visit.say("session-browser")) }
                    td {}
                } }
                tbody { @for session in sessions { tr {
                    td { (visit.voice.moment(session.opened_at)) }
                    td { (visit.voice.moment(session.seen_at)) }
                    td { (session.address) }
                    td.long { (session.browser) }
                    td {
                        @if session.id == *here { (ui::badge("good", &visit.say("session-this"))) }
                        @else {
                            @let end = format!("/desk/me/sessions/{}/end", session.id);
                            form method="post" action=(end) {
                                button.quiet { (visit.say("session-end")) }
                            }
                        }
                    }
                } } }
            } }
            form method="post" action="/desk/me/sessions/end" {
                button { (visit.say("sessions-end-all")) }
            }
        }
    })
}

/// Sets a new password, given the standing one.
pub(super) async fn set_password(visit: Visit, fields: Fields) -> Answer<Response> {
    visit.app.knock(&visit.address)?;
    let email = visit.colleague()?.email.clone();
    let facts = visit.look(move |desk| identity::sign_in_facts(desk, &email)).await?;
    let stored = facts.ok_or(Problem::SignInFirst)?.password;
    let right = password::is_right(&visit.app, Some(stored), fields.raw("password")).await?;
    let mut faults = password::faults("new", fields.raw("new"));
    if !right {
        faults.push(Fault::new("password", "fault-password-wrong"));
    }
    if !faults.is_empty() {
        let page = shown(&visit, &Fields::default(), &faults).await?;
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    }
    let new = password::hash(&visit.app, fields.raw("new").to_owned()).await?;
    let token = visit.token.clone().unwrap_or_default();
    visit.act(move |desk| identity::set_password(desk, &new, &token)).await?;
    Ok(Redirect::to("/desk/me").into_response())
}

/// Ends one of one's own sessions.
pub(super) async fn end(visit: Visit, Path(id): Path<String>) -> Answer<Redirect> {
    let id = visit.identify(&id, "session")?;
    visit.act(move |desk| identity::end(desk, id)).await?;
    Ok(Redirect::to("/desk/me"))
}

/// Signs out everywhere, here too.
pub(super) async fn end_all(visit: Visit) -> Answer<Response> {
    visit.act(identity::end_all).await?;
    let gone = [(header::SET_COOKIE, cookie(&visit.app, ""))];
    Ok((gone, Redirect::to("/desk/sign-in")).into_response())
}
