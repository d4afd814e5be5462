//! Who has only an address is written to on paper, and what the printer tells stands with it.

#[cfg(feature = "press")]
mod pressed;
#[cfg(not(feature = "press"))]
mod unpressed;

use premura::{Post, Sort, Window};
use std::path::Path;

/// A printer who finds batches below this folder.
fn post(own: &Path) -> Post {
    Post {
        from: vec!["Esempio Assicurazioni".into(), "Via Po 1".into(), "10121 Torino".into()],
        place: "Torino".into(),
        window: Window::Right,
        country: "IT".into(),
        kinds: vec![Sort::Ordinary, Sort::Registered],
        folder: Some(own.join("batches")),
        status: Some(own.join("status")),
        bucket: None,
        every_minutes: 0,
        tenant: None,
    }
}
