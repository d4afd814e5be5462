//! Beside a client's timeline: where they are reached, what they hold, who may speak for them,
//! what they want to hear.

use super::{accounts, one::Shown, wishes};
use crate::{fields::Fields, ui, visit::Visit};
use domain::{
    Fault, Right,
    contacts::clients::{ASKED, Checked, Delegate, DelegateKind, Scope},
};
use maud::{Markup, html};

/// All of it.
pub(super) fn all(visit: &Visit, shown: &Shown, typed: (&Fields, &[Fault])) -> Markup {
    let writes = visit.may(Right::WorkRequests);
    html! {
        (facts(visit, shown))
        h2 { (visit.say("contracts")) }
        (contracts(visit, shown))
        h2 { (visit.say("delegates")) }
        (delegates(visit, shown, writes))
        @if writes {
            details.import {
                summary { (visit.say("check-caller")) }
                form.stack method="post" { (check_fields(visit, &shown.delegates))
                    button name="do" value="check" { (visit.say("check-save")) } }
            }
        }
        (accounts::all(visit, shown, writes))
        (wishes::all(visit, shown, typed))
    }
}

fn facts(visit: &Visit, shown: &Shown) -> Markup {
    html! {
        dl.facts {
            @if let Some(born) = shown.party.born_on {
                dt { (visit.say("born")) } dd { (visit.voice.short_day(born)) }
            }
            @for (kind, value) in &shown.points {
                dt { (visit.voice.word("point", kind.word())) }
                dd {
                    (value)
                    @if let Some(said) = shown.unreached(*kind, value) {
                        " " (ui::badge("bad", &visit.say("point-unreached")))
                        p.note { (said) }
                    }
                }
            }
            @if let Some(check) = &shown.check {
                dt { (visit.say("last-check")) }
                dd { (visit.voice.moment(check.at)) " · "
                    (visit.voice.word("checked", check.outcome.word())) }
            }
        }
    }
}

fn contracts(visit: &Visit, shown: &Shown) -> Markup {
    html! {
        @if shown.contracts.is_empty() { p.note { (visit.say("contracts-none")) } }
        ul.plain { @for one in &shown.contracts {
            li {
                strong.whole { (one.number) } " " (one.product) " "
                span.note {
                    (visit.voice.short_day(one.starts_on)) "–"
                    @if let Some(end) = one.ends_on { (visit.voice.short_day(end)) }
                }
            }
        } }
    }
}

fn delegates(visit: &Visit, shown: &Shown, writes: bool) -> Markup {
    let today = visit.app.now().day(&visit.voice.zone);
    html! {
        @if shown.delegates.is_empty() { p.note { (visit.say("delegates-none")) } }
        ul.plain { @for one in &shown.delegates {
            li {
                (one.name) " · " (visit.voice.word("delegate", one.kind.word())) " · "
                (visit.voice.word("scope", one.scope.word())) " "
                @if one.speaks_on(today) {
                    (ui::badge("good", &until(visit, one)))
                } @else {
                    (ui::badge("calm", &visit.say("delegate-over")))
                }
                @if writes && one.revoked_at.is_none() {
                    form.inline method="post" {
                        input type="hidden" name="delegate" value=(one.id);
                        button.quiet name="do" value="revoke" { (visit.say("delegate-revoke")) }
                    }
                }
            }
        } }
        @if writes { (appointing(visit)) }
    }
}

fn until(visit: &Visit, one: &Delegate) -> String {
    match one.until_on {
        Some(day) => {
            visit.voice.tell("delegate-until", &[("day", visit.voice.short_day(day).into())])
        }
        None => visit.say("delegate-now"),
    }
}

fn appointing(visit: &Visit) -> Markup {
    html! {
        details.import {
            summary { (visit.say("delegate-new")) }
            form.stack method="post" {
                label { (visit.say("name")) input name="name" required autocomplete="off"; }
                label { (visit.say("phone")) input name="phone" type="tel" autocomplete="off"; }
                label { (visit.say("delegate-kind")) select name="kind" {
                    @for one in DelegateKind::ALL {
                        option value=(one.word()) { (visit.voice.word("delegate", one.word())) }
                    }
                } }
                label { (visit.say("delegate-scope")) select name="scope" {
                    @for one in Scope::ALL {
                        option value=(one.word()) { (visit.voice.word("scope", one.word())) }
                    }
                } }
                label { (visit.say("from")) input name="from_on" type="date" required; }
                label { (visit.say("to-included")) input name="until_on" type="date"; }
                button name="do" value="appoint" { (visit.say("save")) }
            }
        }
    }
}

/// What a caller can be asked, and what came of it.
pub(in crate::desk) fn check_fields(visit: &Visit, delegates: &[Delegate]) -> Markup {
    html! {
        fieldset.field {
            legend { (visit.say("check-asked")) }
            div.boxes { @for one in ASKED {
                label {
                    input type="checkbox" name="asked" value=(one);
                    span { (visit.voice.word("asked", one)) }
                }
            } }
        }
        label { (visit.say("check-outcome"))
            select name="outcome" {
                option value="" { "–" }
                @for one in Checked::ALL {
                    option value=(one.word()) { (visit.voice.word("checked", one.word())) }
                }
            }
        }
        @if !delegates.is_empty() {
            label { (visit.say("check-delegate"))
                select name="delegate" {
                    option value="" { (visit.say("check-themselves")) }
                    @for one in delegates { option value=(one.id) { (one.name) } }
                }
            }
        }
    }
}
