//! To what figures are narrowed: one number, queue, unit or kind of client.

use crate::{
    desk::calls::{Names, kind_options, options, unit_choice},
    ui::Form,
    visit::Visit,
};
use domain::{Desk, quality::measures::Only};
use maud::{Markup, html};

/// What can be chosen from, and what it is called.
pub(super) struct Choices {
    /// Numbers, queues and kinds.
    pub names: Names,
    units: Vec<(String, String)>,
}

impl Choices {
    /// Those within reach; `all` is said for no choice.
    pub(super) fn load(desk: &mut Desk<'_>, all: &str) -> domain::Result<Self> {
        Ok(Self { names: Names::load(desk)?, units: unit_choice(desk, all)? })
    }
}

/// The fields of a form; one with nothing to choose from is left out.
pub(super) fn fields(visit: &Visit, form: &Form<'_>, choices: &Choices) -> Markup {
    let all = || visit.say("all");
    let fields = [
        ("number", "number", options(all(), &choices.names.numbers)),
        ("queue", "queue", options(all(), &choices.names.queues)),
        ("unit", "unit", choices.units.clone()),
        ("kind", "client-kind", kind_options(all(), &choices.names.kinds)),
    ];
    html! {
        @for (name, label, options) in &fields {
            @if options.len() > 2 || visit.query.given(name).is_some() {
                (form.choice(name, label, &with_standing(visit, name, options)))
            }
        }
    }
}

/// The options with what stands in the address, even where it is none of them.
fn with_standing(visit: &Visit, name: &str, options: &[(String, String)]) -> Vec<(String, String)> {
    let mut options = options.to_vec();
    if let Some(text) = visit.query.given(name)
        && !options.iter().any(|(value, _)| value == text)
    {
        let told = if text == Only::NONE { visit.say("unnamed") } else { text.to_owned() };
        options.push((text.to_owned(), told));
    }
    options
}
