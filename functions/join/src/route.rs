//! Addresses to places, and back.

use shared::application::ApplicationId;
use shared::fields::Section;

/// What an address stands for.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// `/join/start`
    Start,
    /// `/join/{id}`
    Application(ApplicationId),
    /// `/join/{id}/{section}`
    Section(ApplicationId, Section),
    /// `/join/{id}/submit`
    Submit(ApplicationId),
}

/// The place at `path`, if there is one.
pub(crate) fn place(path: &str) -> Option<Place> {
    let rest = path.strip_prefix("/join/")?;
    let (first, second) = rest.split_once('/').map_or((rest, None), |(first, second)| (first, Some(second)));
    match (first, second) {
        ("start", None) => Some(Place::Start),
        (id, None) => Some(Place::Application(id.parse().ok()?)),
        (id, Some("submit")) => Some(Place::Submit(id.parse().ok()?)),
        (id, Some(section)) => Some(Place::Section(id.parse().ok()?, Section::named(section)?)),
    }
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
        assert_eq!(place("/join/start"), Some(Place::Start));
        assert_eq!(place(&to_application(&id)), Some(Place::Application(id.clone())));
        assert_eq!(place(&format!("{}/submit", to_application(&id))), Some(Place::Submit(id.clone())));
        for section in Section::ALL {
            assert_eq!(place(&to_section(&id, section)), Some(Place::Section(id.clone(), section)));
        }
    }

    #[test]
    fn other_addresses_lead_nowhere() {
        for path in [
            "/join",
            "/join/",
            "/join/start/",
            "/join/abc",
            "/join/55555555555555555555555555/nonsense",
            "/join/start/profile",
        ] {
            assert_eq!(place(path), None, "{path}");
        }
    }
}
