"""What a template prints, and what is made of it on a page in another language than French."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from flask_babel import force_locale
from flask_babel import gettext as _
from markupsafe import Markup

from consult.web.i18n import day
from consult.web.marking import Place
from consult.web.sentences import Told, in_french, join, listed

Render = Callable[..., str]
FRENCH = '<span lang="fr" dir="ltr">'


@pytest.fixture
def render(app: Flask) -> Iterator[Render]:
    """A template of that source, on an Arabic page."""
    environment = app.jinja_env

    def rendered(source: str, **values: object) -> str:
        code = environment.compile(source, "an-example.html")
        template = environment.template_class.from_code(
            environment, code, environment.make_globals(None)
        )
        return template.render(**values)

    with force_locale("ar"):
        yield rendered


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("<p>{{ x }}</p>", f"<p>{FRENCH}Un banc &amp; lui</span></p>"),
        ('<p title="{{ x }}">a</p>', '<p title="Un banc &amp; lui">a</p>'),
        ("<title>{{ x }}</title>", "<title>Un banc &amp; lui</title>"),
        ("<select><option>{{ x }}</option></select>", "<option>Un banc &amp; lui</option>"),
        ("<textarea>{{ x }}</textarea>{{ x }}", f"lui</textarea>{FRENCH}"),
        ('<p lang="pl">{{ x }}</p>{{ x }}', f'<p lang="pl">Un banc &amp; lui</p>{FRENCH}'),
        ('<p lang="fr"><b>{{ x }}</b><p>a</p>{{ x }}</p>', "<b>Un banc &amp; lui</b>"),
        ('<a data-x="a > b" href="/{{ x }}">{{ x }}</a>', f'href="/Un banc &amp; lui">{FRENCH}'),
        ('<{{ "b" }} class="{{ x }}">{{ x }}</{{ "b" }}>', f'class="Un banc &amp; lui">{FRENCH}'),
        ("{% set y %}<b>{{ x }}</b>{% endset %}{{ y }}", f"<b>{FRENCH}Un banc"),
        ('{% set y %}{{ x }}{% endset %}<p id="{{ y }}">', '<p id="Un banc &amp; lui">'),
        ("{{ _('Idea no. %(number)s', number=x) }}", f"{FRENCH}Un banc &amp; lui</span>"),
        ("<p title=\"{{ _('Idea no. %(number)s', number=x) }}\">", "Un banc &amp; lui"),
        ("{{ x|as_is }}", "Un banc &amp; lui"),
    ],
)
def test_each_place_has_what_it_can_hold(render: Render, source: str, expected: str) -> None:
    made = render(source, x="Un banc & lui")
    assert expected in made
    assert made.count("<span") == made.count("</span>")
    if FRENCH not in expected:
        assert "<span" not in made.partition("</textarea>")[0].partition('<p lang="pl">')[0]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("12", "12"),
        ("+3,2", '<span dir="ltr">+3,2</span>'),
        ("4.1", '<span dir="ltr">4.1</span>'),
        ("–", "–"),
        (Markup("<b>a</b>"), "<b>a</b>"),
        (Told("نص"), "نص"),
        (7, "7"),
    ],
)
def test_figures_keep_their_order_and_the_rest_is_left_alone(
    render: Render, value: object, expected: str
) -> None:
    assert render("{{ x }}", x=value) == expected


def test_a_sentence_remembers_the_french_put_in_it(render: Render) -> None:
    sentence = _("What changed since version %(number)s", number="Été")
    assert isinstance(sentence, Told)
    assert render("{{ x }}", x=sentence).count(FRENCH) == 1
    assert render('<p title="{{ x }}">', x=sentence).count("<span") == 0
    assert "<span" not in f"{sentence}"


def test_sentences_put_together_keep_their_languages(app: Flask) -> None:
    with force_locale("ar"):
        both = join(" · ", [_("Back"), "Été 100 %"])
        assert f"{FRENCH}Été 100 %</span>" in Markup.escape(both)
        assert str(both) == f"{_('Back')} · Été 100 %"
        assert listed([_("Back"), _("Home")]) == f"{_('Back')}، {_('Home')}"
    assert listed(["a", "b"]) == "a, b"


def test_french_names_in_an_arabic_sentence_are_french(app: Flask) -> None:
    with force_locale("ar"):
        told = Markup.escape(Told("الميزانية (budget participatif) في 3 دقائق، Word (DOCX)"))
    assert told.count(FRENCH) == 2
    assert f"({FRENCH}budget participatif</span>)" in told
    assert f"{FRENCH}Word (DOCX)</span>" in told


def test_a_french_page_is_left_as_it_was(app: Flask) -> None:
    assert in_french("Un banc") == "Un banc"
    assert type(_("Back")) is str
    with force_locale("en"):
        assert in_french("Un banc") == Markup('<span lang="fr">Un banc</span>')
        assert isinstance(day(None) + "x", str)


@pytest.mark.parametrize(
    ("html", "takes_tags"),
    [
        ("<p>", True),
        ("<p", False),
        ('<p class="a>', False),
        ("<p>a</p><svg><text>", False),
        ("<svg><text></text></svg>", True),
        ('<html lang="fr"><p>', True),
        ('<p lang="ar"><br><p>a</p>', False),
        ('<p lang="ar"><br><p>a</p></p>', True),
        ("a < b", True),
    ],
)
def test_where_one_stands_is_read_from_the_beginning(html: str, takes_tags: bool) -> None:
    place = Place()
    place.read(html)
    assert place.takes_tags is takes_tags
