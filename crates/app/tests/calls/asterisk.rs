//! A captured exchange, call by call against what the driver of the capture did.

use super::{
    house::{House, houses, seconds},
    truth::{self, Listened, Seconds},
};
use db::Row;

/// The log of an attended transfer into a queue, from a public report: the end of the first leg
/// carries the second call's id, the second leg's answer the first's.
const HANDED_OVER: &str = "\
1717397259|1717397243.239826|1501|NONE|ENTERQUEUE||9031396745|1
1717397271|1717397243.239826|1501|PJSIP/7009|CONNECT|12|1717397259.239827|11
1717397390|1717397390.239830|1509|NONE|ENTERQUEUE||7009|1
1717397391|1717397390.239830|1501|PJSIP/7009|ATTENDEDTRANSFER|APP|Queue|12|120|1
1717397397|1717397243.239826|1509|PJSIP/7051|CONNECT|7|1717397390.239831|6
1717397570|1717397243.239826|1509|PJSIP/7051|COMPLETEAGENT|7|173|1
";

#[test]
fn a_caller_handed_over_into_a_queue_is_offered_once_and_visits_twice() {
    for house in houses() {
        let log = house.file("queue_log", HANDED_OVER);
        let report = house.import(&house.options(&log));
        assert_eq!((report.rows, report.kept), (6, 6));
        let calls = house.rows(
            "select outcome, caller, wait_us, handling_us, visits, transferred from calls
              where linked_into is null",
        );
        assert_eq!(calls.len(), 1, "on {}", house.db.name());
        let call = &calls[0];
        assert_eq!(call.get::<String>("outcome"), Ok("answered".to_owned()));
        assert_eq!(call.get::<Option<String>>("caller"), Ok(Some("9031396745".to_owned())));
        assert_eq!(
            (seconds(call, "wait_us"), seconds(call, "handling_us")),
            (Some(12.0), Some(293.0))
        );
        assert_eq!(call.get::<i64>("visits"), Ok(2));
        let legs = visits(&house);
        assert_eq!(legs, [("1501".into(), 12.0, 120.0), ("1509".into(), 7.0, 173.0)]);
    }
}

fn visits(house: &House) -> Vec<(String, f64, f64)> {
    let rows = house.rows(
        "select q.code, l.wait_us, l.talk_us from legs as l
           join queues as q on q.tenant = l.tenant and q.id = l.queue order by l.position",
    );
    let figure = |row: &Row, name| seconds(row, name).expect("a figure");
    let code = |row: &Row| row.get("code").expect("a queue");
    rows.iter().map(|row| (code(row), figure(row, "wait_us"), figure(row, "talk_us"))).collect()
}

#[test]
fn a_captured_exchange_is_told_call_by_call() {
    let Some((folder, truth)) = truth::captured() else { return };
    for house in houses() {
        for name in ["queue_log.0", "queue_log.1", "queue_log"] {
            let report = house.import(&house.options(&folder.join(name)));
            assert_eq!(report.rejected_total(), 0, "{name}: {:?}", house.rejects());
        }
        assert_eq!(truth::calls(&house).len(), truth.len() - 1);
        truth::agree_all(&house, &truth, (Listened::Never, Seconds::All));
    }
}
