//! Every wait ends before whoever waits for it gives up: attempt, call, request, function, API Gateway.

use std::time::Duration;
use store::CLAIM_SECONDS;
use store::aws::TimeLimits;

/// What API Gateway waits for a function at most.
const GATEWAY: Duration = Duration::from_secs(30);

const fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

/// A function's `Timeout` in the template.
fn timeout(function: &str) -> Duration {
    let template = include_str!("../../infra/template.yaml");
    let (_, rest) = template.split_once(&format!("BuildProperties: {{Binary: {function}}}")).unwrap();
    let (_, rest) = rest.split_once("Timeout: ").unwrap();
    seconds(rest.split_whitespace().next().unwrap().parse().unwrap())
}

/// How long a call may take, with as many attempts as it has and the longest pause between any two.
fn call(limits: TimeLimits) -> Duration {
    let pause = limits.retries().max_backoff();
    limits.attempt * limits.attempts + pause * (limits.attempts - 1)
}

#[test]
fn a_call_has_time_for_all_of_its_attempts_and_for_no_more() {
    for limits in [TimeLimits::DEPLOYED, notify::SES_LIMITS] {
        let set = limits.timeouts();
        assert_eq!(set.connect_timeout(), Some(limits.connect));
        assert_eq!(set.operation_attempt_timeout(), Some(limits.attempt));
        assert_eq!(set.operation_timeout(), Some(limits.operation));
        assert_eq!(limits.retries().max_attempts(), limits.attempts);
        assert!(limits.connect < limits.attempt && limits.attempts > 1, "{limits:?}");
        assert_eq!(call(limits), limits.operation, "{limits:?}");
    }
}

#[test]
fn a_visitor_is_answered_before_the_function_ends_and_that_before_the_gateway_gives_up() {
    assert!(TimeLimits::DEPLOYED.operation < join::LONGEST);
    assert!(join::LONGEST + seconds(1) <= timeout("join"), "a second is left for all that is not waiting");
    assert!(timeout("join") < GATEWAY && timeout("pages") < GATEWAY);
}

#[test]
fn a_message_that_is_handed_to_the_mailer_is_settled_before_its_batch_ends_and_that_before_the_function() {
    let settled = notify::SES_LIMITS.operation + TimeLimits::DEPLOYED.operation;
    assert!(notify::SEND_CUTOFF + settled <= notify::BATCH_LIMIT, "{settled:?}");
    assert!(notify::START_CUTOFF < notify::SEND_CUTOFF);
    assert!(notify::BATCH_LIMIT + notify::BACK_OFF < timeout("notify"));
}

#[test]
fn a_claim_outlasts_whoever_made_it() {
    let (claim, timeout) = (seconds(CLAIM_SECONDS.unsigned_abs()), timeout("notify"));
    assert!((timeout + seconds(15)..=timeout * 2).contains(&claim), "{claim:?} for a function that has {timeout:?}");
}
