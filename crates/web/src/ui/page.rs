//! The frame of every page: of the desk with its navigation, of the public site, of a problem.

use super::faults_of;
use crate::{assets, door::is_for_clients, problem::Problem, visit::Visit};
use domain::{Right, Who};
use kernel::Language;
use maud::{DOCTYPE, Markup, html};

/// A line of the desk's navigation: where it leads, its text, who sees it, its key after `g`.
type Way = (&'static str, &'static str, Option<Right>, &'static str);

const WAYS: &[(&str, &[Way])] = &[
    (
        "nav-today",
        &[
            ("/desk", "nav-home", None, "h"),
            ("/desk/telephone", "nav-telephone", Some(Right::SeeCalls), "t"),
            ("/desk/requests", "nav-requests", Some(Right::SeeRequests), "r"),
            ("/desk/callbacks", "nav-callbacks", Some(Right::SeeRequests), "b"),
            ("/desk/complaints", "nav-complaints", Some(Right::SeeRequests), "m"),
            ("/desk/clients", "nav-clients", Some(Right::SeeParties), "i"),
            ("/desk/data-requests", "nav-data-requests", Some(Right::SeeRequests), "6"),
            ("/desk/team", "nav-team", Some(Right::SeeTeams), "z"),
            ("/desk/wallboard", "nav-wallboard", Some(Right::SeeFigures), "w"),
            ("/desk/calls", "nav-calls", Some(Right::SeeCalls), "c"),
            ("/desk/subjects", "nav-subjects", Some(Right::SeeSubjects), "s"),
        ],
    ),
    (
        "nav-quality",
        &[
            ("/desk/morning", "nav-morning", Some(Right::SeeFigures), "q"),
            ("/desk/figures", "nav-figures", Some(Right::SeeFigures), "f"),
            ("/desk/reasons", "nav-reasons", Some(Right::SeeFigures), "y"),
            ("/desk/resolution", "nav-resolution", Some(Right::SeeFigures), "1"),
            ("/desk/staffing", "nav-staffing", Some(Right::SeeFigures), "d"),
            ("/desk/reconciliations", "nav-reconciliations", Some(Right::SeeFigures), "g"),
            ("/desk/commitments", "nav-commitments", Some(Right::SeeCommitments), "p"),
            ("/desk/calendars", "nav-calendars", Some(Right::SeeCommitments), "k"),
        ],
    ),
    (
        "nav-house",
        &[
            ("/desk/topics", "nav-topics", Some(Right::SetUpDesk), "o"),
            ("/desk/templates", "nav-templates", Some(Right::SeeRequests), "v"),
            ("/desk/notices", "nav-notices", Some(Right::SeeRequests), "2"),
            ("/desk/letters", "nav-letters", Some(Right::SeeRequests), "3"),
            ("/desk/deadlines", "nav-deadlines", Some(Right::SeeRequests), "4"),
            ("/desk/campaigns", "nav-campaigns", Some(Right::RunCampaigns), "5"),
            ("/desk/outbox", "nav-outbox", Some(Right::SeeRequests), "x"),
            ("/desk/people", "nav-people", Some(Right::ManagePeople), "e"),
            ("/desk/units", "nav-units", Some(Right::ManagePeople), "u"),
            ("/desk/places", "nav-places", Some(Right::TellCalls), "n"),
            ("/desk/imports", "nav-imports", Some(Right::TellCalls), "j"),
            ("/desk/keys", "nav-keys", Some(Right::ManageKeys), "a"),
            ("/desk/access", "nav-access", Some(Right::SeeAccessLog), "l"),
        ],
    ),
];

/// A page of the desk.
pub(crate) fn desk_page(visit: &Visit, title: &str, content: Markup) -> Markup {
    let body = html! {
        (top(visit, "/desk"))
        div.frame {
            details.menu { summary { (visit.say("nav-menu")) } }
            nav.side aria-label=(visit.say("nav-label")) {
                @for (group, ways) in WAYS {
                    @let open: Vec<&Way> = ways.iter().filter(|way| is_open(visit, way)).collect();
                    @if !open.is_empty() {
                        p.group { (visit.say(group)) }
                        ul { @for way in open { (way_line(visit, way)) } }
                    }
                }
            }
            main #content tabindex="-1" { h1 { (title) } (content) }
        }
        (keyboard_help(visit))
        script type="module" src=(assets::address("keyboard.js")) {}
    };
    document(visit.voice.language, "desk", &titled(visit, title), body)
}

/// Lists of the whole company, which are nobody's who reaches only some of its units.
const WHOLE: [&str; 2] = ["/desk/data-requests", "/desk/outbox"];

fn is_open(visit: &Visit, way: &Way) -> bool {
    way.2.is_none_or(|right| match visit.who.reach(right) {
        Ok(reach) => reach.is_all() || !WHOLE.contains(&way.0),
        Err(_) => false,
    })
}

fn way_line(visit: &Visit, (address, key, _, jump): &Way) -> Markup {
    let here = match *address {
        "/desk" => visit.path == "/desk",
        address => visit.path.starts_with(address),
    };
    html! {
        li {
            a href=(address) data-jump=(jump) aria-current=[here.then_some("page")] {
                (visit.say(key))
            }
        }
    }
}

fn keyboard_help(visit: &Visit) -> Markup {
    html! {
        dialog #keys aria-label=(visit.say("keys-title")) {
            h2 { (visit.say("keys-title")) }
            dl.keys {
                dt { kbd { "j" } " " kbd { "k" } } dd { (visit.say("keys-move")) }
                dt { kbd { "Enter" } } dd { (visit.say("keys-open")) }
                dt { kbd { "/" } } dd { (visit.say("keys-search")) }
                @for (_, ways) in WAYS {
                    @for way in ways.iter().filter(|way| is_open(visit, way)) {
                        dt { kbd { "g" } " " kbd { (way.3) } } dd { (visit.say(way.1)) }
                    }
                }
                dt { kbd { "?" } } dd { (visit.say("keys-help")) }
            }
            form method="dialog" { button { (visit.say("close")) } }
        }
    }
}

fn top(visit: &Visit, home: &str) -> Markup {
    html! {
        a.skip href="#content" { (visit.say("skip")) }
        header.top {
            a.brand href=(home) {
                img src=(assets::address("mark.svg")) width="28" height="28" alt="";
                span { "Premura" }
                span.tenant { (visit.tenant.name) }
            }
            div.self {
                @if let Some(session) = &visit.staff {
                    a href="/desk/me" { (session.0.name) }
                    form method="post" action="/desk/sign-out" {
                        button.quiet { (visit.say("sign-out")) }
                    }
                } @else {
                    (language_switch(visit))
                }
            }
        }
    }
}

/// The languages as buttons of one form: choosing one is a change, so it is a POST.
fn language_switch(visit: &Visit) -> Markup {
    html! {
        form.languages method="post" action="/language" aria-label=(visit.say("language")) {
            input type="hidden" name="next" value=(visit.path);
            @for language in Language::ALL {
                @let current = language == visit.voice.language;
                button.quiet name="language" value=(language) lang=(language)
                    title=(language.own_name()) aria-current=[current.then_some("true")] {
                    (language.code().to_uppercase())
                }
            }
        }
    }
}

/// The ways of the public site.
const PUBLIC_WAYS: &[(&str, &str)] = &[
    ("/ask", "ask-title"),
    ("/call-me", "call-me"),
    ("/commitments", "public-commitments"),
    ("/me", "public-area"),
];

/// A page for anyone.
pub(crate) fn public_page(visit: &Visit, title: &str, content: Markup) -> Markup {
    let body = html! {
        a.skip href="#content" { (visit.say("skip")) }
        header.top {
            a.brand href="/" {
                img src=(assets::address("mark.svg")) width="28" height="28" alt="";
                span { (visit.tenant.name) }
            }
            nav.ways aria-label=(visit.say("nav-label")) {
                @for (address, label) in PUBLIC_WAYS {
                    @let here = visit.path == *address;
                    a href=(address) aria-current=[here.then_some("page")] { (visit.say(label)) }
                }
            }
            div.self { (language_switch(visit)) }
        }
        main #content tabindex="-1" { h1 { (title) } (content) }
        footer.foot {
            p { (visit.say("public-foot")) }
            p { a href="/desk" { (visit.say("public-staff")) } }
        }
    };
    document(visit.voice.language, "public", &titled(visit, title), body)
}

/// A page of the clients' own area, which can be installed.
pub(crate) fn area_page(visit: &Visit, title: &str, inside: Markup) -> Markup {
    let body = html! {
        a.skip href="#content" { (visit.say("skip")) }
        header.top {
            a.brand href="/me" {
                img src=(assets::address("mark.svg")) width="28" height="28" alt="";
                span { (visit.tenant.name) }
            }
            div.self { @if visit.client.is_none() { (language_switch(visit)) } }
        }
        (inside)
        footer.foot { p { a href="/" { (visit.tenant.name) } } }
    };
    document(visit.voice.language, "public area", &titled(visit, title), body)
}

/// A page with nothing around it: signing in, joining.
pub(crate) fn plain_page(visit: &Visit, title: &str, content: Markup) -> Markup {
    let body = html! {
        (top(visit, "/"))
        main #content.narrow tabindex="-1" { h1 { (title) } (content) }
    };
    document(visit.voice.language, "plain", &titled(visit, title), body)
}

fn titled(visit: &Visit, title: &str) -> String {
    format!("{title} · {}", visit.tenant.name)
}

fn document(language: Language, kind: &str, title: &str, body: Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang=(language) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (title) }
                link rel="stylesheet" href=(assets::address("premura.css"));
                @if kind.ends_with("area") {
                    link rel="manifest" href="/me/manifest.webmanifest";
                    meta name="theme-color" content="#0b5a61";
                }
                link rel="icon" href=(assets::address("mark.svg")) type="image/svg+xml";
            }
            body class=(kind) { (body) }
        }
    }
}

/// What went wrong, in the frame the visitor knows.
pub(crate) fn problem_page(visit: &Visit, problem: &Problem) -> Markup {
    let title = problem.title(visit.voice.language);
    let content = html! {
        p.lead { (problem.detail(visit.voice.language)) }
        (faults_of(visit, problem.faults()))
        p { a.button href=(home_of(visit)) {
            (visit.say("problem-home"))
        } }
    };
    if visit.staff.is_some() && visit.path.starts_with("/desk") {
        desk_page(visit, &title, content)
    } else if is_for_clients(&visit.path) {
        area_page(
            visit,
            &title,
            html! {
                main #content.narrow tabindex="-1" { h1 { (title) } (content) }
            },
        )
    } else {
        public_page(visit, &title, content)
    }
}

/// Where the visitor is at home.
fn home_of(visit: &Visit) -> &'static str {
    match visit.who {
        Who::Staff { .. } => "/desk",
        Who::Client { .. } => "/me",
        _ => "/",
    }
}

/// What went wrong before it was known whose house this is.
pub(crate) fn bare_problem_page(language: Language, problem: &Problem) -> Markup {
    let title = problem.title(language);
    let body = html! {
        main #content.narrow { h1 { (title) } p.lead { (problem.detail(language)) } }
    };
    document(language, "plain", &title, body)
}
