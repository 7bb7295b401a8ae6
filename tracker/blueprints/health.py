"""For machines that watch the service: well or not; and to this machine, what is not."""

from dataclasses import asdict

from flask import Blueprint, jsonify
from werkzeug import Response

from tracker.domain.health import judge
from tracker.extensions import installation
from tracker.web import signs
from tracker.web.access import public

blueprint = Blueprint("health", __name__)
WORDS = {True: "ok", False: "not ok"}


@blueprint.get("/health")
@public
def index() -> Response:
    at = installation().clock()
    seen = signs.seen()
    health = judge(seen, at)
    told: dict[str, object] = {"status": WORDS[health.is_well]}
    if signs.asked_from_here():
        told |= {part: WORDS[well] for part, well in asdict(health).items()}
        told["swept_at"] = seen and seen.swept_at and seen.swept_at.isoformat()
    answer = jsonify(told)
    answer.status_code = 200 if health.is_well else 503
    return answer
