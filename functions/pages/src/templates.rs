//! The templates of this function. Those of content pages are rendered when it is built: the build script has this file
//! as well.

/// Names and sources.
pub const TEMPLATES: &[(&str, &str)] = &[
    ("feed.xml", include_str!("../templates/feed.xml")),
    ("letters.html", include_str!("../templates/letters.html")),
    ("news.html", include_str!("../templates/news.html")),
    ("page.html", include_str!("../templates/page.html")),
    ("parts.html", include_str!("../templates/parts.html")),
    ("robots.txt", include_str!("../templates/robots.txt")),
    ("search.html", include_str!("../templates/search.html")),
    ("security.txt", include_str!("../templates/security.txt")),
    ("site.webmanifest", include_str!("../templates/site.webmanifest")),
    ("sitemap.xml", include_str!("../templates/sitemap.xml")),
];
