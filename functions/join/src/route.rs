//! Addresses to places, and back.

use shared::application::ApplicationId;
use shared::fields::Section;

/// What an address stands for.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// `/join/start`
    Start,
    /// `/join/{id}`, or something below it.
    Application(ApplicationId, Part),
    /// Such an address with an id that no application can have.
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
    /// `/join/{id}/link`: the private address, by e-mail.
    Link,
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
            Self::Section(_) | Self::Submit | Self::Link | Self::Confirm | Self::Withdraw | Self::Erase => {
                "GET, HEAD, POST"
            }
        }
    }
}

/// The place at `path`, if there is one.
pub(crate) fn place(path: &str) -> Option<Place> {
    let rest = path.strip_prefix("/join/")?;
    let (first, second) = rest.split_once('/').map_or((rest, None), |(first, second)| (first, Some(second)));
    let part = match (first, second) {
        ("start", None) => return Some(Place::Start),
        (_, None) => Part::Whole,
        (_, Some(name)) => Part::named(name)?,
    };
    Some(first.parse().map_or(Place::Nothing, |id| Place::Application(id, part)))
}

/// The private address of an application.
pub(crate) fn to_application(id: &ApplicationId) -> String {
    format!("/join/{}", id.as_str())
}

/// Where programs ask for an application's status.
pub(crate) fn to_api(id: &ApplicationId) -> String {
    format!("/api/applications/{}", id.as_str())
}

/// The address of a page of questions.
pub(crate) fn to_section(id: &ApplicationId, section: Section) -> String {
    format!("/join/{}/{}", id.as_str(), section.name())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_address_leads_to_its_place() {
        let id = ApplicationId::from_random([5; 26]);
        let part = |part| Some(Place::Application(id.clone(), part));
        assert_eq!(place("/join/start"), Some(Place::Start));
        assert_eq!(place(&to_application(&id)), part(Part::Whole));
        assert_eq!(place(&format!("{}/submit", to_application(&id))), part(Part::Submit));
        assert_eq!(place(&format!("{}/erase", to_application(&id))), part(Part::Erase));
        for section in Section::ALL {
            assert_eq!(place(&to_section(&id, section)), part(Part::Section(section)));
        }
    }

    #[test]
    fn other_addresses_lead_nowhere() {
        for path in ["/join", "/join/start/", "/join/55555555555555555555555555/nonsense", "/joins/start"] {
            assert_eq!(place(path), None, "{path}");
        }
        for path in ["/join/", "/join/abc", "/join/start/profile", "/join/5555555555555555555555555O/copy"] {
            assert_eq!(place(path), Some(Place::Nothing), "{path}");
        }
    }
}
