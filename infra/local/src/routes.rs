//! Which route a request takes.
//!
//! As HTTP APIs choose: full paths before those that end in `{name+}`, then the
//! more specific path, then a route for the method before one for any method,
//! and `$default` when nothing else fits. A path with a slash at its end is not
//! the path without it.

use std::borrow::Cow;
use std::cmp::Reverse;

use percent_encoding::percent_decode_str;

use crate::template::Route;

/// The routes of the API, the one to prefer first.
pub(crate) struct Routes(Vec<Route>);

/// The route for a request, with what its path's variables stand for, decoded.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Match<'a> {
    pub(crate) route: &'a Route,
    pub(crate) parameters: Vec<(String, String)>,
}

impl Routes {
    pub(crate) fn new(mut routes: Vec<Route>) -> Self {
        routes.sort_by_cached_key(|route| {
            let segments = segments(&route.path).map(Segment::read);
            let segments: Vec<_> = segments.map(|segment| segment.generality()).collect();
            let default = route.path == "$default";
            (default, segments.contains(&2), segments, Reverse(route.method != "ANY"))
        });
        Self(routes)
    }

    /// The route for a method and a path as it was requested, not decoded.
    pub(crate) fn find(&self, method: &str, path: &str) -> Option<Match<'_>> {
        let takes = |route: &&Route| route.method == "ANY" || route.method == method;
        self.0.iter().filter(takes).find_map(|route| {
            let parameters = if route.path == "$default" { Some(Vec::new()) } else { parameters(&route.path, path) };
            parameters.map(|parameters| Match { route, parameters })
        })
    }
}

/// A path as it was requested, decoded as API Gateway decodes it. What is not
/// UTF-8 then becomes U+FFFD.
pub(crate) fn decode(path: &str) -> Cow<'_, str> {
    percent_decode_str(path).decode_utf8_lossy()
}

enum Segment<'a> {
    Literal(&'a str),
    Variable(&'a str),
    Rest(&'a str),
}

impl<'a> Segment<'a> {
    fn read(text: &'a str) -> Self {
        match text.strip_prefix('{').and_then(|text| text.strip_suffix('}')) {
            None => Self::Literal(text),
            Some(name) => match name.strip_suffix('+') {
                None => Self::Variable(name),
                Some(name) => Self::Rest(name),
            },
        }
    }

    fn generality(&self) -> u8 {
        match self {
            Self::Literal(_) => 0,
            Self::Variable(_) => 1,
            Self::Rest(_) => 2,
        }
    }
}

fn segments(path: &str) -> impl Iterator<Item = &str> {
    path.trim_start_matches('/').split('/')
}

/// What the variables of `pattern` stand for in `path`, if it fits.
fn parameters(pattern: &str, path: &str) -> Option<Vec<(String, String)>> {
    let mut rest = path.strip_prefix('/');
    let mut parameters = Vec::new();
    for segment in segments(pattern).map(Segment::read) {
        let (first, behind) = match rest?.split_once('/') {
            Some((first, behind)) => (first, Some(behind)),
            None => (rest?, None),
        };
        match segment {
            Segment::Literal(text) if decode(first) == text => {}
            Segment::Variable(name) if !first.is_empty() => {
                parameters.push((name.to_owned(), decode(first).into_owned()));
            }
            Segment::Rest(name) if !rest?.is_empty() => {
                parameters.push((name.to_owned(), decode(rest?).into_owned()));
                return Some(parameters);
            }
            _ => return None,
        }
        rest = behind;
    }
    rest.is_none().then_some(parameters)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn routes(keys: &[&str]) -> Routes {
        let route = |key: &&str| {
            let (method, path) = key.split_once(' ').unwrap_or(("ANY", key));
            Route { method: method.to_owned(), path: path.to_owned(), function: key.to_string() }
        };
        Routes::new(keys.iter().map(route).collect())
    }

    fn taken(routes: &Routes, method: &str, path: &str) -> Option<String> {
        routes.find(method, path).map(|found| found.route.key())
    }

    const HOUSE: [&str; 5] =
        ["$default", "ANY /join/{id}/{section}", "ANY /join/{id}", "ANY /join/start", "GET /files/{path+}"];

    #[test]
    fn an_exact_path_comes_before_one_with_variables() {
        let routes = routes(&HOUSE);
        assert_eq!(taken(&routes, "GET", "/join/start").unwrap(), "ANY /join/start");
        assert_eq!(taken(&routes, "GET", "/join/started").unwrap(), "ANY /join/{id}");
        assert_eq!(taken(&routes, "POST", "/join/x/people").unwrap(), "ANY /join/{id}/{section}");
    }

    #[test]
    fn what_nothing_else_takes_goes_to_the_default_route() {
        let routes = routes(&HOUSE);
        for path in ["/", "/join", "/join/", "/join/x/", "/join//people", "/join/x/people/more", "/files", "/files/"] {
            assert_eq!(taken(&routes, "GET", path).unwrap(), "$default", "{path}");
        }
        assert_eq!(taken(&routes, "POST", "/files/a").unwrap(), "$default");
    }

    #[test]
    fn without_a_default_route_nothing_takes_the_request() {
        assert_eq!(taken(&routes(&["GET /a"]), "GET", "/b"), None);
        assert_eq!(taken(&routes(&["GET /a"]), "POST", "/a"), None);
    }

    #[test]
    fn a_route_for_the_method_comes_before_one_for_any() {
        let routes = routes(&["ANY /a", "GET /a"]);
        assert_eq!(taken(&routes, "GET", "/a").unwrap(), "GET /a");
        assert_eq!(taken(&routes, "POST", "/a").unwrap(), "ANY /a");
    }

    #[test]
    fn routes_are_preferred_as_the_manual_of_http_apis_says() {
        let routes = routes(&["GET /pets/dog/1", "GET /pets/dog/{id}", "GET /pets/{proxy+}", "ANY /{proxy+}"]);
        assert_eq!(taken(&routes, "GET", "/pets/dog/1").unwrap(), "GET /pets/dog/1");
        assert_eq!(taken(&routes, "GET", "/pets/dog/2").unwrap(), "GET /pets/dog/{id}");
        assert_eq!(taken(&routes, "GET", "/pets/cat/1").unwrap(), "GET /pets/{proxy+}");
        assert_eq!(taken(&routes, "POST", "/test/5").unwrap(), "ANY /{proxy+}");
    }

    #[test]
    fn variables_are_decoded_and_an_encoded_slash_stays_within_its_segment() {
        let routes = routes(&HOUSE);
        let found = routes.find("GET", "/join/caf%C3%A9%2F1/a+b").unwrap();
        let expected = [("id", "café/1"), ("section", "a+b")].map(|(name, value)| (name.to_owned(), value.to_owned()));
        assert_eq!(found.parameters, expected);
    }

    #[test]
    fn the_rest_of_a_path_may_have_several_segments() {
        let routes = routes(&HOUSE);
        let found = routes.find("GET", "/files/a/b%20c/").unwrap();
        assert_eq!(found.parameters, [("path".to_owned(), "a/b c/".to_owned())]);
    }
}
