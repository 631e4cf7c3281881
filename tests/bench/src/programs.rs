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
        let built = Build::default().packages(template.functions.keys().map(String::as_str))?;
        Self::all_there(template.functions.into_keys().map(|name| (name.clone(), built.join(name))).collect())
    }

    fn all_there(programs: BTreeMap<String, PathBuf>) -> Result<Self, String> {
        match programs.values().find(|path| !path.is_file()) {
            Some(missing) => Err(format!("{} is not there", missing.display())),
            None => Ok(Self(programs)),
        }
    }
}

/// How programs of the functions' workspace are built: with the profile and the lock file that they deploy with.
#[derive(Debug, Clone)]
pub struct Build {
    /// What is built goes here, below the workspace.
    pub target: &'static str,
    /// The folder of another site than `shared/site`.
    pub site: Option<PathBuf>,
}

impl Default for Build {
    fn default() -> Self {
        Self { target: "target", site: None }
    }
}

impl Build {
    /// Builds packages, and says where their programs are.
    ///
    /// # Errors
    /// If they can't be built. What is wrong is on standard error.
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

/// The workspace of the functions.
pub fn workspace() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
}

#[allow(clippy::disallowed_methods, reason = "which programs are tested is no configuration of a function")]
fn released() -> Option<PathBuf> {
    std::env::var_os("RELEASED").map(PathBuf::from)
}
