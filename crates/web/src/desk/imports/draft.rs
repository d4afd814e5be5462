//! A mapping as it is chosen on the screen.

use crate::{fields::Fields, ui::Form, visit::Visit};
use domain::contacts::{
    calls::Ending,
    logs::delimited::{DATE_FORMATS, Draft, Meaning, Sample},
};
use maud::{Markup, html};

/// The name of the field of a meaning.
fn field(meaning: Meaning) -> String {
    format!("col-{}", meaning.word())
}

/// The mapping that was chosen; what the names of the columns suggest where nothing was yet.
pub(super) fn chosen(fields: &Fields, sample: &Sample, zone: &str) -> Draft {
    if !is_sent(fields) {
        return Draft::guess(sample, zone);
    }
    let column = |meaning: &Meaning| {
        let name = fields.given(&field(*meaning))?;
        sample.names.iter().any(|one| one == name).then(|| (*meaning, name.to_owned()))
    };
    let mut draft = Draft {
        source: fields.text("source").to_owned(),
        zone: fields.text("zone").to_owned(),
        format: fields.text("format").to_owned(),
        separator: sample.separator,
        windows: sample.windows,
        columns: Meaning::ALL.iter().filter_map(column).collect(),
        endings: Vec::new(),
    };
    draft.endings = endings(fields, sample, &draft);
    draft
}

/// What each word of the outcome's column means: as it was chosen for this word, else as guessed.
fn endings(fields: &Fields, sample: &Sample, draft: &Draft) -> Vec<(String, Ending)> {
    let Some(column) = draft.column(Meaning::Outcome) else { return Vec::new() };
    let words = sample.values_of(column).iter().enumerate();
    words
        .map(|(at, word)| {
            let same = fields.raw(&format!("word-{at}")) == word;
            let told = fields.given(&format!("ending-{at}")).filter(|_| same);
            let ending = told.and_then(Ending::from_word);
            (word.clone(), ending.unwrap_or_else(|| Draft::ending_of(word)))
        })
        .collect()
}

/// True where the form was sent, and not only opened.
fn is_sent(fields: &Fields) -> bool {
    fields.given("format").is_some()
}

/// The form: which column means what, and what the words of the outcome mean.
pub(super) fn form(
    visit: &Visit,
    sample: &Sample,
    draft: &Draft,
    faults: &[domain::Fault],
) -> Markup {
    let mut standing = Fields::default()
        .and("source", draft.source.clone())
        .and("zone", draft.zone.clone())
        .and("format", draft.format.clone());
    for (meaning, name) in &draft.columns {
        standing = standing.and(&field(*meaning), name.clone());
    }
    let form = Form::new(visit, &standing, faults);
    let formats = DATE_FORMATS.map(|format| (format.to_owned(), format.to_owned()));
    let none = (String::new(), "–".to_owned());
    let names = sample.names.iter().map(|name| (name.clone(), name.clone()));
    let columns: Vec<(String, String)> = std::iter::once(none).chain(names).collect();
    html! {
        (form.summary())
        div.filters {
            (form.input("source", "text", "imports-source"))
            (form.input("zone", "text", "imports-zone"))
            (form.choice("format", "imports-format", &formats))
        }
        h2 { (visit.say("imports-columns")) }
        div.filters {
            @for meaning in Meaning::ALL {
                (form.choice(&field(*meaning), &format!("meaning-{}", meaning.word()), &columns))
            }
        }
        div #endings data-live { (words(visit, draft)) }
    }
}

fn words(visit: &Visit, draft: &Draft) -> Markup {
    if draft.endings.is_empty() {
        return html! { p.note { (visit.say("imports-no-outcome")) } };
    }
    html! {
        h2 { (visit.say("imports-words")) }
        div.filters { @for (at, (word, chosen)) in draft.endings.iter().enumerate() {
            @let name = format!("ending-{at}");
            div.field {
                @let told = if word.is_empty() { visit.say("imports-empty") } else { word.clone() };
                label for=(name) { (told) }
                input type="hidden" name=(format!("word-{at}")) value=(word);
                select id=(name) name=(name) {
                    @for ending in Ending::ALL {
                        option value=(ending.word()) selected[ending == chosen] {
                            (visit.voice.word("ending", ending.word()))
                        }
                    }
                }
            }
        } }
    }
}
