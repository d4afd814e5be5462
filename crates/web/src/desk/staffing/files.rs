use super::past::plan;
use crate::{problem::Answer, ui, visit::Visit};
use axum::response::Response;
use domain::Refusal;
use staffing::plan::{self, Aim, Plan, Publisher, Run};

async fn planned(visit: &Visit) -> Answer<Plan> {
    let planned = plan(visit).await?.map_err(Refusal::Invalid)?;
    let ahead = planned.ok_or_else(|| Refusal::invalid("number", "fault-no-calls"))?;
    Ok(ahead.plan)
}

/// The plan as a table.
pub(super) async fn csv(visit: Visit) -> Answer<Response> {
    let plan = planned(&visit).await?;
    Ok(ui::attachment("text/csv; charset=utf-8", "staffing.csv", plan::csv(&plan)))
}

/// The plan as a calendar.
pub(super) async fn calendar(visit: Visit) -> Answer<Response> {
    let plan = planned(&visit).await?;
    let title = |run: &Run<'_>| {
        let line = if run.line.is_empty() { visit.say("staffing-pooled") } else { run.name.into() };
        let people = [("count", run.team.roster.to_string().into())];
        format!("{line} · {}", visit.voice.tell("staffing-people", &people))
    };
    let publisher = Publisher {
        aim: Aim::Careful,
        zone: &visit.voice.zone,
        stamp: visit.app.now(),
        host: &visit.tenant.host,
        title: &title,
    };
    let text = plan::icalendar(&plan, &publisher);
    Ok(ui::attachment("text/calendar; charset=utf-8", "staffing.ics", text))
}
