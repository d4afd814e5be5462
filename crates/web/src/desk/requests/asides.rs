//! Beside a request: what is known of it, and what can be done besides answering.

use super::one::Shown;
use crate::{ui, visit::Visit};
use domain::contacts::requests::{ClosedAs, REASONS, Request, State};
use maud::{Markup, html};

/// All of it.
pub(super) fn all(visit: &Visit, shown: &Shown, writes: bool) -> Markup {
    html! {
        (facts(visit, shown))
        @if writes && shown.request.sender.party.is_none() { (whose(visit, shown)) }
        @if writes && shown.request.state != State::Merged {
            (taking(visit, shown))
            (passing(visit, shown))
            @if shown.request.state != State::Closed { (closing(visit, &shown.request)) }
            (joining(visit))
        }
    }
}

fn facts(visit: &Visit, shown: &Shown) -> Markup {
    let request = &shown.request;
    let topic = shown.choices.topic(visit, request.topic.as_deref());
    html! {
        dl.facts {
            dt { (visit.say("client")) } dd { (client(request)) }
            (line(visit, "email", request.sender.email.as_deref()))
            (line(visit, "phone", request.sender.phone.as_deref()))
            @if !request.contract_number.is_empty() {
                dt { (visit.say("ask-contract")) }
                dd { (request.contract_number)
                    @if request.contract.is_none() {
                        " " (ui::badge("warn", &visit.say("contract-unknown")))
                    }
                }
            }
            dt { (visit.say("topic")) } dd { (topic) }
            dt { (visit.say("received")) }
            dd { (visit.voice.moment(request.received_at)) " · "
                (visit.voice.word("channel", request.channel.word())) }
            dt { (visit.say("queue")) }
            dd { (shown.choices.queue(request.queue)) " · " (visit.say("level")) " "
                (request.level) }
            dt { (visit.say("owner")) } dd { (shown.choices.colleague(request.owner)) }
            dt { (visit.say("language")) } dd { (request.language.own_name()) }
            @if request.priority != "normal" {
                dt { (visit.say("priority")) } dd { (ui::badge("warn", &request.priority)) }
            }
            @if let Some(earlier) = request.repeat_of {
                dt { (visit.say("repeat")) } dd { (earlier_link(visit, earlier)) }
            }
            @if let Some(complaint) = request.complaint {
                @let id = kernel::Id::<Request>::from_bytes(complaint);
                dt { (visit.say("complaint")) }
                dd { a href=(format!("/desk/complaints/{id}")) { (visit.say("complaint-see")) } }
            }
            @if let Some(into) = request.merged_into {
                dt { (visit.say("merged-into")) }
                dd { a href=(format!("/desk/requests/{into}")) { (visit.say("request")) } }
            }
            @if !shown.linked.is_empty() {
                dt { (visit.say("linked")) }
                dd { ul.plain { @for one in &shown.linked { li {
                    a href=(format!("/desk/requests/{}", one.id)) { (one.number) } " " (one.title)
                } } } }
            }
        }
    }
}

/// Who it may be, for a colleague to decide; nobody is taken for a client because they say so.
fn whose(visit: &Visit, shown: &Shown) -> Markup {
    html! {
        details.import open[!shown.candidates.is_empty()] {
            summary { (visit.say("whose")) }
            p.note { (visit.say("whose-advice")) }
            @for party in &shown.candidates {
                form.inline method="post" {
                    input type="hidden" name="party" value=(party.id);
                    a href=(format!("/desk/clients/{}", party.id)) { (party.name) }
                    button.quiet name="do" value="attribute" { (visit.say("whose-it-is")) }
                }
            }
            form.inline method="get" role="search" {
                input type="search" name="find" value=(visit.query.text("find"))
                    aria-label=(visit.say("clients-find"))
                    placeholder=(visit.say("clients-find"));
                button { (visit.say("find")) }
            }
        }
    }
}

fn client(request: &Request) -> Markup {
    let name = super::person(request);
    html! { @match request.sender.party {
        Some(party) => a href=(format!("/desk/clients/{party}")) data-key="c" { (name) },
        None => (name),
    } }
}

fn line(visit: &Visit, label: &str, text: Option<&str>) -> Markup {
    html! { @if let Some(text) = text { dt { (visit.say(label)) } dd { (text) } } }
}

/// What came before may be a request or a call: the page of the other kind knows nothing of it.
fn earlier_link(visit: &Visit, earlier: [u8; 16]) -> Markup {
    let id = kernel::Id::<Request>::from_bytes(earlier);
    html! {
        a href=(format!("/desk/requests/{id}")) { (visit.say("request")) } " · "
        a href=(format!("/desk/calls/{id}")) { (visit.say("call")) }
    }
}

fn taking(visit: &Visit, shown: &Shown) -> Markup {
    let me = visit.staff.as_ref().map(|session| session.0.id);
    let owner = shown.request.owner;
    html! {
        form.toolbar method="post" {
            @if owner != me {
                input type="hidden" name="from"
                    value=(owner.map_or_else(String::new, |id| id.to_string()));
                button name="do" value="take" data-key="m" {
                    (visit.say(if owner.is_some() { "take-over" } else { "take" })) " " kbd { "m" }
                }
            }
            @if shown.request.complaint.is_none() {
                button name="do" value="complaint" data-key="r" {
                    (visit.say("complaint-make")) " " kbd { "r" }
                }
            }
            @let next = if shown.request.priority == "normal" { "urgent" } else { "normal" };
            @if shown.request.state == State::Open || shown.request.state == State::Waiting {
                input type="hidden" name="priority" value=(next);
                button name="do" value="priority" {
                    (visit.say(if next == "urgent" { "make-urgent" } else { "make-normal" }))
                }
            }
        }
    }
}

fn passing(visit: &Visit, shown: &Shown) -> Markup {
    let here = shown.request.queue;
    html! {
        details.import {
            summary data-key="p" { (visit.say("pass-on")) " " kbd { "p" } }
            form.stack method="post" {
                label { (visit.say("queue"))
                    select name="queue" required { @for queue in &shown.choices.queues {
                        @if Some(queue.id) != here {
                            option value=(queue.id) { (queue.name) " · " (visit.say("level")) " "
                                (queue.level) }
                        }
                    } }
                }
                label { (visit.say("reason"))
                    select name="reason" { @for reason in REASONS {
                        option value=(reason) { (visit.voice.word("reason", reason)) }
                    } }
                }
                label { (visit.say("note")) textarea name="note" rows="2" {} }
                button name="do" value="pass" { (visit.say("pass-on")) }
            }
        }
    }
}

fn closing(visit: &Visit, request: &Request) -> Markup {
    let answered = request.answered_at.is_some();
    html! {
        form.toolbar method="post" {
            @if answered {
                input type="hidden" name="as" value=(ClosedAs::Answered.word());
                button name="do" value="close" data-key="x" {
                    (visit.say("close-request")) " " kbd { "x" }
                }
                button name="do" value="reopen" { (visit.say("reopen")) }
            } @else {
                select name="as" aria-label=(visit.say("close-as")) {
                    @for one in [ClosedAs::Withdrawn, ClosedAs::Spam] {
                        option value=(one.word()) { (visit.voice.word("closed-as", one.word())) }
                    }
                }
                button name="do" value="close" { (visit.say("close-request")) }
            }
        }
    }
}

fn joining(visit: &Visit) -> Markup {
    html! {
        details.import {
            summary { (visit.say("joining")) }
            form.stack method="post" {
                label { (visit.say("other-number")) input name="other" autocomplete="off"; }
                div.toolbar {
                    button name="do" value="merge" { (visit.say("merge-into")) }
                    button name="do" value="link" { (visit.say("link-with")) }
                }
            }
            form.stack method="post" {
                label { (visit.say("split-text")) textarea name="text" rows="3" {} }
                button name="do" value="split" { (visit.say("split")) }
            }
        }
    }
}
