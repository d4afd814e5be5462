//! Saved views: filters of the list under names, each for whoever saved them.

use crate::{fields::Fields, problem::Answer, ui::Form, visit::Visit};
use axum::{extract::Path, response::Redirect};
use domain::contacts::calls::{self, View};
use maud::{Markup, html};

/// The views as buttons above the filter.
pub(super) fn view_bar(visit: &Visit, views: &[View]) -> Markup {
    let here = visit.query.with("before", "");
    html! {
        @if !views.is_empty() {
            nav.presets aria-label=(visit.say("views")) {
                @for view in views {
                    a.chip href={ "/desk/calls?" (view.query) }
                        aria-current=[(view.query == here).then_some("true")] { (view.name) }
                }
            }
        }
    }
}

/// Keeps the filter that stands there, or takes a view away.
pub(super) fn view_form(visit: &Visit, views: &[View]) -> Markup {
    let nothing = Fields::default();
    let form = Form::new(visit, &nothing, &[]);
    html! {
        details.import {
            summary { (visit.say("views")) }
            form.filters method="post" action="/desk/calls/views" {
                input type="hidden" name="query" value=(visit.query.with("before", ""));
                (form.input("name", "text", "view-name"))
                div.actions { button { (visit.say("view-save")) } }
            }
            @for view in views {
                form.inline method="post" action=(format!("/desk/calls/views/{}/removal", view.id))
                {
                    button.quiet {
                        (visit.voice.tell("view-remove", &[("name", view.name.as_str().into())]))
                    }
                }
            }
        }
    }
}

/// Saves one, and shows its calls.
pub(super) async fn save(visit: Visit, form: Fields) -> Answer<Redirect> {
    let query = Fields::read(form.raw("query").as_bytes()).with("before", "");
    let (name, kept) = (form.text("name").to_owned(), query.clone());
    visit.act(move |desk| calls::save_view(desk, &name, &kept)).await?;
    Ok(Redirect::to(&format!("/desk/calls?{query}")))
}

/// Takes one away.
pub(super) async fn remove(visit: Visit, Path(id): Path<String>) -> Answer<Redirect> {
    let id = visit.identify(&id, "view")?;
    visit.act(move |desk| calls::forget_view(desk, id)).await?;
    Ok(Redirect::to("/desk/calls"))
}
