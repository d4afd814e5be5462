//! What an administrator can do for a colleague who cannot sign in, or whose browser is lost; and
//! invitations that nobody has accepted yet.

use crate::{
    problem::Answer,
    ui::{self, Head, cell, cell_of, head},
    visit::Visit,
};
use axum::{extract::Path, response::Redirect};
use domain::{
    Refusal, Right, Role,
    identity::{self, Factor, Pending, Staff, Unit},
};
use kernel::Id;
use maud::{Markup, html};

/// What was done, as the page's address says it, with the text that tells of it.
const DONE: [(&str, &str); 4] = [
    ("lock", "done-lock"),
    ("factor", "done-factor"),
    ("sessions", "done-sessions"),
    ("invitation", "done-invitation"),
];

/// What was done just now, above the list.
pub(super) fn told(visit: &Visit, staff: &[Staff]) -> Markup {
    let done = visit.query.text("done");
    let Some((_, key)) = DONE.iter().find(|(word, _)| *word == done) else { return html! {} };
    let of = visit.query.text("of");
    let name = staff.iter().find(|one| one.id.to_string() == of).map_or("", |one| &one.name);
    html! { div.once role="status" { p { (visit.voice.tell(key, &[("name", name.into())])) } } }
}

/// The ways to help one colleague, behind a word that opens them.
pub(super) fn ways(visit: &Visit, one: &Staff) -> Markup {
    let oneself = visit.staff.as_deref().is_some_and(|(me, _)| me.id == one.id);
    if one.left_at.is_some() || oneself {
        return html! {};
    }
    let helps = visit.may(Right::ResetSignIn);
    let way = |path: &str, key: &str| {
        html! {
            form method="post" action=(format!("/desk/people/{}/{path}", one.id)) {
                button.quiet { (visit.say(key)) }
            }
        }
    };
    let label = visit.voice.labelled(&visit.say("person-change"), &one.name);
    html! {
        details.help {
            summary aria-label=(label) { (visit.say("person-change")) }
            div {
                @if helps && one.locked_until > visit.app.now() {
                    (way("unlocking", "person-unlock"))
                }
                @if helps && one.factor == Factor::OneTimeCode {
                    (way("factor-removal", "person-clear-factor"))
                }
                @if helps { (way("sessions-end", "person-end-sessions")) }
                (way("leave", "shut-out"))
            }
        }
    }
}

fn done(what: &str, id: Id<Role>) -> Redirect {
    Redirect::to(&format!("/desk/people?done={what}&of={id}"))
}

/// Opens a door that wrong passwords had shut.
pub(super) async fn unlock(visit: Visit, Path(id): Path<String>) -> Answer<Redirect> {
    let id = visit.identify(&id, "colleague")?;
    visit.act(move |desk| identity::unlock(desk, id)).await?;
    Ok(done("lock", id))
}

/// Takes a second factor away.
pub(super) async fn clear_factor(visit: Visit, Path(id): Path<String>) -> Answer<Redirect> {
    let id = visit.identify(&id, "colleague")?;
    visit.act(move |desk| identity::clear_second_factor(desk, id)).await?;
    Ok(done("factor", id))
}

/// Ends every session of a colleague.
pub(super) async fn end_sessions(visit: Visit, Path(id): Path<String>) -> Answer<Redirect> {
    let id = visit.identify(&id, "colleague")?;
    visit.act(move |desk| identity::end_sessions_of(desk, id)).await?;
    Ok(done("sessions", id))
}

/// Takes an invitation back.
pub(super) async fn withdraw(visit: Visit, Path(id): Path<String>) -> Answer<Redirect> {
    let id = id.parse().map_err(|_| Refusal::Unknown("invitation"))?;
    visit.act(move |desk| identity::withdraw(desk, id)).await?;
    Ok(Redirect::to("/desk/people?done=invitation"))
}

/// Invitations that still hold.
pub(super) fn pending(visit: &Visit, invitations: &[Pending], units: &[Unit]) -> Markup {
    if invitations.is_empty() {
        return ui::empty(&visit.say("pending-none"), &visit.say("pending-none-advice"));
    }
    let heads = ["email", "role", "unit", "invited-by", "invited-until"];
    let mut heads: Vec<Head> = heads.iter().map(|key| head(visit.say(key))).collect();
    heads.push(head(String::new()));
    let row = |one: &Pending| {
        let unit = units.iter().find(|unit| unit.id == one.unit);
        let to = format!("/desk/people/invitations/{}/withdrawal", one.id);
        let withdrawal = html! {
            form method="post" action=(to) {
                button.quiet { (visit.say("invitation-withdraw")) }
            }
        };
        vec![
            cell(&one.email),
            cell(visit.voice.word("role", one.role.word())),
            cell(unit.map_or("–", |unit| unit.name.as_str())),
            cell(&one.by),
            cell_of("whole", visit.voice.moment(one.expires_at)),
            cell(withdrawal),
        ]
    };
    ui::list(&heads, invitations.iter().map(row).collect())
}
