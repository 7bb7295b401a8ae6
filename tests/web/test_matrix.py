"""Every address, asked for by everyone, answers as the hand-written table says."""

from contextlib import contextmanager

from sqlalchemy.orm import Session

from tests.web.matrix.rules import RULES
from tests.web.matrix.scene import Writer
from tests.web.matrix.stage import Stage
from tests.web.matrix.walk import Walk
from tracker.adapters.calendars import Calendars
from tracker.models.database import make_engine


def test_every_address_answers_everyone_as_the_table_says(
    fresh_url, wired_app, keys, measure, database
):
    """One walk, and all that must hold of it: a walk takes a while, and is the same for each rule."""
    scene = write_the_scene(fresh_url, keys)
    with stage_of(wired_app, fresh_url) as stage:
        walk = Walk(stage, scene).all()
    looked_at = {rule.__name__.replace("_", " "): list(rule(walk)) for rule in RULES}
    wrong = {rule: [one for one, right in seen if not right] for rule, seen in looked_at.items()}
    for rule, seen in looked_at.items():
        print(f"{database}: {rule}: {len(seen)} cells, {len(wrong[rule])} differences")
    assert {rule: ones for rule, ones in wrong.items() if ones} == {}
    for rule, seen in looked_at.items():
        cells = len(seen)
        measure(
            f"access matrix: {rule}", wanted=cells, reached=cells, count=cells, database=database
        )


def write_the_scene(url, keys):
    engine = make_engine(url)
    with Session(engine, expire_on_commit=False) as session, session.begin():
        scene = Writer(session, keys, Calendars("Europe/London")).write()
    engine.dispose()
    return scene


@contextmanager
def stage_of(app, url):
    stage = Stage(app, url)
    app.testing = False  # what breaks is an answer of 500, as it is in life
    try:
        yield stage
    finally:
        app.testing = True
        stage.close()
