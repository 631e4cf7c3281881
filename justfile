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

# Lints, as strict as CI
lint:
    cargo clippy --workspace --all-targets -- -D warnings

# The tests in Chromium
browser:
    npm ci --prefix tests/browser
    cargo build --package local
    npm test --prefix tests/browser

# Every fuzzer, for so many seconds each
fuzz seconds="600":
    tests/fuzz/run {{ seconds }}

# What takes longer than CI may
exhaustive:
    tests/fuzz/run 600

# Pictures of every page, in tests/browser/screenshots
screenshots:
    npm ci --prefix tests/browser
    cargo build --package local
    npm run screenshots --prefix tests/browser

# What deploys: a bootstrap per function, in .aws-sam
build:
    sam build

# Everything that CI checks
ci:
    .ci/run
