//! The deployed programs behind CloudFront.

use crate::support::events::{GET_PAGE, with};
use crate::support::start;
use bench::Function;
use serde_json::json;

/// Returns the status of a response to a request that proves itself with this secret.
async fn status(function: &Function, proof: &str) -> u64 {
    let event = with(GET_PAGE, &[("/headers/x-origin-verify", json!(proof))]);
    function.invoke(event).await.unwrap().json().unwrap()["statusCode"].as_u64().unwrap()
}

#[tokio::test]
async fn every_function_behind_the_api_refuses_what_comes_around_cloudfront() {
    let site = start().await;
    let http = site.functions().iter().filter(|(_, function)| function.launch().variables.contains_key("CLOUDFRONT"));
    let mut names = Vec::new();
    for (name, function) in http {
        names.push(name.as_str());
        for (cloudfront, without_proof) in [("none", false), ("beside", false), ("only", true)] {
            function.configure(|launch| launch.with("CLOUDFRONT", cloudfront).with("CLOUDFRONT_SECRET", "hush")).await;
            let refuses = |status: u64| status == 403;
            assert!(!refuses(status(function, "hush").await), "{name}, {cloudfront}");
            for forged in ["", "hus", "hushh"] {
                assert_eq!(refuses(status(function, forged).await), without_proof, "{name}, {cloudfront}, {forged}");
            }
            // A response that `pages` has kept by now is for CloudFront, too.
            assert!(!refuses(status(function, "hush").await), "{name}, {cloudfront}");
        }
    }
    assert_eq!(names, ["directory", "join", "membership", "pages", "review"]);
}
