"""The second factor. Production asks every worker for one; elsewhere only who has set it up."""

import io
from dataclasses import dataclass
from datetime import timedelta

import qrcode  # type: ignore[import-untyped] # it ships no types
from flask import abort, current_app, redirect, url_for
from flask_babel import gettext as _
from itsdangerous import BadSignature, URLSafeSerializer
from markupsafe import Markup
from qrcode.image.svg import SvgPathImage  # type: ignore[import-untyped] # the same

from tracker.domain.errors import ConflictError, InvalidError
from tracker.extensions import SERVICE_NAME, installation
from tracker.models.accounts import Worker
from tracker.services import sign_ins
from tracker.web.accounts import CODE_STEP, machinery, spend_code
from tracker.web.here import Here, here

LASTS = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Offer:
    """A secret for an app, not yet in use: signed and encrypted in the form that confirms it."""

    sealed: str
    key: str
    picture: Markup


def insist(now: Here) -> None:
    """Send a worker without a second factor to set it up, where production asks for one."""
    if installation().config.production and not now.signed_in.has_second_factor:
        abort(redirect(url_for("account.second_factor")))


def offer(sealed: str | None = None) -> Offer:
    """Make a new secret, or show the one of a form that is being put right."""
    secret = _opened(sealed) if sealed else machinery().totp_factory.generate_totp_secret()
    until = int((here.at + LASTS).timestamp())
    sealed = sealed or _signer().dumps([secret, here.viewer.worker_id, until])
    totp = machinery().totp_factory
    return Offer(
        sealed, totp.get_totp_pretty_key(secret), _picture(totp.get_totp_uri(SERVICE_NAME, secret))
    )


def turn_on(sealed: str, code: str, present_code: str | None) -> list[str]:
    """Begin to use an offered secret; give the new recovery codes, shown this once.

    Raises InvalidError when the new code, or the present one where there is one, does not fit.
    """
    secret, worker = _opened(sealed), _locked()
    if worker.tf_totp_secret:
        _prove(worker, present_code)
        worker.totp_last_counter = None
    if not machinery().totp_factory.verify_totp(code, secret, worker, window=CODE_STEP):
        raise InvalidError(
            _("That code does not fit. Enter the one the app shows now."), field="code"
        )
    worker.tf_totp_secret, worker.tf_primary_method = secret, "authenticator"
    here.act.note("worker.second_factor_set_up")
    return list(machinery().mf_recovery_codes_util.create_recovery_codes(worker))


def new_recovery_codes(code: str) -> list[str]:
    """Replace the recovery codes; give the new ones, shown this once."""
    worker = _locked()
    _prove(worker, code)
    here.act.note("worker.recovery_codes_made")
    return list(machinery().mf_recovery_codes_util.create_recovery_codes(worker))


def codes_left() -> int:
    worker = here.session.get_one(Worker, here.viewer.worker_id)
    return len(worker.mf_recovery_codes or ())


def _prove(worker: Worker, code: str | None) -> None:
    if not (code and spend_code(worker, code)):
        raise InvalidError(
            _("That code does not fit. Enter the one the app shows now, or a recovery code."),
            field="present_code",
        )


def _locked() -> Worker:
    worker = sign_ins.lock_account(here.session, here.viewer.public_id)
    if worker is None:
        raise ConflictError(_("This account was changed just now. Sign in again."))
    return worker


def _opened(sealed: str) -> str:
    try:
        secret, worker_id, until = _signer().loads(sealed)
    except (BadSignature, ValueError, TypeError):
        secret, worker_id, until = "", None, 0
    if worker_id != here.viewer.worker_id or here.at.timestamp() > until:
        raise InvalidError(_("This page was open too long. Load it again."))
    return str(secret)


def _picture(uri: str) -> Markup:
    """Draw the code to scan as SVG that stands in the page itself: no image from anywhere."""
    image = qrcode.make(uri, image_factory=SvgPathImage, box_size=12)
    file = io.BytesIO()
    image.save(file)
    drawn = file.getvalue().decode()
    return Markup(drawn[drawn.index("<svg") :])  # noqa: S704 - made here, of squares only


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.secret_key or "", salt="second factor")
