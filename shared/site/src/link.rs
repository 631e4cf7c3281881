//! Tells cargo how to link a deployed function.

/// A linker script that leaves out unwind tables.
const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/src/without_unwind_tables.ld");

/// Leaves the unwind tables out of the program that a build script builds, in the release profile: a twelfth of the
/// zipped function. Nothing reads them there, because a panic aborts. Tests unwind, and keep them.
#[allow(clippy::print_stdout, reason = "build scripts talk to cargo on stdout")]
#[allow(clippy::disallowed_methods, reason = "cargo talks to build scripts through the environment")]
pub fn leave_out_unwind_tables() {
    println!("cargo::rerun-if-changed={SCRIPT}");
    let is = |name, value: &str| std::env::var_os(name).is_some_and(|found| found == value);
    if is("PROFILE", "release") && is("CARGO_CFG_TARGET_OS", "linux") {
        println!("cargo::rustc-link-arg-bins=-Wl,--no-eh-frame-hdr");
        println!("cargo::rustc-link-arg-bins=-Wl,--script,{SCRIPT}");
    }
}
