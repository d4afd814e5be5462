//! Sums as bytes: whole numbers of variable length, as many as are needed and no more.

use super::{
    histogram::Histogram,
    sums::{COUNTERS, Sums},
};

/// The first byte says how the rest is written.
const VERSION: u8 = 3;
/// Before the hours of agents were kept, the last two counters.
const WITHOUT_HOURS: u8 = 2;
/// Before versions of commitments were kept: a figure then said that the first had measured it.
const WITHOUT_VERSIONS: u8 = 1;

impl Sums {
    /// The bytes that are kept for a day.
    pub(super) fn pack(&self) -> Vec<u8> {
        let mut out = vec![VERSION];
        for counter in self.counters() {
            number(&mut out, counter);
        }
        for histogram in [&self.wait_of_answered, &self.wait_of_abandoned, &self.handling] {
            pack_histogram(&mut out, histogram);
        }
        number(&mut out, self.promises.len() as i64);
        for (code, promise) in &self.promises {
            number(&mut out, code.len() as i64);
            out.extend_from_slice(code.as_bytes());
            for counter in [promise.kept, promise.breached, promise.running] {
                number(&mut out, counter);
            }
            number(&mut out, promise.versions.len() as i64);
            for version in &promise.versions {
                number(&mut out, *version);
            }
            pack_histogram(&mut out, &promise.delay);
        }
        out
    }

    /// Adds what such bytes hold; none where they are not such bytes.
    pub(super) fn add_packed(&mut self, bytes: &[u8]) -> Option<()> {
        let (version, mut rest) = bytes.split_first()?;
        if ![VERSION, WITHOUT_HOURS, WITHOUT_VERSIONS].contains(version) {
            return None;
        }
        let counters = if *version == VERSION { COUNTERS } else { COUNTERS - 2 };
        for counter in self.counters_mut().into_iter().take(counters) {
            *counter += read(&mut rest)?;
        }
        add_histogram(&mut rest, &mut self.wait_of_answered)?;
        add_histogram(&mut rest, &mut self.wait_of_abandoned)?;
        add_histogram(&mut rest, &mut self.handling)?;
        for _ in 0..read(&mut rest)? {
            let length = usize::try_from(read(&mut rest)?).ok()?;
            let (code, after) = rest.split_at_checked(length)?;
            rest = after;
            let code = std::str::from_utf8(code).ok()?;
            let promise = match self.promises.get_mut(code) {
                Some(promise) => promise,
                None => self.promises.entry(code.to_owned()).or_default(),
            };
            promise.kept += read(&mut rest)?;
            promise.breached += read(&mut rest)?;
            promise.running += read(&mut rest)?;
            if *version == WITHOUT_VERSIONS {
                promise.versions.insert(1);
            } else {
                for _ in 0..read(&mut rest)? {
                    promise.versions.insert(read(&mut rest)?);
                }
            }
            add_histogram(&mut rest, &mut promise.delay)?;
        }
        rest.is_empty().then_some(())
    }
}

fn pack_histogram(out: &mut Vec<u8>, histogram: &Histogram) {
    number(out, histogram.iter().len() as i64);
    let mut before = 0;
    for (seconds, count) in histogram.iter() {
        number(out, seconds - before);
        number(out, count);
        before = seconds;
    }
}

fn add_histogram(rest: &mut &[u8], histogram: &mut Histogram) -> Option<()> {
    let mut seconds = 0;
    for _ in 0..read(rest)? {
        seconds += read(rest)?;
        histogram.add_many(seconds, read(rest)?);
    }
    Some(())
}

/// Seven bits a byte, the lowest first; the sign is folded into the lowest bit.
fn number(out: &mut Vec<u8>, value: i64) {
    let mut folded = ((value << 1) ^ (value >> 63)).cast_unsigned();
    while folded >= 0x80 {
        out.push((folded & 0x7f) as u8 | 0x80);
        folded >>= 7;
    }
    out.push(folded as u8);
}

fn read(rest: &mut &[u8]) -> Option<i64> {
    let (mut folded, mut shift) = (0_u64, 0);
    loop {
        let (byte, after) = rest.split_first()?;
        *rest = after;
        if shift > 63 {
            return None;
        }
        folded |= u64::from(byte & 0x7f) << shift;
        shift += 7;
        if byte & 0x80 == 0 {
            return Some((folded >> 1).cast_signed() ^ -(folded & 1).cast_signed());
        }
    }
}
