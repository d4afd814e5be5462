use super::{importing::beginning, *};
use crate::{
    contacts::logs::{Format, delimited::Map},
    house::each_engine,
    queue,
};

const MAP: &str = "source = \"pbx\"\n[table]\nzone = \"Europe/Rome\"\n[arrival]\n\
                   format = \"yyyy-mm-dd\"\nat = \"when\"\n[[outcome]]\n\
                   ending = \"answered\"\n";

/// Contact records of a system of this name, whose attribute `why` says what they were about.
fn connect(source: &str) -> Log {
    Log { source: source.into(), format: Format::Connect, topic: Some("why".into()) }
}

#[test]
fn the_attribute_of_a_topic_is_kept_as_a_mapping_that_can_be_read() {
    each_engine(|house| {
        let at = "2026-05-04T10:00:00Z";
        let upload = house.system(at, |desk| {
            let id = keep(desk, "may.jsonl", b"{}")?;
            begin(desk, id, &As::Log(connect("cloud")))?;
            assert!(maps(desk)?.is_empty(), "it is no mapping for tables");
            find(desk, id)
        });
        let map: Map = toml::from_str(&upload.map.expect("a mapping")).expect("it is well formed");
        assert_eq!((map.source.as_str(), map.format), ("cloud", Format::Connect));
        assert_eq!(map.topics().attribute.as_deref(), Some("why"));
    });
}

#[test]
fn an_upload_is_kept_imported_once_and_its_mapping_stays() {
    each_engine(|house| {
        let at = "2026-05-04T10:00:00Z";
        let id = house.system(at, |desk| keep(desk, "may.csv", b"when,a\n2026-05-04 09:00,b\n"));
        let wrong = house.act(at, crate::Who::System, move |desk| {
            begin(desk, id, &As::Table("source =".into()))
        });
        assert!(matches!(wrong, Err(Refusal::Invalid(_))), "{wrong:?}");
        let nameless =
            house.act(at, crate::Who::System, move |desk| begin(desk, id, &As::Log(connect(" "))));
        assert!(matches!(nameless, Err(Refusal::Invalid(_))), "{nameless:?}");
        assert_eq!(house.system(at, move |desk| beginning_of(desk, id, 5)), b"when,");
        house.system(at, move |desk| begin(desk, id, &As::Table(MAP.into())));
        let again =
            house.act(at, crate::Who::System, move |desk| begin(desk, id, &As::Table(MAP.into())));
        assert!(matches!(again, Err(Refusal::Conflict("conflict-imported"))), "{again:?}");
        let jobs = house.system(at, |desk| queue::claim(desk, 4));
        assert!(jobs.iter().any(|job| job.kind == IMPORT));
        house.system(at, move |desk| {
            end(desk, id, &Outcome::Done(json!({ "rows": 1 }), Some("line,column\n".into())))
        });
        let (upload, bytes, maps) = house.system(at, move |desk| {
            assert_eq!(beginning_of(desk, id, 5)?, b"", "what is imported is not kept");
            Ok((find(desk, id)?, bytes(desk, id)?, maps(desk)?))
        });
        assert_eq!((upload.stage, upload.size, bytes.len()), (Stage::Done, 26, 0));
        assert_eq!(upload.source.as_deref(), Some("pbx"));
        assert_eq!(maps, [KeptMap { source: "pbx".into(), map: MAP.into() }]);
    });
}

#[test]
fn an_empty_file_is_told_so_and_rejects_are_cut_at_a_line() {
    each_engine(|house| {
        let empty =
            house.act("2026-05-04T10:00:00Z", crate::Who::System, |desk| keep(desk, "x.csv", b""));
        assert!(matches!(empty, Err(Refusal::Invalid(_))));
    });
    let long = "0123456789\n".repeat(REJECTS_MAX / 10);
    assert!(beginning(&long).ends_with('\n') && beginning(&long).len() <= REJECTS_MAX);
}

#[test]
fn an_upload_is_deleted_by_hand_but_not_while_it_is_imported() {
    each_engine(|house| {
        let at = "2026-05-04T10:00:00Z";
        let id = house.system(at, |desk| keep(desk, "may.csv", b"when,a\n2026-05-04 09:00,b\n"));
        house.system(at, move |desk| begin(desk, id, &As::Table(MAP.into())));
        let early = house.act(at, crate::Who::System, move |desk| delete(desk, id));
        assert!(matches!(early, Err(Refusal::Conflict("conflict-importing"))), "{early:?}");
        let rejects = Some("line,column\n".to_owned());
        house.system(at, move |desk| end(desk, id, &Outcome::Done(json!({}), rejects.clone())));
        house.system(at, move |desk| delete(desk, id));
        let gone = house.act(at, crate::Who::System, move |desk| delete(desk, id));
        assert!(matches!(gone, Err(Refusal::Unknown("upload"))), "{gone:?}");
        let told: i64 = house.system(at, |desk| {
            desk.one(
                "select count(*) from history where tenant = $1 and kind = 'upload.deleted'",
                &[&desk.tenant.clone()],
            )
        });
        assert_eq!(told, 1);
    });
}

#[test]
fn an_import_that_never_ends_is_given_up_and_can_begin_anew() {
    each_engine(|house| {
        let start: kernel::Instant = "2026-05-04T10:00:00Z".parse().expect("an instant");
        let at = |minutes: i64| (start + minutes * kernel::Instant::MINUTE).to_string();
        let id = house.system(&at(0), |desk| {
            let id = keep(desk, "may.csv", b"when\n2026-05-04 09:00\n")?;
            begin(desk, id, &As::Table(MAP.into()))?;
            Ok(id)
        });
        // A worker takes it and dies, again and again.
        let deaths = (0..100).find(|death| {
            let claimed = house.system(&at(death * 6), |desk| queue::claim(desk, 10));
            !claimed.iter().any(|job| job.kind == IMPORT)
        });
        let deaths = deaths.expect("not for ever");
        assert_eq!(house.system(&at(deaths * 6 - 5), give_up), 0, "the last may be at work");
        let stage = |when: i64| house.system(&at(when), move |desk| find(desk, id)).stage;
        assert_eq!(stage(deaths * 6), Stage::Waiting);
        assert_eq!(house.system(&at(deaths * 6), give_up), 1);
        assert_eq!(house.system(&at(deaths * 6), give_up), 0, "it is said once");
        assert_eq!(stage(deaths * 6), Stage::Failed);
        house.system(&at(deaths * 6), move |desk| begin(desk, id, &As::Table(MAP.into())));
        assert_eq!(stage(deaths * 6), Stage::Waiting);
    });
}
