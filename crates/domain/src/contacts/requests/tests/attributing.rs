use super::{furnish, question};
use crate::{
    Desk, Refusal, Result,
    contacts::{
        clients::{self, TimelineFilter, What},
        requests::{self, Channel, Filter, Incoming, attribute, candidates, receive},
    },
    house::{House, each_engine},
    identity,
    parties::{Party, PointKind},
};
use kernel::Id;

const NOW: &str = "2026-05-04T10:00:00Z";

/// A client with a contract.
pub(super) fn client(house: &House) -> Id<Party> {
    house.client("1", (PointKind::Email, "bianca@example.test"))
}

fn with(contract: &str, channel: Channel) -> Incoming {
    Incoming {
        contract: contract.into(),
        channel: Some(channel),
        link: format!("{contract} {}", channel.word()),
        ..question("Where is it?")
    }
}

/// What stands on a client's timeline besides their contracts.
fn said_to(desk: &mut Desk<'_>, party: Id<Party>) -> Result<Vec<String>> {
    let all = clients::timeline(desk, party, &TimelineFilter::default())?;
    let said = all.into_iter().filter(|entry| entry.what != What::Contract);
    Ok(said.map(|entry| entry.text).collect())
}

#[test]
fn nobody_is_a_client_because_they_give_a_contracts_number_on_the_public_form() {
    each_engine(|house| {
        furnish(house);
        let party = client(house);
        house.system(NOW, move |desk| {
            let id = receive(desk, &with("C-1", Channel::Web))?.id;
            let request = requests::find(desk, id)?;
            assert_eq!((request.contract.is_some(), request.sender.party), (true, None));
            let may_be: Vec<Id<Party>> =
                candidates(desk, &request)?.iter().map(|party| party.id).collect();
            assert_eq!(may_be, [party], "the holder, once");
            assert_eq!(said_to(desk, party)?, [""; 0]);
            requests::note(desk, id, "She rang, too")?;
            attribute(desk, id, party)?;
            requests::note(desk, id, "It is him")?;
            let texts = said_to(desk, party)?;
            assert_eq!(texts.len(), 3, "{texts:?}: the request, what was said before and since");
            let said = requests::words(desk, id)?;
            let wrong = said.iter().find(|word| word.text == "It is him").expect("it was said").id;
            requests::correct_note(desk, id, wrong, "It is her")?;
            let said = requests::words(desk, id)?;
            let mut corrected: Vec<&str> = said
                .iter()
                .filter(|word| word.corrects == Some(wrong) || word.id == wrong)
                .map(|word| word.text.as_str())
                .collect();
            // Said at the same instant, they stand in the order of their ids, which are chance.
            corrected.sort_unstable();
            assert_eq!(corrected, ["It is her", "It is him"], "both stand there");
            let question = said.iter().find(|word| word.kind == requests::WordKind::Question);
            let theirs = question.expect("they asked").id;
            let refused = requests::correct_note(desk, id, theirs, "They asked nothing");
            assert!(matches!(refused, Err(Refusal::Unknown("note"))));
            let known = requests::find(desk, id)?;
            assert!(candidates(desk, &known)?.is_empty());
            Ok(())
        });
    });
}

#[test]
fn a_colleague_who_writes_a_contract_down_knows_whose_it_is() {
    each_engine(|house| {
        furnish(house);
        let party = client(house);
        house.system(NOW, move |desk| {
            let id = receive(desk, &with("C-1", Channel::Desk))?.id;
            assert_eq!(requests::find(desk, id)?.sender.party, Some(party));
            Ok(())
        });
    });
}

#[test]
fn a_wrong_number_of_a_contract_is_kept_as_it_was_given() {
    each_engine(|house| {
        furnish(house);
        house.system(NOW, |desk| {
            let id = receive(desk, &with("C-9", Channel::Web))?.id;
            let request = requests::find(desk, id)?;
            assert_eq!((request.contract, request.contract_number.as_str()), (None, "C-9"));
            Ok(())
        });
    });
}

#[test]
fn who_reads_a_list_of_requests_is_in_the_access_log() {
    each_engine(|house| {
        furnish(house);
        house.system(NOW, |desk| {
            let id = receive(desk, &with("", Channel::Web))?.id;
            requests::list(desk, &Filter { live: true, ..Filter::default() })?;
            let log = identity::access_log(desk, 10)?;
            let seen = log.iter().filter(|one| one.what == "request list");
            let seen: Vec<[u8; 16]> = seen.filter_map(|one| Some(one.subject?.bytes())).collect();
            assert_eq!(seen, [id.bytes()]);
            Ok(())
        });
    });
}
