//! Tables that are exported and imported again.

use std::io::Write;
use std::os::unix::fs::PermissionsExt;

use flate2::Compression;
use flate2::write::GzEncoder;

use super::*;
use backup::parse;

#[tokio::test]
async fn every_type_of_value_survives_and_a_second_export_is_identical() {
    let here = tempfile::tempdir().unwrap();
    let [one, other] = ["one", "other"].map(|name| here.path().join(name));
    let items = [item("b", "1"), everything(), item("a", "1"), item("ab", "0")];
    fill(&one, &items).await;
    let [first, second] = ["1.json", "2.json"].map(|name| here.path().join(name));
    assert_eq!(export(&local(&one), &first).await.unwrap(), 4);
    let imported = import(std::slice::from_ref(&first), &local(&other), false).await.unwrap();
    assert_eq!(imported, Imported { added: 4, ..Imported::default() });

    let mut expected: Vec<_> = items.iter().map(|item| line(item).unwrap()).collect();
    expected.sort_unstable();
    assert_eq!(lines_in(&other).await, expected);
    export(&local(&other), &second).await.unwrap();
    let text = fs::read_to_string(first).unwrap();
    assert_eq!(text, fs::read_to_string(second).unwrap());
    let keys: Vec<_> = text.lines().map(|line| parse(line).unwrap()["sk"].as_s().unwrap().clone()).collect();
    assert_eq!(keys, ["1", "everything", "0", "1"], "in the order of their keys");
}

#[tokio::test]
async fn a_table_of_many_pages_is_exported_completely() {
    let here = tempfile::tempdir().unwrap();
    let long = |number: u8| with(item("a", &number.to_string()), "text", text(&"x".repeat(300_000)));
    fill(&here.path().join("data"), &(0..8).map(long).collect::<Vec<_>>()).await;
    let file = here.path().join("export.json.gz");
    assert_eq!(export(&local(&here.path().join("data")), &file).await.unwrap(), 8);
    assert!(fs::metadata(&file).unwrap().len() < 50_000, "it is compressed, as its name says");
    assert_eq!(import(&[file], &local(&here.path().join("new")), false).await.unwrap().added, 8);
}

#[tokio::test]
async fn an_export_is_private_and_replaces_no_file() {
    let here = tempfile::tempdir().unwrap();
    fill(&here.path().join("data"), &[everything()]).await;
    let file = here.path().join("export.json");
    export(&local(&here.path().join("data")), &file).await.unwrap();
    assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    let again = export(&local(&here.path().join("data")), &file).await.unwrap_err().to_string();
    assert!(again.starts_with(&format!("{}: File exists", file.display())), "{again}");
    assert_eq!(fs::read_to_string(&file).unwrap().lines().count(), 1);
}

/// As in "Data export output format" of the DynamoDB Developer Guide: items are in `data`, unordered, with a
/// description of the export next to it.
#[tokio::test]
async fn an_aws_export_to_s3_can_be_imported() {
    let here = tempfile::tempdir().unwrap();
    let data = here.path().join("AWSDynamoDB/01693685827463-2d8752fd/data");
    fs::create_dir_all(&data).unwrap();
    let parts = [
        (
            "asdl123dasas.json.gz",
            r#"{"Item":{"sk":{"S":"application"},"pk":{"S":"application#2"},"version":{"N":"7"}}}"#,
        ),
        (
            "bxzl456nmxcv.json.gz",
            r#"{"Item":{"reasons":{"SS":["same_name"]},"pk":{"S":"application#1"},"sk":{"S":"x"}}}"#,
        ),
        ("cempty.json.gz", ""),
    ];
    for (name, line) in parts {
        let mut encoder = GzEncoder::new(fs::File::create(data.join(name)).unwrap(), Compression::default());
        writeln!(encoder, "{line}").unwrap();
        encoder.finish().unwrap();
    }
    fs::write(data.join("manifest-files.json"), r#"{"itemCount":1}"#).unwrap();
    let new = here.path().join("new");
    assert_eq!(import(&[data], &local(&new), false).await.unwrap().added, 2);
    assert_eq!(lines_in(&new).await.len(), 2);
}
