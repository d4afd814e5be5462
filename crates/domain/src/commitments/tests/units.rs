//! Calendars that one unit keeps instead of the company's.

use super::OFFICE;
use crate::{
    Kind, Refusal,
    commitments::*,
    house::{House, each_engine},
    identity::{self, Unit, UnitKind},
    subjects::Outside,
};
use calendar::Definition;
use kernel::{Id, Instant};

const NOW: &str = "2026-05-04T06:00:00Z";

const FOUR_HOURS: &str = r#"
[[commitment]]
code = "requests.4h"
starts = ["request.received"]
stops = ["request.answered"]
within = "4h"
calendar = "it-office"
share = "100%"
valid_from = "2020-01-01"
[commitment.name]
en = "Four hours"
"#;

fn milan(house: &House) -> Id<Unit> {
    house.system(NOW, |desk| {
        let root = identity::units(desk)?[0].id;
        identity::add_unit(desk, root, UnitKind::Agency, "Milan")
    })
}

/// The office in the mornings only.
fn mornings() -> Definition {
    Definition {
        id: "it-office@milan".into(),
        unit: Some("Milan".into()),
        zone: "Europe/Rome".into(),
        hours: "Mo-Fr 09:00-13:00".into(),
        ..Definition::default()
    }
}

/// When a request of a unit, received at half past ten in Rome, is due.
fn due(house: &House, number: &'static str, unit: Option<&'static str>) -> Option<Instant> {
    house.system(NOW, move |desk| {
        let fact = Outside {
            source: "crm".into(),
            key: number.into(),
            at: "2026-05-04T08:30:00Z".parse().expect("an instant"),
            kind: Kind::RequestReceived,
            number: number.into(),
            into: None,
            priority: None,
            client_kind: None,
            unit: unit.map(str::to_owned),
            call: None,
            contract: None,
        };
        crate::reactions::subjects_told(desk, &[fact])?;
        let id: Id<()> =
            desk.one("select id from subjects where number = $1", &[&number.to_owned()])?;
        Ok(of_subject(desk, id.bytes())?[0].clock.due_at)
    })
}

fn at(text: &str) -> Option<Instant> {
    text.parse().ok()
}

#[test]
fn a_unit_is_measured_on_its_own_calendar_and_the_others_are_not() {
    each_engine(|house| {
        house.promise(FOUR_HOURS, OFFICE);
        let unit = milan(house);
        house.system(NOW, |desk| save_calendar(desk, &mornings(), None));
        assert_eq!(due(house, "R1", None), at("2026-05-04T14:00:00Z"));
        assert_eq!(due(house, "R2", Some("Milan")), at("2026-05-05T08:30:00Z"));
        let tried = |unit| {
            let commitment =
                Document::read(FOUR_HOURS).expect("a story's own").commitment.remove(0);
            let start = "2026-05-04T08:30:00Z".parse().expect("an instant");
            let told = move |desk: &mut crate::Desk<'_>| preview(desk, &commitment, start, unit);
            house.system(NOW, told).clock.due_at
        };
        assert_eq!(tried(None), at("2026-05-04T14:00:00Z"));
        assert_eq!(tried(Some(unit)), at("2026-05-05T08:30:00Z"));
    });
}

#[test]
fn a_calendar_that_goes_to_another_unit_leaves_the_first_one() {
    each_engine(|house| {
        house.promise(FOUR_HOURS, OFFICE);
        milan(house);
        house.system(NOW, |desk| {
            let root = identity::units(desk)?[0].id;
            save_calendar(desk, &mornings(), None)?;
            save_calendar(desk, &Definition { unit: None, ..mornings() }, Some(root))
        });
        assert_eq!(due(house, "R1", Some("Milan")), at("2026-05-04T14:00:00Z"));
    });
}

#[test]
fn a_file_of_calendars_names_the_units_and_is_read_back_the_same() {
    each_engine(|house| {
        let unit = milan(house);
        house.system(NOW, |desk| save_calendar(desk, &mornings(), None));
        let file = house.system(NOW, |desk| {
            let saved = calendars(desk)?;
            written(desk, &saved)
        });
        assert_eq!(file, [mornings()]);
        let again = house.system(NOW, move |desk| save_calendar(desk, &file[0], None));
        assert_eq!((again.version, again.unit), (1, Some(unit)));
        // Where two units are called alike, the file says which.
        milan(house);
        let refused = house.act(NOW, crate::Who::System, |desk| {
            let named = Definition { hours: "24/7".into(), ..mornings() };
            save_calendar(desk, &named, None)
        });
        assert!(matches!(refused, Err(Refusal::Invalid(faults)) if faults[0].field == "unit"));
        let file = house.system(NOW, |desk| {
            let saved = calendars(desk)?;
            written(desk, &saved)
        });
        assert_eq!(file[0].unit, Some(unit.to_string()));
    });
}

#[test]
fn the_name_of_a_calendar_says_whether_it_is_one_units() {
    each_engine(|house| {
        milan(house);
        let wrong = [
            Definition { id: "it-office".into(), ..mornings() },
            Definition { unit: None, ..mornings() },
            Definition { id: "@milan".into(), ..mornings() },
            Definition { unit: Some("Turin".into()), ..mornings() },
        ];
        for definition in wrong {
            let told = definition.clone();
            let refused = house
                .act(NOW, crate::Who::System, move |desk| save_calendar(desk, &definition, None));
            assert!(matches!(refused, Err(Refusal::Invalid(_))), "{told:?}");
        }
    });
}
