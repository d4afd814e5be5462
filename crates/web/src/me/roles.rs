//! For whom the client comes in, and who else comes in for them: seen, and taken back.

use super::page::client;
use crate::{fields::Fields, problem::Answer, ui, visit::Visit};
use axum::response::{IntoResponse, Redirect, Response};
use domain::{
    Desk,
    accounts::{self, Account, Coming, Holding, Role},
    parties::{self, Party},
};
use kernel::Id;
use maud::{Markup, html};

/// Where all this stands.
const PLACE: &str = "/me/profile#roles";

/// For whom the client comes in, and who comes in for the one for whom they look.
pub(super) struct Roles {
    holdings: Vec<Holding>,
    /// None where the party is not the client's own: that is its holder's to know.
    coming: Option<Vec<Coming>>,
    party: Id<Party>,
}

impl Roles {
    pub(super) fn read(desk: &mut Desk<'_>) -> domain::Result<Self> {
        let (holdings, party) = (accounts::holdings(desk)?, parties::of_client(desk)?);
        let is_own = holdings.iter().any(|one| one.party == party && one.role == Role::Own);
        let coming = if is_own { Some(accounts::coming(desk, party)?) } else { None };
        Ok(Self { holdings, coming, party })
    }
}

/// The section.
pub(super) fn section(visit: &Visit, roles: &Roles) -> Answer<Markup> {
    let account = client(visit)?.account;
    Ok(html! {
        h2 #roles { (visit.say("me-roles")) }
        ul.plain { @for one in &roles.holdings {
            li {
                (one.name) " · " (visit.voice.word("me-role", one.role.word())) " "
                @if one.party == roles.party {
                    (ui::badge("good", &visit.say("me-role-now")))
                } @else {
                    form.inline method="post" action="/me/profile/party" {
                        input type="hidden" name="party" value=(one.party);
                        button.quiet { (visit.say("me-role-look")) }
                    }
                }
                @if one.role != Role::Own {
                    " " (taking_back(visit, (account, one.party), "me-coming-give-up"))
                }
            }
        } }
        p { a href="/me/register" { (visit.say("me-role-more")) } }
        @if let Some(coming) = &roles.coming { (others(visit, roles, (account, coming))?) }
    })
}

fn others(
    visit: &Visit,
    roles: &Roles,
    (account, coming): (Id<Account>, &[Coming]),
) -> Answer<Markup> {
    let name = client(visit)?.name.clone();
    Ok(html! {
        h3 { (visit.voice.tell("me-coming", &[("name", name.into())])) }
        @if coming.len() > 1 { p.note { (visit.say("me-coming-lead")) } }
        ul.plain { @for one in coming {
            li {
                (told(visit, one)) " "
                @if one.account == account {
                    (ui::badge("good", &visit.say("me-coming-you")))
                } @else {
                    (taking_back(visit, (one.account, roles.party), "me-coming-remove"))
                }
            }
        } }
    })
}

/// Who comes in, as what and since when.
pub(crate) fn told(visit: &Visit, one: &Coming) -> Markup {
    html! {
        @match &one.name {
            Some(name) => { (name) }
            None => { (visit.say("me-coming-nameless")) }
        }
        " · " (visit.voice.word("me-coming-as", one.role.word())) " · "
        (visit.say("me-coming-since")) " "
        time datetime=(one.since) { (visit.voice.full(one.since)) }
    }
}

fn taking_back(visit: &Visit, (account, party): (Id<Account>, Id<Party>), key: &str) -> Markup {
    html! {
        form.inline method="post" action="/me/profile/roles/removal" {
            input type="hidden" name="account" value=(account);
            input type="hidden" name="party" value=(party);
            button.quiet { (visit.say(key)) }
        }
    }
}

/// Takes it back that somebody comes in, or gives it up.
pub(super) async fn remove(visit: Visit, fields: Fields) -> Answer<Response> {
    let account = visit.identify::<Account>(fields.text("account"), "role")?;
    let party = visit.identify::<Party>(fields.text("party"), "role")?;
    visit.act(move |desk| accounts::take_back(desk, account, party)).await?;
    Ok(Redirect::to(PLACE).into_response())
}

/// Looks for another of those for whom they come in.
pub(super) async fn look_for(visit: Visit, fields: Fields) -> Answer<Response> {
    let session = client(&visit)?.session;
    let party = visit.identify(fields.text("party"), "party")?;
    visit.act(move |desk| accounts::look_for(desk, session, party)).await?;
    Ok(Redirect::to("/me").into_response())
}
