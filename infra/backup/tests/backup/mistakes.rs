//! Files that can't be imported, and their errors.

use super::*;

/// Imports a file with these lines and returns the error, asserting that nothing was imported.
async fn refused(lines: &[&str]) -> String {
    let here = tempfile::tempdir().unwrap();
    let file = write(here.path().join("a.json"), lines);
    let data = here.path().join("data");
    let error = import(&[file], &local(&data), false).await.unwrap_err().to_string();
    assert_eq!(lines_in(&data).await, [""; 0], "{error}");
    error.replace(&format!("{}/", here.path().display()), "")
}

#[tokio::test]
async fn every_invalid_line_is_named_and_nothing_is_imported() {
    let good = r#"{"Item":{"pk":{"S":"a"},"sk":{"S":"a"}}}"#;
    let attribute = |json: &str| format!(r#"{{"Item":{{"pk":{{"S":"b"}},"sk":{{"S":"b"}},{json}}}}}"#);
    let mistakes = [
        ("nonsense".to_owned(), "expected ident"),
        (r#"{"Item":{"pk":{"S":"a"}"#.to_owned(), "EOF while parsing an object"),
        (r#"{"pk":{"S":"a"},"sk":{"S":"a"}}"#.to_owned(), "unknown field `pk`, expected `Item`"),
        (r#"{"Item":{"pk":{"S":"a"}}}"#.to_owned(), "sk is missing, which is part of the key"),
        (r#"{"Item":{"pk":{"N":"1"},"sk":{"S":"a"}}}"#.to_owned(), "pk is a key, and must be of type S"),
        (r#"{"Item":{"pk":{"S":""},"sk":{"S":"a"}}}"#.to_owned(), "pk is a key, and must not be empty"),
        (good.to_owned(), "has the key of a.json:1 again"),
        (attribute(r#""status_since":{"BOOL":true}"#), "status_since is a key, and must be of type S"),
        (attribute(r#""x":{"T":"a"}"#), "The key 'T' is not a known DynamoDB prefix"),
        (attribute(r#""x":{"S":"a","N":"1"}"#), "Expected exactly one key in the object, found multiple keys"),
        (attribute(r#""x":{"N":"seven"}"#), "x is not a number that DynamoDB can store"),
        (
            attribute(r#""x":{"N":"123456789012345678901234567890123456789"}"#),
            "x is not a number that DynamoDB can store",
        ),
        (attribute(r#""x":{"L":[{"M":{"y":{"SS":[]}}}]}"#), "x is a set without members"),
        (attribute(r#""x":{"NS":["1","1"]}"#), "x is a set that has a member twice"),
        (attribute(r#""x":{"NULL":false}"#), "x is NULL, which can only be true"),
    ];
    let lines: Vec<_> = [good].into_iter().chain(mistakes.iter().map(|(line, _)| line.as_str())).collect();
    let error = refused(&lines).await;
    let mut lines = error.lines();
    assert_eq!(lines.next(), Some("nothing was imported, because these lines can't be:"));
    for (number, (_, problem)) in mistakes.iter().enumerate() {
        assert_eq!(lines.next().unwrap(), format!("a.json:{}: {problem}", number + 2));
    }
    assert_eq!(lines.next(), None);
}

#[tokio::test]
async fn only_the_first_of_many_invalid_lines_are_named() {
    let error = refused(&["{}"; 25]).await;
    assert_eq!(error.lines().count(), 22);
    assert!(error.ends_with("\nand 5 more"), "{error}");
}

#[tokio::test]
async fn a_table_with_items_is_refused_unless_adding_missing_items() {
    let here = tempfile::tempdir().unwrap();
    let data = here.path().join("data");
    fill(&data, &[item("a", "same"), with(item("a", "changed"), "x", text("new"))]).await;
    let before = lines_in(&data).await;
    let lines = [item("a", "same"), with(item("a", "changed"), "x", text("old")), item("a", "lost")];
    let lines = lines.map(|item| line(&item).unwrap());
    let file = write(here.path().join("a.json"), &lines.each_ref().map(String::as_str));

    let error = import(std::slice::from_ref(&file), &local(&data), false).await.unwrap_err();
    assert!(error.to_string().starts_with("local-Table has items"));
    assert!(error.to_string().contains("--missing"), "{error}");
    assert_eq!(lines_in(&data).await, before);

    let imported = import(std::slice::from_ref(&file), &local(&data), true).await.unwrap();
    let origins: Vec<_> = imported.different.iter().map(ToString::to_string).collect();
    assert_eq!((imported.added, imported.same), (1, 1));
    assert_eq!(origins, [format!("{}:2", file.display())]);
    let after = lines_in(&data).await;
    assert_eq!(after.len(), 3);
    assert!(before.iter().all(|line| after.contains(line)));
}

#[tokio::test]
async fn an_interrupted_import_can_be_continued() {
    let here = tempfile::tempdir().unwrap();
    let data = here.path().join("data");
    let large = with(item("b", "large"), "x", text(&"x".repeat(500_000)));
    let lines = [large, item("a", "1"), item("c", "1")].map(|item| line(&item).unwrap());
    let file = write(here.path().join("a.json"), &lines.each_ref().map(String::as_str));
    let error = import(std::slice::from_ref(&file), &local(&data), false).await.unwrap_err().to_string();
    assert!(error.starts_with(&format!("{}:1: ValidationException: ", file.display())), "{error}");
    assert!(
        error.ends_with(
            "stopped after 1 items were added: fix the cause, then import the same files again with --missing"
        )
    );

    let mended = write(here.path().join("b.json"), &[&lines[1], &lines[2]]);
    let imported = import(&[mended], &local(&data), true).await.unwrap();
    assert_eq!(imported, Imported { added: 1, same: 1, different: Vec::new() });
}

#[tokio::test]
async fn a_missing_or_unreadable_file_is_named_and_no_table_is_created() {
    let here = tempfile::tempdir().unwrap();
    let data = here.path().join("data");
    fs::write(here.path().join("a.json"), [0xff, 0xfe]).unwrap();
    fs::write(here.path().join("a.json.gz"), [0x1f, 0x8b, 0]).unwrap();
    for (name, problem) in [
        ("missing.json", "missing.json: No such file or directory"),
        ("a.json", "a.json: invalid utf-8"),
        ("a.json.gz", "a.json.gz: "),
        ("", "has no *.json.gz in it"),
    ] {
        if name.is_empty() {
            fs::remove_file(here.path().join("a.json.gz")).unwrap();
        }
        let error = import(&[here.path().join(name)], &local(&data), false).await.unwrap_err().to_string();
        assert!(error.contains(problem), "{error}");
    }
    assert!(!data.exists());
}
