import pickle
from types import SimpleNamespace
from typing import Any

from valuable.base.env_store import DocnameStore, EnvValue

SEEN = EnvValue[dict[str, int]]("seen", dict)
WORDS = DocnameStore[str]("words")


def handlers() -> dict[str, Any]:
    found: dict[str, Any] = {}
    app: Any = SimpleNamespace(connect=lambda event, handler: found.update({event: handler}))
    WORDS.register(app)
    return found


def test_value_is_saved_with_the_environment() -> None:
    env: Any = SimpleNamespace()
    assert SEEN.of(env) == {}
    SEEN.set(env, {"index": 1})
    assert SEEN.of(pickle.loads(pickle.dumps(env))) == {"index": 1}


def test_what_is_noted_of_a_page_is_forgotten_before_it_is_read_again() -> None:
    env: Any = SimpleNamespace()
    WORDS.of(env).update({"a": "old", "b": "stays"})
    handlers()["env-purge-doc"](None, env, "a")
    assert WORDS.of(env) == {"b": "stays"}


def test_what_another_process_has_noted_of_its_pages_is_joined() -> None:
    env: Any = SimpleNamespace()
    other: Any = SimpleNamespace()
    WORDS.of(env).update({"a": "ours"})
    WORDS.of(other).update({"a": "not read there", "b": "theirs"})
    handlers()["env-merge-info"](None, env, {"b", "c"}, other)
    assert WORDS.of(env) == {"a": "ours", "b": "theirs"}
