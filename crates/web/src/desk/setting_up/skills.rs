use super::topics::{self, Shown};
use crate::{
    fields::Fields,
    problem::Answer,
    ui::{self, cell, head},
    visit::Visit,
};
use axum::{
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use domain::{Role, contacts::requests};
use kernel::Id;
use maud::{Markup, html};

/// Colleagues shown at the most.
const SHOWN_MAX: usize = 500;

/// What colleagues are good at: queues with a skill assign their requests to these.
pub(super) fn section(visit: &Visit, shown: &Shown) -> Markup {
    let mut colleagues: Vec<(&Id<Role>, &String)> = shown.names.iter().collect();
    colleagues.sort_by_key(|(id, name)| (name.as_str(), **id));
    let heads = [head(visit.say("name")), head(visit.say("skills"))];
    let row = |(id, name): &(&Id<Role>, &String)| {
        vec![cell(name), cell(form(visit, **id, name, &skills_of(shown, **id)))]
    };
    html! {
        h2 { (visit.say("skills")) }
        p { (visit.say("skills-lead")) }
        details.import {
            summary { (visit.say("skills-change")) }
            (ui::list(&heads, colleagues.iter().take(SHOWN_MAX).map(row).collect()))
        }
    }
}

fn skills_of(shown: &Shown, staff: Id<Role>) -> String {
    let own = shown.skills.iter().filter(|(id, _)| *id == staff);
    own.map(|(_, skill)| skill.as_str()).collect::<Vec<_>>().join(" ")
}

fn form(visit: &Visit, staff: Id<Role>, name: &str, skills: &str) -> Markup {
    html! {
        form.inline method="post" action="/desk/skills" {
            input type="hidden" name="staff" value=(staff);
            input name="skills" value=(skills) autocomplete="off"
                aria-label=(visit.voice.labelled(&visit.say("skills"), name));
            " " button { (visit.say("save")) }
        }
    }
}

/// Writes down what a colleague is good at.
pub(super) async fn save(visit: Visit, fields: Fields) -> Answer<Response> {
    let staff: Id<Role> = visit.identify(fields.text("staff"), "colleague")?;
    let skills: Vec<String> = fields.text("skills").split_whitespace().map(str::to_owned).collect();
    match visit.act(move |desk| requests::save_skills(desk, staff, &skills)).await {
        Ok(()) => Ok(Redirect::to("/desk/topics").into_response()),
        Err(problem) => {
            let page = topics::shown(&visit, &Fields::default(), &problem.into_faults()?).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}
