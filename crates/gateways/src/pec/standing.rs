//! How a certified message stands with one recipient.

use super::kind::Kind;
use kernel::Instant;

/// How far a message has come with a recipient; later ones win over earlier ones.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stage {
    /// It was handed to our provider, which has said nothing yet.
    #[default]
    Handed,
    /// Our provider took it.
    Accepted,
    /// The other side's provider has it.
    TakenInCharge,
    /// Our provider refused it. This is final.
    NotAccepted,
    /// It does not come to lie in the recipient's box. This is final, unless it did after all.
    DeliveryError,
    /// It was found harmful. This is final.
    Virus,
    /// It lies in the recipient's box. This is final: a receipt of delivery proves it, whatever
    /// was said before or is said later.
    Delivered,
}

impl Stage {
    /// Whether no receipt is awaited any more.
    pub fn is_final(self) -> bool {
        self >= Self::NotAccepted
    }

    const fn of(kind: Kind) -> Option<Self> {
        match kind {
            Kind::Accepted => Some(Self::Accepted),
            Kind::NotAccepted => Some(Self::NotAccepted),
            Kind::TakenInCharge => Some(Self::TakenInCharge),
            Kind::Delivered(_) => Some(Self::Delivered),
            Kind::DeliveryError => Some(Self::DeliveryError),
            Kind::Virus => Some(Self::Virus),
            Kind::DeliveryWarning => None,
        }
    }
}

/// How a message stands with a recipient.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// How far it has come.
    pub stage: Stage,
    /// Since when, as a provider certifies: the earliest that is said.
    pub since: Option<Instant>,
    /// When a provider warned that it may not be delivered; none where it came to an end since.
    pub warned: Option<Instant>,
}

/// How a message stands with a recipient, of all the receipts about both that there are: in any
/// order, some twice, some missing.
///
/// ```
/// use gateways::pec::{Form, Kind, Stage, standing};
/// let at = "2026-05-04T10:00:00Z".parse()?;
/// let receipts = [(Kind::Delivered(Form::Brief), at), (Kind::DeliveryWarning, at)];
/// let stands = standing(receipts);
/// assert_eq!((stands.stage, stands.warned), (Stage::Delivered, None));
/// # Ok::<(), kernel::BadInstant>(())
/// ```
pub fn standing(receipts: impl IntoIterator<Item = (Kind, Instant)>) -> Standing {
    let mut found = Standing::default();
    for (kind, at) in receipts {
        match Stage::of(kind) {
            None => found.warned = earliest(found.warned, at),
            Some(stage) if stage == found.stage => found.since = earliest(found.since, at),
            Some(stage) if stage > found.stage => {
                (found.stage, found.since) = (stage, Some(at));
            }
            Some(_) => {}
        }
    }
    if found.stage.is_final() {
        found.warned = None;
    }
    found
}

fn earliest(known: Option<Instant>, at: Instant) -> Option<Instant> {
    Some(known.map_or(at, |known| known.min(at)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pec::Form;

    const ALL: [Kind; 7] = [
        Kind::Accepted,
        Kind::NotAccepted,
        Kind::TakenInCharge,
        Kind::Delivered(Form::Complete),
        Kind::DeliveryWarning,
        Kind::DeliveryError,
        Kind::Virus,
    ];

    fn minute(at: i64) -> Instant {
        Instant::from_micros(at * Instant::MINUTE)
    }

    /// All orders of these, by exchanging (Heap).
    fn orders(
        list: &mut Vec<(Kind, Instant)>,
        first: usize,
        each: &mut impl FnMut(&[(Kind, Instant)]),
    ) {
        if first == list.len() {
            return each(list);
        }
        for other in first..list.len() {
            list.swap(first, other);
            orders(list, first + 1, each);
            list.swap(first, other);
        }
    }

    #[test]
    fn neither_order_nor_doubling_changes_how_a_message_stands() {
        let mut seen = 0;
        for chosen in 0_usize..1 << ALL.len() {
            let some = (0..ALL.len()).filter(|at| chosen >> at & 1 == 1);
            let mut list: Vec<(Kind, Instant)> = some.map(|at| (ALL[at], minute(7))).collect();
            // The first comes a second time, at another hour.
            list.extend(list.first().map(|(kind, _)| (*kind, minute(3))));
            let expected = standing(list.clone());
            if list.len() > 6 {
                list.rotate_left(1);
                assert_eq!(standing(list.iter().rev().copied()), expected);
                continue;
            }
            orders(&mut list, 0, &mut |order| {
                seen += 1;
                assert_eq!(standing(order.iter().copied()), expected, "{order:?}");
                let twice = order.iter().chain(order).copied();
                assert_eq!(standing(twice), expected, "{order:?} twice");
            });
        }
        assert!(seen > 10_000, "{seen} orders");
    }

    #[test]
    fn a_delivery_wins_and_a_warning_is_none_of_the_ends() {
        let of =
            |kinds: &[Kind]| standing(kinds.iter().zip(1..).map(|(kind, at)| (*kind, minute(at))));
        assert_eq!(of(&[]), Standing::default());
        let warned = of(&[Kind::Accepted, Kind::DeliveryWarning]);
        assert_eq!((warned.stage, warned.warned), (Stage::Accepted, Some(minute(2))));
        let failed = of(&[Kind::DeliveryWarning, Kind::DeliveryError]);
        assert_eq!((failed.stage, failed.warned), (Stage::DeliveryError, None));
        let late = of(&[Kind::DeliveryError, Kind::Delivered(Form::Brief)]);
        assert_eq!((late.stage, late.since), (Stage::Delivered, Some(minute(2))));
        assert_eq!(
            of(&[Kind::Delivered(Form::Brief)]).stage,
            Stage::Delivered,
            "nothing before it"
        );
    }
}
