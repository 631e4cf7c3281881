"""The site's pages, from its sitemap."""

import html
import re
import urllib.parse
import urllib.request
from dataclasses import dataclass


@dataclass
class Reading:
    """The site's paths."""

    pages: list
    files: list
    #: The choices of each filter, by the path of its list.
    filters: dict


def find(url):
    addresses = re.findall(r"<loc>([^<]+)</loc>", fetch(f"{url}/sitemap.xml"))
    pages = [urllib.parse.urlsplit(address).path or "/" for address in addresses]
    contents = {page: fetch(url + page) for page in pages}
    files = {file for content in contents.values() for file in assets(content)}
    filters = {page: choices for page, content in contents.items() if (choices := selects(content))}
    return Reading(pages, sorted(files), filters)


def assets(content):
    """Returns the files that a page links to, alone in an attribute or in the list of a `srcset`."""
    return re.findall(r'["\s](/assets/[^"\s,]+)', content)


def selects(content):
    """Returns the choices of a page's filters, its only select elements."""
    selects = re.findall(r'<select id="\w+" name="(\w+)">(.*?)</select>', content, re.DOTALL)
    return {name: [html.unescape(value) for value in re.findall(r'value="([^"]+)"', rest)] for name, rest in selects}


def fetch(address):
    with urllib.request.urlopen(address) as response:
        return response.read().decode()
