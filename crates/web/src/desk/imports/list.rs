use crate::{
    problem::Answer,
    ui::{self, cell, head, number, number_head},
    upload::Posted,
    visit::Visit,
};
use axum::{
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use domain::{
    Fault,
    contacts::uploads::{self, Stage, UPLOAD_BYTES_MAX, Upload},
};
use maud::{Markup, html};

/// What was uploaded, and the form for more.
pub(super) async fn page(visit: Visit) -> Answer<Markup> {
    shown(&visit, &[]).await
}

async fn shown(visit: &Visit, faults: &[Fault]) -> Answer<Markup> {
    let all = visit.look(uploads::list).await?;
    let most = [("megabytes", (UPLOAD_BYTES_MAX >> 20).to_string().into())];
    let content = html! {
        p { (visit.say("imports-lead")) }
        (ui::faults_of(visit, faults))
        form.filters method="post" action="/desk/imports" enctype="multipart/form-data" {
            div.field {
                label for="file" { (visit.say("imports-file")) }
                input id="file" name="file" type="file" required
                    accept=".csv,.txt,.tsv,.log,.json,.jsonl,.gz" aria-describedby="file-hint";
                p.hint #file-hint { (visit.voice.tell("imports-hint", &most)) }
            }
            div.actions { button.primary { (visit.say("imports-upload")) } }
        }
        @if all.is_empty() {
            (ui::empty(&visit.say("imports-none"), &visit.say("imports-none-advice")))
        } @else { (table(visit, &all)) }
    };
    Ok(ui::desk_page(visit, &visit.say("nav-imports"), content))
}

fn table(visit: &Visit, all: &[Upload]) -> Markup {
    let heads = [
        head(visit.say("imports-file")),
        head(visit.say("imports-source")),
        head(visit.say("imports-stage")),
        number_head(visit.say("imports-calls")),
        head(visit.say("imports-at")),
    ];
    let row = |one: &Upload| {
        let calls = one.report.as_ref().and_then(|report| report["rows"].as_i64());
        vec![
            cell(html! { a href=(format!("/desk/imports/{}", one.id)) { (one.file) } }),
            cell(one.source.as_deref().unwrap_or("–")),
            cell(stage_badge(visit, one.stage)),
            number(calls.map_or_else(String::new, |calls| visit.voice.number(calls))),
            cell(visit.voice.brief(one.at)),
        ]
    };
    ui::list(&heads, all.iter().map(row).collect())
}

/// How far an upload is.
pub(super) fn stage_badge(visit: &Visit, stage: Stage) -> Markup {
    let tone = match stage {
        Stage::Kept => "calm",
        Stage::Waiting => "live",
        Stage::Done => "good",
        Stage::Failed => "bad",
    };
    ui::badge(tone, &visit.voice.word("stage", stage.word()))
}

/// Keeps a file, and goes on to what its columns mean.
pub(super) async fn keep(visit: Visit, posted: Posted) -> Answer<Response> {
    let file = posted.files.into_iter().next().unwrap_or_default();
    match visit.act(move |desk| uploads::keep(desk, &file.name, &file.bytes)).await {
        Ok(id) => Ok(Redirect::to(&format!("/desk/imports/{id}")).into_response()),
        Err(problem) => {
            let page = shown(&visit, &problem.into_faults()?).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}
