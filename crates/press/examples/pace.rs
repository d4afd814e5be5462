//! How many letters a second one core prints: `cargo run --release -p press --example pace`. Each
//! is another’s, as in a batch: other names, other words, one in ten of two pages.

use kernel::{Date, Instant, Language};
use press::{Letter, Press, Window};
use std::{error::Error, time::Instant as Clock};

/// Letters that are printed.
const LETTERS: usize = 300;

fn main() -> Result<(), Box<dyn Error>> {
    let began = Clock::now();
    let press = Press::default();
    let made = began.elapsed();
    let (began, mut pages, mut bytes, mut each) = (Clock::now(), 0, 0, Vec::new());
    for number in 0..LETTERS {
        let began = Clock::now();
        let printed = press.print(&letter(number)?)?;
        each.push(began.elapsed());
        (pages, bytes) = (pages + printed.pages, bytes + printed.bytes.len());
    }
    let all = began.elapsed();
    each.sort();
    println!("a press was made in {} ms", made.as_millis());
    println!("{LETTERS} letters, {pages} pages, {bytes} bytes in {} ms", all.as_millis());
    println!(
        "{} letters/s, p50 {} µs, p99 {} µs",
        u128::try_from(LETTERS)? * 1_000 / all.as_millis().max(1),
        each[LETTERS / 2].as_micros(),
        each[LETTERS * 99 / 100].as_micros()
    );
    Ok(())
}

fn letter(number: usize) -> Result<Letter, Box<dyn Error>> {
    let lines = |all: &[&str]| all.iter().map(|one| (*one).to_owned()).collect();
    let paragraph = format!(
        "abbiamo esaminato la pratica {number} e confermiamo che il contratto copre il danno; le \
         versiamo l’importo entro dieci giorni lavorativi sul conto che ci ha indicato.\n\n"
    );
    let street = format!("Via Roma {number}");
    Ok(Letter {
        language: Language::It,
        window: Window::Right,
        sender: lines(&["Esempio Assicurazioni", "Via Po 1", "10121 Torino"]),
        recipient: lines(&["Bianca Ferri", &street, "28921 Verbania VB"]),
        registered: number.is_multiple_of(5),
        reference: format!("{number:026}"),
        place: "Torino".into(),
        day: Date::constant(2026, 5, 4),
        subject: format!("La sua pratica {number}"),
        text: paragraph.repeat(if number.is_multiple_of(10) { 16 } else { 4 }),
        at: "2026-05-04T12:00:00Z".parse::<Instant>()?,
    })
}
