//! Requests that come in together: what becomes of each is what would have become of it alone.

use super::{attributing::client, furnish, hired, question, queues::queue};
use crate::{
    Desk, Fault, Refusal, Role, Who, commitments,
    contacts::requests::{
        self, Assigning, Channel, Filter, Incoming, Received, Request, Sender, Upload,
    },
    contracts, history,
    house::{House, each_engine},
    messaging,
    parties::Party,
};
use kernel::{Id, Instant, Language};

const NOW: &str = "2026-05-04T12:00:00Z";

/// A house with its people.
struct Furnished<'a> {
    house: &'a House,
    party: Id<Party>,
    call: Id<()>,
    /// The colleagues, in the order in which they are preferred.
    staff: Vec<Who>,
}

/// Queues of every kind, three colleagues of whom two know the law, a client who called yesterday,
/// and a request that came in before.
fn furnished(house: &House) -> Furnished<'_> {
    furnish(house);
    let mut staff = ["Ada", "Bruno", "Carla"].map(|name| hired(house, name, Role::Agent)).to_vec();
    staff.sort_by_key(|who| who.actor().label());
    for who in &staff[..2] {
        let Who::Staff { id, .. } = *who else { continue };
        house.system(NOW, move |desk| requests::save_skills(desk, id, &["law".into()]));
    }
    queue(house, "dutch", |queue| {
        queue.languages = vec!["nl".into()];
        queue.position = 1;
    });
    queue(house, "refunds", |queue| {
        queue.topics = vec!["refund".into()];
        queue.skill = Some("law".into());
        queue.assigning = Assigning::FewestOpen;
        queue.position = 2;
    });
    queue(house, "rest", |queue| queue.assigning = Assigning::FewestOpen);
    let party = client(house);
    let call = house.system(NOW, move |desk| {
        let call: Id<()> = desk.fresh_id();
        let at = desk.now() - Instant::DAY;
        desk.execute(
            "insert into call_records (tenant, call, party, topic, note, call_at, saved_at)
             values ($1, $2, $3, 'refund', '', $4, $4)",
            &[&desk.tenant.clone(), &call, &party, &at],
        )?;
        let key = Some("before".into());
        requests::receive(desk, &Incoming { key, ..question("Before all others") })?;
        Ok(call)
    });
    Furnished { house, party, call, staff }
}

/// A question of somebody's, so many minutes before now.
fn ago(minutes: i64, text: &str, change: impl FnOnce(&mut Incoming)) -> Incoming {
    let now: Instant = NOW.parse().expect("an instant");
    let at = now - minutes * 60 * Instant::SECOND;
    let mut incoming = Incoming { received_at: Some(at), ..question(text) };
    change(&mut incoming);
    incoming
}

fn from(email: &str) -> Sender {
    Sender { name: "Somebody".into(), email: Some(email.into()), ..Sender::default() }
}

fn by_phone(phone: &str) -> Sender {
    Sender { name: "Somebody".into(), phone: Some(phone.into()), ..Sender::default() }
}

fn refund(one: &mut Incoming) {
    one.topic = Some("refund".into());
    one.fields.insert("amount".into(), "7".into());
    one.fields.insert("paid".into(), "no".into());
}

const HOURS: i64 = 60;
const DAYS: i64 = 24 * HOURS;

/// Whatever can meet in one unit of work: names twice, repeats of each other, contracts, fields,
/// promises already broken.
fn letters(party: Id<Party>) -> Vec<Incoming> {
    let known = Sender { party: Some(party), ..Sender::default() };
    let pdf = || Upload { name: "a letter.pdf".into(), bytes: b"%PDF-1.7 a letter".to_vec() };
    vec![
        ago(50, "Once", |one| one.key = Some("twice".into())),
        ago(49, "Twice, and otherwise", |one| one.key = Some("twice".into())),
        ago(48, "Known", |one| one.key = Some("before".into())),
        ago(47, "Again", |one| one.sender.email = Some("BIANCA@example.test".into())),
        ago(46, "Waar?", |one| (one.sender, one.language) = (from("jan@a.test"), Language::Nl)),
        ago(45, "", refund),
        ago(44, "Again the refund", refund),
        ago(43, "No topic", |one| one.topic = None),
        ago(42, "No topic, again", |one| one.topic = None),
        ago(41, "With a contract", |one| {
            (one.channel, one.contract) = (Some(Channel::Desk), "C-1".into());
        }),
        ago(40, "With it on the form", |one| one.contract = " C-1 ".into()),
        ago(39, "With one that is none", |one| one.contract = "C-404".into()),
        ago(38, "After the contract", |one| (one.sender, one.key) = (known.clone(), None)),
        ago(37, "After the call", |one| {
            (one.sender, one.channel) = (known.clone(), Some(Channel::Phone));
            one.topic = Some("refund".into());
        }),
        ago(9 * DAYS, "Long ago", |one| one.sender = by_phone("+39 02 5550101")),
        ago(DAYS, "More than a week later", |one| one.sender = by_phone("+39025550101")),
        ago(3 * HOURS, "Late", |one| one.sender = from("late@a.test")),
        ago(5 * HOURS, "Told after what came later", |one| one.sender = from("late@a.test")),
        ago(4 * HOURS, "Between", |one| one.sender = from("late@a.test")),
        ago(30, "With a letter", |one| one.files = vec![pdf(), pdf()]),
        ago(29, "Of a kind", |one| {
            (one.client_kind, one.title) = (Some("business".into()), "A title".into());
        }),
        ago(0, "Now", |one| one.received_at = None),
    ]
}

impl Furnished<'_> {
    /// Takes these as the first colleague, so many in each unit of work.
    fn take(&self, letters: &[Incoming], at_once: usize) -> Vec<Received> {
        let mut received = Vec::new();
        for some in letters.chunks(at_once) {
            let some = some.to_vec();
            let take = move |desk: &mut Desk<'_>| requests::receive_all(desk, &some);
            received.extend(self.house.act(NOW, self.staff[0].clone(), take).expect("no faults"));
        }
        received
    }

    /// What stands for whatever is told apart by chance.
    fn names(&self, received: &[Received]) -> Vec<(String, String)> {
        let mut names = self.house.system(NOW, |desk| {
            let mut names = Vec::new();
            for queue in requests::queues(desk)? {
                names.push((queue.id.to_string(), queue.code));
            }
            for version in commitments::all(desk)? {
                names.push((version.id.to_string(), "promise".into()));
            }
            let contract = contracts::by_number(desk, "C-1")?.expect("the contract is there");
            names.push((contract.id.to_string(), "contract".into()));
            Ok(names)
        });
        names.push((self.party.to_string(), "party".into()));
        names.push((self.call.to_string(), "call".into()));
        for (rank, who) in self.staff.iter().enumerate() {
            let id = who.actor().label().replace("staff:", "");
            names.push((id, format!("colleague {rank}")));
        }
        for (place, one) in received.iter().enumerate() {
            names.push((one.id.to_string(), format!("request {place}")));
            names.push((one.number.clone(), format!("number {place}")));
        }
        names
    }

    /// What became of these: everything that can be read of them, in words that do not depend on
    /// chance.
    fn came_of(&self, received: &[Received]) -> Vec<String> {
        let mut lines: Vec<String> = received.iter().map(|one| format!("{one:?}")).collect();
        let ids: Vec<Id<Request>> = received.iter().map(|one| one.id).collect();
        lines.extend(self.house.system(NOW, move |desk| {
            let mut lines = Vec::new();
            for id in ids {
                lines.extend(read(desk, id)?);
            }
            for one in messaging::list(desk, messaging::Shown::All, None)? {
                lines.push(format!("{} {} {} {}", one.kind, one.recipient, one.title, one.text));
            }
            let stale: Vec<i64> = desk.all(
                "select distinct day from tally_stale where tenant = $1 order by day",
                &[&desk.tenant.clone()],
            )?;
            lines.push(format!("stale: {stale:?}"));
            Ok(lines)
        }));
        let names = self.names(received);
        let plain = |line: String| {
            names.iter().fold(line, |line, (chance, name)| line.replace(chance.as_str(), name))
        };
        let mut lines: Vec<String> = lines.into_iter().map(plain).collect();
        // The outbox is in the order of its ids, which are chance.
        lines.sort();
        lines
    }
}

/// Everything that can be read of a request.
fn read(desk: &mut Desk<'_>, id: Id<Request>) -> crate::Result<Vec<String>> {
    let mut request = requests::find(desk, id)?;
    let repeat_of = request.repeat_of.take().map(Id::<Request>::from_bytes);
    let mut lines = vec![format!("{id} repeats {repeat_of:?}: {request:?}")];
    for one in requests::words(desk, id)? {
        let said = (one.kind, one.at, one.staff, one.channel, one.text);
        lines.push(format!("{id} said {said:?}"));
    }
    for one in requests::attachments(desk, id)? {
        lines.push(format!("{id} with {:?}", (one.name, one.media, one.size, one.at)));
    }
    for one in commitments::of_subject(desk, id.bytes())? {
        let pinned = (one.code, one.commitment, one.warn_at, one.day, one.dims);
        lines.push(format!("{id} runs {pinned:?} {:?}", one.clock));
    }
    let happened = history::of(desk, &[id.bytes()])?;
    for (place, one) in happened.into_iter().enumerate() {
        let what = (one.at, one.recorded_at, one.kind, one.actor, one.facts.to_string());
        lines.push(format!("{id} {place} {what:?}"));
    }
    let parties: Vec<Option<[u8; 16]>> = desk.all(
        "select party from request_words where tenant = $1 and request = $2",
        &[&desk.tenant.clone(), &id],
    )?;
    let parties: Vec<_> = parties.into_iter().map(|id| id.map(Id::<Party>::from_bytes)).collect();
    lines.push(format!("{id} words of {parties:?}"));
    Ok(lines)
}

#[test]
fn taken_together_each_becomes_what_it_would_have_become_alone() {
    each_engine(|house| {
        let neighbour = house.neighbour();
        let (one_by_one, together) = (furnished(house), furnished(&neighbour));
        let alone = one_by_one.take(&letters(one_by_one.party), 1);
        let all = letters(together.party);
        let at_once = together.take(&all, all.len());
        let (alone, at_once) = (one_by_one.came_of(&alone), together.came_of(&at_once));
        for (alone, at_once) in alone.iter().zip(&at_once) {
            assert_eq!(alone, at_once);
        }
        assert_eq!(alone.len(), at_once.len());
        // The list holds what it is there for.
        for what in [
            "Some(Id(call))",
            "Some(Id(request 0))",
            "Id(contract)",
            "ClockBreached",
            "words of [Some(Id(party))]",
            "queue: Some(Id(refunds)",
            "owner: Some(Id(colleague 2))",
            "fresh: false",
        ] {
            assert!(alone.iter().any(|line| line.contains(what)), "{what}: {alone:#?}");
        }
    });
}

#[test]
fn of_several_with_one_at_fault_none_is_taken() {
    each_engine(|house| {
        furnish(house);
        let wrong = |change: fn(&mut Incoming)| {
            let mut all = vec![question("Right"), question("Wrong"), question("Right, too")];
            change(&mut all[1]);
            house.act(NOW, Who::System, move |desk| requests::receive_all(desk, &all))
        };
        let nameless = wrong(|one| {
            one.sender.name.clear();
            one.key = Some("a\0b".into());
        });
        let Err(Refusal::Invalid(faults)) = nameless else { panic!("{nameless:?}") };
        let expected = [Fault::new("key", "fault-text"), Fault::new("name", "fault-required")];
        assert_eq!(faults, expected);
        for topic in ["none", "n\0ne"] {
            let all = [question("Right"), Incoming { topic: Some(topic.into()), ..question("Of") }];
            let refused =
                house.act(NOW, Who::System, move |desk| requests::receive_all(desk, &all));
            assert!(matches!(refused, Err(Refusal::Unknown("topic"))), "{refused:?}");
        }
        let left = house.system(NOW, |desk| requests::list(desk, &Filter::default()));
        assert!(left.is_empty(), "{left:?}");
        let nothing = house.system(NOW, |desk| requests::receive_all(desk, &[]));
        assert!(nothing.is_empty());
    });
}
