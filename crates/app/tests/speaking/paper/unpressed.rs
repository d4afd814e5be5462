//! A program that was built without the press.

use super::post;
use crate::House;
use premura::Channels;

#[test]
fn a_program_without_the_press_says_so() {
    House::each(|house| {
        let asked = Channels { post: &[post(&house.own)], ..Channels::default() };
        let refused = premura::send(&house.place, asked, &house.stop).map(drop);
        let said = refused.expect_err("there is no press").to_string();
        assert!(said.contains("--features press"), "{said}");
    });
}
