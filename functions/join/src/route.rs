//! Addresses to places, and back.

use shared::application::{ApplicationId, PrivateLink};
use shared::fields::Section;

/// What an address stands for.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// `/join/start`
    Start,
    /// `/join/{link}`, or something below it.
    Application(PrivateLink, Part),
    /// Such a path with a link that no application can have.
    Nothing,
}

/// What there is of an application.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    /// `/join/{id}`: what its state calls for.
    Whole,
    /// `/join/{id}/{section}`: a page of questions.
    Section(Section),
    /// `/join/{id}/submit`
    Submit,
    /// `/join/{id}/copy`: what was sent, to be printed or kept.
    Copy,
    /// `/join/{id}/data`: what is held, for programs.
    Data,
    /// `/join/{id}/link`: the private link, by email.
    Link,
    /// `/join/{id}/continue`: from a link in an email to a private link.
    Continue,
    /// `/join/{id}/replace`: another private link in place of this one.
    Replace,
    /// `/join/{id}/confirm`: that an address is the applicant's.
    Confirm,
    /// `/join/{id}/withdraw`
    Withdraw,
    /// `/join/{id}/erase`
    Erase,
}

impl Part {
    fn named(name: &str) -> Option<Self> {
        Some(match name {
            "submit" => Self::Submit,
            "copy" => Self::Copy,
            "data" => Self::Data,
            "link" => Self::Link,
            "continue" => Self::Continue,
            "replace" => Self::Replace,
            "confirm" => Self::Confirm,
            "withdraw" => Self::Withdraw,
            "erase" => Self::Erase,
            _ => Self::Section(Section::named(name)?),
        })
    }

    /// The methods that it takes, as in the `Allow` header.
    pub(crate) const fn methods(self) -> &'static str {
        match self {
            Self::Whole | Self::Copy | Self::Data => "GET, HEAD",
            Self::Section(_)
            | Self::Submit
            | Self::Link
            | Self::Continue
            | Self::Replace
            | Self::Confirm
            | Self::Withdraw
            | Self::Erase => "GET, HEAD, POST",
        }
    }
}

/// The place at `path`, if there is one. Slashes at its end make no difference.
pub(crate) fn place(path: &str) -> Option<Place> {
    let rest = path.strip_prefix("/join/")?.trim_end_matches('/');
    let (first, second) = rest.split_once('/').map_or((rest, None), |(first, second)| (first, Some(second)));
    let part = match (first, second) {
        ("start", None) => return Some(Place::Start),
        (_, None) => Part::Whole,
        (_, Some(name)) => Part::named(name)?,
    };
    Some(first.parse().map_or(Place::Nothing, |link| Place::Application(link, part)))
}

/// The path of a private link.
pub(crate) fn to_application(link: &PrivateLink) -> String {
    format!("/join/{}", link.as_str())
}

/// Where programs ask for an application's status.
pub(crate) fn to_api(id: &ApplicationId) -> String {
    format!("/api/applications/{}", id.as_str())
}

/// The path of a page of questions.
pub(crate) fn to_section(link: &PrivateLink, section: Section) -> String {
    format!("/join/{}/{}", link.as_str(), section.name())
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::application::LinkId;

    #[test]
    fn every_address_leads_to_its_place() {
        let id = PrivateLink::Original(ApplicationId::from_random([5; 26]));
        let part = |part| Some(Place::Application(id.clone(), part));
        assert_eq!(place("/join/start"), Some(Place::Start));
        assert_eq!(place(&to_application(&id)), part(Part::Whole));
        let issued = PrivateLink::Issued(LinkId::from_random([7; 28]));
        assert_eq!(place(&to_application(&issued)), Some(Place::Application(issued, Part::Whole)));
        assert_eq!(place(&format!("{}/submit", to_application(&id))), part(Part::Submit));
        assert_eq!(place(&format!("{}/erase", to_application(&id))), part(Part::Erase));
        for section in Section::ALL {
            assert_eq!(place(&to_section(&id, section)), part(Part::Section(section)));
        }
    }

    #[test]
    fn a_slash_at_the_end_and_capitals_make_no_difference() {
        let id = PrivateLink::Original(ApplicationId::from_random([11; 26]));
        assert_eq!(place("/join/start/"), Some(Place::Start));
        for part in ["", "/submit", "/profile", "/continue"] {
            let path = to_application(&id) + part;
            let expected = place(&path);
            assert!(matches!(expected, Some(Place::Application(..))), "{path}");
            assert_eq!(place(&format!("{path}/")), expected, "{path}");
            assert_eq!(place(&path.replace(id.as_str(), &id.as_str().to_uppercase())), expected, "{path}");
        }
    }

    #[test]
    fn other_addresses_lead_nowhere() {
        for path in ["/join", "/join/55555555555555555555555555/nonsense", "/joins/start"] {
            assert_eq!(place(path), None, "{path}");
        }
        for path in ["/join/", "/join/abc", "/join/start/profile", "/join/5555555555555555555555555O/copy"] {
            assert_eq!(place(path), Some(Place::Nothing), "{path}");
        }
    }
}
