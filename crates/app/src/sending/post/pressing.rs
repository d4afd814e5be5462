//! Letters put on paper by the press.

use super::{Post, Window};
use domain::messaging::Parcel;
use gateways::post::{Kind, Press, Pressed};
use kernel::TimeZone;
use press::Letter;
use std::error::Error;

/// Whoever puts letters on paper.
///
/// # Errors
/// Never, with the press in the program.
pub(super) fn press(post: &Post, zone: &TimeZone) -> Result<Box<dyn Press>, Box<dyn Error>> {
    Ok(Box::new(Pressing {
        press: press::Press::default(),
        sender: post.from.clone(),
        place: post.place.clone(),
        window: match post.window {
            Window::Left => press::Window::Left,
            Window::Right => press::Window::Right,
        },
        zone: zone.clone(),
    }))
}

struct Pressing {
    press: press::Press,
    sender: Vec<String>,
    place: String,
    window: press::Window,
    zone: TimeZone,
}

impl Press for Pressing {
    fn press(&mut self, parcel: &Parcel, kind: Kind, reference: &str) -> Result<Pressed, String> {
        let letter = Letter {
            language: parcel.language,
            window: self.window,
            sender: self.sender.clone(),
            recipient: parcel.recipient.lines().map(str::to_owned).collect(),
            registered: kind == Kind::Registered,
            reference: reference.to_owned(),
            place: self.place.clone(),
            day: parcel.at.day(&self.zone),
            subject: parcel.title.clone(),
            text: parcel.text.clone(),
            at: parcel.at,
        };
        let printed = self.press.print(&letter).map_err(|error| error.to_string())?;
        Ok(Pressed { bytes: printed.bytes, pages: printed.pages })
    }
}
