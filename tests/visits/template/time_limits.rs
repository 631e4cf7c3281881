//! Time limits are nested: attempt, call, request, function, API Gateway.

use std::time::Duration;
use store::CLAIM_SECONDS;
use store::aws::TimeLimits;

/// API Gateway's limit on a function.
const GATEWAY: Duration = Duration::from_secs(30);

const fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

/// Returns a function's `Timeout` in the template.
fn timeout(function: &str) -> Duration {
    let template = include_str!("../../../infra/template.yaml");
    let (_, rest) = template.split_once(&format!("BuildProperties: {{Binary: {function}}}")).unwrap();
    let (_, rest) = rest.split_once("Timeout: ").unwrap();
    seconds(rest.split_whitespace().next().unwrap().parse().unwrap())
}

/// Returns the longest duration of a call, with all its attempts and the longest back-off between them.
fn call(limits: TimeLimits) -> Duration {
    let pause = limits.retries().max_backoff();
    limits.attempt * limits.attempts + pause * (limits.attempts - 1)
}

#[test]
fn a_call_has_time_for_all_attempts() {
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
fn responses_come_before_function_and_gateway_time_out() {
    assert!(TimeLimits::DEPLOYED.operation < join::RESPONSE_DEADLINE);
    assert!(join::RESPONSE_DEADLINE + seconds(1) <= timeout("join"), "a second must be left for the work itself");
    assert!(review::RESPONSE_DEADLINE + seconds(1) <= timeout("review"));
    assert!(["join", "pages", "review"].into_iter().all(|function| timeout(function) < GATEWAY));
}

#[test]
fn messages_are_settled_before_the_function_times_out() {
    let settled = notify::SES_LIMITS.operation + TimeLimits::DEPLOYED.operation;
    assert!(notify::SEND_CUTOFF + settled <= notify::BATCH_LIMIT, "{settled:?}");
    assert!(notify::START_CUTOFF < notify::SEND_CUTOFF);
    // A call to the queue of decisions, and before it the few to the table that screen an application.
    assert!(notify::START_CUTOFF + TimeLimits::DEPLOYED.operation < notify::BATCH_LIMIT);
    assert!(notify::BATCH_LIMIT + notify::BACK_OFF < timeout("notify"));
}

#[test]
fn a_claim_outlasts_its_function() {
    let (claim, timeout) = (seconds(CLAIM_SECONDS.unsigned_abs()), timeout("notify"));
    assert!((timeout + seconds(15)..=timeout * 2).contains(&claim), "claims last {claim:?}, the function {timeout:?}");
}
