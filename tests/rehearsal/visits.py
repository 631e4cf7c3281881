"""Visits that reach every function, and every service that a function calls."""

import email
import email.policy
import html
import re
import subprocess
import urllib.error
import urllib.request
from urllib.parse import urlencode, urljoin, urlsplit

# The sender, and where staff get their mail.
MAIL_FROM, STAFF_EMAIL = "membership@example.org", "staff@example.org"

APPLICATION = {
    "legal_name": "Example Research Ltd",
    "website": "www.example.com",
    "kind": "cro",
    "country": "GB",
    "employees": "50-249",
    "why_join": "To take part in writing the rules that we work by.",
    "contact_name": "Ada Example",
    "contact_title": "Head of policy",
    "contact_email": "ada@example.com",
    "representative_same": True,
    "code_of_ethics": True,
    "antitrust": True,
    "authority": True,
    "privacy_notice": True,
}
SECTION = {"legal_name": "Second Example Ltd", "website": "www.example.net", "kind": "technology", "country": "IE"}


def read_and_apply(site):
    """Reads a page, begins a draft, and applies from a program. Returns the reference."""
    site.get("/").expect(200)
    site.get("/nothing-here").expect(404)
    begun = site.get("/join/start").expect(303)
    address, fields = site.get(begun.headers["location"]).expect(200).form("/organization")
    saved = site.post(address, fields | SECTION).expect(303)
    address, fields = site.get(saved.headers["location"]).expect(200).form("/profile")
    site.post(address, fields | {"employees": "1-49", "why_join": "To learn from each other."}).expect(303)
    made = site.post_json("/api/applications", APPLICATION).expect(201)
    site.get(urlsplit(made.headers["location"]).path).expect(200)
    site.get("/members/nobody").expect(404)
    site.get("/membership").expect(200)
    site.follow()
    return made.json()["reference"]


def return_to_the_draft(site):
    """Asks for the links of an address."""
    address, fields = site.get("/join/return").expect(200).form("/return")
    site.post(address, fields | {"email": APPLICATION["contact_email"]}).expect(303)
    site.follow()


def decide(site, issuer, reference):
    """Signs in as staff, finds the application, accepts it, and finds the member."""
    asked = site.get("/staff").expect(303)
    away = site.get(asked.headers["location"]).expect(303)
    site.get(issuer.choose(away.headers["location"], "reviewer")).expect(303)
    assert reference in site.get("/staff").expect(200).body
    assert reference in site.get("/staff/search?q=research").body + site.get("/staff?q=research").body
    page = f"/staff/applications/{reference}"
    for action in ["take", "accept"]:
        address, fields = site.get(page).expect(200).form(f"/{action}")
        site.post(address, fields).expect(303)
    site.get("/staff/exports").expect(200)
    site.follow()
    assert APPLICATION["legal_name"] in site.get("/members").expect(200).body
    assert APPLICATION["legal_name"] in site.get("/staff/members").expect(200).body


def see_own_entry(site, cloud):
    """Asks for the link to a member's page, and follows it from the message."""
    address, fields = site.get("/membership").expect(200).form("/membership")
    before = len(cloud.messages())
    site.post(address, fields | {"email": APPLICATION["contact_email"]}).expect(303)
    site.follow()
    (message,) = cloud.messages()[before:]
    (link,) = set(re.findall(r"/membership/[\w-]+", text(message)))
    assert APPLICATION["legal_name"] in site.get(link).expect(200).body


def subjects(cloud):
    """Returns recipient and subject of every message."""
    return [(message.destinations[0], str(parsed(message)["Subject"])) for message in cloud.messages()]


def text(message):
    return parsed(message).get_body(("plain",)).get_content()


def parsed(message):
    return email.message_from_string(message.raw_data, policy=email.policy.default)


class Issuer:
    """The development issuer of a local stack, in place of Amazon Cognito."""

    def __init__(self, program):
        flags = ["--memory", "--port", "0", "--dynamodb-port", "0", "--issuer-port", "0"]
        self._process = subprocess.Popen([program, *flags], stdout=subprocess.PIPE, text=True)
        lines = (line.split() for line in self._process.stdout)
        announced = {words[0]: words[1] for _, words in zip(range(4), lines)}
        self.site, self.url = announced["site"], announced["issuer"]

    def variables(self):
        """Returns the environment of a function whose staff sign in here."""
        return {"SITE_URL": self.site, "ISSUER_URL": self.url, "CLIENT_ID": "site"}

    def choose(self, address, role):
        """Signs in at the issuer, and returns the path and query to which it leads back."""
        with urllib.request.urlopen(address) as page:
            form = re.search(r'<form[^>]*action="([^"]*)"(?:(?!</form>).)*name="%s"' % role, page.read().decode(), re.DOTALL)
        posted = urllib.request.Request(urljoin(address, html.unescape(form[1])), urlencode({role: "yes"}).encode())
        try:
            urllib.request.build_opener(NoRedirect).open(posted)
        except urllib.error.HTTPError as redirect:
            back = urlsplit(redirect.headers["Location"])
            return f"{back.path}?{back.query}"
        raise AssertionError("the issuer didn't redirect")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._process.terminate()
        self._process.wait()


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None
