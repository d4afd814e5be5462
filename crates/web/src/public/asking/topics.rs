use crate::{problem::Answer, ui, visit::Visit};
use domain::contacts::topics::{self, Asking, Topic};
use maud::{Markup, html};

/// What one can ask about.
pub(super) async fn page(visit: Visit) -> Answer<Markup> {
    let topics = visit.look(topics::all).await?;
    let content = html! {
        p.lead { (visit.say("ask-lead")) }
        @if topics.is_empty() {
            (ui::empty(&visit.say("ask-none"), &visit.say("ask-none-advice")))
        }
        ul.choices { @for topic in &topics { (choice(&visit, topic)) } }
        p { (visit.say("ask-rather-call")) " " a href="/call-me" { (visit.say("call-me")) } }
    };
    Ok(ui::public_page(&visit, &visit.say("ask-title"), content))
}

fn choice(visit: &Visit, topic: &Topic) -> Markup {
    let language = visit.voice.language;
    let hint = topic.hint.in_language(language);
    html! {
        li { a.choice href=(format!("/ask/{}", topic.code)) {
            span.title { (topic.name.in_language(language)) }
            @if !hint.is_empty() { span.note { (hint) } }
            @if topic.asking == Asking::Remark { span.note { (visit.say("ask-remark-note")) } }
        } }
    }
}
