//! The functions' dependencies, according to Cargo.

use std::process::Command;

/// Returns the crates that a deployed package is built from.
fn dependencies(package: &str) -> Vec<String> {
    let arguments =
        ["tree", "--offline", "--edges", "normal", "--prefix", "none", "--format", "{p}", "--package", package];
    let tree = Command::new(env!("CARGO")).current_dir(env!("CARGO_MANIFEST_DIR")).args(arguments).output().unwrap();
    assert!(tree.status.success(), "{}", String::from_utf8_lossy(&tree.stderr));
    let tree = String::from_utf8(tree.stdout).unwrap();
    tree.lines().filter_map(|line| line.split(' ').next()).map(str::to_owned).collect()
}

#[test]
fn pages_depends_on_neither_the_table_nor_an_aws_client() {
    let pages = dependencies("pages");
    assert!(pages.iter().any(|name| name == "lambda_http"), "{pages:?}");
    let is_client = |name: &&String| {
        *name == "store" || *name == "rustls" || name.starts_with("aws-sdk") || name.starts_with("aws-smithy")
    };
    assert_eq!(pages.iter().filter(is_client).collect::<Vec<_>>(), Vec::<&String>::new());
}
