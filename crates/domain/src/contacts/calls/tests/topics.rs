//! What a call was about, as other systems tell it.

use super::*;
use crate::{contacts::topics, house::each_engine};

const TOPICS: &str = "[[topic]]\ncode = \"claim\"\n[topic.name]\nen = \"A claim\"\n\
                      [[topic]]\ncode = \"law\"\nalso = [\"w-7\"]\n[topic.name]\nen = \"Law\"\n";

fn about(key: &str, micros: i64, word: &str) -> Fact {
    Fact { topic: Some(word.into()), ..fact(key, micros, Kind::CallWrappedUp) }
}

/// The topic of the one call, and what history keeps of what was said.
fn kept(house: &House) -> (Option<String>, Vec<String>) {
    house.system("2026-05-05T00:00:00Z", |desk| {
        let tenant = desk.tenant;
        let topic = desk.one("select topic from calls where tenant = $1", &[&tenant])?;
        let facts = desk.all(
            "select facts from history where tenant = $1 and kind = 'call.wrapped_up' order by at",
            &[&tenant],
        )?;
        Ok((topic, facts))
    })
}

#[test]
fn the_last_topic_that_is_one_holds_in_whatever_order_they_are_told() {
    let said = || vec![about("1", 9 * S, "A CLAIM"), about("2", 20 * S, "w-7")];
    let unknown = || about("3", 30 * S, "the weather in Turin");
    let course = || vec![queued(0, "clients"), fact("a", S, Kind::CallAnswered)];
    for turned in [false, true] {
        each_engine(|house| {
            house.system("2026-01-01T00:00:00Z", |desk| {
                topics::save(desk, &topics::Document::read(TOPICS)?)
            });
            let mut parts = vec![course(), said(), vec![unknown()], vec![unknown()]];
            if turned {
                parts.reverse();
            }
            parts.into_iter().for_each(|part| told(house, "2026-05-04T10:00:00Z", part));
            let (topic, facts) = kept(house);
            assert_eq!(topic.as_deref(), Some("law"));
            assert_eq!(facts, [r#"{"topic":"claim"}"#, r#"{"topic":"law"}"#, "{}"]);
        });
    }
}
