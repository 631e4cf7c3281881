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


def read_and_apply(site):
    """Reads pages, saves two sections of a draft, and sends an application. Returns its reference and its answers."""
    site.get("/").expect(200)
    site.get("/nothing-here").expect(404)
    answers = example(site)
    page = site.get("/join/start").expect(303).headers["location"]
    for _section in range(2):
        address, fields = site.get(page).expect(200).form(page)
        given = {name: "yes" if value is True else value for name, value in answers.items() if value is not False}
        page = site.post(address, {**given, **fields}).expect(303).headers["location"]
    made = site.post_json("/api/applications", answers, **{"idempotency-key": "rehearsal"}).expect(201)
    site.get(urlsplit(made.headers["location"]).path).expect(200)
    site.get("/members/nobody").expect(404)
    site.get("/membership").expect(200)
    site.follow()
    return made.json()["reference"], answers


def example(site):
    """Returns the application in the API's description, which is complete for every site."""
    paths = site.get("/api/openapi.json").expect(200).json()["paths"]
    body = paths["/api/applications"]["post"]["requestBody"]["content"]["application/json"]
    return body["examples"]["application"]["value"]


def return_to_the_application(site, answers):
    """Asks for the link of an address."""
    address, fields = site.get("/join/return").expect(200).form("/return")
    site.post(address, fields | {"email": answers["contact_email"]}).expect(303)
    site.follow()


def decide(site, issuer, reference):
    """Signs in as staff, finds the application, and accepts it."""
    asked = site.get("/staff").expect(303)
    away = site.get(asked.headers["location"]).expect(303)
    site.get(issuer.choose(away.headers["location"], "reviewer")).expect(303)
    for list in ["/staff", f"/staff/search?q={reference}"]:
        assert reference in site.get(list).expect(200).body, list
    for action in ["take", "accept"]:
        address, fields = site.get(f"/staff/applications/{reference}").expect(200).form(f"/{action}")
        site.post(address, fields).expect(303)
    site.get("/staff/exports").expect(200)
    site.follow()


def become_a_member(site, cloud, reference, answers):
    """Finds the member, asks for the link to its page, and follows it from the message."""
    assert reference in site.get("/staff/members").expect(200).body
    public = re.search(r'href="(/members/[^"?]+)"', site.get("/members").expect(200).body)
    site.get(public[1]).expect(200)
    address, fields = site.get("/membership").expect(200).form("/membership")
    before = len(cloud.messages())
    site.post(address, fields | {"email": answers["contact_email"]}).expect(303)
    site.follow()
    (message,) = cloud.messages()[before:]
    (link,) = set(re.findall(r"/membership/[\w-]+", text(message)))
    site.get(link).expect(200)


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
