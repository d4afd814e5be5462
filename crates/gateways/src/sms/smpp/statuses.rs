//! What an SMSC's status says of a message (SMPP 3.4, 5.1.3; SMPP 5.0, 4.7.6).

use super::smsc::Smsc;
use domain::messaging::Fate;

pub(super) const ROK: u32 = 0x00;
pub(super) const RINVMSGLEN: u32 = 0x01;
pub(super) const RINVCMDID: u32 = 0x03;
pub(super) const RINVDSTADR: u32 = 0x0b;
pub(super) const RMSGQFUL: u32 = 0x14;
pub(super) const RTHROTTLED: u32 = 0x58;
pub(super) const RX_T_APPN: u32 = 0x64;
pub(super) const RX_R_APPN: u32 = 0x65;

/// Statuses that say nothing of this message: it is not taken now, or we are spoken of, which is
/// for us to put right. What is not in it is a no to this message.
const LATER: &[(u32, &str)] = &[
    (0x02, "ESME_RINVCMDLEN"),
    (RINVCMDID, "ESME_RINVCMDID"),
    (0x04, "ESME_RINVBNDSTS"),
    (0x05, "ESME_RALYBND"),
    (0x08, "ESME_RSYSERR"),
    (0x0a, "ESME_RINVSRCADR"),
    (0x0d, "ESME_RBINDFAIL"),
    (0x0e, "ESME_RINVPASWD"),
    (0x0f, "ESME_RINVSYSID"),
    (RMSGQFUL, "ESME_RMSGQFUL"),
    (0x15, "ESME_RINVSERTYP"),
    (0x45, "ESME_RSUBMITFAIL"),
    (0x48, "ESME_RINVSRCTON"),
    (0x49, "ESME_RINVSRCNPI"),
    (0x50, "ESME_RINVDSTTON"),
    (0x51, "ESME_RINVDSTNPI"),
    (0x53, "ESME_RINVSYSTYP"),
    (RTHROTTLED, "ESME_RTHROTTLED"),
    (RX_T_APPN, "ESME_RX_T_APPN"),
    (0xff, "ESME_RUNKNOWNERR"),
    (0x100, "ESME_RSERTYPUNAUTH"),
    (0x102, "ESME_RSERTYPUNAVAIL"),
];

/// Names of others, so that a person need not look them up.
const NAMED: &[(u32, &str)] = &[
    (ROK, "ESME_ROK"),
    (RINVMSGLEN, "ESME_RINVMSGLEN"),
    (0x06, "ESME_RINVPRTFLG"),
    (0x07, "ESME_RINVREGDLVFLG"),
    (RINVDSTADR, "ESME_RINVDSTADR"),
    (0x0c, "ESME_RINVMSGID"),
    (0x43, "ESME_RINVESMCLASS"),
    (0x61, "ESME_RINVSCHED"),
    (0x62, "ESME_RINVEXPIRY"),
    (RX_R_APPN, "ESME_RX_R_APPN"),
    (0xc0, "ESME_RINVOPTPARSTREAM"),
    (0xc1, "ESME_ROPTPARNOTALLWD"),
    (0xc2, "ESME_RINVPARLEN"),
    (0xc3, "ESME_RMISSINGOPTPARAM"),
    (0xc4, "ESME_RINVOPTPARAMVAL"),
    (0xfe, "ESME_RDELIVERYFAILURE"),
    (0x101, "ESME_RPROHIBITED"),
    (0x103, "ESME_RSERTYPDENIED"),
    (0x104, "ESME_RINVDCS"),
];

/// How a message ended that an SMSC answered so.
pub(super) fn fate(smsc: &Smsc, status: u32) -> Fate {
    match status {
        ROK => Fate::Accepted,
        _ if smsc.nobody.contains(&status) => Fate::Unreachable,
        _ if smsc.later.contains(&status) => Fate::Postponed,
        RINVDSTADR => Fate::Unreachable,
        _ if LATER.iter().any(|(known, _)| *known == status) => Fate::Postponed,
        _ => Fate::Refused,
    }
}

/// Whether it says that we speak too fast.
pub(super) fn is_too_fast(status: u32) -> bool {
    matches!(status, RTHROTTLED | RMSGQFUL)
}

/// A status in words.
pub(super) fn words(status: u32) -> String {
    let name = LATER.iter().chain(NAMED).find(|(known, _)| *known == status);
    match name {
        Some((_, name)) => format!("{name} (0x{status:02X})"),
        None => format!("status 0x{status:02X}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sms::Source;

    #[test]
    fn what_speaks_of_us_or_of_now_is_tried_again_and_a_no_is_a_no() {
        let mut smsc = Smsc::new("localhost", 1, Source::new("Aurora").expect("a name"));
        (smsc.later, smsc.nobody) = (vec![0x410], vec![0x401]);
        for (status, expected) in [
            (0, Fate::Accepted),
            (RTHROTTLED, Fate::Postponed),
            (RMSGQFUL, Fate::Postponed),
            (0x08, Fate::Postponed),
            (0x0a, Fate::Postponed),
            (0x0e, Fate::Postponed),
            (RINVDSTADR, Fate::Unreachable),
            (RINVMSGLEN, Fate::Refused),
            (0x65, Fate::Refused),
            (0x103, Fate::Refused),
            (0x401, Fate::Unreachable),
            (0x410, Fate::Postponed),
            (0x411, Fate::Refused),
            (u32::MAX, Fate::Refused),
        ] {
            assert_eq!(fate(&smsc, status), expected, "{}", words(status));
        }
        assert_eq!(words(RTHROTTLED), "ESME_RTHROTTLED (0x58)");
        assert_eq!(words(0x411), "status 0x411");
    }
}
