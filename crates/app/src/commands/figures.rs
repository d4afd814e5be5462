use super::Outcome;
use crate::{Place, cli::Figures};
use domain::{
    Refusal,
    quality::measures::{By, Only, Period, Question, ask, document},
};
use kernel::{Date, TimeZone};

/// Prints the figures of a period as one document.
pub fn run(place: &Place, tenant: Option<&str>, figures: &Figures) -> Outcome {
    let tenant = place.tenant(tenant)?;
    let zone = match &figures.zone {
        None => tenant.zone.clone(),
        Some(name) => TimeZone::get(name).map_err(|_| Refusal::invalid("zone", "fault-zone"))?,
    };
    let day = |field: &str, text: &str| -> domain::Result<Date> {
        text.parse().map_err(|_| Refusal::invalid(field, "fault-date"))
    };
    let period = Period::new(day("from", &figures.from)?, day("to", &figures.to)?, zone)?;
    let by = figures.by.as_deref().map(|word| {
        By::from_word(word).ok_or_else(|| Refusal::invalid("by", "fault-unknown-split"))
    });
    let only = Only {
        number: figures.number.clone(),
        queue: figures.queue.clone(),
        unit: figures.unit.clone(),
        kind: figures.kind.clone(),
    };
    let question = Question { period, by: by.transpose()?, only };
    let answer = place.look(tenant.id, move |desk| ask(desk, &question))?;
    println!("{}", serde_json::to_string(&document(&answer))?);
    Ok(0)
}
