//! What anybody can read.

use super::client::{Client, Response};
use super::{Outcome, expect, html};

/// How many pages of the sitemap are visited at most, spread over it.
const MOST_PAGES: usize = 24;

/// Returns the paths of the pages in the sitemap.
pub(super) async fn sitemap(client: &Client) -> Result<Vec<String>, String> {
    let map = client.get("/sitemap.xml").await?;
    map.has_status(200)?.has("content-type", "application/xml")?;
    let locations = map.body.split("<loc>").skip(1).filter_map(|rest| rest.split("</loc>").next());
    // A site can be checked at another address than its own.
    let paths: Vec<_> = locations.filter_map(path_of).collect();
    expect(!paths.is_empty(), || "/sitemap.xml: expected pages, got none".to_owned())?;
    Ok(paths)
}

fn path_of(location: &str) -> Option<String> {
    let (_, rest) = location.split_once("://")?;
    let start = rest.find('/')?;
    rest.get(start..).map(str::to_owned)
}

/// Visits pages, and returns them with what was found.
pub(super) async fn visit(client: &Client, paths: &[String]) -> (Vec<Response>, Outcome) {
    let count = paths.len().min(MOST_PAGES);
    let (mut visited, mut problem) = (Vec::new(), None);
    for path in (0..count).filter_map(|number| paths.get(number * paths.len() / count)) {
        match page(client, path).await {
            Ok(page) => visited.push(page),
            Err(error) => problem = problem.or(Some(error)),
        }
    }
    let outcome = match problem {
        Some(problem) => Err(format!("{} of {count} are not as expected: {problem}", count - visited.len())),
        None => Ok(format!("{count} of {}, each with a title and a heading", paths.len())),
    };
    (visited, outcome)
}

async fn page(client: &Client, path: &str) -> Result<Response, String> {
    let page = client.get(path).await?;
    page.has_status(200)?.has("content-type", "text/html")?;
    for element in ["h1", "head > title"] {
        let texts = html::texts(&page.body, element);
        let problem = || format!("{}: expected one {element} with text, got {texts:?}", page.label);
        expect(texts.len() == 1 && !texts.concat().is_empty(), problem)?;
    }
    Ok(page)
}

/// Checks the additional headers of pages.
pub(super) async fn headers(client: &Client) -> Outcome {
    let home = client.get("/").await?;
    let policy = home.header("content-security-policy");
    let is_strict = policy.starts_with("default-src 'none';") && !policy.contains("unsafe-");
    expect(is_strict, || home.differs("content-security-policy", "default-src 'none' first, and nothing unsafe"))?;
    home.has("referrer-policy", "same-origin")?.has("permissions-policy", "geolocation=()")?;
    Ok("a strict content security policy, a referrer policy and a permissions policy".to_owned())
}

/// Checks that pages are compressed, and kept for a short while.
pub(super) async fn caching(client: &Client) -> Outcome {
    let home = client.get("/").await?;
    home.has_status(200)?
        .has("content-encoding", "gzip")?
        .has("vary", "accept-encoding")?
        .has("cache-control", "public")?;
    let seconds = home.header("cache-control").split("max-age=").nth(1);
    let seconds = seconds.and_then(|rest| rest.split(|c: char| !c.is_ascii_digit()).next()?.parse::<u32>().ok());
    let is_short = seconds.is_some_and(|seconds| seconds <= 300);
    expect(is_short, || home.differs("cache-control", "a max-age of 300 seconds at most"))?;
    let tag = home.header("etag");
    expect(!tag.is_empty(), || home.differs("etag", "a value"))?;
    client.send("GET", "/", &[("if-none-match", tag)], "").await?.has_status(304)?;
    Ok(format!("gzip, kept for {} seconds, and 304 if nothing changed", seconds.unwrap_or_default()))
}

/// Checks the files that the home page loads.
pub(super) async fn assets(client: &Client) -> Outcome {
    let home = client.get("/").await?;
    let mut files = html::attributes(&home.body, "link[rel=stylesheet], link[rel=icon]", "href");
    files.extend(html::attributes(&home.body, "img", "src"));
    files.retain(|file| file.starts_with("/assets/"));
    files.sort_unstable();
    files.dedup();
    expect(!files.is_empty(), || "/: expected a style sheet below /assets/, got none".to_owned())?;
    for file in &files {
        let file = client.get(file).await?;
        file.has_status(200)?.has("cache-control", "immutable")?.has("content-type", "/")?;
    }
    Ok(format!("{}, kept for a year", files.len()))
}

/// Checks the feeds that pages name.
pub(super) async fn feeds(client: &Client, pages: &[Response]) -> Outcome {
    let of = |page: &Response| html::attributes(&page.body, "link[rel=alternate][type='application/atom+xml']", "href");
    let mut feeds: Vec<_> = pages.iter().flat_map(of).collect();
    feeds.push("/members/feed".to_owned());
    feeds.sort_unstable();
    feeds.dedup();
    for feed in &feeds {
        client.get(feed).await?.has_status(200)?.has("content-type", "application/atom+xml")?.contains("<feed ")?;
    }
    Ok(feeds.join(", "))
}

/// Checks the files that programs expect at fixed paths.
pub(super) async fn files(client: &Client) -> Outcome {
    let expected = [
        ("/robots.txt", "text/plain", "Sitemap: "),
        ("/site.webmanifest", "application/manifest+json", "\"name\""),
        ("/.well-known/security.txt", "text/plain", "Contact: "),
        ("/favicon.ico", "image/", ""),
    ];
    for (path, media_type, text) in expected {
        client.get(path).await?.has_status(200)?.has("content-type", media_type)?.contains(text)?;
    }
    Ok(expected.map(|(path, _, _)| path).join(", "))
}

/// Searches for a word of the home page.
pub(super) async fn search(client: &Client) -> Outcome {
    let titles = html::texts(&client.get("/").await?.body, "h1");
    let words = titles.iter().flat_map(|title| title.split(|c: char| !c.is_alphanumeric()));
    let word = words.max_by_key(|word| word.chars().count()).unwrap_or_default();
    let word: String = form_urlencoded::byte_serialize(word.as_bytes()).collect();
    client.get(&format!("/search?q={word}")).await?.has_status(200)?.has("content-type", "text/html")?;
    Ok("answers a word of the home page".to_owned())
}

/// Asks for a page that doesn't exist.
pub(super) async fn unknown(client: &Client) -> Outcome {
    let page = client.get("/smoke-test/no-such-page").await?;
    page.has_status(404)?.is_unlisted_page()?;
    let ways_out = html::attributes(&page.body, "a[href^='/']", "href").len();
    expect(ways_out > 1, || format!("{}: expected links to other pages, got {ways_out}", page.label))?;
    Ok("404, with a way out".to_owned())
}

/// Asks for a page at an address with a slash too many.
pub(super) async fn redirect(client: &Client, paths: &[String]) -> Outcome {
    let path = paths.iter().find(|path| path.len() > 1).ok_or("the sitemap has only the home page")?;
    let moved = client.get(&format!("{path}/")).await?;
    moved.has_status(301)?;
    expect(moved.header("location") == path, || moved.differs("location", path))?;
    Ok(format!("{path}/ leads to {path}"))
}

/// Posts to a page that has no form.
pub(super) async fn method(client: &Client) -> Outcome {
    client.post("/", &[], &[]).await?.has_status(405)?.has("allow", "GET")?;
    Ok("405, with the methods that are allowed".to_owned())
}
