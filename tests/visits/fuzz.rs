//! Replays the fuzzers' seeds and findings.

use std::fs;
use std::panic::catch_unwind;
use std::path::{Path, PathBuf};
use targets::Target;

fn path(below: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz").join(below)
}

/// Returns the files of a directory; none if it does not exist.
fn files(directory: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(directory).into_iter().flatten();
    entries.map(|entry| entry.unwrap().path()).filter(|path| path.is_file()).collect()
}

fn repeat(name: &str) {
    let (_, target): (_, Target) = targets::ALL.into_iter().find(|(known, _)| *known == name).unwrap();
    let seeds = files(&path("seeds").join(name));
    assert!(!seeds.is_empty(), "no seeds for {name}");
    let events = files(&path("../../infra/events"));
    for file in seeds.into_iter().chain(files(&path("findings").join(name))).chain(events) {
        let bytes = fs::read(&file).unwrap();
        assert!(catch_unwind(|| target(&bytes)).is_ok(), "{} does not hold for {}", name, file.display());
    }
}

#[test]
fn every_event_gets_a_response_other_than_500() {
    repeat("event");
}

#[test]
fn a_posted_form_is_shown_again_or_parses_to_itself() {
    repeat("form");
}

#[test]
fn a_body_posted_to_the_api_is_refused_with_reasons_or_parses_to_itself() {
    repeat("api");
}

#[test]
fn a_content_file_is_refused_by_line_or_renders() {
    repeat("front_matter");
}

#[test]
fn every_search_has_a_page() {
    repeat("search");
}

#[test]
fn a_batch_is_processed_or_one_record_is_retried() {
    repeat("stream");
}

#[test]
fn every_target_has_a_fuzzer_and_every_fuzzer_a_target() {
    let mut fuzzers: Vec<_> = files(&path("fuzz_targets"));
    fuzzers.sort();
    let fuzzers: Vec<_> = fuzzers.iter().map(|file| file.file_stem().unwrap().to_str().unwrap()).collect();
    assert_eq!(fuzzers, targets::ALL.map(|(name, _)| name));
    let manifest: toml::Table = fs::read_to_string(path("Cargo.toml")).unwrap().parse().unwrap();
    let names = manifest["bin"].as_array().unwrap().iter().map(|bin| bin["name"].as_str().unwrap());
    assert_eq!(names.collect::<Vec<_>>(), fuzzers);
}
