//! Numbers for people: they rise and are unique, and within a series have no gaps.
//!
//! Whoever needs one asks and goes on; [`assign`], run by a job, gives them in the order in which
//! they were asked for. So no unit of work waits for another's number, and none is lost to a unit
//! that failed.

use crate::{Desk, Result};
use kernel::Id;

/// Numbers given in one unit of work at the most, so that it stays short.
const ASSIGNED_AT_ONCE: i64 = 500;

/// Asks for the next number of `series` for `subject`; asking twice is asking once.
///
/// # Errors
/// Only when the database fails.
pub fn want<T>(desk: &mut Desk<'_>, series: &str, subject: Id<T>) -> Result<()> {
    desk.execute(
        "insert into numbers_wanted (tenant, series, subject) values ($1, $2, $3)
         on conflict (tenant, series, subject) do nothing",
        &[&desk.tenant.clone(), &series, &subject],
    )?;
    Ok(())
}

/// The number that `subject` was given, once it was.
///
/// # Errors
/// Only when the database fails.
pub fn given<T>(desk: &mut Desk<'_>, series: &str, subject: Id<T>) -> Result<Option<i64>> {
    desk.optional(
        "select number from numbers_wanted
          where tenant = $1 and series = $2 and subject = $3 and number is not null",
        &[&desk.tenant.clone(), &series, &subject],
    )
}

/// Gives the numbers of a series that are still wanted; answers how many it gave.
///
/// # Errors
/// Only when the database fails.
pub fn assign(desk: &mut Desk<'_>, series: &str) -> Result<u64> {
    desk.execute(
        "with wanted as (
             select seq, row_number() over (order by seq) as place from numbers_wanted
              where tenant = $1 and series = $2 and number is null
              order by seq limit $3),
         last as (
             select coalesce(max(number), 0) as number from numbers_wanted
              where tenant = $1 and series = $2)
         update numbers_wanted
            set number = (select last.number from last)
                       + (select wanted.place from wanted where wanted.seq = numbers_wanted.seq)
          where seq in (select wanted.seq from wanted)",
        &[&desk.tenant.clone(), &series, &ASSIGNED_AT_ONCE],
    )
}

const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Milliseconds of the epoch at which references begin: the year 2020. Forty bits last to 2054.
const REFERENCES_FROM: i64 = 1_577_836_800_000;

/// A number for people that nobody has to wait for: it rises with the time at which `id` was made,
/// and its last four letters are chance. Where the law wants no gaps, use [`want`].
///
/// ```
/// use kernel::{Id, Instant};
/// struct Request;
/// let id: Id<Request> = Id::new(Instant::from_seconds(1_795_000_000), 7, 7);
/// assert_eq!(domain::numbering::reference('R', id), "R-6A7Y-YXG0-0007");
/// ```
pub fn reference<T>(letter: char, id: Id<T>) -> String {
    let bytes = id.bytes();
    let millis = bytes[..6].iter().fold(0_i64, |sum, byte| (sum << 8) | i64::from(*byte));
    let time = (millis - REFERENCES_FROM).max(0).cast_unsigned() & 0xff_ffff_ffff;
    let chance = bytes[13..].iter().fold(0_u64, |sum, byte| (sum << 8) | u64::from(*byte));
    let bits = (time << 20) | (chance & 0xf_ffff);
    let mut text = letter.to_string();
    for place in (0..12).rev() {
        if place % 4 == 3 {
            text.push('-');
        }
        text.push(char::from(ALPHABET[((bits >> (5 * place)) & 31) as usize]));
    }
    text
}
