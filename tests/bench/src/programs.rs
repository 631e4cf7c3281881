//! Where the programs are: built as they deploy, or taken as they were built.

use local::Template;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

/// The program of each function of the template, by the function's name.
#[derive(Debug, Clone)]
pub struct Programs(BTreeMap<String, PathBuf>);

impl Programs {
    /// Those in the directory that `RELEASED` names, as `sam build` leaves them there. Without it they are built first,
    /// once, with the profile that they are deployed with.
    ///
    /// # Errors
    /// What is wrong with them.
    pub fn released() -> Result<&'static Self, &'static str> {
        static FOUND: OnceLock<Result<Programs, String>> = OnceLock::new();
        let found = FOUND.get_or_init(|| match released() {
            Some(directory) => Self::of_sam(&directory),
            None => Self::build(),
        });
        found.as_ref().map_err(String::as_str)
    }

    /// The program of a function.
    pub fn path(&self, function: &str) -> Option<&Path> {
        self.0.get(function).map(PathBuf::as_path)
    }

    fn of_sam(directory: &Path) -> Result<Self, String> {
        let template = Template::embedded().map_err(|error| error.to_string())?;
        let path = |id: &str| directory.join(id).join("bootstrap");
        let programs = template.functions.into_values().map(|function| (function.name, path(&function.logical_id)));
        Self::all_there(programs.collect())
    }

    fn build() -> Result<Self, String> {
        let template = Template::embedded().map_err(|error| error.to_string())?;
        let root = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."));
        let mut cargo = Command::new(env!("CARGO"));
        cargo.current_dir(root).args(["build", "--release", "--locked", "--target-dir", "target"]);
        cargo.args(template.functions.keys().flat_map(|name| ["--package", name]));
        match cargo.status() {
            Ok(status) if status.success() => {}
            Ok(status) => return Err(format!("the functions can't be built: {status}")),
            Err(error) => return Err(format!("cargo can't be run: {error}")),
        }
        let built = root.join("target/release").canonicalize().map_err(|error| error.to_string())?;
        Self::all_there(template.functions.into_keys().map(|name| (name.clone(), built.join(name))).collect())
    }

    fn all_there(programs: BTreeMap<String, PathBuf>) -> Result<Self, String> {
        match programs.values().find(|path| !path.is_file()) {
            Some(missing) => Err(format!("{} is not there", missing.display())),
            None => Ok(Self(programs)),
        }
    }
}

#[allow(clippy::disallowed_methods, reason = "which programs are tested is no configuration of a function")]
fn released() -> Option<PathBuf> {
    std::env::var_os("RELEASED").map(PathBuf::from)
}
