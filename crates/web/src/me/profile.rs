//! Who the client is to us, their language, where they are signed in, and what the law gives them.

use super::{
    consents::{self, Wanted},
    keys::{self, Keys},
    page::{client, page as framed},
    roles::{self, Roles},
};
use crate::{
    fields::Fields,
    problem::Answer,
    ui::{self, Form},
    visit::Visit,
};
use axum::response::{IntoResponse, Redirect, Response};
use domain::{
    Fault, Refusal,
    accounts::{self, Session},
    contacts::area::{self, Asked, Me, Procedure},
};
use kernel::Language;
use maud::{Markup, html};

/// What the page shows.
struct Shown {
    me: Me,
    wanted: Wanted,
    roles: Roles,
    sessions: Vec<Session>,
    keys: Keys,
    procedures: Vec<Procedure>,
}

/// The page.
pub(super) async fn page(visit: Visit) -> Answer<Markup> {
    shown(&visit, &[]).await
}

/// The page, with what is wrong with a new password: it is typed again.
pub(super) async fn shown(visit: &Visit, faults: &[Fault]) -> Answer<Markup> {
    let fields = Fields::default();
    let form = Form::new(visit, &fields, faults);
    let read = visit.look(|desk| {
        Ok(Shown {
            me: area::me(desk)?,
            wanted: Wanted::read(desk)?,
            roles: Roles::read(desk)?,
            sessions: accounts::sessions(desk)?,
            keys: Keys::read(desk)?,
            procedures: area::my_procedures(desk)?,
        })
    });
    let shown = read.await?;
    let content = html! {
        (form.summary())
        (mine(visit, &shown))
        (roles::section(visit, &shown.roles)?)
        h2 #consents { (visit.say("me-consents")) }
        (consents::form(visit, &shown.wanted))
        h2 { (visit.say("language")) }
        (languages(visit))
        (keys::section(visit, &shown.keys, &form)?)
        h2 { (visit.say("me-sessions")) }
        (sessions(visit, &shown.sessions)?)
        h2 #data { (visit.say("me-data")) }
        (held(visit, &shown.procedures))
    };
    Ok(framed(visit, &visit.say("me-profile"), content))
}

fn mine(visit: &Visit, shown: &Shown) -> Markup {
    html! {
        dl.facts {
            dt { (visit.say("name")) } dd { (shown.me.party.name) }
            @for (kind, value) in &shown.me.points {
                dt { (visit.voice.word("point", kind.word())) } dd { (value) }
            }
        }
        p.note { (visit.say("me-wrong")) " " a href="/me/ask" { (visit.say("me-ask")) } }
    }
}

fn languages(visit: &Visit) -> Markup {
    html! {
        form.inline method="post" action="/me/profile/language" {
            @for language in Language::ALL {
                @let now = language == visit.voice.language;
                button.quiet name="language" value=(language) lang=(language)
                    aria-current=[now.then_some("true")] { (language.own_name()) }
            }
        }
    }
}

/// Changes the language.
pub(super) async fn speak(visit: Visit, fields: Fields) -> Answer<Response> {
    let wrong = |()| Refusal::invalid("language", "fault-choice");
    let language: Language = fields.text("language").parse().map_err(wrong)?;
    visit.act(move |desk| accounts::speak(desk, language)).await?;
    Ok(Redirect::to("/me/profile").into_response())
}

/// What a browser calls itself, as people know it: its own name and that of what it runs on. Each
/// says that it is several, the one it is first here.
pub(super) fn browser(said: &str) -> Option<String> {
    let names =
        [("Edg", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome")];
    let names = names.into_iter().chain([("CriOS/", "Chrome"), ("Safari/", "Safari")]);
    let systems = [("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android")];
    let others = [("Windows", "Windows"), ("Mac OS", "macOS"), ("Linux", "Linux")];
    let is_said = |(word, _): &(&str, &str)| said.contains(word);
    let name = names.into_iter().find(is_said).map(|(_, name)| name);
    let system = systems.into_iter().chain(others).find(is_said).map(|(_, name)| name);
    let told: Vec<&str> = name.into_iter().chain(system).collect();
    (!told.is_empty()).then(|| told.join(" · "))
}

fn sessions(visit: &Visit, sessions: &[Session]) -> Answer<Markup> {
    let here = client(visit)?.session;
    Ok(html! {
        ul.plain.rows { @for one in sessions {
            li {
                time datetime=(one.opened_at) { (visit.voice.full(one.opened_at)) }
                @if let Some(browser) = browser(&one.browser) { " · " (browser) }
                @if one.id == here { " " (ui::badge("good", &visit.say("me-session-here"))) }
            }
        } }
        form.inline method="post" action="/me/sign-out" {
            button { (visit.say("sign-out")) }
        }
        form.inline method="post" action="/me/sign-out/everywhere" {
            button.quiet { (visit.say("me-out-everywhere")) }
        }
    })
}

/// What we hold about them, to take away, and what they asked of us by law.
fn held(visit: &Visit, procedures: &[Procedure]) -> Markup {
    html! {
        p { (visit.say("me-data-lead")) }
        ul.plain {
            li { a href="/me/data.html" { (visit.say("me-data-readable")) } }
            li { a href="/me/data.json" download { (visit.say("me-data-json")) } }
        }
        form.inline method="post" action="/me/profile/data" {
            @for asked in Asked::ALL {
                button name="asked" value=(asked.word()) {
                    (visit.voice.word("data-ask", asked.word()))
                }
            }
        }
        p.note { (visit.say("me-data-kept")) }
        ul.plain { @for one in procedures {
            li {
                (visit.voice.word("data-asked", one.asked.word())) " · "
                time datetime=(one.at) { (visit.voice.full(one.at)) } " "
                @match (&one.ended, one.due_at) {
                    (Some((_, outcome)), _) => {
                        (ui::badge("calm", &visit.voice.word("data-outcome", outcome.word())))
                        p.note { (one.reason) }
                    }
                    (None, Some(due)) => { p.promised {
                        (visit.say("me-we-answer")) " " (visit.voice.deadline(due))
                    } }
                    (None, None) => { (ui::badge("live", &visit.say("data-runs"))) }
                }
            }
        } }
        details.import {
            summary { (visit.say("me-close")) }
            form.stack method="post" action="/me/close" {
                p { (visit.say("me-close-lead")) }
                label { input type="checkbox" name="sure" value="yes" required;
                    span { (visit.say("me-close-sure")) } }
                button { (visit.say("me-close")) }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::browser;

    #[test]
    fn a_browser_has_the_name_that_people_know() {
        let chrome = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) \
                      Chrome/126.0.0.0 Safari/537.36";
        let iphone = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15 \
                      (KHTML, like Gecko) Version/17.4 Mobile/15E148 Safari/604.1";
        assert_eq!(browser(chrome).as_deref(), Some("Chrome · Linux"));
        assert_eq!(browser(iphone).as_deref(), Some("Safari · iPhone"));
        assert_eq!(browser(&format!("{chrome} Edg/126.0")).as_deref(), Some("Edge · Linux"));
        assert_eq!(browser("curl"), None);
    }
}
