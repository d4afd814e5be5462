use crate::{Answer, Visit};
use axum::{
    Json as Reply,
    http::header,
    response::{IntoResponse, Response},
};
use domain::{
    Refusal,
    quality::measures::{self, Answer as Measures, By, Period, Question},
};
use kernel::{Date, TimeZone};
use serde_json::Value as Json;

/// The question that a query asks.
///
/// # Errors
/// `Invalid` with every field that cannot be read.
pub fn question(visit: &Visit) -> domain::Result<Question> {
    let query = &visit.query;
    let day = |field: &'static str| -> domain::Result<Date> {
        let text = query.given(field).ok_or(Refusal::invalid(field, "fault-required"))?;
        text.parse().map_err(|_| Refusal::invalid(field, "fault-date"))
    };
    let zone = match query.given("zone") {
        None => visit.tenant.zone.clone(),
        Some(name) => TimeZone::get(name).map_err(|_| Refusal::invalid("zone", "fault-zone"))?,
    };
    let by = query.given("by").map(|word| {
        By::from_word(word).ok_or_else(|| Refusal::invalid("by", "fault-unknown-split"))
    });
    let period = Period::new(day("from")?, day("to")?, zone)?;
    Ok(Question { period, by: by.transpose()?, only: query.only() })
}

async fn ask(visit: &Visit) -> Answer<Measures> {
    let question = question(visit)?;
    visit.look(move |desk| measures::ask(desk, &question)).await
}

/// The figures of a period as one document.
pub async fn document(visit: Visit) -> Answer<Reply<Json>> {
    Ok(Reply(measures::document(&ask(&visit).await?)))
}

/// The same as CSV, a figure a line.
pub async fn csv(visit: Visit) -> Answer<Response> {
    let document = measures::document(&ask(&visit).await?);
    let kind = [(header::CONTENT_TYPE, "text/csv; charset=utf-8")];
    Ok((kind, lines(&document)).into_response())
}

/// A document of figures as comma-separated lines.
pub fn lines(document: &Json) -> String {
    const COLUMNS: [&str; 9] =
        ["id", "version", "p", "value", "kept", "of", "sum", "count", "versions"];
    let mut text = format!("by,{}\n", COLUMNS.join(","));
    for figure in document["figures"].as_array().into_iter().flatten() {
        let by = figure["by"].as_object().and_then(|by| by.values().next());
        text += &cell(by.unwrap_or(&Json::Null));
        for column in COLUMNS {
            text.push(',');
            text += &cell(&figure[column]);
        }
        text.push('\n');
    }
    text
}

fn cell(value: &Json) -> String {
    match value {
        Json::Null => String::new(),
        Json::String(text) if text.contains(['"', ',', '\n']) => {
            format!("\"{}\"", text.replace('"', "\"\""))
        }
        Json::String(text) => text.clone(),
        Json::Array(all) => all.iter().map(cell).collect::<Vec<_>>().join(" "),
        other => other.to_string(),
    }
}
