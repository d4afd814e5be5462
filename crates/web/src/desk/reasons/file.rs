use super::{
    asked::{self, share},
    resolution::{WAYS, parts},
};
use crate::{desk::figures::change, problem::Answer, ui, visit::Visit};
use axum::response::Response;
use domain::quality::measures::decimal;

/// The tables of the page as one file: shares as fractions, so that a spreadsheet can go on.
pub(super) async fn csv(visit: Visit) -> Answer<Response> {
    let shown = asked::shown(&visit, None).await?;
    let mut heads = vec![visit.say("resolution-way"), visit.say("value"), visit.say("contacts")];
    heads.extend(WAYS.iter().map(|way| visit.say(way.name)));
    heads.push(visit.say("resolution-change"));
    let mut rows = vec![heads];
    for part in parts(&visit, &shown) {
        let title = visit.say(part.title);
        for (name, now, before) in part.rows {
            let mut row = vec![title.clone(), name, now.contacts.to_string()];
            row.extend(WAYS.iter().map(|way| {
                let (kept, of) = (way.of)(&now);
                decimal(kept, of, 4).unwrap_or_default()
            }));
            let (value, earlier) = (share(now.gross()), share(before.gross()));
            row.push(change::told(&visit.voice, value, earlier).unwrap_or_default());
            rows.push(row);
        }
    }
    let name = format!("resolution-{}.csv", shown.period.from);
    Ok(ui::csv(&name, &rows))
}
