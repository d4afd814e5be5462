//! Who comes in for a client in the clients' area, and taking that back for them.

use super::one::Shown;
use crate::{fields::Fields, me, visit::Visit};
use domain::{
    Desk, Refusal, Result,
    accounts::{self, Account},
    parties::Party,
};
use kernel::Id;
use maud::{Markup, html};

/// All of them; `writes` where the colleague may take it back.
pub(super) fn all(visit: &Visit, shown: &Shown, writes: bool) -> Markup {
    html! {
        h2 #accounts { (visit.say("accounts")) }
        @if shown.coming.is_empty() { p.note { (visit.say("accounts-none")) } }
        ul.plain { @for one in &shown.coming {
            li {
                (me::coming(visit, one)) " "
                @if writes {
                    form.inline method="post" {
                        input type="hidden" name="account" value=(one.account);
                        button.quiet name="do" value="take_back" {
                            (visit.say("me-coming-remove"))
                        }
                    }
                }
            }
        } }
    }
}

/// Takes it back.
pub(super) fn take_back(desk: &mut Desk<'_>, party: Id<Party>, form: &Fields) -> Result<()> {
    let wrong = |_| Refusal::Unknown("role");
    let account: Id<Account> = form.text("account").parse().map_err(wrong)?;
    accounts::take_back(desk, account, party)
}
