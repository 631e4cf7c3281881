//! What became of a sample application: what staff and the applicant did, and after how many days.

/// What became of a sample application.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Story {
    /// Nobody has looked at it.
    Received,
    /// Staff set it aside.
    Spam,
    /// A reviewer took it and gave it back.
    Released,
    InReview,
    /// Staff asked, and wait for the answer.
    Asked,
    /// Staff asked, got an answer and asked again.
    AskedTwice,
    Accepted,
    Declined,
    /// Declined by mistake; the decision was taken back.
    UndoneDecline,
    Withdrawn,
}

/// A step of a story.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    Take,
    Release,
    Note(&'static str),
    Ask(&'static str),
    Answer(&'static str),
    Accept,
    Decline(&'static str, &'static str),
    Undo,
    Withdraw,
    Spam,
}

impl Story {
    /// Returns the steps, each with the minutes since the application was submitted.
    pub(super) fn steps(self) -> &'static [(u32, Step)] {
        use Step::{Accept, Answer, Ask, Decline, Note, Release, Take, Undo, Withdraw};
        const DAY: u32 = 24 * 60;
        match self {
            Self::Received => &[],
            Self::Spam => &[(DAY, Step::Spam)],
            Self::Released => &[(DAY, Take), (2 * DAY, Release)],
            Self::InReview => {
                &[(DAY, Take), (DAY + 20, Note("References look good. Waiting for the registry extract."))]
            }
            Self::Asked => &[
                (2 * DAY, Take),
                (3 * DAY, Ask("Which of your services do you offer to sponsors outside your group?")),
            ],
            Self::AskedTwice => &[
                (DAY, Take),
                (2 * DAY, Ask("Do you run trials yourselves, or analyze samples for those who do?")),
                (9 * DAY, Answer("We analyze samples. Two of our clients let us run small studies from start to end.")),
                (11 * DAY, Ask("Please name one study of the second kind that is in a public register.")),
            ],
            Self::Accepted => &[
                (DAY, Take),
                (5 * DAY, Note("Spoke on the phone. They know what membership asks of them.")),
                (9 * DAY, Accept),
            ],
            Self::Declined => &[
                (DAY, Take),
                (
                    4 * DAY,
                    Decline(
                        "not_eligible",
                        "Membership is for organizations that run clinical trials or make technology for them. From what you wrote, you do neither.",
                    ),
                ),
            ],
            Self::UndoneDecline => &[
                (DAY, Take),
                (3 * DAY, Decline("duplicate", "We have another application from you.")),
                (3 * DAY + 4, Undo),
                (3 * DAY + 6, Note("Wrong window: the duplicate was another application.")),
            ],
            Self::Withdrawn => &[(DAY, Take), (6 * DAY, Withdraw)],
        }
    }
}
