//! People with a browser that keeps cookies and signs in.

use super::{Page, Visitor};
use local::Stack;
use shared::application::history::Hash;
use shared::clock::Clock;
use shared::staff::{Person, PersonId, Role};
use shared::timestamp::Timestamp;
use std::collections::BTreeMap;
use std::sync::Mutex;
use store::Store;

/// The cookie of a session.
pub const SESSION: &str = "__Host-session";

/// A browser that keeps the site's cookies, and follows no redirects.
#[derive(Debug)]
pub struct Browser {
    visitor: Visitor,
    issuer: Visitor,
    pub cookies: Mutex<BTreeMap<String, String>>,
}

impl Browser {
    pub fn new(stack: &Stack) -> Self {
        let (visitor, issuer) = (Visitor::to(&stack.site_url()), Visitor::to(stack.issuer_url()));
        Self { visitor, issuer, cookies: Mutex::default() }
    }

    /// Returns a browser with this cookie.
    pub fn with_session(stack: &Stack, token: &str) -> Self {
        let browser = Self::new(stack);
        browser.cookies.lock().unwrap().insert(SESSION.to_owned(), token.to_owned());
        browser
    }

    /// Sends a request, with a form if it is a POST, and keeps the cookies of the response.
    pub async fn send(&self, method: &str, path: &str, form: &[(&str, &str)], headers: &[(&str, &str)]) -> Page {
        let cookies: Vec<_> =
            self.cookies.lock().unwrap().iter().map(|(name, value)| format!("{name}={value}")).collect();
        let mut request = self.visitor.request(method, path).header("cookie", cookies.join("; "));
        if method == "POST" {
            request = request.form(form);
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let page = Page::read(request.send().await.unwrap()).await;
        for cookie in page.headers.get_all("set-cookie") {
            let (name, value) = cookie.to_str().unwrap().split(';').next().unwrap().split_once('=').unwrap();
            self.cookies.lock().unwrap().insert(name.to_owned(), value.to_owned());
        }
        page
    }

    pub async fn get(&self, path: &str) -> Page {
        self.send("GET", path, &[], &[]).await
    }

    /// Posts a form with a file, as browsers do (RFC 7578).
    pub async fn upload(&self, path: &str, fields: &[(&str, &str)], file: &[u8]) -> Page {
        const BOUNDARY: &str = "----WebKitFormBoundary7MA4YWxkTrZu0gW";
        let part = |name: &str| format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"");
        let mut body = Vec::new();
        for (name, value) in fields {
            body.extend(format!("{}\r\n\r\n{value}\r\n", part(name)).into_bytes());
        }
        body.extend(format!("{}; filename=\"a.png\"\r\nContent-Type: image/png\r\n\r\n", part("file")).into_bytes());
        body.extend(file);
        body.extend(format!("\r\n--{BOUNDARY}--\r\n").into_bytes());
        let cookie = format!("{SESSION}={}", self.cookies.lock().unwrap()[SESSION]);
        let request = self.visitor.request("POST", path).header("cookie", cookie);
        let request = request.header("content-type", format!("multipart/form-data; boundary={BOUNDARY}"));
        Page::read(request.body(body).send().await.unwrap()).await
    }

    /// Posts a form of this browser's session.
    pub async fn press(&self, path: &str, form: &[(&str, &str)]) -> Page {
        let csrf = self.csrf().await;
        self.send("POST", path, &[form, &[("csrf", &csrf)]].concat(), &[]).await
    }

    /// Returns the token that this session's forms have; empty if nobody is signed in.
    pub async fn csrf(&self) -> String {
        self.get("/staff").await.attribute("input[name=csrf]", "value")
    }

    /// Returns the value of the session's cookie; empty if there is none.
    pub fn session(&self) -> String {
        self.cookies.lock().unwrap().get(SESSION).cloned().unwrap_or_default()
    }

    /// Begins to sign in, and returns the path and query at the issuer.
    pub async fn begin(&self, path: &str) -> String {
        let begun = self.get(path).await;
        let address: reqwest::Url = begun.location().parse().unwrap();
        format!("{}?{}", address.path(), address.query().unwrap())
    }

    /// Chooses who to be on the issuer's page, and returns the path to which it leads back.
    pub async fn choose(&self, address: &str, role: &'static str) -> String {
        let page = self.issuer.get(address).await;
        let action = page.attribute(&format!("form:has(button[name={role}])"), "action");
        let chosen = self.issuer.post_field(&action, role, "yes").await;
        let back: reqwest::Url = chosen.location().parse().unwrap();
        format!("{}?{}", back.path(), back.query().unwrap())
    }

    /// Signs in, and returns the last response.
    pub async fn sign_in(&self, role: &'static str) -> Page {
        let address = self.begin("/staff/sign-in?to=/staff").await;
        let back = self.choose(&address, role).await;
        self.get(&back).await
    }
}

/// Returns a store of the stack's table.
pub fn store(stack: &Stack) -> Store {
    Store::new(stack.client(), stack.table_name())
}

/// Returns the time some seconds ago.
pub fn ago(seconds: i64) -> Timestamp {
    Timestamp::from_unix(Clock::system().now().unix() - seconds)
}

/// Returns a person with this role.
pub fn person(name: &str, role: Role) -> Person {
    Person { id: PersonId::of("https://issuer.example", name), name: name.to_owned(), role }
}

/// Opens a session that began some seconds ago, and returns its token.
pub async fn session(stack: &Stack, person: &Person, began: i64, authenticated: i64) -> String {
    let token = shared::entropy::Entropy::system().bytes::<32>().map(|bytes| Hash::from_bytes(&bytes)).unwrap();
    let (store, hash) = (store(stack), Hash::of(token.as_str().as_bytes()));
    store.admit(person, ago(began)).await.unwrap();
    store.open_session(&hash, &person.id, ago(authenticated), ago(began)).await.unwrap();
    token.as_str().to_owned()
}
