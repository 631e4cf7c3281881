//! How a program is launched.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::PathBuf;

/// The region of local functions.
const REGION: &str = "us-east-1";
const ACCOUNT: &str = "123456789012";

/// A program, its runner and its environment.
#[derive(Debug, Clone)]
pub struct Launch {
    /// The function's name.
    pub name: String,
    /// The program, as an absolute path.
    pub program: PathBuf,
    /// A command with arguments that runs it; empty to run it directly.
    pub runner: Vec<String>,
    /// Its whole environment, except the address of the Runtime API.
    pub variables: BTreeMap<String, String>,
}

impl Launch {
    /// Returns a function's launch as on Lambda, with the [variables that Lambda
    /// sets](https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html), the template's, and none of this
    /// machine's.
    pub fn new(name: &str, program: PathBuf, given: BTreeMap<String, String>) -> Self {
        let root = program.parent().map(|root| root.display().to_string()).unwrap_or_default();
        let set = [
            ("AWS_ACCESS_KEY_ID", "local"),
            ("AWS_DEFAULT_REGION", REGION),
            ("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "128"),
            ("AWS_LAMBDA_FUNCTION_NAME", name),
            ("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST"),
            ("AWS_LAMBDA_INITIALIZATION_TYPE", "on-demand"),
            ("AWS_LAMBDA_LOG_FORMAT", "JSON"),
            ("AWS_LAMBDA_LOG_GROUP_NAME", "/aws/lambda/local"),
            ("AWS_LAMBDA_LOG_LEVEL", "DEBUG"),
            ("AWS_LAMBDA_LOG_STREAM_NAME", "2026/11/24/[$LATEST]3f2c8a7d5b1e4c9a"),
            ("AWS_REGION", REGION),
            ("AWS_SECRET_ACCESS_KEY", "local"),
            ("AWS_SESSION_TOKEN", "local"),
            ("LAMBDA_RUNTIME_DIR", "/var/runtime"),
            ("LAMBDA_TASK_ROOT", &root),
            ("LANG", "en_US.UTF-8"),
            ("LD_LIBRARY_PATH", "/lib64:/usr/lib64:/var/runtime:/var/runtime/lib:/var/task:/var/task/lib:/opt/lib"),
            ("PATH", "/usr/local/bin:/usr/bin/:/bin:/opt/bin"),
            ("TZ", ":UTC"),
            ("_HANDLER", "bootstrap"),
        ];
        let mut variables: BTreeMap<_, _> = set.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
        variables.extend(given);
        Self { name: name.to_owned(), program, runner: Vec::new(), variables }
    }

    /// Sets a variable.
    #[must_use]
    pub fn with(mut self, variable: &str, value: &str) -> Self {
        self.variables.insert(variable.to_owned(), value.to_owned());
        self
    }

    /// Removes a variable.
    #[must_use]
    pub fn without(mut self, variable: &str) -> Self {
        self.variables.remove(variable);
        self
    }

    /// Runs the program with another command.
    #[must_use]
    pub fn run_by(mut self, runner: &[&str]) -> Self {
        self.runner = runner.iter().map(|&word| word.to_owned()).collect();
        self
    }

    /// Returns program and arguments.
    pub(crate) fn command(&self) -> (OsString, Vec<OsString>) {
        let mut words = self.runner.iter().map(OsString::from).chain([self.program.clone().into_os_string()]);
        (words.next().unwrap_or_default(), words.collect())
    }

    /// Returns the function's ARN.
    pub(crate) fn arn(&self) -> String {
        format!("arn:aws:lambda:{REGION}:{ACCOUNT}:function:{}", self.name)
    }
}
