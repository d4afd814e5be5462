use super::robots::Sealed;
use crate::{
    assets,
    fields::Fields,
    problem::Answer,
    ui::{self, Form},
    visit::Visit,
};
use axum::extract::Path;
use domain::{
    Fault,
    contacts::{
        requests::FILES_MAX,
        topics::{self, Asking, Field, FieldKind, Topic},
    },
};
use maud::{Markup, html};

/// The form of one topic.
pub(super) async fn page(visit: Visit, Path(topic): Path<String>) -> Answer<Markup> {
    let topic = visit.look(move |desk| topics::find(desk, &topic)).await?;
    let sealed = Sealed::new(&visit)?;
    Ok(shown(&visit, &topic, &sealed, &visit.query, &[]))
}

/// The form with what was typed and what is wrong with it.
pub(super) fn shown(
    visit: &Visit,
    topic: &Topic,
    sealed: &Sealed,
    fields: &Fields,
    faults: &[Fault],
) -> Markup {
    let form = Form::new(visit, fields, faults);
    let language = visit.voice.language;
    let content = html! {
        @let hint = topic.hint.in_language(language);
        @if !hint.is_empty() { p.lead { (hint) } }
        (form.summary())
        form.ask method="post" enctype="multipart/form-data" {
            (sealed.fields(visit))
            (questions(visit, &form, topic, faults))
            fieldset {
                legend { (visit.say("ask-you")) }
                div.grid {
                    (form.filled_by("name", "text", "name", "name"))
                    (form.filled_by("email", "email", "email", "email"))
                    (form.filled_by("phone", "tel", "phone", "tel"))
                    (form.input_with("contract", "text", "ask-contract",
                        html! { (visit.say("ask-contract-hint")) }))
                }
            }
            p.note { (visit.say("ask-privacy")) }
            button.primary { (visit.say("ask-send")) }
        }
        p { a href="/ask" { "← " (visit.say("ask-other")) } }
        script type="module" src=(assets::address("ask.js")) {}
    };
    ui::public_page(visit, topic.name.in_language(language), content)
}

/// What is asked about a topic: its fields, the text, files.
pub(crate) fn questions(visit: &Visit, form: &Form<'_>, topic: &Topic, faults: &[Fault]) -> Markup {
    html! {
        @for field in &topic.field { (asked(visit, form, topic, field)) }
        @let (label, hint) = words_of(topic.asking);
        (form.area("text", label, 7, html! { (visit.say(hint)) }))
        div.field {
            label for="files" { (visit.say("ask-files")) }
            p.hint id="files-hint" {
                (visit.voice.tell("ask-files-hint", &[("count", FILES_MAX.to_string().into())]))
            }
            input id="files" type="file" name="files" multiple aria-describedby="files-hint";
            @for fault in faults.iter().filter(|fault| fault.field == "files") {
                p.fault { (visit.voice.fault(fault)) }
            }
        }
    }
}

fn words_of(asking: Asking) -> (&'static str, &'static str) {
    match asking {
        Asking::Open => ("ask-question", "ask-question-hint"),
        Asking::Guided => ("ask-more", "ask-more-hint"),
        Asking::Remark => ("ask-remark", "ask-remark-hint"),
    }
}

/// A field; one that is only asked under a condition says so, because nothing hides it where script
/// does not run.
fn asked(visit: &Visit, form: &Form<'_>, topic: &Topic, field: &Field) -> Markup {
    let label = field.label.in_language(visit.voice.language);
    let required = field.required && field.when.is_none();
    let Some(condition) = &field.when else {
        return input(visit, form, field, label, required);
    };
    let of = topic.field.iter().find(|one| one.code == condition.field);
    let told = of.map(|one| told(visit, one, &condition.is)).unwrap_or_default();
    html! {
        div.when data-when=(condition.field) data-is=(condition.is) {
            p.note { (told) }
            (input(visit, form, field, label, required))
        }
    }
}

/// The condition in words: only where "Did you pay it?" is "Yes".
fn told(visit: &Visit, field: &Field, is: &str) -> String {
    let language = visit.voice.language;
    let option = field.options.iter().find(|option| option.code == is);
    let value = option.map_or(is, |option| option.label.in_language(language));
    visit.voice.tell(
        "ask-only-where",
        &[("field", field.label.in_language(language).into()), ("value", value.into())],
    )
}

fn input(visit: &Visit, form: &Form<'_>, field: &Field, label: &str, required: bool) -> Markup {
    let kind = match field.kind {
        FieldKind::Line => "text",
        FieldKind::Date => "date",
        FieldKind::Number => "number",
        FieldKind::Text => return form.labelled_area(&field.code, label, required),
        FieldKind::Choice => {
            let language = visit.voice.language;
            let told = |one: &topics::Choice| {
                (one.code.clone(), one.label.in_language(language).to_owned())
            };
            let options: Vec<(String, String)> = field.options.iter().map(told).collect();
            return form.radios(&field.code, label, &options);
        }
    };
    form.labelled_input(&field.code, kind, label, required)
}
