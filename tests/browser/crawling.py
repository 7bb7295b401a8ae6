"""Every page there is, found by following the pages' own links as each role sees them."""

import re
from collections import Counter, deque
from urllib.parse import urlsplit

from werkzeug.exceptions import HTTPException

LINK = re.compile(r'<a\b[^>]*\bhref="(/[^"#]*)')
MOST_PAGES, MOST_OF_A_KIND = 300, 60


def get_routes(app):
    """Give the endpoints that answer a GET, but for what is no page of ours to look at."""
    rules = app.url_map.iter_rules()
    return {rule.endpoint for rule in rules if "GET" in rule.methods} - {"static"}


class Crawl:
    """Follows links; `pages` holds one address an endpoint, the first that shows it."""

    def __init__(self, app, request):
        self.urls, self.request, self.pages = app.url_map.bind("localhost"), request, {}

    def endpoint(self, address):
        try:
            return self.urls.match(urlsplit(address).path, "GET")[0]
        except HTTPException:
            return None  # where a form is sent

    def follow(self, start="/"):
        """Read pages breadth first; a kind of page that is known is read only for its links."""
        waiting, seen = deque([start]), {start}
        read = Counter()
        while waiting and read.total() < MOST_PAGES:
            address = waiting.popleft()
            read[self.endpoint(address)] += 1
            if read[self.endpoint(address)] > MOST_OF_A_KIND:
                continue
            answer = self.request.get(address)
            if not (answer.ok and "text/html" in answer.headers["content-type"]):
                continue
            landed = urlsplit(answer.url)
            shown = landed.path + (f"?{landed.query}" if landed.query else "")
            self.pages.setdefault(self.endpoint(shown), shown)
            for found in LINK.findall(answer.text()):
                link = found.replace("&amp;", "&")
                if link not in seen and self.endpoint(link) is not None:
                    seen.add(link)
                    new = self.endpoint(link) not in self.pages
                    (waiting.appendleft if new else waiting.append)(link)
        return self.pages
