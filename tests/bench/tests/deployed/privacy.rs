//! Logs contain neither personal data nor private links. Every test checks this: see `support.rs`.

use crate::support::{answers, assert_log_is_clean, logged, start};

#[tokio::test]
async fn logs_contain_no_answers_and_no_private_links() {
    let site = start().await;
    for function in site.functions().values() {
        function.configure(|launch| launch.with("RUST_LOG", "trace")).await;
    }
    let visitor = &site.visitor;
    visitor.apply().await;
    let draft = visitor.fill_in_everything().await;
    for section in &visitor.form().sections {
        visitor.fill_in(&draft, &section.name, Vec::new()).await;
    }
    visitor.get("/join/ada@example.com").await;
    visitor.get("/ada@example.com?q=ada@example.com").await;
    site.stack().drained().await;
    site.stack().client().delete_table().table_name(site.stack().table_name()).send().await.unwrap();
    for section in &visitor.form().sections {
        let typed = answers::with(answers::valid(visitor.form(), &section.name), "version", "1");
        visitor.post(&format!("{draft}/{}", section.name), &typed).await;
    }
    visitor.get(&draft).await;
    for function in site.functions().values() {
        assert_log_is_clean(function);
    }
    let join = logged(site.function("join"));
    for message in ["application received", "table request failed"] {
        assert!(join.iter().any(|line| line == message), "{message}");
    }
    assert!(logged(site.function("notify")).iter().any(|line| line == "message sent"));
}
