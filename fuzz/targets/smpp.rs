//! Any bytes as what a message centre says: read or passed over, the same however the network cuts
//! them, and nothing is told that the house could not keep. The first byte says how they are cut,
//! the second how the centre writes.
#![no_main]

use domain::messaging::Of;
use gateways::sms::{Coding, News, ReceiptIds, Smsc, Source, read_session};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let [cut, way, bytes @ ..] = bytes else { return };
    let Ok(source) = Source::new("Aurora") else { return };
    let mut smsc = Smsc::new("localhost", 2775, source);
    smsc.coding = [Coding::Gsm, Coding::Latin1, Coding::Ucs2][usize::from(way % 3)];
    smsc.receipt_ids =
        [ReceiptIds::Same, ReceiptIds::Decimal, ReceiptIds::Hexadecimal][usize::from(way / 3 % 3)];
    let whole = read_session(&smsc, bytes, usize::MAX);
    for news in &whole {
        match news {
            News::Receipt(receipt) => {
                let Of::Reference(_, id) = &receipt.of else { panic!("{receipt:?}") };
                assert!(!id.is_empty() && id.len() <= 100 && !receipt.said.is_empty());
            }
            News::Coming(coming) => {
                assert!(coming.text.len() <= 4 * bytes.len() + 255 * 5, "more is said than came");
            }
        }
    }
    assert_eq!(read_session(&smsc, bytes, usize::from(*cut) + 1), whole, "a cut changes nothing");
});
