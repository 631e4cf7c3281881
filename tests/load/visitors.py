"""Visitors' requests: most visitors read, some apply, and some of those submit twice."""

import itertools
import json
import random
import re
import uuid
from urllib.parse import urlencode

import gevent
from answers import application, section
from ledger import Ledger, Sent
from locust import task
from locust.contrib.fasthttp import FastHttpUser

SECTIONS = ["organization", "profile", "people", "declarations"]

# The headers of a form posted from the same site.
FROM_THE_SITE = {"Sec-Fetch-Site": "same-origin", "Content-Type": "application/x-www-form-urlencoded"}

WORDS = ["telescope", "lamp", "data", "schools", "glass plates", "satellites", "privacy", "nothing-like-it"]

numbers = itertools.count(1)


class Unexpected(Exception):
    """A response after which a visitor can't continue, already counted as an error."""


class Visitor(FastHttpUser):
    """A visitor who performs random actions."""

    #: The receipts that applicants saw.
    ledger = Ledger()
    #: The pages to read.
    site = None
    #: The percentage of actions that are applications.
    applying = 2
    #: Mean seconds between actions; 0 for none.
    pause = 0
    connection_timeout = network_timeout = 30

    def on_start(self):
        # Not per request: that setting is shared with the client, so one of two concurrent requests would
        # follow its redirect.
        self.client.client.redirect_response_codes = frozenset()

    def wait_time(self):
        return random.uniform(0, 2 * self.pause)

    @task
    def do_something(self):
        actions = APPLYING if random.random() * 100 < self.applying else READING
        [action] = random.choices(list(actions), weights=actions.values())
        try:
            action(self)
        except Unexpected:
            pass

    # ---- reading

    def read_page(self):
        self.send("page", random.choice(self.site.pages))

    def read_again(self):
        """Requests a page again, conditionally."""
        path = random.choice(self.site.pages)
        tag = self.send("page", path).headers["etag"]
        self.send("page, unchanged", path, expected=304, headers={"If-None-Match": tag})

    def fetch_file(self):
        self.send("file", random.choice(self.site.files))

    def narrow_down(self):
        """Combines filters in more ways than the cache can hold."""
        path, filters = random.choice(list(self.site.filters.items()))
        chosen = {name: random.choice(values) for name, values in filters.items() if random.random() < 0.5}
        words = {"q": f"{random.choice(WORDS)} {next(numbers)}"} if random.random() < 0.3 else {}
        self.send("list", path + "?" + encoded({**chosen, **words}))

    def search(self):
        words = random.choice(WORDS) + (f" {next(numbers)}" if random.random() < 0.3 else "")
        self.send("search", "/search?" + encoded({"q": words}))

    def mistype(self):
        self.send("not found", f"/no-such-page-{next(numbers)}", expected=404)

    # ---- applying

    def apply(self):
        """Applies with the forms, up to the reference."""
        name, address, check = self.fill_in(SECTIONS)
        posted = {name: hidden(check.text, name) for name in ["version", "form_version"]}
        times = self.number_of_presses()
        self.at_once([lambda: self.post("submit", f"{address}/submit", posted)] * times)
        for _ in range(times):
            page = self.send("status", address).text
            self.note(address, name, first_group(r'class="reference">([^<]+)<', page))

    def apply_from_a_program(self):
        name = unique_name()
        body, headers = json.dumps(application(name)), {"Content-Type": "application/json", "Idempotency-Key": name}

        def send():
            response = self.send("API", "/api/applications", "POST", 201, data=body, headers=headers)
            self.note(response.headers["location"], name, response.json()["reference"])

        self.at_once([send] * self.number_of_presses())

    def leave_a_draft(self):
        name, address, _ = self.fill_in(SECTIONS[: random.randint(1, 3)])
        self.ledger.drafts[id_of(address)] = name

    def fill_in(self, sections):
        """Fills in sections. Returns the name, the path and the next page."""
        name = unique_name()
        path = self.send("application step", "/join/start", expected=303).headers["location"]
        address = path.removesuffix("/organization")
        page = None
        for each in sections:
            shown = page or self.send("application step", path)
            posted = section(each, name)
            posted["version"] = hidden(shown.text, "version")
            if (notice := hidden(shown.text, "privacy_notice_version")) is not None:
                posted["privacy_notice_version"] = notice
            path = self.post("application step", f"{address}/{each}", posted).headers["location"]
            page = self.send("application step", path)
        return name, address, page

    def note(self, address, name, reference):
        self.ledger.sent.append(Sent(id_of(address), name, reference))

    def number_of_presses(self):
        """Returns how often a button is pressed: mostly once, otherwise two or three times without waiting."""
        times = random.choice([1, 1, 1, 1, 2, 3])
        self.ledger.repeated += times > 1
        return times

    @staticmethod
    def at_once(actions):
        """Runs actions concurrently, and raises an error if any failed."""
        running = [gevent.spawn(attempt, action) for action in actions]
        gevent.joinall(running)
        if not all(each.value for each in running):
            raise Unexpected

    # ---- requests

    def post(self, kind, path, answers):
        return self.send(kind, path, "POST", 303, data=encoded(answers), headers=FROM_THE_SITE)

    def send(self, kind, path, method="GET", expected=200, **more):
        """Makes a request. Counts it by kind, and an unexpected response as an error."""
        with self.client.request(method, path, name=kind, catch_response=True, **more) as response:
            if response.status_code == expected:
                response.success()
                return response
            response.failure(f"{method} {kind}: {response.status_code} instead of {expected}")
        raise Unexpected


READING = {
    Visitor.read_page: 35,
    Visitor.read_again: 15,
    Visitor.fetch_file: 15,
    Visitor.narrow_down: 15,
    Visitor.search: 15,
    Visitor.mistype: 5,
}
APPLYING = {Visitor.apply: 5, Visitor.apply_from_a_program: 3, Visitor.leave_a_draft: 2}


def attempt(action):
    """Returns whether an action got the expected responses."""
    try:
        action()
    except Unexpected:
        return False
    return True


def unique_name():
    """Returns a unique name, which reveals duplicated applications and is no look-alike."""
    return uuid.uuid4().hex


def id_of(address):
    return address.rsplit("/", 1)[-1]


def hidden(page, name):
    match = re.search(rf'name="{name}" value="([^"]*)"', page)
    return match and match.group(1)


def first_group(pattern, page):
    match = re.search(pattern, page)
    if match is None:
        raise Unexpected
    return match.group(1)


def encoded(answers):
    return urlencode({name: value for name, value in answers.items() if value is not None}, doseq=True)
