use crate::applicant::{Selection, ShortText};
use crate::application::Answers;
use crate::timestamp::Timestamp;
use serde::{Deserialize, Serialize};

/// Committees of interest, and declarations. A value exists only if the applicant agreed to the code of ethics, antitrust
/// law, the authority to apply and the privacy notice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "StoredDeclarations", from = "StoredDeclarations")]
#[allow(missing_docs, reason = "the names are the contract's")]
pub struct Declarations {
    pub committees: Selection,
    pub heard_from: Option<ShortText>,
    /// The version of the privacy notice that was shown.
    pub privacy_notice_version: String,
    /// When the applicant agreed to the privacy notice.
    pub privacy_notice_at: Timestamp,
    pub news: bool,
}

impl Declarations {
    pub(super) fn to_answers(&self) -> Answers {
        let mut answers = Answers::default();
        self.committees.values().iter().for_each(|committee| answers.add("committees", committee));
        answers.add_some("heard_from", self.heard_from.as_ref().map(ShortText::as_str));
        for agreed in ["code_of_ethics", "antitrust", "authority", "privacy_notice"] {
            answers.tick(agreed, true);
        }
        answers.tick("news", self.news);
        answers
    }
}

/// The attributes of [`Declarations`] in the table, every agreement among them.
#[derive(Serialize, Deserialize)]
struct StoredDeclarations {
    #[serde(default, skip_serializing_if = "Selection::is_empty")]
    committees: Selection,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    heard_from: Option<ShortText>,
    code_of_ethics: bool,
    antitrust: bool,
    authority: bool,
    privacy_notice: bool,
    privacy_notice_version: String,
    privacy_notice_at: Timestamp,
    #[serde(default)]
    news: bool,
}

impl From<Declarations> for StoredDeclarations {
    fn from(declarations: Declarations) -> Self {
        Self {
            committees: declarations.committees,
            heard_from: declarations.heard_from,
            code_of_ethics: true,
            antitrust: true,
            authority: true,
            privacy_notice: true,
            privacy_notice_version: declarations.privacy_notice_version,
            privacy_notice_at: declarations.privacy_notice_at,
            news: declarations.news,
        }
    }
}

impl From<StoredDeclarations> for Declarations {
    fn from(stored: StoredDeclarations) -> Self {
        Self {
            committees: stored.committees,
            heard_from: stored.heard_from,
            privacy_notice_version: stored.privacy_notice_version,
            privacy_notice_at: stored.privacy_notice_at,
            news: stored.news,
        }
    }
}
