//! Every door is knocked on by everybody. `doors.txt` is the specification: a new door is a new
//! line in it. `UPDATE_SNAPSHOTS=1` writes it anew, to be read before it is kept.

use super::{HOST, House, OTHER, email_of, houses, request};
use crate::doors;
use axum::body::Body;
use domain::Role;
use std::{env, fs, path::Path};

const EXPECTED: &str = include_str!("doors.txt");
const NOBODYS_ID: &str = "00000000000000000000000000";

/// Who knocks: a name for the table, and the header that says who it is.
struct Knocker {
    name: String,
    header: (&'static str, String),
}

async fn knockers(house: &House, door: usize) -> Vec<Knocker> {
    let mut all = vec![Knocker { name: "nobody".into(), header: ("x-none", String::new()) }];
    for role in Role::ALL {
        // A session for each door, because some doors end it.
        let token = format!("{}-{door}", role.word());
        let token = house.signed_in(HOST, &email_of(*role), &token).await;
        all.push(Knocker {
            name: role.word().into(),
            header: ("cookie", format!("session={token}")),
        });
    }
    let token = house.client_in(&format!("ada-{door}")).await;
    all.push(Knocker { name: "client".into(), header: ("cookie", format!("client={token}")) });
    let token = format!("stranger-{door}");
    let token = house.signed_in(OTHER, &email_of(Role::Administrator), &token).await;
    all.push(Knocker { name: "stranger".into(), header: ("cookie", format!("session={token}")) });
    let keys =
        [("key_stranger", "all", OTHER), ("key_other", "one", HOST), ("key_all", "all", HOST)];
    for (name, key, host) in keys {
        let header = ("authorization", format!("Bearer {key}-{host}"));
        all.push(Knocker { name: name.into(), header });
    }
    all
}

#[tokio::test(flavor = "multi_thread")]
async fn every_door_knows_whom_to_let_in() {
    for house in houses().await {
        let seen = knocked(&house).await;
        if env::var_os("UPDATE_SNAPSHOTS").is_some() {
            let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/tests/doors.txt");
            fs::write(file, &seen).expect("the snapshot is written");
        } else {
            let changed: Vec<&str> =
                seen.lines().filter(|line| !EXPECTED.lines().any(|known| known == *line)).collect();
            assert_eq!(changed, Vec::<&str>::new(), "on {}", house.engine);
            assert_eq!(seen.lines().count(), EXPECTED.lines().count(), "a door is gone");
        }
    }
}

async fn knocked(house: &House) -> String {
    let mut doors = doors();
    // What ends every session comes last.
    doors.sort_by_key(|door| door.path == "/desk/me/sessions/end");
    let mut lines = Vec::new();
    for (at, door) in doors.iter().enumerate() {
        let path = door.path.replace("{id}", NOBODYS_ID).replace("{token}", "none");
        let path =
            ["{code}", "{topic}", "{secret}", "{day}", "{channel}", "{language}", "{message}"]
                .iter()
                .fold(path, |path, part| path.replace(part, "none"));
        let path = path.replace("{file}", NOBODYS_ID);
        let mut line = format!("{} {}", door.method, door.path);
        for (who, knocker) in knockers(house, at).await.into_iter().enumerate() {
            let request = request(door.method, &path)
                .header(knocker.header.0, &knocker.header.1)
                .header("x-forwarded-for", format!("198.51.{at}.{who}"))
                .body(Body::empty());
            let heard = house.send(request.expect("a request")).await;
            line += &format!(" {}={}", knocker.name, heard.status);
        }
        lines.push((door.path, line));
    }
    lines.sort();
    lines.into_iter().map(|(_, line)| line + "\n").collect()
}
