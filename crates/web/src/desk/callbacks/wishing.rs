use super::list;
use crate::{
    desk::requests::Choices, fields::Fields, problem::Answer, public::wish_of, ui::Form,
    visit::Visit,
};
use axum::{
    extract::Path,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use domain::{Fault, Refusal, contacts::callbacks};
use maud::{Markup, html};

/// The form for a wish that a client told a colleague.
pub(super) fn form(visit: &Visit, choices: &Choices, typed: &Fields, faults: &[Fault]) -> Markup {
    let form = Form::new(visit, typed, faults);
    let open = !faults.is_empty() && typed.given("wish").is_some();
    html! {
        details.import open[open] {
            summary data-key="n" { (visit.say("callback-new")) " " kbd { "n" } }
            form method="post" action="/desk/callbacks/wishes" {
                input type="hidden" name="wish" value="1";
                div.grid {
                    (form.input("name", "text", "name"))
                    (form.input("phone", "tel", "phone"))
                    (form.choice("slot", "call-me-when", &choices.slot_options(visit)))
                    (form.choice("topic", "topic", &choices.topic_options(visit, "topic-none")))
                    (form.input("note", "text", "note"))
                }
                p { button.primary data-main { (visit.say("save")) } }
            }
        }
    }
}

/// Takes a wish down.
pub(super) async fn wish(visit: Visit, fields: Fields) -> Answer<Response> {
    let wished = match wish_of(&visit, &fields, "desk") {
        Ok(wish) => visit.act(move |desk| callbacks::wish(desk, &wish)).await.map(|_| ()),
        Err(fault) => Err(Refusal::Invalid(vec![fault]).into()),
    };
    match wished {
        Ok(()) => Ok(Redirect::to("/desk/callbacks").into_response()),
        Err(problem) => {
            let page = list::shown(&visit, &fields, &problem.into_faults()?).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}

/// Stops trying to reach somebody.
pub(super) async fn give_up(visit: Visit, Path(id): Path<String>) -> Answer<Response> {
    let id = visit.identify(&id, "callback")?;
    visit.act(move |desk| callbacks::give_up(desk, id)).await?;
    Ok(Redirect::to("/desk/callbacks").into_response())
}
