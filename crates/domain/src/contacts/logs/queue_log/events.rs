use super::{
    super::{REASON_MAX, caller, cut},
    line::Line,
};
use crate::{Kind, contacts::calls::Fact};

/// What an event says of an agent; none where it is not about one.
pub(super) fn of_agent(line: &Line<'_>) -> Option<Vec<Fact>> {
    let fact = |kind: Kind, reason: Option<String>| Fact {
        kind: Some(kind),
        agent: line.named_agent(),
        queue: line.named_queue(),
        reason,
        ..Fact::default()
    };
    let facts = match line.event {
        "ADDMEMBER" if line.parameter(0) == "PAUSED" => {
            vec![fact(Kind::AgentSignedIn, None), fact(Kind::AgentPaused, None)]
        }
        "ADDMEMBER" | "AGENTLOGIN" | "AGENTCALLBACKLOGIN" => vec![fact(Kind::AgentSignedIn, None)],
        "REMOVEMEMBER" | "AGENTLOGOFF" | "AGENTCALLBACKLOGOFF" => {
            vec![fact(Kind::AgentSignedOut, None)]
        }
        "PAUSE" => vec![fact(Kind::AgentPaused, reason(line.rest))],
        "UNPAUSE" => vec![fact(Kind::AgentResumed, reason(line.rest))],
        _ => return None,
    };
    Some(facts)
}

fn reason(text: &str) -> Option<String> {
    let text = cut(text.trim_end_matches('|').trim(), REASON_MAX);
    (!text.is_empty()).then(|| text.to_owned())
}

/// What an event says of a call; none where the event is unknown, nothing inside where it is
/// known to tell nothing.
pub(super) fn of_call(line: &Line<'_>) -> Option<Option<Fact>> {
    let fact = |kind: Kind| Fact { queue: line.named_queue(), ..bare(kind) };
    let ringing = |reason: &str| Fact {
        agent: line.named_agent(),
        reason: Some(reason.to_owned()),
        ..fact(Kind::CallRinging)
    };
    let left = |reason: &str, wait: usize| Fact {
        wait_us: line.seconds(wait),
        reason: Some(reason.to_owned()),
        ..fact(Kind::CallLeftQueue)
    };
    let over = |kind: Kind, reason: Option<&str>, talk: Option<usize>| Fact {
        agent: line.named_agent(),
        talk_us: talk.and_then(|position| line.seconds(position)),
        reason: reason.map(str::to_owned),
        ..fact(kind)
    };
    Some(Some(match line.event {
        "DID" => Fact {
            // The queue of this line is only where the dial plan is about to send the call.
            number: Some(line.parameter(0).to_owned()).filter(|number| !number.is_empty()),
            ..bare(Kind::CallArrived)
        },
        "ENTERQUEUE" => Fact { caller: caller(line.parameter(1)), ..fact(Kind::CallQueued) },
        "CONNECT" => {
            Fact { agent: line.named_agent(), wait_us: line.seconds(0), ..fact(Kind::CallAnswered) }
        }
        // The agent was busy: no telephone rang.
        "RINGNOANSWER" if line.parameter(0) == "0" => return Some(None),
        "RINGNOANSWER" => ringing("no_answer"),
        "RINGCANCELED" => ringing("caller_left"),
        "AGENTDUMP" => ringing("agent_hung_up"),
        "COMPLETEAGENT" => over(Kind::CallEnded, Some("agent_hung_up"), Some(1)),
        "COMPLETECALLER" => over(Kind::CallEnded, Some("caller_hung_up"), Some(1)),
        "SYSCOMPAT" => over(Kind::CallEnded, Some("incompatible"), None),
        "ABANDON" => Fact { wait_us: line.seconds(2), ..fact(Kind::CallAbandoned) },
        "EXITEMPTY" => left("empty", 2),
        "EXITWITHTIMEOUT" => left("timeout", 2),
        "EXITWITHKEY" => left("key", 3),
        "WITHDRAW" => left("withdrawn", 2),
        "BLINDTRANSFER" | "TRANSFER" => over(Kind::CallTransferred, Some("blind"), Some(3)),
        "ATTENDEDTRANSFER" => over(Kind::CallTransferred, Some("attended"), Some(3)),
        _ => return None,
    }))
}

fn bare(kind: Kind) -> Fact {
    Fact { kind: Some(kind), ..Fact::default() }
}
