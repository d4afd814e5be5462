//! The rule of a notice: what causes it, what it is for, by what it goes and when.

use super::{matrix, one, senders};
use crate::{fields::Fields, problem::Answer, ui::Form, visit::Visit};
use axum::{
    extract::Path,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use domain::{
    Fault,
    identity::Unit,
    messaging::{Category, Channel},
    notices::{self, Event, Notice, Quiet, Ways},
};
use maud::{Markup, html};

/// Steps that the form has: one for each channel.
const STEPS: usize = Channel::ALL.len();

/// The form as it stands for a new notice.
pub(super) fn blank() -> Fields {
    Fields::default()
        .and("event", Event::OfferMade.word())
        .and("category", Category::Offer.word())
        .and("channel0", Channel::Email.word())
        .and("lasts", "7200")
}

/// The form as it stands for a notice that there is.
pub(super) fn standing(notice: &Notice) -> Fields {
    let mut fields = Fields::default()
        .and("code", notice.code.clone())
        .and("name", notice.name.clone())
        .and("event", notice.event.word())
        .and("category", notice.category.word())
        .and("lasts", notice.lasts.to_string())
        .and("sender", notice.sender.map(|unit| unit.to_string()).unwrap_or_default());
    if let Some(quiet) = notice.quiet {
        fields = fields.and("quiet_from", clock(quiet.from)).and("quiet_to", clock(quiet.to));
    }
    if notice.plan {
        fields = fields.and("plan", "yes");
    }
    let steps = notice.ways.0.iter().flat_map(|step| {
        step.iter()
            .enumerate()
            .map(|(at, one)| (one.word(), if at == 0 { "goes" } else { "instead" }))
    });
    for (at, (channel, how)) in steps.enumerate() {
        fields = fields.and(&format!("channel{at}"), channel).and(&format!("how{at}"), how);
    }
    fields
}

fn clock(minute: i64) -> String {
    format!("{:02}:{:02}", minute / 60, minute % 60)
}

/// The form, with all that is wrong in it, where these units are reached.
pub(super) fn form(
    visit: &Visit,
    (action, units): (&str, &[Unit]),
    fields: &Fields,
    faults: &[Fault],
) -> Markup {
    let form = Form::new(visit, fields, faults);
    let hint = |key: &str| html! { (visit.say(key)) };
    let words = |family: &str, all: Vec<&str>| -> Vec<(String, String)> {
        all.into_iter().map(|one| (one.to_owned(), visit.voice.word(family, one))).collect()
    };
    let events = words("cause", Event::ALL.iter().map(|one| one.word()).collect());
    let categories = words("category", Category::ALL.iter().map(|one| one.word()).collect());
    let mut channels = vec![(String::new(), "–".to_owned())];
    channels.extend(words("channel", Channel::ALL.iter().map(|one| one.word()).collect()));
    let hows = ["goes", "instead"].map(|one| (one.to_owned(), visit.voice.word("way-how", one)));
    html! {
        (form.summary())
        form method="post" action=(action) {
            div.grid {
                @if action == "/desk/notices" { (form.input("code", "text", "code-short")) }
                (form.input("name", "text", "name"))
                (form.choice("event", "cause", &events))
                (form.choice("category", "category", &categories))
                (form.choice_with("sender", "notice-sender", &senders::options(visit, units),
                    hint("notice-sender-hint")))
            }
            fieldset.field.wide {
                legend { (visit.say("ways")) }
                p.note { (visit.say("ways-hint")) }
                @for at in 0..STEPS {
                    div.grid {
                        (form.choice(&format!("channel{at}"), "channel", &channels))
                        @if at > 0 { (form.choice(&format!("how{at}"), "way-how", &hows)) }
                    }
                }
            }
            div.grid {
                (form.input("quiet_from", "time", "quiet-from"))
                (form.input("quiet_to", "time", "quiet-to"))
                (form.input("lasts", "number", "notice-lasts"))
            }
            (form.boxes("plan", "notice-plan", &[("yes".into(), visit.say("notice-plan-yes"))]))
            p { button.primary data-main { (visit.say("save")) } }
        }
    }
}

fn saving(code: &str, fields: &Fields) -> Result<Notice, Vec<Fault>> {
    let mut faults = Vec::new();
    let ways = ways(fields).unwrap_or_else(|fault| {
        faults.push(Fault { field: "channel0".into(), ..fault });
        Ways::default()
    });
    let quiet = quiet(fields).unwrap_or_else(|fault| {
        faults.push(fault);
        None
    });
    let Some((event, category)) =
        Event::from_word(fields.text("event")).zip(Category::from_word(fields.text("category")))
    else {
        faults.push(Fault::new("event", "fault-required"));
        return Err(faults);
    };
    if !faults.is_empty() {
        return Err(faults);
    }
    Ok(Notice {
        code: code.to_owned(),
        version: 0,
        name: fields.text("name").to_owned(),
        event,
        category,
        sender: None,
        ways,
        quiet,
        lasts: fields.text("lasts").parse().unwrap_or(0),
        plan: fields.given("plan").is_some(),
    })
}

fn ways(fields: &Fields) -> Result<Ways, Fault> {
    let mut ways = String::new();
    for at in 0..STEPS {
        let channel = fields.text(&format!("channel{at}"));
        if channel.is_empty() {
            continue;
        }
        if !ways.is_empty() {
            let instead = fields.text(&format!("how{at}")) == "instead";
            ways.push(if instead { '>' } else { '+' });
        }
        ways.push_str(channel);
    }
    ways.parse()
}

fn quiet(fields: &Fields) -> Result<Option<Quiet>, Fault> {
    let (from, to) = (fields.given("quiet_from"), fields.given("quiet_to"));
    if from.is_none() && to.is_none() {
        return Ok(None);
    }
    let times = from.and_then(minute).zip(to.and_then(minute));
    let wrong = || Fault::new("quiet_from", "fault-time");
    times.map(|(from, to)| Some(Quiet { from, to })).ok_or_else(wrong)
}

fn minute(text: &str) -> Option<i64> {
    let (hour, minute) = text.split_once(':')?;
    let (hour, minute) = (hour.parse::<i64>().ok()?, minute.parse::<i64>().ok()?);
    ((0..24).contains(&hour) && (0..60).contains(&minute)).then_some(hour * 60 + minute)
}

/// How a notice is kept: as a new one, or as a version of one that there is.
type Keep = fn(&mut domain::Desk<'_>, &Notice) -> domain::Result<()>;

async fn keep(
    visit: &Visit,
    (code, keep): (&str, Keep),
    fields: &Fields,
) -> Answer<Result<(), Vec<Fault>>> {
    let saving = match saving(code, fields) {
        Ok(saving) => saving,
        Err(faults) => return Ok(Err(faults)),
    };
    let sender = fields.text("sender").to_owned();
    let save = move |desk: &mut domain::Desk<'_>| {
        let sender = senders::chosen(desk, &sender)?;
        keep(desk, &Notice { sender, ..saving.clone() })
    };
    match visit.act(save).await {
        Ok(()) => Ok(Ok(())),
        Err(problem) => Ok(Err(problem.into_faults()?)),
    }
}

/// Makes a new notice.
pub(super) async fn create(visit: Visit, fields: Fields) -> Answer<Response> {
    let code = fields.text("code").to_owned();
    match keep(&visit, (&code, notices::create), &fields).await? {
        Ok(()) => Ok(Redirect::to(&format!("/desk/notices/{code}")).into_response()),
        Err(faults) => {
            let page = matrix::shown(&visit, &fields, &faults).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}

/// Saves a notice anew.
pub(super) async fn save(
    visit: Visit,
    Path(code): Path<String>,
    fields: Fields,
) -> Answer<Response> {
    match keep(&visit, (&code, notices::save), &fields).await? {
        Ok(()) => Ok(Redirect::to(&format!("/desk/notices/{code}")).into_response()),
        Err(faults) => {
            let page = one::shown(&visit, &code, Some(&fields), &faults).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}
