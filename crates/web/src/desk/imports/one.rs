use super::{draft, ended, preview};
use crate::{
    assets,
    fields::Fields,
    problem::Answer,
    ui::{self, Form},
    visit::Visit,
};
use axum::{
    extract::Path,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use domain::{
    Fault,
    contacts::{
        logs::{self, Format, delimited::Sample, sniff},
        topics::Lexicon,
        uploads::{self, As, KeptMap, Log, Stage, Upload},
    },
};
use kernel::Id;
use maud::{Markup, html};

/// An upload: what its columns mean while it is kept, and what became of it.
pub(super) async fn page(visit: Visit, Path(id): Path<String>) -> Answer<Response> {
    let id: Id<Upload> = visit.identify(&id, "upload")?;
    shown(&visit, id, &visit.query, &[]).await.map(IntoResponse::into_response)
}

async fn shown(visit: &Visit, id: Id<Upload>, fields: &Fields, faults: &[Fault]) -> Answer<Markup> {
    let (upload, bytes, maps, lexicon) = visit
        .look(move |desk| {
            Ok((
                uploads::find(desk, id)?,
                uploads::beginning_of(desk, id, preview::LOOKED_AT)?,
                uploads::maps(desk)?,
                Lexicon::open(desk)?,
            ))
        })
        .await?;
    let content = match upload.stage {
        Stage::Kept | Stage::Failed => html! {
            @if let Some(reason) = &upload.reason { (failed(visit, reason)) }
            @let beginning = preview::beginning(&bytes);
            (asked(visit, &upload, (&beginning, lexicon), (&maps, fields, faults)))
        },
        Stage::Waiting | Stage::Done => ended::shown(visit, &upload),
    };
    let content = html! {
        p { a href="/desk/imports" { "← " (visit.say("nav-imports")) } }
        (content)
        @if upload.stage != Stage::Waiting { (deletion(visit, &upload)) }
        script type="module" src=(assets::address("desk.js")) {}
    };
    Ok(ui::desk_page(visit, &upload.file, content))
}

/// Why it could not be imported: what the house says in its visitor's language, what the reader of
/// files says in its own words.
fn failed(visit: &Visit, reason: &str) -> Markup {
    let why = match reason {
        uploads::UNPACKED_TOO_LARGE => {
            let most = (uploads::UNPACKED_BYTES_MAX >> 20).to_string();
            visit.voice.tell("imports-unpacked", &[("megabytes", most.into())])
        }
        uploads::GIVEN_UP => visit.say("imports-given-up"),
        _ => return preview::fault(visit, "imports-failed", reason),
    };
    html! { p.fault role="alert" { (visit.say("imports-failed")) " " (why) } }
}

fn deletion(visit: &Visit, upload: &Upload) -> Markup {
    html! {
        details.confirm {
            summary { (visit.say("imports-delete")) }
            p { (visit.say("imports-delete-lead")) }
            form method="post" action=(format!("/desk/imports/{}/deletion", upload.id)) {
                button.danger { (visit.say("imports-delete-button")) }
            }
        }
    }
}

/// Deletes it.
pub(super) async fn delete(visit: Visit, Path(id): Path<String>) -> Answer<Redirect> {
    let id: Id<Upload> = visit.identify(&id, "upload")?;
    visit.act(move |desk| uploads::delete(desk, id)).await?;
    Ok(Redirect::to("/desk/imports"))
}

/// What is asked before a file is imported: nothing of an exchange's own log, the meaning of its
/// columns of a table.
fn asked(
    visit: &Visit,
    upload: &Upload,
    (beginning, lexicon): (&[u8], Lexicon),
    (maps, fields, faults): (&[KeptMap], &Fields, &[Fault]),
) -> Markup {
    if let Some(format) = sniff(beginning) {
        return recognised(visit, format, (fields, faults));
    }
    let Some(sample) = Sample::of(beginning) else {
        return ui::empty(&visit.say("imports-no-table"), &visit.say("imports-no-table-advice"));
    };
    let zone = visit.voice.zone.iana_name().unwrap_or("UTC");
    let draft = draft::chosen(fields, &sample, zone);
    let kept = fields.given("kept").and_then(|name| maps.iter().find(|map| map.source == name));
    let map = kept.map_or_else(|| draft.toml(), |kept| kept.map.clone());
    let tried = logs::preview::of(&map, beginning, lexicon);
    html! {
        (kept_maps(visit, upload, maps, kept))
        form method="get" data-live-form {
            @if let Some(kept) = kept {
                input type="hidden" name="kept" value=(kept.source);
                (ui::faults_of(visit, faults))
            } @else { (draft::form(visit, &sample, &draft, faults)) }
            h2 { (visit.say("imports-preview")) }
            div #preview data-live aria-live="polite" { (preview::shown(visit, &tried)) }
            p.actions {
                @if kept.is_none() { button { (visit.say("imports-try")) } " " }
                button.primary formmethod="post" { (visit.say("imports-begin")) }
            }
        }
    }
}

/// The log of an exchange needs no mapping, but the name under which its other calls are: told
/// under another, each of them would be two.
fn recognised(visit: &Visit, format: Format, (fields, faults): (&Fields, &[Fault])) -> Markup {
    let standing = match fields.given("source") {
        Some(source) => Fields::default().and("source", source),
        None => Fields::default().and("source", format.word()),
    };
    let standing = standing.and("topic", fields.text("topic"));
    let named = [("format", visit.voice.word("format", format.word()).into())];
    html! {
        @let form = Form::new(visit, &standing, faults);
        (form.summary())
        p { (visit.voice.tell("imports-recognised", &named)) }
        form method="post" {
            (form.input("source", "text", "imports-source"))
            @if matches!(format, Format::Connect | Format::Twilio) {
                @let hint = html! { (visit.say("imports-attribute-hint")) };
                (form.input_with("topic", "text", "imports-attribute", hint))
            }
            p.actions { button.primary { (visit.say("imports-begin")) } }
        }
    }
}

/// The mappings of earlier files, to be used again.
fn kept_maps(visit: &Visit, upload: &Upload, maps: &[KeptMap], kept: Option<&KeptMap>) -> Markup {
    html! {
        @if !maps.is_empty() {
            nav.presets aria-label=(visit.say("imports-kept")) {
                a.chip href=(format!("/desk/imports/{}", upload.id))
                    aria-current=[kept.is_none().then_some("true")] {
                    (visit.say("imports-new-map"))
                }
                @for map in maps {
                    @let query = Fields::default().with("kept", &map.source);
                    a.chip href=(format!("/desk/imports/{}?{query}", upload.id))
                        aria-current=[(kept == Some(map)).then_some("true")] { (map.source) }
                }
            }
        }
    }
}

/// Has it imported.
pub(super) async fn begin(
    visit: Visit,
    Path(id): Path<String>,
    fields: Fields,
) -> Answer<Response> {
    let id: Id<Upload> = visit.identify(&id, "upload")?;
    let (bytes, maps) = visit
        .look(move |desk| {
            Ok((uploads::beginning_of(desk, id, preview::LOOKED_AT)?, uploads::maps(desk)?))
        })
        .await?;
    let how = how(&visit, &preview::beginning(&bytes), &maps, &fields);
    match visit.act(move |desk| uploads::begin(desk, id, &how)).await {
        Ok(()) => Ok(Redirect::to(&format!("/desk/imports/{id}")).into_response()),
        Err(problem) => {
            let page = shown(&visit, id, &fields, &problem.into_faults()?).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}

/// How it is to be read: by the mapping that was chosen, or as the log that it is.
fn how(visit: &Visit, beginning: &[u8], maps: &[KeptMap], fields: &Fields) -> As {
    if let Some(kept) = maps.iter().find(|map| fields.given("kept") == Some(&map.source)) {
        return As::Table(kept.map.clone());
    }
    if let Some(format) = sniff(beginning) {
        let topic = fields.given("topic").map(str::to_owned);
        return As::Log(Log { source: fields.text("source").to_owned(), format, topic });
    }
    let zone = visit.voice.zone.iana_name().unwrap_or("UTC");
    // What is neither has an empty mapping, which is refused.
    let draft = Sample::of(beginning).map(|sample| draft::chosen(fields, &sample, zone));
    As::Table(draft.map(|draft| draft.toml()).unwrap_or_default())
}
