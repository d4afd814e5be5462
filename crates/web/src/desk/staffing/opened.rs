use super::past::{Ahead, HoursOf};
use crate::{
    ui::{self, cell, head},
    visit::Visit,
};
use kernel::Date;
use maud::{Markup, html};
use staffing::plan::{DAYS, LinePlan};

/// In which hours each number is planned, and whose they are.
pub(super) fn table(visit: &Visit, ahead: &Ahead) -> Markup {
    let first = ahead.plan.from;
    let days: Vec<Date> = first.series(jiff::Span::new().days(1)).take(DAYS).collect();
    let mut heads = vec![head(visit.say("number")), head(visit.say("staffing-hours-of"))];
    heads.extend(days.iter().map(|day| head(visit.voice.short_day(*day))));
    let row = |(line, of): (&LinePlan, &HoursOf)| {
        let of = match of {
            HoursOf::Calendar(id) => id.clone(),
            HoursOf::NoCalendar => visit.say("staffing-no-calendar"),
            HoursOf::Typed => visit.say("staffing-hours-typed"),
        };
        let mut row = vec![cell(&line.name), cell(of)];
        row.extend(days.iter().map(|day| cell(open_on(line, *day))));
        row
    };
    let rows = ahead.plan.lines.iter().zip(&ahead.hours_of).map(row).collect();
    html! {
        (ui::list(&heads, rows))
        p.note { (visit.say("staffing-hours-note")) }
    }
}

/// The windows of a day, as `08:30–12:30, 14:00–18:00`; a dash where it is closed.
fn open_on(line: &LinePlan, day: Date) -> String {
    let mut windows: Vec<(u8, u8)> = Vec::new();
    for half in line.halves.iter().filter(|half| half.date == day).map(|half| half.half) {
        match windows.last_mut() {
            Some(last) if last.1 == half => last.1 = half + 1,
            _ => windows.push((half, half + 1)),
        }
    }
    let time = |half: u8| format!("{:02}:{:02}", half / 2, half % 2 * 30);
    let written: Vec<String> =
        windows.iter().map(|(from, to)| format!("{}–{}", time(*from), time(*to))).collect();
    if written.is_empty() { "–".to_owned() } else { written.join(", ") }
}
