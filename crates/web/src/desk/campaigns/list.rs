//! The campaigns there are, and the form of a new one.

use super::tone;
use crate::{
    desk::notices::notice_name,
    fields::Fields,
    problem::Answer,
    ui::{self, Form, cell, head, number},
    visit::Visit,
};
use axum::{
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use domain::{
    Fault,
    campaigns::{self, Audience, Campaign, Making},
    contracts,
    identity::{self, Unit},
    messaging::Category,
    notices::Book,
    parties::{self, Kinds},
};
use kernel::Date;
use maud::{Markup, html};
use std::sync::Arc;

/// What the page shows.
struct Shown {
    all: Vec<Campaign>,
    book: Arc<Book>,
    kinds: Kinds,
    products: Vec<String>,
    units: Vec<Unit>,
}

/// The list and the form.
pub(super) async fn page(visit: Visit) -> Answer<Markup> {
    shown(&visit, &Fields::default().and("per_hour", "0"), &[]).await
}

async fn shown(visit: &Visit, typed: &Fields, faults: &[Fault]) -> Answer<Markup> {
    let read = visit.look(|desk| {
        Ok(Shown {
            all: campaigns::all(desk)?,
            book: Book::open(desk)?,
            kinds: parties::kinds(desk)?,
            products: contracts::products(desk)?,
            units: identity::units(desk)?,
        })
    });
    let shown = read.await?;
    let content = html! {
        p { (visit.say("campaigns-lead")) }
        @if shown.all.is_empty() {
            (ui::empty(&visit.say("campaigns-none"), &visit.say("campaigns-none-advice")))
        } @else { (table(visit, &shown)) }
        details.import open[!faults.is_empty()] {
            summary { (visit.say("campaign-new")) }
            (form(visit, &shown, typed, faults))
        }
    };
    Ok(ui::desk_page(visit, &visit.say("nav-campaigns"), content))
}

fn table(visit: &Visit, shown: &Shown) -> Markup {
    let heads = [
        head(visit.say("campaign")),
        head(visit.say("state")),
        head(visit.say("notice")),
        ui::number_head(visit.say("campaign-looked-at")),
        ui::number_head(visit.say("campaign-reached")),
        head(visit.say("campaign-made")),
    ];
    let row = |one: &Campaign| {
        let (state, made) = (one.state, &one.made);
        vec![
            cell(html! { a href=(format!("/desk/campaigns/{}", one.id)) { (made.name) } }),
            cell(ui::badge(tone(state), &visit.voice.word("campaign", state.word()))),
            cell(notice_name(visit, &shown.book, &made.notice)),
            number(visit.voice.number(one.counted.looked_at)),
            number(visit.voice.number(one.counted.reached)),
            cell(html! { time datetime=(one.made_at) { (visit.voice.moment(one.made_at)) } }),
        ]
    };
    ui::list(&heads, shown.all.iter().map(row).collect())
}

fn form(visit: &Visit, shown: &Shown, typed: &Fields, faults: &[Fault]) -> Markup {
    let form = Form::new(visit, typed, faults);
    let offers = shown.book.notices.iter().filter(|one| one.category == Category::Offer);
    let offers: Vec<(String, String)> =
        offers.map(|one| (one.code.clone(), notice_name(visit, &shown.book, &one.code))).collect();
    let mut kinds = vec![(String::new(), visit.say("all"))];
    kinds.extend(shown.kinds.iter().map(|(code, name)| (code.to_owned(), name.to_owned())));
    let mut products = vec![(String::new(), visit.say("audience-any-product"))];
    products.extend(shown.products.iter().map(|one| (one.clone(), one.clone())));
    let mut units = vec![(String::new(), visit.say("all"))];
    units.extend(shown.units.iter().map(|one| (one.path.clone(), one.name.clone())));
    let hint = |key: &str| html! { (visit.say(key)) };
    html! {
        (form.summary())
        form method="post" action="/desk/campaigns" {
            div.grid {
                (form.input("name", "text", "name"))
                (form.choice("notice", "campaign-offer", &offers))
                (form.input_with("per_hour", "number", "campaign-per-hour",
                    hint("campaign-per-hour-hint")))
            }
            fieldset {
                legend { (visit.say("audience")) }
                p.note { (visit.say("audience-hint")) }
                div.grid {
                    (form.choice("unit", "audience-unit-is", &units))
                    (form.choice("kind", "client-kind", &kinds))
                    (form.choice("product", "audience-product-is", &products))
                    (form.input("ends_from", "date", "audience-ends-from"))
                    (form.input("ends_before", "date", "audience-ends-before"))
                }
            }
            p { button.primary data-main { (visit.say("campaign-make")) } }
        }
    }
}

fn making(fields: &Fields) -> Result<Making, Vec<Fault>> {
    let mut faults = Vec::new();
    let mut day = |name: &str| -> Option<Date> {
        let day = fields.given(name)?.parse().ok();
        if day.is_none() {
            faults.push(Fault::new(name, "fault-date"));
        }
        day
    };
    let (ends_from, ends_before) = (day("ends_from"), day("ends_before"));
    if ends_from.zip(ends_before).is_some_and(|(from, before)| before <= from) {
        faults.push(Fault::new("ends_before", "fault-before-from"));
    }
    let per_hour = fields.given("per_hour").map_or(Ok(0), str::parse);
    if per_hour.is_err() {
        faults.push(Fault::new("per_hour", "fault-number"));
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    let text = |name: &str| fields.text(name).to_owned();
    let audience = Audience {
        unit: text("unit"),
        kind: text("kind"),
        product: text("product"),
        ends_from,
        ends_before,
    };
    let per_hour = per_hour.unwrap_or(0);
    Ok(Making { name: text("name"), notice: text("notice"), audience, per_hour })
}

/// Makes a draft.
pub(super) async fn create(visit: Visit, fields: Fields) -> Answer<Response> {
    let made = match making(&fields) {
        Ok(making) => visit.act(move |desk| campaigns::make(desk, &making)).await,
        Err(faults) => Err(domain::Refusal::Invalid(faults).into()),
    };
    match made {
        Ok(id) => Ok(Redirect::to(&format!("/desk/campaigns/{id}")).into_response()),
        Err(problem) => {
            let page = shown(&visit, &fields, &problem.into_faults()?).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}
