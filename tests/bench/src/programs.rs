//! The functions' programs: built as they deploy, or taken from `sam build`.

use local::Template;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

/// The programs of the template's functions, by name.
#[derive(Debug, Clone)]
pub struct Programs(BTreeMap<String, PathBuf>);

impl Programs {
    /// Returns the programs in `RELEASED`, a directory of `sam build`. Without it, builds them once, with the
    /// deployment profile.
    ///
    /// # Errors
    /// If they can't be built, or one is missing.
    pub fn released() -> Result<&'static Self, &'static str> {
        static PROGRAMS: OnceLock<Result<Programs, String>> = OnceLock::new();
        let programs = PROGRAMS.get_or_init(|| match released() {
            Some(directory) => Self::of_sam(&directory),
            None => Self::build(),
        });
        programs.as_ref().map_err(String::as_str)
    }

    /// Returns the program of a function.
    pub fn path(&self, function: &str) -> Option<&Path> {
        self.0.get(function).map(PathBuf::as_path)
    }

    fn of_sam(directory: &Path) -> Result<Self, String> {
        let template = Template::embedded().map_err(|error| error.to_string())?;
        let path = |id: &str| directory.join(id).join("bootstrap");
        let programs = template.functions.into_values().map(|function| (function.name, path(&function.logical_id)));
        Self::all_present(programs.collect())
    }

    fn build() -> Result<Self, String> {
        let template = Template::embedded().map_err(|error| error.to_string())?;
        let built = Build::default().packages(template.functions.keys().map(String::as_str))?;
        Self::all_present(template.functions.into_keys().map(|name| (name.clone(), built.join(name))).collect())
    }

    fn all_present(programs: BTreeMap<String, PathBuf>) -> Result<Self, String> {
        match programs.values().find(|path| !path.is_file()) {
            Some(missing) => Err(format!("{} is not there", missing.display())),
            None => Ok(Self(programs)),
        }
    }
}

/// A build in the functions' workspace, with the deployment profile and lock file.
#[derive(Debug, Clone)]
pub struct Build {
    /// The target directory, below the workspace.
    pub target: &'static str,
    /// The directory of a site to use instead of `shared/site`.
    pub site: Option<PathBuf>,
}

impl Default for Build {
    fn default() -> Self {
        Self { target: "target", site: None }
    }
}

impl Build {
    /// Builds packages, and returns the directory of their programs.
    ///
    /// # Errors
    /// If they can't be built. Cargo explains on standard error.
    pub fn packages<'a>(&self, names: impl IntoIterator<Item = &'a str>) -> Result<PathBuf, String> {
        let mut cargo = Command::new(env!("CARGO"));
        cargo.current_dir(workspace()).args(["build", "--release", "--locked", "--target-dir", self.target]);
        cargo.args(names.into_iter().flat_map(|name| ["--package", name]));
        match &self.site {
            Some(site) => cargo.env("SITE_DIRECTORY", site),
            None => cargo.env_remove("SITE_DIRECTORY"),
        };
        match cargo.status() {
            Ok(status) if status.success() => {}
            Ok(status) => return Err(format!("the programs can't be built: {status}")),
            Err(error) => return Err(format!("cargo can't be run: {error}")),
        }
        workspace().join(self.target).join("release").canonicalize().map_err(|error| error.to_string())
    }
}

/// Returns the functions' workspace.
pub fn workspace() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
}

#[allow(clippy::disallowed_methods, reason = "which programs are tested is no configuration of a function")]
fn released() -> Option<PathBuf> {
    std::env::var_os("RELEASED").map(PathBuf::from)
}
