"""Visitors' requests: most read, some apply, and some of those press the button twice."""

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

# As browsers send it with a form of the same site.
FROM_THE_SITE = {"Sec-Fetch-Site": "same-origin", "Content-Type": "application/x-www-form-urlencoded"}

WORDS = ["clinical", "trial", "data", "children", "artificial intelligence", "monitoring", "privacy", "nothing-like-it"]

numbers = itertools.count(1)


class Unexpected(Exception):
    """A response from which a visitor cannot continue. It is already counted as an error."""


class Visitor(FastHttpUser):
    """A visitor who performs random actions."""

    #: The record of what applicants are told.
    ledger = Ledger()
    #: The pages to read.
    site = None
    #: The percentage of actions that are applications.
    applying = 2
    #: Mean seconds between actions; 0 for none.
    pause = 0
    connection_timeout = network_timeout = 30

    def on_start(self):
        # Not by request: that setting is shared with the client, so that one of two concurrent requests
        # would follow its redirect.
        self.client.client.redirect_response_codes = frozenset()

    def wait_time(self):
        return random.uniform(0, 2 * self.pause)

    @task
    def do_something(self):
        things = APPLYING if random.random() * 100 < self.applying else READING
        [thing] = random.choices(list(things), weights=things.values())
        try:
            thing(self)
        except Unexpected:
            pass

    # ---- reading

    def read_page(self):
        self.ask("page", random.choice(self.site.pages))

    def read_again(self):
        """Conditional requests get 304."""
        path = random.choice(self.site.pages)
        tag = self.ask("page", path).headers["etag"]
        self.ask("page, unchanged", path, expected=304, headers={"If-None-Match": tag})

    def fetch_file(self):
        self.ask("file", random.choice(self.site.files))

    def narrow_down(self):
        """Combined filters, more than the cache can hold."""
        path, filters = random.choice(list(self.site.filters.items()))
        chosen = {name: random.choice(values) for name, values in filters.items() if random.random() < 0.5}
        words = {"q": f"{random.choice(WORDS)} {next(numbers)}"} if random.random() < 0.3 else {}
        self.ask("list", path + "?" + encoded({**chosen, **words}))

    def search(self):
        words = random.choice(WORDS) + (f" {next(numbers)}" if random.random() < 0.3 else "")
        self.ask("search", "/search?" + encoded({"q": words}))

    def mistype(self):
        self.ask("not found", f"/no-such-page-{next(numbers)}", expected=404)

    # ---- applying

    def apply(self):
        """Applies by the form, up to the reference."""
        name, address, check = self.fill_in(SECTIONS)
        posted = {"version": hidden(check.text, "version")}
        times = self.sometimes_more_than_once()
        self.at_once([lambda: self.post("submit", f"{address}/submit", posted)] * times)
        for _ in range(times):
            page = self.ask("status", address).text
            self.note(address, name, found(r'class="reference">([^<]+)<', page))

    def apply_from_a_program(self):
        name = a_name()
        body, headers = json.dumps(application(name)), {"Content-Type": "application/json", "Idempotency-Key": name}

        def send():
            answer = self.ask("API", "/api/applications", "POST", 201, data=body, headers=headers)
            self.note(answer.headers["location"], name, answer.json()["reference"])

        self.at_once([send] * self.sometimes_more_than_once())

    def leave_a_draft(self):
        name, address, _ = self.fill_in(SECTIONS[: random.randint(1, 3)])
        self.ledger.drafts[id_of(address)] = name

    def fill_in(self, sections):
        """Answers sections, and returns the next page."""
        name = a_name()
        path = self.ask("application step", "/join/start", expected=303).headers["location"]
        address = path.removesuffix("/organization")
        page = None
        for each in sections:
            shown = page or self.ask("application step", path)
            posted = section(each, name)
            posted["version"] = hidden(shown.text, "version")
            if (notice := hidden(shown.text, "privacy_notice_version")) is not None:
                posted["privacy_notice_version"] = notice
            path = self.post("application step", f"{address}/{each}", posted).headers["location"]
            page = self.ask("application step", path)
        return name, address, page

    def note(self, address, name, reference):
        self.ledger.sent.append(Sent(id_of(address), name, reference))

    def sometimes_more_than_once(self):
        """Presses of a button: a third press two or three times, without waiting."""
        times = random.choice([1, 1, 1, 1, 2, 3])
        self.ledger.repeated += times > 1
        return times

    @staticmethod
    def at_once(actions):
        """Waits for all, then raises the first error."""
        running = [gevent.spawn(attempt, action) for action in actions]
        gevent.joinall(running)
        if not all(each.value for each in running):
            raise Unexpected

    # ---- requests

    def post(self, kind, path, answers):
        return self.ask(kind, path, "POST", 303, data=encoded(answers), headers=FROM_THE_SITE)

    def ask(self, kind, path, method="GET", expected=200, **more):
        """Makes a request, counted by kind; an unexpected response is an error."""
        with self.client.request(method, path, name=kind, catch_response=True, **more) as answer:
            if answer.status_code == expected:
                answer.success()
                return answer
            answer.failure(f"{method} {kind}: {answer.status_code} instead of {expected}")
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
    """Whether a response is as expected."""
    try:
        action()
    except Unexpected:
        return False
    return True


def a_name():
    """Returns a unique name that looks like no other, by which doubled applications show."""
    return uuid.uuid4().hex


def id_of(address):
    return address.rsplit("/", 1)[-1]


def hidden(page, name):
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    return found and found.group(1)


def found(pattern, page):
    match = re.search(pattern, page)
    if match is None:
        raise Unexpected
    return match.group(1)


def encoded(answers):
    return urlencode({name: value for name, value in answers.items() if value is not None}, doseq=True)
