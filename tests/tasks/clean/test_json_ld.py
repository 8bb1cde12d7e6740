"""JSON-LD, whole and broken."""

import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.clean.json_ld import names_of, read_json, read_scripts

VALUES = st.recursive(
    st.none() | st.booleans() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3),
)


@given(VALUES)
def test_sound_json_is_read_as_json_does(value: object) -> None:
    assert read_json(json.dumps(value)) == [value]


@given(st.text(max_size=200))
def test_any_text_is_survived(text: str) -> None:
    read_scripts([text])


@given(VALUES, VALUES)
def test_names_of_anything(value: object, name: object) -> None:
    assert all(
        isinstance(each, str) and each for each in names_of([value, {"name": name}], [{"@id": "x", "name": name}])
    )


@pytest.mark.parametrize(
    "script", ["[" * 200_000, "1 " * 900_000, "{},," * 400_000, "<!--" * 400_000, '{"a":' * 100_000]
)
def test_bombs_are_read_in_bounded_time(script: str) -> None:
    start = time.process_time()
    read_scripts([script])
    assert time.process_time() - start < 8
