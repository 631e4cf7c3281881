//! Replays the fuzzers' seeds and findings.

use std::fs;
use std::panic::catch_unwind;
use std::path::{Path, PathBuf};

fn path(below: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz").join(below)
}

/// Returns the files of a directory; none if it does not exist.
fn files(directory: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(directory).into_iter().flatten();
    entries.map(|entry| entry.unwrap().path()).filter(|path| path.is_file()).collect()
}

#[test]
fn every_target_holds_for_its_seeds_its_findings_and_all_events() {
    let events = files(&path("../../infra/events"));
    for (name, target) in targets::ALL {
        let seeds = files(&path("seeds").join(name));
        assert!(!seeds.is_empty(), "no seeds for {name}");
        for file in seeds.iter().chain(&files(&path("findings").join(name))).chain(&events) {
            let bytes = fs::read(file).unwrap();
            assert!(catch_unwind(|| target(&bytes)).is_ok(), "{name} does not hold for {}", file.display());
        }
    }
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
