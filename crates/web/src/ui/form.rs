//! Forms: a label over every field, the fault below it, what was typed kept.

use crate::{fields::Fields, visit::Visit};
use domain::Fault;
use maud::{Markup, html};

/// A form as it is shown: what is in its fields, and what is wrong with them.
pub(crate) struct Form<'a> {
    visit: &'a Visit,
    fields: &'a Fields,
    faults: &'a [Fault],
}

impl<'a> Form<'a> {
    pub(crate) fn new(visit: &'a Visit, fields: &'a Fields, faults: &'a [Fault]) -> Self {
        Self { visit, fields, faults }
    }

    /// Whether anything is wrong with it.
    pub(crate) fn has_faults(&self) -> bool {
        !self.faults.is_empty()
    }

    /// All faults at once, above the form.
    pub(crate) fn summary(&self) -> Markup {
        faults_of(self.visit, self.faults)
    }

    /// A field of one line; `kind` is the type of input, a key of a text stands over it.
    pub(crate) fn input(&self, name: &str, kind: &str, label: &str) -> Markup {
        self.input_with(name, kind, label, html! {})
    }

    /// A field of one line with a hint below its label.
    pub(crate) fn input_with(&self, name: &str, kind: &str, label: &str, hint: Markup) -> Markup {
        let wrong = self.is_wrong(name);
        let value = (kind != "password").then(|| self.fields.text(name));
        let fill = match (kind, name) {
            ("password", "password") => Some("current-password"),
            ("password", _) => Some("new-password"),
            ("email", "email") => Some("username"),
            (_, "code") => Some("one-time-code"),
            _ => Some("off"),
        };
        html! {
            div.field {
                label for=(name) { (self.visit.say(label)) }
                (hinted(name, &hint))
                input id=(name) name=(name) type=(kind) value=[value] autocomplete=[fill]
                    aria-invalid=[wrong.then_some("true")]
                    aria-describedby=[self.described(name, &hint)];
                (self.fault(name))
            }
        }
    }

    /// A whole number with a slider beside it, which goes from the first to the last of `range` by
    /// its step; a number beyond it can still be typed. Where script does not run, there is the
    /// field alone.
    pub(crate) fn slider(&self, name: &str, label: &str, range: (u32, u32, u32)) -> Markup {
        let (least, most, step) = range;
        html! {
            div.slider {
                (self.input(name, "number", label))
                input type="range" data-slides=(name) min=(least) max=(most) step=(step)
                    value=(self.fields.text(name)) aria-label=(self.visit.say(label)) hidden;
            }
        }
    }

    /// A field of one line that the browser may fill in: `fill` is its word of the HTML standard.
    pub(crate) fn filled_by(&self, name: &str, kind: &str, label: &str, fill: &str) -> Markup {
        html! {
            div.field {
                label for=(name) { (self.visit.say(label)) }
                input id=(name) name=(name) type=(kind) value=(self.fields.text(name))
                    autocomplete=(fill) aria-invalid=[self.is_wrong(name).then_some("true")]
                    aria-describedby=[self.described(name, &html! {})];
                (self.fault(name))
            }
        }
    }

    /// A field of one line whose label is a text of the company's own.
    pub(crate) fn labelled_input(
        &self,
        name: &str,
        kind: &str,
        label: &str,
        required: bool,
    ) -> Markup {
        html! {
            div.field {
                label for=(name) { (label) (self.star(required)) }
                input id=(name) name=(name) type=(kind) value=(self.fields.text(name))
                    aria-invalid=[self.is_wrong(name).then_some("true")]
                    aria-describedby=[self.described(name, &html! {})];
                (self.fault(name))
            }
        }
    }

    /// The same of several lines.
    pub(crate) fn labelled_area(&self, name: &str, label: &str, required: bool) -> Markup {
        html! {
            div.field.wide {
                label for=(name) { (label) (self.star(required)) }
                textarea id=(name) name=(name) rows="4"
                    aria-invalid=[self.is_wrong(name).then_some("true")]
                    aria-describedby=[self.described(name, &html! {})] {
                    (self.fields.raw(name))
                }
                (self.fault(name))
            }
        }
    }

    /// A choice of one, all options in sight.
    pub(crate) fn radios(&self, name: &str, label: &str, options: &[(String, String)]) -> Markup {
        let chosen = self.fields.text(name);
        html! {
            fieldset.field.wide id=(name) {
                legend { (label) }
                div.boxes {
                    @for (value, text) in options {
                        label {
                            input type="radio" name=(name) value=(value)
                                checked[value == chosen];
                            span { (text) }
                        }
                    }
                }
                (self.fault(name))
            }
        }
    }

    fn star(&self, required: bool) -> Markup {
        html! { @if required {
            " " span.note { "(" (self.visit.say("required")) ")" }
        } }
    }

    /// A field of several lines.
    pub(crate) fn area(&self, name: &str, label: &str, rows: u8, hint: Markup) -> Markup {
        let wrong = self.is_wrong(name);
        html! {
            div.field.wide {
                label for=(name) { (self.visit.say(label)) }
                (hinted(name, &hint))
                textarea id=(name) name=(name) rows=(rows) spellcheck="false"
                    aria-invalid=[wrong.then_some("true")]
                    aria-describedby=[self.described(name, &hint)] {
                    (self.fields.raw(name))
                }
                (self.fault(name))
            }
        }
    }

    /// A choice of one; each option is its value and its text.
    pub(crate) fn choice(&self, name: &str, label: &str, options: &[(String, String)]) -> Markup {
        self.choice_with(name, label, options, html! {})
    }

    /// A choice of one with a hint below its label.
    pub(crate) fn choice_with(
        &self,
        name: &str,
        label: &str,
        options: &[(String, String)],
        hint: Markup,
    ) -> Markup {
        let chosen = self.fields.text(name);
        html! {
            div.field {
                label for=(name) { (self.visit.say(label)) }
                (hinted(name, &hint))
                select id=(name) name=(name) aria-invalid=[self.is_wrong(name).then_some("true")]
                    aria-describedby=[self.described(name, &hint)] {
                    @for (value, text) in options {
                        option value=(value) selected[value == chosen] { (text) }
                    }
                }
                (self.fault(name))
            }
        }
    }

    /// Boxes to tick, any number of them.
    pub(crate) fn boxes(&self, name: &str, label: &str, options: &[(String, String)]) -> Markup {
        html! {
            fieldset.field.wide {
                legend { (self.visit.say(label)) }
                div.boxes {
                    @for (value, text) in options {
                        label {
                            input type="checkbox" name=(name) value=(value)
                                checked[self.fields.all(name).any(|one| one == value)];
                            span { (text) }
                        }
                    }
                }
                (self.fault(name))
            }
        }
    }

    /// What stands beside a field and belongs to it.
    fn described(&self, name: &str, hint: &Markup) -> Option<String> {
        let fault = self.is_wrong(name).then(|| format!("{name}-fault"));
        let hint = (!hint.0.is_empty()).then(|| format!("{name}-hint"));
        let both: Vec<String> = fault.into_iter().chain(hint).collect();
        (!both.is_empty()).then(|| both.join(" "))
    }

    fn is_wrong(&self, name: &str) -> bool {
        self.faults.iter().any(|fault| is_of(fault, name))
    }

    fn fault(&self, name: &str) -> Markup {
        html! {
            @for fault in self.faults.iter().filter(|fault| is_of(fault, name)) {
                p.fault id=(format!("{name}-fault")) { (self.visit.voice.fault(fault)) }
            }
        }
    }
}

/// A fault of `closed[2]` or `it-office: closed` belongs to the field `closed`.
fn is_of(fault: &Fault, name: &str) -> bool {
    fault.field.split(['[', '.']).next() == Some(name)
}

fn hinted(name: &str, hint: &Markup) -> Markup {
    html! { @if !hint.0.is_empty() { p.hint id=(format!("{name}-hint")) { (hint) } } }
}

/// All faults as a list, to be read before anything else.
pub(crate) fn faults_of(visit: &Visit, faults: &[Fault]) -> Markup {
    html! {
        @if !faults.is_empty() {
            div.faults role="alert" {
                p { (visit.say("faults-title")) }
                ul {
                    @for fault in faults {
                        li {
                            a href=(format!("#{}", fault.field)) { (fault.field) } " – "
                            (visit.voice.fault(fault))
                        }
                    }
                }
            }
        }
    }
}
