use super::{period, told};
use crate::{problem::Answer, ui, visit::Visit};
use axum::response::Response;
use domain::{
    Refusal,
    commitments::Book,
    quality::measures::{Measured, Value, ask, figures},
};

/// Every figure of every group as a file, in whole numbers that can be added up.
pub(super) async fn csv(visit: Visit) -> Answer<Response> {
    let asked = period::read(&visit);
    Refusal::unless_none(asked.faults)?;
    let question = asked.question;
    let read = visit.look(move |desk| Ok((ask(desk, &question)?, Book::open(desk)?)));
    let (answer, book) = read.await?;
    let heads = ["group", "figure", "name", "version", "value", "part", "whole"];
    let mut rows = vec![heads.map(|head| visit.say(&format!("csv-{head}"))).to_vec()];
    for group in &answer.groups {
        for measured in figures(&group.sums) {
            let name = told::measured_name(&visit, &book, &measured);
            rows.push(row(&group.name, name, &measured));
        }
    }
    Ok(ui::csv("figures.csv", &rows))
}

fn row(group: &str, name: String, measured: &Measured) -> Vec<String> {
    let decimal =
        |part, whole| domain::quality::measures::decimal(part, whole, 6).unwrap_or_default();
    let (value, part, whole) = match measured.value {
        Value::Count(count) => (count.to_string(), String::new(), String::new()),
        Value::Share { kept, of, .. } => (decimal(kept, of), kept.to_string(), of.to_string()),
        Value::Mean { sum, count } => (decimal(sum, count), sum.to_string(), count.to_string()),
        Value::Percentile { seconds, .. } => (seconds.to_string(), String::new(), String::new()),
    };
    let version = told::version(measured);
    vec![group.to_owned(), measured.id.clone(), name, version, value, part, whole]
}
