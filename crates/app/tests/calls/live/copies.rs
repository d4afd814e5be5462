//! Two copies of the program and one exchange: one of them listens.

use crate::house::{House, houses};
use domain::contacts::exchanges::{self, LEASE};
use kernel::Instant;

fn take(house: &House, holder: &'static str, after: i64) -> bool {
    house.at_a_desk_at(after, move |desk| exchanges::take(desk, "pbx", holder))
}

#[test]
fn one_copy_listens_and_another_takes_over_when_it_is_gone() {
    for house in houses() {
        let name = house.db.name();
        assert!(take(&house, "one", 0), "{name}");
        assert!(!take(&house, "other", LEASE - Instant::SECOND), "it lives, on {name}");
        assert!(take(&house, "one", LEASE - Instant::SECOND), "it renews, on {name}");
        assert!(!take(&house, "other", LEASE), "renewed, on {name}");
        assert!(take(&house, "other", 2 * LEASE), "it is gone, on {name}");
        assert!(!take(&house, "one", 2 * LEASE + Instant::SECOND), "it came back, on {name}");
        house.at_a_desk_at(2 * LEASE, |desk| exchanges::release(desk, "pbx", "other"));
        assert!(take(&house, "one", 2 * LEASE), "given back, on {name}");
    }
}
