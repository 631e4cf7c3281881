# What a developer runs. `just` alone lists it; every line works without just.

# This list
default:
    @just --list

# The whole system on this machine: site and database
run *flags:
    cargo run -- {{ flags }}

# All tests but the browser's
test *names:
    cargo test --workspace {{ names }}

# Formatting, as it should be
format:
    cargo fmt --all
    cargo fmt --manifest-path tests/bench/Cargo.toml --all
    cargo fmt --manifest-path tests/fuzz/Cargo.toml --all

# Lints, as strict as CI
lint:
    cargo clippy --workspace --all-targets -- -D warnings
    cargo clippy --manifest-path tests/bench/Cargo.toml --all-targets -- -D warnings

# The tests in Chromium
browser:
    npm ci --prefix tests/browser
    cargo build --package local
    npm test --prefix tests/browser

# The functions as they deploy, each as a program
deployed *names:
    cargo test --manifest-path tests/bench/Cargo.toml {{ names }}

# What the functions cost beside one that says hello: --write puts it into docs/performance.md
bench *flags:
    cargo run --release --manifest-path tests/bench/Cargo.toml -- report {{ flags }}

# How long they take to start: --help explains more
starts *flags:
    cargo run --release --manifest-path tests/bench/Cargo.toml -- starts {{ flags }}

# Whether they execute or weigh more than they may
budget:
    cargo run --manifest-path tests/bench/Cargo.toml -- budget

# Every fuzzer, for so many seconds each
fuzz seconds="600":
    tests/fuzz/run {{ seconds }}

# Pictures of every page, in tests/browser/screenshots
screenshots:
    npm ci --prefix tests/browser
    cargo build --package local
    npm run screenshots --prefix tests/browser

# Many visitors and applicants at once, for twelve minutes; see tests/load/results
load *flags:
    cargo build --profile load --package local
    .ci/run load {{ flags }}

# Thousands of visits while things go wrong. It prints its seeds: MODEL_SEED=N MODEL_SEEDS=1 replays one
model:
    MODEL_SEED=${MODEL_SEED:-$(date +%s)} MODEL_SEEDS=${MODEL_SEEDS:-40} MODEL_VISITS=${MODEL_VISITS:-240} cargo test -p tests model:: -- --nocapture

# What takes long, and finds what nobody thought of
exhaustive: model fuzz load

# What deploys: a bootstrap per function, in .aws-sam
build:
    sam build

# Everything that CI checks
ci:
    .ci/run
