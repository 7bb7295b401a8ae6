"""Fields that keep what was typed and say what to do.

Each takes `missing`: the sentence shown when it is left empty; without one it may be left empty.
Days and times are local and read as people write them, the way the import reads them.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from wtforms import Field, RadioField, widgets
from wtforms.fields.choices import SelectChoice
from wtforms.utils import unset_value
from wtforms.validators import StopValidation

from tracker.domain.spreadsheets import RowError, clock_time, day, instant, number, tidy
from tracker.domain.vocabulary import Precision
from tracker.extensions import installation

SHORT = 200
LONG = 4_000
LONGEST_SECRET = 200
LATEST_YEAR = 2199
# Control characters but tab and line ends, and halves of characters: no page shows them.
NOT_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")


class Asked(Field):
    """What every field of ours has: a sentence for when it is missing, a hint, its marks."""

    def __init__(
        self, label: Any = None, *, missing: Any = None, hint: Any = None, **more: Any
    ) -> None:
        super().__init__(label, **more)
        self.missing = missing
        self.hint = hint

    @property
    def typed(self) -> str:
        """Give what was typed, without what cannot be shown."""
        return NOT_TEXT.sub("", str(self.raw_data[0])) if self.raw_data else ""

    @property
    def target(self) -> str:
        """Give the id an error links to."""
        return str(self.id)

    def marks(self) -> dict[str, str]:
        """Give the attributes that tie an input to its hint and its error."""
        described = [f"{self.id}-hint"] * bool(self.hint) + [f"{self.id}-error"] * bool(self.errors)
        marks = {"aria_describedby": " ".join(described)} if described else {}
        return marks | ({"aria_invalid": "true"} if self.errors else {})

    def pre_validate(self, form: Any) -> None:
        if self.process_errors:
            raise StopValidation
        if self.missing and self.data in (None, "", ()):
            raise StopValidation(str(self.missing))

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        """Read what was typed; the sentence of a ValueError is shown by the field."""
        self.data = None
        if valuelist and (typed := self._text(valuelist[0])):
            try:
                self.data = self.read(typed)
            except RowError as error:
                raise ValueError(self.sentence(error)) from error

    def read(self, typed: str) -> Any:
        """Turn typed text, tidy and not empty, into the value."""
        return typed

    def sentence(self, error: RowError) -> str:
        """Say what to do when what was typed cannot be read."""
        return f"{error.help[0].upper()}{error.help[1:]}."

    def _text(self, given: Any) -> str:
        if not isinstance(given, str) or NOT_TEXT.search(given):
            raise ValueError(_("Take out the signs that are not letters, numbers or punctuation."))
        return tidy(given)


class TextField(Asked):
    """One line of text."""

    widget = widgets.TextInput()

    def __init__(self, label: Any = None, *, longest: int = SHORT, **more: Any) -> None:
        super().__init__(label, **more)
        self.longest = longest

    def read(self, typed: str) -> str:
        if len(typed) > self.longest:
            raise ValueError(_("Use at most %(n)s letters.", n=f"{self.longest:,}"))
        return self.shaped(typed)

    def shaped(self, typed: str) -> str:
        return " ".join(typed.split())

    def _value(self) -> str:
        return self.typed if self.raw_data else (self.data or "")


class EmailField(TextField):
    widget = widgets.EmailInput()


class LinesField(TextField):
    """Text of several lines."""

    widget = widgets.TextArea()

    def __init__(self, label: Any = None, *, longest: int = LONG, **more: Any) -> None:
        super().__init__(label, longest=longest, **more)

    def shaped(self, typed: str) -> str:
        return typed


class SecretField(Asked):
    """A password: taken as it is typed, never shown again."""

    widget = widgets.PasswordInput(hide_value=True)

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        self.data = valuelist[0] if valuelist else None
        if self.data and (len(self.data) > LONGEST_SECRET or NOT_TEXT.search(self.data)):
            raise ValueError(_("Use at most %(n)s letters.", n=LONGEST_SECRET))

    def _value(self) -> str:
        return ""


class NumberField(Asked):
    """A whole number between two others, in plain digits."""

    widget = widgets.TextInput()

    def __init__(self, label: Any = None, *, lowest: int, highest: int, **more: Any) -> None:
        super().__init__(label, **{"render_kw": {"inputmode": "numeric"}, **more})
        self.lowest, self.highest = lowest, highest

    def read(self, typed: str) -> int | None:
        return number(typed, "it", self.lowest, self.highest)

    def sentence(self, error: RowError) -> str:  # noqa: ARG002 - one sentence says it all
        return _("Write a whole number from %(a)s to %(b)s.", a=self.lowest, b=self.highest)

    def _value(self) -> str:
        return self.typed if self.raw_data else ("" if self.data is None else str(self.data))


class DayField(Asked):
    """A day: the device's own picker; what was typed in another way is kept as text."""

    def widget(self, field: Field, **more: Any) -> str:
        return self.day_input(field, **more)

    @property
    def day_input(self) -> widgets.Input:
        return widgets.Input("text" if self.process_errors else "date")

    def read(self, typed: str) -> date:
        found = day(typed)
        if found.year > LATEST_YEAR:
            raise ValueError(_("Check the year."))
        return found

    def _value(self) -> str:
        return self.data.isoformat() if self.data else self.typed


@dataclass(frozen=True, slots=True)
class When:
    """An instant, and whether its time was said; without one it is local 00:00 of the day."""

    at: datetime
    precision: Precision


class WhenField(DayField):
    """A local day and, if known, a time; `data` is a When. `with_time` makes the time needed."""

    def __init__(self, label: Any = None, *, needs_time: Any = None, **more: Any) -> None:
        super().__init__(label, **more)
        self.needs_time = needs_time
        self.typed_time = ""

    @property
    def zone(self) -> ZoneInfo:
        return installation().calendar.zone

    @property
    def time_name(self) -> str:
        return f"{self.name}-time"

    def process(self, formdata: Any, data: Any = unset_value, extra_filters: Any = None) -> None:
        self.typed_time = formdata.get(self.time_name, "") if formdata else ""
        super().process(formdata, data, extra_filters)

    def read(self, typed: str) -> When:  # type: ignore[override] - the day is part of it
        at = clock_time(self._text(self.typed_time))
        if at is None and self.needs_time:
            raise ValueError(str(self.needs_time))
        return When(*instant(super().read(typed), at, self.zone))

    def _value(self) -> str:
        return self.local().date().isoformat() if self.data else self.typed

    def time_value(self) -> str:
        """Give the time as the time input shows it."""
        if self.raw_data:
            return NOT_TEXT.sub("", self.typed_time)
        known = self.data and self.data.precision is Precision.EXACT
        return f"{self.local():%H:%M}" if known else ""

    def local(self) -> datetime:
        return self.data.at.astimezone(self.zone)


class TickField(Asked):
    """One box to tick."""

    widget = widgets.CheckboxInput()

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        self.data = bool(valuelist)

    def _value(self) -> str:
        return "y"


class WordField(Asked, RadioField):
    """One of a closed list, as radio buttons; `words` says what each is on screen, in order."""

    def __init__(self, label: Any = None, *, words: Mapping[Any, Any], **more: Any) -> None:
        choices = [SelectChoice(value=str(word), label=said) for word, said in words.items()]
        super().__init__(label, choices=choices, validate_choice=False, coerce=str, **more)
        self.words = {str(word): word for word in words}

    @property
    def target(self) -> str:
        return f"{self.id}-0"

    def process_data(self, value: StrEnum | str | None) -> None:
        self.data = value

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        self.data = self.words.get(valuelist[0]) if valuelist else None

    def pre_validate(self, form: Any) -> None:
        if self.raw_data and self.data is None and any(self.raw_data):
            raise StopValidation(str(self.missing or _("Choose one of these.")))
        Asked.pre_validate(self, form)
