//! How a certified message stands with its recipient, of all that providers said of it.

use crate::messaging::Heard;
use kernel::{Instant, words};

words! {
    /// What a provider says became of a message.
    pub enum Step {
        /// Our provider took it. It is sent, as the law has it.
        Accepted = "accepted",
        /// Our provider refused it.
        Refused = "refused",
        /// The other side's provider has it.
        TakenInCharge = "taken_in_charge",
        /// It lies in the recipient's box. It is served, as the law has it.
        Delivered = "delivered",
        /// After twelve hours it lies in no box yet.
        Warned = "warned",
        /// It will not come to lie in that box.
        Failed = "failed",
        /// The other side's provider found something harmful in it.
        Virus = "virus",
    }
}

impl Step {
    /// What is heard of the message by it.
    pub(super) fn heard(self) -> Heard {
        match self {
            Self::Accepted | Self::TakenInCharge | Self::Warned => Heard::Delayed,
            Self::Delivered => Heard::Delivered,
            Self::Refused | Self::Failed | Self::Virus => Heard::Bounced,
        }
    }
}

words! {
    /// How far a message has come with a recipient; later ones win over earlier ones.
    #[derive(Default)]
    pub enum Stage {
        /// It was handed to our provider, which has said nothing yet.
        #[default]
        Handed = "handed",
        /// Our provider took it.
        Accepted = "accepted",
        /// The other side's provider has it.
        TakenInCharge = "taken_in_charge",
        /// Our provider refused it. This is final.
        Refused = "refused",
        /// It does not come to lie in the recipient's box. This is final, unless it did after all.
        Failed = "failed",
        /// It was found harmful. This is final.
        Virus = "virus",
        /// It lies in the recipient's box. This is final: a receipt of delivery proves it, whatever
        /// was said before or is said later.
        Delivered = "delivered",
    }
}

impl Stage {
    /// Whether no receipt is awaited any more.
    pub fn is_final(self) -> bool {
        self >= Self::Refused
    }

    const fn of(step: Step) -> Option<Self> {
        match step {
            Step::Accepted => Some(Self::Accepted),
            Step::Refused => Some(Self::Refused),
            Step::TakenInCharge => Some(Self::TakenInCharge),
            Step::Delivered => Some(Self::Delivered),
            Step::Failed => Some(Self::Failed),
            Step::Virus => Some(Self::Virus),
            Step::Warned => None,
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
/// use domain::contacts::letters::{Stage, Step, standing};
/// let at = "2026-05-04T10:00:00Z".parse()?;
/// let receipts = [(Step::Delivered, at), (Step::Warned, at)];
/// let stands = standing(receipts);
/// assert_eq!((stands.stage, stands.warned), (Stage::Delivered, None));
/// # Ok::<(), kernel::BadInstant>(())
/// ```
pub fn standing(receipts: impl IntoIterator<Item = (Step, Instant)>) -> Standing {
    let mut found = Standing::default();
    for (step, at) in receipts {
        match Stage::of(step) {
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

    fn minute(at: i64) -> Instant {
        Instant::from_micros(at * Instant::MINUTE)
    }

    /// All orders of these, by exchanging (Heap).
    fn orders(
        list: &mut Vec<(Step, Instant)>,
        first: usize,
        each: &mut impl FnMut(&[(Step, Instant)]),
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
        for chosen in 0_usize..1 << Step::ALL.len() {
            let some = (0..Step::ALL.len()).filter(|at| chosen >> at & 1 == 1);
            let mut list: Vec<(Step, Instant)> =
                some.map(|at| (Step::ALL[at], minute(7))).collect();
            // The first comes a second time, at another hour.
            list.extend(list.first().map(|(step, _)| (*step, minute(3))));
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
            |steps: &[Step]| standing(steps.iter().zip(1..).map(|(step, at)| (*step, minute(at))));
        assert_eq!(of(&[]), Standing::default());
        let warned = of(&[Step::Accepted, Step::Warned]);
        assert_eq!((warned.stage, warned.warned), (Stage::Accepted, Some(minute(2))));
        let failed = of(&[Step::Warned, Step::Failed]);
        assert_eq!((failed.stage, failed.warned), (Stage::Failed, None));
        let late = of(&[Step::Failed, Step::Delivered]);
        assert_eq!((late.stage, late.since), (Stage::Delivered, Some(minute(2))));
        assert_eq!(of(&[Step::Delivered]).stage, Stage::Delivered, "nothing before it");
    }
}
