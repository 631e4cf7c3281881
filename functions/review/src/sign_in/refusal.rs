//! Why somebody could not sign in.

use lambda_http::http::StatusCode;

/// Why somebody could not sign in. The page does not say what exactly was wrong with a token; the log does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// The deployment has no issuer.
    NotSetUp,
    /// No sign-in began with this state in this browser, or it was completed, or ten minutes have passed.
    Unknown,
    /// The issuer says that the person did not sign in.
    Declined,
    /// The issuer's response does not verify. Logged where it was found.
    Invalid,
    /// The issuer can't be reached. Logged where it was found.
    Unreachable,
    /// The issuer gives the person no role.
    NoRole,
    /// An administrator has blocked the person.
    Blocked,
}

impl Refusal {
    /// The status of the page.
    pub(crate) const fn status(self) -> StatusCode {
        match self {
            Self::NotSetUp | Self::Unreachable => StatusCode::SERVICE_UNAVAILABLE,
            Self::Unknown | Self::Declined | Self::Invalid => StatusCode::BAD_REQUEST,
            Self::NoRole | Self::Blocked => StatusCode::FORBIDDEN,
        }
    }

    /// The name in the template and in the log.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::NotSetUp => "not_set_up",
            Self::Unknown => "unknown",
            Self::Declined => "declined",
            Self::Invalid => "invalid",
            Self::Unreachable => "unreachable",
            Self::NoRole => "no_role",
            Self::Blocked => "blocked",
        }
    }
}
