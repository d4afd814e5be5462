//! Letters that came in, read as answers, reports, complaints and certified mail.

use crate::row;
use gateways::{
    mail::{read_complaint, read_reply, read_report},
    pec,
    smime::Anchors,
};
use std::{
    error::Error,
    fs::{self, File},
    hint::black_box,
    io::Read,
    time::{Duration, Instant},
};
use testkit::data;

type Failure = Box<dyn Error>;

/// Each figure is of so long at the least.
const MEASURED_FOR: Duration = Duration::from_secs(2);

/// How many letters a second one core reads: real ones of mailing lists and advertising, and real
/// receipts with their signatures.
pub fn read() -> Result<(), Failure> {
    let Some(folder) = data::file("mail") else { return Ok(()) };
    let archive = folder.join("spamassassin_sample.tar.gz");
    let mut bytes = Vec::new();
    flate2::read::GzDecoder::new(File::open(archive)?).read_to_end(&mut bytes)?;
    let letters = data::untar(&bytes);
    let anchors = Anchors::default();
    let rate = rate(&letters, |letter| {
        // As a box is read: each of the readers looks at each letter.
        black_box(pec::read(letter, &anchors));
        black_box(read_report(letter));
        black_box(read_complaint(letter));
        black_box(read_reply(letter));
    });
    let what = format!("{} real letters read by four readers each, one core", letters.len());
    row(&what, "-", &format!("{rate:.0}/s"));
    let mut certified = Vec::new();
    for entry in fs::read_dir(folder.join("pec"))? {
        certified.push(fs::read(entry?.path())?);
    }
    let rate = self::rate(&certified, |letter| {
        black_box(pec::read(letter, &anchors));
    });
    let what =
        format!("{} real certified letters with their signatures, one core", certified.len());
    row(&what, "-", &format!("{rate:.0}/s"));
    Ok(())
}

fn rate(letters: &[Vec<u8>], read: impl Fn(&[u8])) -> f64 {
    let (began, mut count) = (Instant::now(), 0);
    while began.elapsed() < MEASURED_FOR && !letters.is_empty() {
        letters.iter().for_each(|letter| read(letter));
        count += letters.len();
    }
    count as f64 / began.elapsed().as_secs_f64()
}
