use std::sync::{Arc, Mutex};

use aws_sdk_dynamodb::types::{AttributeValue, KeySchemaElement, ProjectionType};
use lambda_http::{Body, Request, RequestExt, Response};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::*;
use crate::Handler;

/// Starts a stack whose functions respond with their name and the request line.
async fn stack(options: Options) -> Result<Stack, StartError> {
    stack_with(options, Seen::default()).await
}

/// Starts such a stack in memory and on free ports.
async fn running() -> Stack {
    stack(Options::default()).await.unwrap()
}

/// Starts such a stack, with `seen` recording the keys and the records of the stream.
async fn stack_with(options: Options, seen: Seen) -> Result<Stack, StartError> {
    let recording = Handler::events(move |event: Value| {
        seen.lock().unwrap().extend(event["Records"].as_array().unwrap().clone());
        async { Ok::<_, std::convert::Infallible>(json!({})) }
    });
    Stack::start_with(options, |environments| async move {
        let handler = |name: &String| if name == "notify" { recording.clone() } else { echo(name.clone()) };
        Ok(environments.into_keys().map(|name| (name.clone(), handler(&name))).collect())
    })
    .await
}

fn in_directory(path: &Path) -> Options {
    Options { data: Data::Directory(path.to_owned()), ..Options::default() }
}

/// The records that a function received, in order.
type Seen = Arc<Mutex<Vec<Value>>>;

fn keys(seen: &Seen) -> Vec<String> {
    let key = |record: &Value| record["dynamodb"]["Keys"]["pk"]["S"].as_str().unwrap().to_owned();
    seen.lock().unwrap().iter().map(key).collect()
}

fn echo(function: String) -> Handler {
    Handler::http(move |request: Request| {
        let line = format!("{function} {} {}", request.method(), request.raw_http_path());
        let response = Response::builder().header("set-cookie", "a=1").header("set-cookie", "b=2");
        async move { response.body(Body::Text(line)).unwrap() }
    })
}

async fn get(url: String) -> String {
    reqwest::get(url).await.unwrap().text().await.unwrap()
}

#[tokio::test]
async fn each_route_invokes_its_function() {
    let stack = running().await;
    let site = stack.site_url();
    for (path, line) in [
        ("/", "pages GET /"),
        ("/join", "pages GET /join"),
        ("/join/start", "join GET /join/start"),
        ("/join/x/people?a=b", "join GET /join/x/people"),
    ] {
        assert_eq!(get(format!("{site}{path}")).await, line);
    }
}

#[tokio::test]
async fn head_responses_have_cookies_and_a_request_id_but_no_body() {
    let stack = running().await;
    let response = reqwest::Client::new().head(stack.site_url()).send().await.unwrap();
    assert_eq!(response.headers().get_all("set-cookie").iter().collect::<Vec<_>>(), ["a=1", "b=2"]);
    assert_eq!(response.headers()["apigw-requestid"].len(), 16);
    assert_eq!(response.headers()["content-length"], "12");
    assert_eq!(response.text().await.unwrap(), "");
}

#[tokio::test]
async fn functions_get_the_templates_variables_and_lambdas() {
    let (sender, environments) = oneshot::channel();
    let make = |environments: BTreeMap<String, Environment>| async {
        sender.send(environments.clone()).unwrap();
        Ok(environments.into_keys().map(|name| (name.clone(), echo(name))).collect())
    };
    let stack = Stack::start_with(Options::default(), make).await.unwrap();
    let join = environments.await.unwrap().remove("join").unwrap();
    assert_eq!(join["SITE_URL"], stack.site_url());
    assert_eq!(join["TABLE_NAME"], stack.table_name());
    assert_eq!(join["AWS_REGION"], "us-east-1");
    let client = dynamodb::client(&join["AWS_ENDPOINT_URL_DYNAMODB"]);
    client.describe_table().table_name(stack.table_name()).send().await.unwrap();
}

#[tokio::test]
async fn the_table_matches_the_template() {
    let stack = running().await;
    let (client, name) = (stack.client(), stack.table_name());
    let table = client.describe_table().table_name(name).send().await.unwrap().table.unwrap();
    let names = |keys: &[KeySchemaElement]| keys.iter().map(|key| key.attribute_name.clone()).collect::<Vec<_>>();
    assert_eq!(names(table.key_schema()), ["pk", "sk"]);
    let [by_status] = table.global_secondary_indexes() else { panic!("{table:?}") };
    assert_eq!(by_status.index_name(), Some("by_status"));
    assert_eq!(names(by_status.key_schema()), ["status_group", "status_since"]);
    assert_eq!(by_status.projection().unwrap().projection_type(), Some(&ProjectionType::All));
    assert_eq!(table.stream_specification().unwrap().stream_view_type().unwrap().as_str(), "NEW_AND_OLD_IMAGES");
    let expiry = client.describe_time_to_live().table_name(name).send().await.unwrap();
    assert_eq!(expiry.time_to_live_description().unwrap().attribute_name(), Some("expires_at"));
}

#[tokio::test]
async fn stacks_side_by_side_are_isolated() {
    let (one, other) = (running().await, running().await);
    put(&one, "a").await;
    assert!(has(&one, "a").await);
    assert!(!has(&other, "a").await);
}

fn text(text: &str) -> AttributeValue {
    AttributeValue::S(text.to_owned())
}

async fn put(stack: &Stack, key: &str) {
    put_as(stack, key, "application").await;
}

async fn put_as(stack: &Stack, key: &str, sort: &str) {
    let put = stack.client().put_item().table_name(stack.table_name()).item("pk", text(key)).item("sk", text(sort));
    put.send().await.unwrap();
}

async fn has(stack: &Stack, key: &str) -> bool {
    let get = stack.client().get_item().table_name(stack.table_name());
    get.key("pk", text(key)).key("sk", text("application")).send().await.unwrap().item.is_some()
}

#[tokio::test]
async fn a_stopped_stack_releases_its_ports() {
    for stops in [true, false] {
        let first = running().await;
        let options = Options { port: first.site_port, dynamodb_port: first.dynamodb.port, ..Options::default() };
        let idle = TcpStream::connect(("127.0.0.1", first.site_port)).await.unwrap();
        match stops {
            true => first.stop().await,
            false => drop(first),
        }
        stack(options).await.unwrap();
        drop(idle);
    }
}

#[tokio::test]
async fn a_taken_port_names_the_flag_that_chooses_another() {
    let first = running().await;
    let taken = |options| async { stack(options).await.err().unwrap().to_string() };
    let site = taken(Options { port: first.site_port, ..Options::default() }).await;
    assert!(site.contains("is taken") && site.contains(" --port N"), "{site}");
    let database = taken(Options { dynamodb_port: first.dynamodb.port, ..Options::default() }).await;
    assert!(database.contains("is taken") && database.contains(" --dynamodb-port N"), "{database}");
}

#[tokio::test]
async fn the_outbox_shows_messages_and_leaves_other_routes_alone() {
    let stack = running().await;
    let name = "0123456789abcdef".repeat(2);
    std::fs::write(stack.outbox().join(format!("{name}.eml")), "Subject: Hello\r\n\r\nThank you.").unwrap();
    assert_eq!(stack.outbox_url(), format!("{}/_local/outbox", stack.site_url()));
    assert!(get(stack.outbox_url()).await.contains("Hello"));
    assert_eq!(get(format!("{}/{name}/text", stack.outbox_url())).await, "Thank you.");
    assert_eq!(get(format!("{}/_local", stack.site_url())).await, "pages GET /_local");
}

#[tokio::test]
async fn the_outbox_lasts_as_long_as_the_data() {
    let data = tempfile::tempdir().unwrap();
    let persistent = stack(in_directory(&data.path().join("new"))).await.unwrap();
    assert_eq!(persistent.outbox(), data.path().join("new/outbox"));
    let temporary = running().await;
    let paths = [&persistent, &temporary].map(|stack| stack.outbox().to_owned());
    assert!(paths.iter().all(|path| path.is_dir()));
    persistent.stop().await;
    temporary.stop().await;
    assert_eq!(paths.map(|path| path.is_dir()), [true, false]);
}

#[tokio::test]
async fn changes_reach_the_function_in_order_and_filtered() {
    let seen = Seen::default();
    let stack = stack_with(Options::default(), seen.clone()).await.unwrap();
    let expected: Vec<_> = (0..25).map(|number| format!("application#{number}")).collect();
    for key in &expected {
        put(&stack, key).await;
        put_as(&stack, key, "history#000001").await;
    }
    stack.drained().await;
    assert_eq!(keys(&seen), expected);
}

#[tokio::test]
async fn a_record_has_the_same_fields_as_on_lambda() {
    let seen = Seen::default();
    let stack = stack_with(Options::default(), seen.clone()).await.unwrap();
    put(&stack, "a").await;
    let (client, sort) = (stack.client(), text("application"));
    let update = client.update_item().table_name(stack.table_name()).key("pk", text("a")).key("sk", sort.clone());
    let update = update.update_expression("SET colour = :red").expression_attribute_values(":red", text("red"));
    update.send().await.unwrap();
    let delete = client.delete_item().table_name(stack.table_name()).key("pk", text("a")).key("sk", sort);
    delete.send().await.unwrap();
    stack.drained().await;

    let records = seen.lock().unwrap().clone();
    let sample: Value = serde_json::from_str(include_str!("../../../events/stream-submitted.json")).unwrap();
    let fields = |value: &Value| value.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    let (sample, changed) = (&sample["Records"][0], &records[1]);
    assert_eq!(fields(changed), fields(sample));
    assert_eq!(fields(&changed["dynamodb"]), fields(&sample["dynamodb"]));
    assert_eq!(changed["dynamodb"]["NewImage"]["colour"], json!({"S": "red"}));
    let names: Vec<_> = records.iter().map(|record| record["eventName"].as_str().unwrap()).collect();
    assert_eq!(names, ["INSERT", "MODIFY", "REMOVE"]);
    assert_eq!(
        (&records[0]["dynamodb"]["OldImage"], &records[2]["dynamodb"]["NewImage"]),
        (&Value::Null, &Value::Null)
    );
}

#[tokio::test]
async fn a_restarted_stack_has_its_data_and_continues_at_its_position_in_the_stream() {
    let directory = tempfile::tempdir().unwrap();
    let options = in_directory(&directory.path().join("new"));
    for key in ["a", "b"] {
        let seen = Seen::default();
        let stack = stack_with(options.clone(), seen.clone()).await.unwrap();
        put(&stack, key).await;
        stack.drained().await;
        assert_eq!(keys(&seen), [key]);
        assert!(has(&stack, "a").await);
        stack.stop().await;
    }
}

#[tokio::test]
async fn draining_returns_at_once_without_a_table() {
    let stack = running().await;
    stack.client().delete_table().table_name(stack.table_name()).send().await.unwrap();
    stack.drained().await;
}

#[tokio::test]
async fn an_unusable_data_directory_is_named() {
    let file = tempfile::NamedTempFile::new().unwrap();
    let error = stack(in_directory(file.path())).await.err().unwrap().to_string();
    assert!(error.starts_with(&format!("cannot keep data in {} (", file.path().display())), "{error}");
}

#[tokio::test]
async fn a_table_with_other_indexes_is_refused_with_advice() {
    let directory = tempfile::tempdir().unwrap();
    stack(in_directory(directory.path())).await.unwrap().stop().await;
    let template = include_str!("../../../template.yaml").replace("IndexName: by_status", "IndexName: by_state");
    let file = directory.path().join("template.yaml");
    std::fs::write(&file, template).unwrap();
    let options = Options { template: TemplateSource::File(file), ..in_directory(directory.path()) };
    let error = stack(options).await.err().unwrap().to_string();
    assert!(error.contains("local-Table in ") && error.contains("delete the directory"), "{error}");
}

#[tokio::test]
async fn a_function_without_a_handler_is_named() {
    let error = Stack::start_with(Options::default(), |_| async { Ok(Handlers::new()) }).await.err().unwrap();
    let expected = "cannot start the function directory: it has no handler: add it to infra/local/src/functions.rs";
    assert_eq!(error.to_string(), expected);
}

#[tokio::test]
async fn malformed_requests_do_not_end_the_stack() {
    let stack = running().await;
    for nonsense in [
        "\0\u{1}\u{2}\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nHost\r\n\r\n",
        "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    ] {
        let mut connection = TcpStream::connect(("127.0.0.1", stack.site_port)).await.unwrap();
        connection.write_all(nonsense.as_bytes()).await.unwrap();
        let mut response = Vec::new();
        connection.read_to_end(&mut response).await.unwrap();
        assert!(String::from_utf8_lossy(&response).starts_with("HTTP/1.1 400"), "{nonsense:?}");
    }
    assert_eq!(get(stack.site_url()).await, "pages GET /");
}

#[tokio::test]
async fn a_large_upload_gets_a_413() {
    let stack = running().await;
    let upload = reqwest::Client::new().post(stack.site_url()).body(vec![0; 12 * 1024 * 1024]);
    let response = upload.send().await.unwrap();
    assert_eq!(response.status(), 413);
    assert_eq!(response.text().await.unwrap(), r#"{"message":"Request Entity Too Large"}"#);
}

#[tokio::test]
async fn both_addresses_of_localhost_are_served() {
    let stack = running().await;
    let url = |host| format!("http://{host}:{}/", stack.site_port);
    assert_eq!(get(url("127.0.0.1")).await, "pages GET /");
    if std::net::TcpListener::bind("[::1]:0").is_ok() {
        assert_eq!(get(url("[::1]")).await, "pages GET /");
    }
}

#[test]
fn the_local_url_is_like_a_browsers_origin() {
    assert_eq!(local_url(3000), "http://localhost:3000");
    assert_eq!(local_url(80), "http://localhost");
}
