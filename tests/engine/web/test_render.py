import pytest
from syncopate.web.render import language_for


@pytest.mark.parametrize(
    ("setting", "accept", "language"),
    [
        (None, "", "en"),
        ("auto", "de-DE,de;q=0.9,en;q=0.8", "de"),
        ("auto", "fr,en;q=0.3,de;q=0.2", "en"),
        ("auto", "en;q=0.3,de;q=0.9", "de"),
        ("auto", "de;q=nonsense,en;q=0.1", "en"),
        ("de", "en", "de"),
        ("en", "de", "en"),
        ("auto", "xx,,;q=1", "en"),
    ],
)
def test_language_of_a_page(setting: object, accept: str, language: str) -> None:
    assert language_for(setting, accept) == language
