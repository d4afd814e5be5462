//! An upload is imported by a worker, to the same calls as the same file on the command line.

use db::scratch::Scratch;
use domain::{
    Shelf,
    contacts::uploads::{self, Stage, Upload},
};
use kernel::{Id, Instant};
use premura::{Place, Stop};
use std::{
    io::Write,
    sync::Arc,
    time::{Duration, Instant as Clock},
};
use testkit::bare::{self, NOW, TENANT};

const MAP: &str = "source = \"pbx\"\n[table]\nzone = \"Europe/Rome\"\n[arrival]\n\
                   format = \"yyyy-mm-dd\"\nat = \"when\"\n[waiting]\nseconds = \"wait\"\n\
                   [[outcome]]\nwhere = { how = \"ok\" }\nending = \"answered\"\n\
                   [[outcome]]\nending = \"abandoned\"\n";
const EXPORT: &[u8] = b"when,wait,how\n\
    2026-05-04 09:00:00,4,ok\n2026-05-04 09:01:00,40,lost\nnot a time,1,ok\n";

fn founded(scratch: Scratch) -> (Scratch, Place) {
    let clock = web::Clock::new(|| NOW.parse::<Instant>().expect("an instant"));
    let place = Place { db: (*scratch).clone(), clock, shelf: Arc::new(Shelf::default()) };
    bare::found(&scratch, &place.shelf, |_| Ok(()));
    (scratch, place)
}

/// Longer than any import here takes, on any machine.
const PATIENCE: Duration = Duration::from_secs(60);

fn ended(place: &Place, id: Id<Upload>) -> Upload {
    let begun = Clock::now();
    loop {
        let found = place.look(Id::from_bytes(TENANT), move |desk| uploads::find(desk, id));
        let upload = found.expect("it is there");
        if upload.stage != Stage::Waiting {
            return upload;
        }
        assert!(begun.elapsed() < PATIENCE, "nobody imported it");
        std::thread::yield_now();
    }
}

fn uploaded(place: &Place, bytes: impl Into<Vec<u8>>, map: &'static str) -> Id<Upload> {
    let bytes = bytes.into();
    let kept = place.act(Id::from_bytes(TENANT), move |desk| {
        let id = uploads::keep(desk, "../may.csv", &bytes)?;
        uploads::begin(desk, id, &uploads::As::Table(map.into()))?;
        Ok(id)
    });
    kept.expect("it is kept")
}

/// So much of nothing, packed some thousandfold.
fn bomb(bytes: u64) -> Vec<u8> {
    const MEMBER: usize = 16 << 20;
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    packed.write_all(&vec![0; MEMBER]).expect("it is packed");
    let member = packed.finish().expect("it is packed");
    let members = bytes / MEMBER as u64 + 1;
    member.repeat(usize::try_from(members).expect("few"))
}

#[test]
fn what_unpacks_to_more_than_the_bound_is_refused_before_anything_is_written() {
    for (_scratch, place) in db::scratch::engines(domain::MIGRATIONS).into_iter().map(founded) {
        let stop = Stop::default();
        let workers = premura::work(&place, &stop).expect("threads");
        let bomb = bomb(uploads::UNPACKED_BYTES_MAX);
        assert!(bomb.len() < 1 << 20, "{} bytes", bomb.len());
        let refused = ended(&place, uploaded(&place, bomb, MAP));
        assert_eq!(refused.stage, Stage::Failed);
        assert_eq!(refused.reason.as_deref(), Some(uploads::UNPACKED_TOO_LARGE));
        let begun: i64 = place
            .look(Id::from_bytes(TENANT), |desk| {
                desk.one("select count(*) from imports where tenant = $1", &[&desk.tenant.clone()])
            })
            .expect("a count");
        assert_eq!(begun, 0);
        stop.say();
        workers.into_iter().for_each(|worker| worker.join().expect("it ends"));
    }
}

#[test]
fn a_worker_imports_what_was_uploaded() {
    for (_scratch, place) in db::scratch::engines(domain::MIGRATIONS).into_iter().map(founded) {
        let stop = Stop::default();
        let workers = premura::work(&place, &stop).expect("threads");
        let upload = ended(&place, uploaded(&place, EXPORT, MAP));
        assert_eq!(upload.stage, Stage::Done, "{:?}", upload.reason);
        let report = upload.report.expect("a report");
        assert_eq!((&report["rows"], &report["kept"]), (&3.into(), &2.into()), "{report}");
        assert_eq!(report["file"], "../may.csv");
        let rejects = upload.rejects.expect("one row cannot be taken");
        assert!(rejects.contains("not a time"), "{rejects}");
        let answered: i64 = place
            .look(Id::from_bytes(TENANT), |desk| {
                desk.one(
                    "select count(*) from calls where tenant = $1 and outcome = 'answered'",
                    &[&desk.tenant.clone()],
                )
            })
            .expect("a count");
        assert_eq!(answered, 1);
        let again = ended(&place, uploaded(&place, EXPORT, MAP));
        assert_eq!(again.report.expect("a report")["already_imported"], true);
        let wrong: &'static str = "source = \"pbx\"\n[table]\nzone = \"Europe/Rome\"\n\
                                   [arrival]\nformat = \"epoch\"\nat = \"no such column\"\n\
                                   [[outcome]]\nending = \"answered\"\n";
        let failed = ended(&place, uploaded(&place, *b"when,a\n1,2\n", wrong));
        assert_eq!(failed.stage, Stage::Failed);
        assert!(failed.reason.expect("a reason").contains("no such column"));
        stop.say();
        workers.into_iter().for_each(|worker| worker.join().expect("it ends"));
    }
}
