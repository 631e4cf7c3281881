//! The deployed programs' connection to the table over TLS.

use crate::support::events::GET_PAGE;
use crate::support::table::{only_application, text};
use crate::support::{EMBEDDED, Site, answers, first_answers, logged, start};
use bench::{Failure, Launch, Sandbox, Signal, TlsFront};
use reqwest::StatusCode;

/// Starts a stack, and a proxy in front of its table.
async fn start_with_front() -> (Site, TlsFront) {
    let site = start().await;
    let front = TlsFront::start(site.database()).await.unwrap();
    (site, front)
}

/// Starts a stack whose functions connect to the table over TLS and trust the proxy's root.
async fn start_behind_front() -> (Site, TlsFront) {
    let (site, front) = start_with_front().await;
    for function in site.functions().values() {
        function.configure(|launch| trusting(launch, &front, "AWS_CA_BUNDLE", &front)).await;
    }
    (site, front)
}

/// Returns a launch that connects to the table over TLS, with the root of `trusted` in a file that `variable` names.
fn trusting(launch: Launch, front: &TlsFront, variable: &str, trusted: &TlsFront) -> Launch {
    let launch = launch.with("AWS_ENDPOINT_URL_DYNAMODB", &front.url());
    launch.with(variable, trusted.authority().to_str().unwrap())
}

#[tokio::test]
async fn an_application_uses_two_tls_connections() {
    let (site, front) = start_behind_front().await;
    site.visitor.apply().await;
    site.stack().drained().await;
    assert_eq!(text(&only_application(site.stack()).await, "status"), "received");
    assert_eq!(site.mail().sent().len(), 2);
    assert_eq!((front.accepted(), front.refused()), (2, 0), "one for each function that uses the table");
}

#[tokio::test]
async fn counting_a_source_reuses_the_connection() {
    let (site, front) = start_behind_front().await;
    site.function("join").configure(|launch| launch.with("SOURCE_LIMIT", "200")).await;
    site.visitor.fill_in_everything().await;
    // Each page counts the source and saves answers. On a busy machine, the pool may open a second connection.
    assert!((1..=2).contains(&front.accepted()), "{}", front.accepted());
}

#[tokio::test]
async fn an_untrusted_server_gets_no_data_and_the_visitor_keeps_the_answers() {
    let (site, front) = start_with_front().await;
    let other = TlsFront::start(site.database()).await.unwrap();
    let join = site.function("join");
    join.configure(|launch| trusting(launch, &front, "AWS_CA_BUNDLE", &other)).await;
    let address = site.visitor.start_application().await;
    let typed = answers::with(first_answers(), "version", "0");
    let page = site.visitor.post(&format!("{address}/{}", EMBEDDED.form.sections[0].name), &typed).await;
    assert_eq!((page.status, page.header("retry-after")), (StatusCode::SERVICE_UNAVAILABLE, "30"));
    assert_eq!(page.typed("legal_name"), ["Müller & Sons <Clinical> GmbH"]);
    assert!(front.refused() > 0);
    assert_eq!(front.accepted(), 0);
    assert!(logged(join).contains(&"table request failed".to_owned()));
}

/// As if Amazon had new roots that the runtime's image has and the function lacks.
#[tokio::test]
async fn a_root_that_only_the_system_trusts_is_used_with_one_warning() {
    let (site, front) = start_with_front().await;
    let join = site.function("join");
    join.configure(|launch| trusting(launch, &front, "SSL_CERT_FILE", &front)).await;
    let address = site.visitor.fill_in_everything().await;
    front.close_connections();
    let check = site.visitor.get(&address).await;
    assert_eq!(site.visitor.send(&check).await.location(), address);
    assert_eq!((front.accepted(), front.refused()), (2, 0));
    let warning = "certificate verified by the system's roots, not by Amazon's";
    assert_eq!(logged(join).iter().filter(|message| *message == warning).count(), 1);
}

#[tokio::test]
async fn a_server_with_an_unknown_root_gets_no_data() {
    let (site, front) = start_with_front().await;
    let join = site.function("join");
    join.configure(|launch| launch.with("AWS_ENDPOINT_URL_DYNAMODB", &front.url())).await;
    let address = site.visitor.start_application().await;
    assert_eq!(site.visitor.get(&address).await.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(front.accepted(), 0);
    assert!(front.refused() > 0);
    assert_eq!(logged(join), ["table request failed"]);
}

#[tokio::test]
async fn a_bundle_replaces_the_systems_roots() {
    let (site, front) = start_with_front().await;
    let other = TlsFront::start(site.database()).await.unwrap();
    let join = site.function("join");
    join.configure(|launch| trusting(launch, &front, "SSL_CERT_FILE", &front)).await;
    join.configure(|launch| trusting(launch, &front, "AWS_CA_BUNDLE", &other)).await;
    let address = site.visitor.start_application().await;
    assert_eq!(site.visitor.get(&address).await.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(front.accepted(), 0);
}

#[tokio::test]
async fn an_empty_bundle_stops_the_function_at_its_start() {
    let site = start().await;
    for name in ["join", "notify"] {
        let sandbox = Sandbox::start(&site.function(name).launch().with("AWS_CA_BUNDLE", "/dev/null")).await.unwrap();
        assert!(matches!(sandbox.ready().await, Err(Failure::Ended(_))), "{name}");
        let reason = "environment variable AWS_CA_BUNDLE cannot be used: the file has no certificate";
        assert!(sandbox.stdout().contains(reason), "{}", sandbox.stdout());
    }
}

#[tokio::test]
async fn pages_makes_no_connection() {
    let (site, front) = start_behind_front().await;
    site.function("pages").invoke(GET_PAGE).await.unwrap();
    assert_eq!((front.accepted(), front.refused()), (0, 0));
}

/// Lambda may freeze a sandbox between events for any length of time.
#[tokio::test]
async fn connections_that_were_closed_while_idle_are_reopened() {
    let (site, front) = start_behind_front().await;
    let address = site.visitor.fill_in_everything().await;
    let join = site.function("join").sandbox().await.unwrap();
    let before = front.accepted();
    join.signal(Signal::STOP);
    front.close_connections();
    join.signal(Signal::CONT);
    let check = site.visitor.get(&address).await;
    assert_eq!(site.visitor.send(&check).await.location(), address);
    // More than one if a connection was not back in the pool when it was needed.
    assert!(front.accepted() > before);
}
