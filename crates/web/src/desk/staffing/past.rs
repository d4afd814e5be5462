//! From the calls of the past to a plan: read in one snapshot, computed beside the request.

use super::ask::{self, Asked};
use crate::{
    problem::{Answer, Problem},
    visit::Visit,
};
use domain::{
    Fault, Refusal,
    quality::arrivals::{self, Arrivals, Past},
};
use kernel::{Date, Instant, TimeZone};
use staffing::{
    forecast::{History, Special, SpecialDays},
    plan::{self, Hours, Line, Plan},
};

/// A plan, or what is wrong with what was asked; none where no call was ever counted.
pub(super) type Planned = Result<Option<Plan>, Vec<Fault>>;

/// Plans the week that the visitor's address asks for.
pub(super) async fn plan(visit: &Visit) -> Answer<Planned> {
    let tomorrow = tomorrow(visit.app.now(), &visit.voice.zone);
    let asked = match ask::read(&visit.query, tomorrow) {
        Ok(asked) => asked,
        Err(faults) => return Ok(Err(faults)),
    };
    let past = visit.look(arrivals::past).await?;
    if past.lines.is_empty() {
        return Ok(Ok(None));
    }
    let today = visit.app.now().day(&past.zone);
    let planned = tokio::task::spawn_blocking(move || plan_of(&past, &asked, today)).await;
    planned.map_err(|_| Problem::Refused(Refusal::Broken(db::Error::Crashed)))
}

fn tomorrow(now: Instant, zone: &TimeZone) -> Date {
    let today = now.day(zone);
    today.tomorrow().unwrap_or(today)
}

fn plan_of(past: &Past, asked: &Asked, today: Date) -> Planned {
    let special: SpecialDays = past.holidays.iter().map(|day| (*day, Special::Holiday)).collect();
    let of_all = (&asked.hours, &special);
    let lines: Vec<Line> =
        past.lines.iter().map(|one| line(one, of_all, &past.zone, today)).collect();
    plan::plan(&lines, asked.from, &asked.settings)
        .map(Some)
        .map_err(|faults| faults.0.iter().map(fault).collect())
}

fn fault(fault: &plan::Fault) -> Fault {
    Fault::new("settings", "fault-settings").with(fault.to_string())
}

/// A number with its calls by local day and half hour. Days between its first and yesterday were
/// counted, whether somebody called or not; today is not over.
fn line(
    one: &Arrivals,
    (hours, special): (&Hours, &SpecialDays),
    zone: &TimeZone,
    today: Date,
) -> Line {
    let mut history = History::default();
    let mut day = one.quarters.first().map_or(today, |first| first.0.day(zone));
    while day < today {
        history.watch(day);
        day = day.tomorrow().unwrap_or(today);
    }
    for (at, calls) in &one.quarters {
        let local = at.in_zone(zone);
        if local.date() < today {
            let half =
                usize::from(local.hour().unsigned_abs()) * 2 + usize::from(local.minute() >= 30);
            history.add(local.date(), half, *calls);
        }
    }
    Line {
        id: one.code.clone(),
        name: one.name.clone(),
        history,
        hours: hours.clone(),
        special: special.clone(),
        handling: one.handling_us.max(Instant::SECOND),
        patience: one.patience_us.map(|micros| micros.clamp(Instant::SECOND, Instant::DAY)),
    }
}
