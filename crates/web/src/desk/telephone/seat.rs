use crate::{desk::calls::Names, fields::Fields, problem::Answer, visit::Visit};
use axum::response::{IntoResponse, Redirect, Response};
use domain::contacts::calls::{self, Seat};
use maud::{Markup, html};

/// As which agent of the exchange this colleague answers.
pub(super) fn form(visit: &Visit, seat: Option<&Seat>, names: &Names) -> Markup {
    let mut agents: Vec<_> = names.agents.values().collect();
    agents.sort_by(|one, other| one.code.cmp(&other.code));
    html! {
        details.import open[seat.is_none()] {
            summary {
                (visit.say("seat")) " "
                @if let Some(seat) = seat { strong { (seat.name) } }
            }
            p.note { (visit.say("seat-advice")) }
            form.inline method="post" action="/desk/telephone/seat" {
                select name="agent" aria-label=(visit.say("seat")) {
                    option value="" { "–" }
                    @for agent in agents {
                        @let chosen = seat.is_some_and(|seat| seat.code == agent.code);
                        option value=(agent.code) selected[chosen] {
                            (agent.name) " · " (agent.code)
                        }
                    }
                }
                button { (visit.say("save")) }
            }
        }
    }
}

/// Says it.
pub(super) async fn sit(visit: Visit, fields: Fields) -> Answer<Response> {
    let code = fields.text("agent").to_owned();
    visit.act(move |desk| calls::sit_at(desk, &code)).await?;
    Ok(Redirect::to("/desk/telephone").into_response())
}
