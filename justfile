# Commands for developers. `just` alone lists them; every line works without just.

# Lists the commands
default:
    @just --list

# Runs the whole stack on this machine
run *flags:
    cargo run -- {{ flags }}

# Runs all tests but the browser's, or those with these words in their path
test *names:
    cargo test --workspace {{ names }}

# Checks a running site from outside, harmlessly
smoke address:
    cargo run -- smoke {{ address }}

# Formats all workspaces
format:
    cargo fmt --all
    cargo fmt --manifest-path tests/bench/Cargo.toml --all
    cargo fmt --manifest-path tests/fuzz/Cargo.toml --all

# Runs clippy, as strict as CI
lint:
    cargo clippy --workspace --all-targets -- -D warnings
    cargo clippy --manifest-path tests/bench/Cargo.toml --all-targets -- -D warnings

# Runs the tests in Chromium
browser:
    npm ci --prefix tests/browser
    cargo build --package local
    npm test --prefix tests/browser

# Tests the functions as they deploy, each as a program
deployed *names:
    cargo test --manifest-path tests/bench/Cargo.toml {{ names }}

# Measures what the functions cost; --write updates docs/performance.md
bench *flags:
    cargo run --release --manifest-path tests/bench/Cargo.toml -- report {{ flags }}

# Measures cold starts; --help explains more
starts *flags:
    cargo run --release --manifest-path tests/bench/Cargo.toml -- starts {{ flags }}

# Checks instructions and sizes against tests/bench/budget.toml
budget:
    cargo run --manifest-path tests/bench/Cargo.toml -- budget

# Rehearses deployments with the programs of `just build`
rehearsal:
    .ci/run rehearsal

# Runs every fuzzer for this many seconds each
fuzz seconds="600":
    tests/fuzz/run {{ seconds }}

# Takes pictures of every page, in tests/browser/screenshots
screenshots:
    npm ci --prefix tests/browser
    cargo build --package local
    npm run screenshots --prefix tests/browser

# Simulates many visitors and applicants for twelve minutes; results in tests/load/results
load *flags:
    cargo build --profile load --package local
    .ci/run load {{ flags }}

# Makes thousands of visits under faults. It prints its seeds: MODEL_SEED=N MODEL_SEEDS=1 repeats one
model:
    MODEL_SEED=${MODEL_SEED:-$(date +%s)} MODEL_SEEDS=${MODEL_SEEDS:-40} MODEL_VISITS=${MODEL_VISITS:-240} cargo test -p tests model:: -- --nocapture

# Runs what takes longer than CI may
exhaustive: model fuzz load

# Builds what deploys: a bootstrap per function, in .aws-sam
build:
    sam build

# Checks everything that CI checks
ci:
    .ci/run
