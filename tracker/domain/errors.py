"""What can be wrong with an act, each carrying the sentence a person reads."""


class DomainError(Exception):
    """A refusal with one clear sentence that says what to do."""

    def __init__(self, sentence: str, *, field: str | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.field = field


class InvalidError(DomainError):
    """What was given cannot be so; `field` names where, when one field is at fault."""


class ConflictError(DomainError):
    """Someone else was here first; nothing was changed."""


class NotFoundError(DomainError):
    """No such thing, or not for this viewer: the two are never told apart."""


class OutsideCalendarError(DomainError):
    """The calendar does not know that year, and does not guess."""


class UnreadableError(DomainError):
    """A sealed value could not be opened with the keys at hand."""
