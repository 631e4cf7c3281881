"""Valid answers, with a unique name for each applicant."""

CHOICES = {"yes": True}
SEVERAL = {"services", "regions", "committees"}


def section(title, name):
    """Returns the answers to one section, as a form posts them."""
    return dict(EVERYTHING[title](name))


def application(name):
    """Returns all answers, as a program posts them."""
    answers = {key: value for make in EVERYTHING.values() for key, value in make(name).items()}
    return {key: CHOICES.get(value, value) if key not in SEVERAL else value for key, value in answers.items()}


# The domain is unique too, so that applications are not look-alikes.
EVERYTHING = {
    "organization": lambda name: {
        "legal_name": name,
        "website": f"www.{name}.example",
        "kind": "cro",
        "country": "DE",
        "registration_number": "HRB 12345",
    },
    "profile": lambda name: {
        "services": ["safety", "data-management"],
        "regions": ["europe"],
        "employees": "250-999",
        "why_join": "We run trials in nine countries.\r\nWe would like to help shape the rules.",
    },
    "people": lambda name: {
        "contact_name": "Ada O’Neill",
        "contact_title": "Head of regulatory affairs",
        "contact_email": f"ada@{name}.example",
        "contact_phone": "+49 30 123456",
        "representative_same": "yes",
    },
    "declarations": lambda name: {
        "heard_from": "A colleague",
        "code_of_ethics": "yes",
        "antitrust": "yes",
        "authority": "yes",
        "privacy_notice": "yes",
    },
}
