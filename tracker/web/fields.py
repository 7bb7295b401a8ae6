"""Fields that keep what was typed and say what to do.

Each takes `missing`: the sentence shown when it is left empty; without one it may be left empty.
Days and times are local and read as people write them, the way the import reads them.
"""
# ruff: noqa: ANN401 - WTForms hands over whatever it was given

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast

from flask_babel import gettext as _
from flask_babel import lazy_gettext as lazy
from wtforms import Field, RadioField, widgets
from wtforms.fields.choices import Choice  # type: ignore[attr-defined]  # stubs lag
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

    def marks(self, css: str = "") -> dict[str, str]:
        """Give an input's attributes: its class, and what ties it to its hint and its error."""
        described = [f"{self.id}-hint"] * bool(self.hint) + [f"{self.id}-error"] * bool(self.errors)
        marks = {
            "class_": css,
            "aria_describedby": " ".join(described),
            "aria_invalid": "true" if self.errors else "",
        }
        return {name: value for name, value in marks.items() if value}

    def pre_validate(self, _form: Any) -> None:
        if self.process_errors:
            raise StopValidation
        if not self.data and self.data != 0 and self.missing:
            raise StopValidation(str(self.missing))

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        """Read what was typed; the sentence of a ValueError is shown by the field."""
        self.data = None
        if valuelist and (typed := readable(valuelist[0])):
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

    def _value(self) -> str:
        """Give what the input shows: what was typed, else the value there is."""
        if self.raw_data:
            return self.typed
        return "" if self.data is None else str(self.data)


def readable(given: Any) -> str:
    """Give a tidy text; raise ValueError for what is none."""
    if not isinstance(given, str) or NOT_TEXT.search(given):
        raise ValueError(_("Take out the signs that are not letters, numbers or punctuation."))
    return tidy(given)


class TextField(Asked):
    """One line of text."""

    widget: Any = widgets.TextInput()

    def __init__(self, label: Any = None, *, longest: int = SHORT, **more: Any) -> None:
        super().__init__(label, **more)
        self.longest = longest

    def read(self, typed: str) -> str:
        if len(typed) > self.longest:
            raise ValueError(_("Use at most %(n)s letters.", n=f"{self.longest:,}"))
        return self.shaped(typed)

    def shaped(self, typed: str) -> str:
        return " ".join(typed.split())


class EmailField(TextField):
    """An email address, as far as the device's keyboard is concerned."""

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
        if self.data and len(self.data) > LONGEST_SECRET:
            raise ValueError(_("Use at most %(n)s letters.", n=LONGEST_SECRET))
        readable(self.data or "")


class NumberField(Asked):
    """A whole number between two others, in plain digits."""

    widget = widgets.TextInput()

    def __init__(self, label: Any = None, *, lowest: int, highest: int, **more: Any) -> None:
        super().__init__(label, **{"render_kw": {"inputmode": "numeric"}, **more})
        self.lowest, self.highest = lowest, highest

    def read(self, typed: str) -> int | None:
        return number(typed, "it", self.lowest, self.highest)

    def sentence(self, _error: RowError) -> str:
        return str(_("Write a whole number from %(a)s to %(b)s.", a=self.lowest, b=self.highest))


class DayField(Asked):
    """A day: the device's own picker; what cannot be read as one is kept as text to put right."""

    widget = widgets.DateInput()

    def __call__(self, **more: Any) -> Any:
        return super().__call__(**({"type": "text"} if self.process_errors else {}), **more)

    def read(self, typed: str) -> Any:
        found = day(typed)
        if found.year > LATEST_YEAR:
            raise ValueError(_("Check the year."))
        return found

    def _value(self) -> str:
        shown = self.shown_day()
        return shown.isoformat() if shown else self.typed

    def shown_day(self) -> date | None:
        return cast(date | None, self.data)


@dataclass(frozen=True, slots=True)
class When:
    """An instant, and whether its time was said; without one it is local 00:00 of the day."""

    at: datetime
    precision: Precision


class WhenField(DayField):
    """A local day and a time; `data` is a When. Without `needs_time` the time may be left out."""

    def __init__(self, label: Any = None, *, needs_time: Any = None, **more: Any) -> None:
        super().__init__(label, **more)
        self.needs_time = needs_time
        self.typed_time = ""

    @property
    def time_name(self) -> str:
        return f"{self.name}-time"

    def process(self, formdata: Any, data: Any = unset_value, extra_filters: Any = None) -> None:
        self.typed_time = formdata.get(self.time_name, "") if formdata else ""
        super().process(formdata, data, extra_filters)

    def read(self, typed: str) -> When:
        at = clock_time(readable(self.typed_time))
        if at is None and self.needs_time:
            raise ValueError(str(self.needs_time))
        return When(*instant(super().read(typed), at, installation().calendar.zone))

    def shown_day(self) -> date | None:
        return self._local().date() if self.data else None

    def shown_time(self) -> str:
        """Give the time as its input shows it."""
        if self.raw_data:
            return NOT_TEXT.sub("", self.typed_time)
        known = self.data and self.data.precision is Precision.EXACT
        return f"{self._local():%H:%M}" if known else ""

    def _local(self) -> datetime:
        return cast(When, self.data).at.astimezone(installation().calendar.zone)


class TickField(Asked):
    """One box to tick."""

    widget = widgets.CheckboxInput()

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        self.data = bool(valuelist)

    def _value(self) -> str:
        return "y"


class WordField(Asked, RadioField):
    """One of a closed list, as radio buttons; `words` says what each is on screen, in order.

    Without `words` only a request knows them (ids and their names): what was sent is read when
    they are offered.
    """

    words: Mapping[Any, Any] | None = None
    choose = lazy("Choose one of these.")

    def __init__(
        self, label: Any = None, *, words: Mapping[Any, Any] | None = None, **more: Any
    ) -> None:
        super().__init__(label, **more)
        if words is not None:
            self.offer(words)

    def offer(self, words: Mapping[Any, Any]) -> None:
        """Give the choices there are, and read what was sent against them, and no others."""
        self.words = words
        self.by_text = {str(word): word for word in words}
        if self.raw_data:
            self._read_again()

    def _read_again(self) -> None:
        self.process_errors = []
        try:
            self.process_formdata(self.raw_data or ())
        except ValueError as error:
            self.process_errors = [str(error)]

    @property
    def target(self) -> str:
        return f"{self.id}-0"

    def process_data(self, value: Any) -> None:
        self.data = value

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        if self.words is None:
            return
        self.data = self._chosen_by(valuelist)
        if set(valuelist) - self.by_text.keys() - {""}:
            raise ValueError(str(self.missing or self.choose))

    def _chosen_by(self, sent: Sequence[Any]) -> Any:
        return self.by_text.get(sent[0]) if sent else None

    def _is_chosen(self, word: Any) -> bool:
        return bool(word == self.data)

    def iter_choices(self) -> Iterator[Any]:
        for word, said in (self.words or {}).items():
            yield Choice(str(word), said, self._is_chosen(word), {})


class TicksField(WordField):
    """Any of a closed list, as boxes to tick; `data` holds those ticked, in the list's order."""

    option_widget = widgets.CheckboxInput()
    choose = lazy("Choose from these.")

    def _chosen_by(self, sent: Sequence[Any]) -> Any:
        return tuple(word for text, word in self.by_text.items() if text in sent)

    def _is_chosen(self, word: Any) -> bool:
        return word in (self.data or ())
