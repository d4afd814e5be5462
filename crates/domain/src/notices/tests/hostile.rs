//! What comes from outside, or from somebody who means ill.

use super::{NOON, all, carry, taken, told};
use crate::{
    Refusal, Who,
    house::each_engine,
    messaging::Channel,
    notices::{Cause, Event, Writing, cause, write},
    parties::PointKind,
};
use kernel::Language;
use serde_json::Value as Json;

/// Names that somebody may have, or say that they have.
fn odd() -> Vec<String> {
    [
        "x".repeat(5_000).as_str(),
        "\u{202e}gpj.exe \u{2066}Ada\u{2069}",
        "Ada\r\nBcc: all@example.test\r\n\r\nHello",
        "{{7*7}} {{ company }}",
        "{% for a in b %}{% endfor %}{% include 'x' %}{# #}",
        "Ada\0Bo\u{7}\u{1b}[31m",
        "\u{feff}\u{200b}\u{85}\u{2028}",
        "",
    ]
    .map(str::to_owned)
    .to_vec()
}

#[test]
fn odd_names_in_every_placeholder_stay_names_by_every_channel() {
    each_engine(|house| {
        for channel in [Channel::Sms, Channel::Pec] {
            carry(house, channel);
        }
        let bianca = house.client("Bianca", (PointKind::Email, "bianca@example.test"));
        let mut count = 0;
        for (number, odd) in odd().into_iter().enumerate() {
            for event in Event::ALL.iter().filter(|one| **one != Event::OfferMade) {
                let mut one: Cause = told(*event, Some(bianca));
                one.to.name.clone_from(&odd);
                one.to.phone = Some(format!("+39 347 555 01 2{number}"));
                one.to.pec = Some("bianca@pec.example.test".into());
                for name in event.placeholders() {
                    one.with.insert(name.into(), Json::String(odd.clone()));
                }
                count += house.system(NOON, move |desk| cause(desk, &[one])).reached;
            }
        }
        let goes = odd().len() * (Event::ALL.len() - 1);
        assert_eq!(usize::try_from(count), Ok(goes), "each goes");
        let is_clean = |text: &str| {
            let marks =
                |one: char| matches!(one, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
            !text.chars().any(|one| marks(one) || one.is_control() && !"\n\t".contains(one))
        };
        let mut said = 0;
        for channel in [Channel::Email, Channel::Sms, Channel::Pec] {
            loop {
                let parcels = taken(house, NOON, channel);
                if parcels.is_empty() {
                    break;
                }
                for one in &parcels {
                    assert!(is_clean(&one.text) && is_clean(&one.title), "{one:?}");
                    assert!(!one.title.contains('\n') && one.title.chars().count() <= 200);
                    assert!(!one.text.contains("49"), "nothing is worked out: {}", one.text);
                }
                said += parcels.len();
            }
        }
        assert!(said >= 80, "{said} were put into words");
        let failed = all(house).into_iter().filter(|one| one.state.word() == "failed").count();
        assert_eq!(failed, 0, "what somebody is called makes nothing fail");
    });
}

#[test]
fn words_that_reach_for_more_than_they_may_name_are_not_saved() {
    each_engine(|house| {
        for wrong in [
            "{{ client.__class__ }}",
            "{{ client.upper }}",
            "{{ self }}",
            "{{ debug() }}",
            "{{ range(9) }}",
            "{% include '/etc/passwd' %}",
            "{% import 'x' as x %}",
            "{% from 'x' import y %}",
            "{% extends 'x' %}",
            "{% set a = client %}",
            "{% for a in client %}{{ a }}{% endfor %}",
            "{% macro a() %}{% endmacro %}",
            "{{ client|indent(1000000000) }}",
            "{{ client|replace('a', client) }}",
            "{{ client|list|tojson }}",
            "{{ 'x' * 1000000000 }}",
            "{% if [1] * 999999999999 == [1] * 999999999999 %}x{% endif %}",
            "{{ client ~ client }}",
            "{{ 10 ** 400 }}",
            "{{ client",
            "{% if client %}",
            "{{ }}",
            "{%",
        ] {
            let one = Writing {
                notice: "receipt".into(),
                channel: Channel::Email,
                language: Language::En,
                title: "{{ number }}".into(),
                text: wrong.into(),
            };
            let saved = house.act(NOON, Who::System, move |desk| write(desk, &one));
            let Err(Refusal::Invalid(faults)) = saved else { panic!("{wrong} was saved") };
            assert_eq!(faults[0].reason, "fault-template", "{wrong}");
        }
    });
}
