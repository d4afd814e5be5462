//! Prints a letter to look at: `cargo run -p press --example letter > letter.pdf`.

use kernel::{Date, Instant, Language};
use press::{Letter, Press, Window};
use std::io::{self, Write};

fn main() -> io::Result<()> {
    let lines = |all: &[&str]| all.iter().map(|one| (*one).to_owned()).collect();
    let letter = Letter {
        language: Language::It,
        window: Window::Right,
        sender: lines(&[
            "Aurora Assicurazioni",
            "Corso Vittorio Emanuele II 12",
            "10123 Torino",
            "tel. 011 555 0100",
            "servizio@aurora.example",
        ]),
        recipient: lines(&["Bianca Ferri", "Via San Remigio 4, scala B", "28922 Verbania VB"]),
        registered: true,
        reference: "01jd8n6s4q1c0h5k4r8x9t2v3w".into(),
        place: "Torino".into(),
        day: Date::constant(2026, 5, 4),
        subject: "Il suo reclamo n. 2026/17 del 28 aprile 2026".into(),
        text: TEXT.into(),
        at: "2026-05-04T12:00:00Z".parse::<Instant>().map_err(io::Error::other)?,
    };
    let printed = Press::default().print(&letter).map_err(io::Error::other)?;
    io::stdout().write_all(&printed.bytes)
}

const TEXT: &str = "Gentile signora Ferri,

abbiamo esaminato il suo reclamo sui danni d’acqua al tetto della casa di via San Remigio. Il \
perito ha rivisto la relazione del 12 marzo e conferma che l’infiltrazione è dovuta alla \
grandinata del 9 marzo, che il contratto copre. La franchigia di 200 euro resta a suo carico; le \
versiamo la differenza entro dieci giorni lavorativi sul conto che ci ha indicato.

Le ragioni del primo rifiuto erano sbagliate e ce ne scusiamo. Perché non accada ad altri, chi \
valuta i danni da grandine riceve ora anche i dati della stazione meteorologica più vicina.

Se non è d’accordo, può rivolgersi all’IVASS o all’Arbitro assicurativo entro dodici mesi; il modo \
e gli indirizzi stanno sul nostro sito alla voce «Reclami».

Con i migliori saluti,
Carla Neri
Aurora Assicurazioni
";
