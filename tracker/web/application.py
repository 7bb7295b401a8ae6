"""Flask, with every view behind its door and inside its transaction."""

from collections.abc import Callable
from functools import partial
from types import TracebackType
from typing import cast

import structlog
from flask import Flask, abort, request
from flask.typing import ResponseReturnValue

from tracker.adapters import logs
from tracker.web import access, transactions
from tracker.web.access import Door

log = structlog.get_logger()


class Application(Flask):
    """Signing in is asked for by default: a route that declares nothing is not there."""

    def dispatch_request(self) -> ResponseReturnValue:
        rule = request.url_rule
        if request.routing_exception is not None or rule is None or request.method == "OPTIONS":
            return super().dispatch_request()
        declared = access.of(self, rule.endpoint)
        if declared is None:
            abort(404)
        if declared.door is Door.PUBLIC:
            return super().dispatch_request()
        view = cast(Callable[..., ResponseReturnValue], self.view_functions[rule.endpoint])
        return transactions.answer(partial(access.come_in, view, declared))

    def log_exception(
        self,
        exc_info: tuple[type, BaseException, TracebackType] | tuple[None, None, None],
    ) -> None:
        """Log where it broke, never the message: drivers quote what was typed."""
        error = exc_info[1]
        log.error("unexpected", **(logs.told(error) if error else {}))
