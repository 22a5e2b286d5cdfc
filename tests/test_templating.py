"""Tags of other systems' templates: told with their line, and let alone in code."""

import pytest
from conftest import Site, main_of

BODY = """{% include header.html %}

Words {{ page.title }} and [a link]({{ site.url }}/x).

> {%- if a -%}

- {% highlight ruby %}
  x
  {% endhighlight %}

{% assign x =
   "a" %}

{{< figure src="a.png" >}}

:::{note}
{{% note %}}
:::
"""


def test_each_is_reported_with_its_line(site: Site) -> None:
    site.post(body=BODY)
    found = [warning.split(": ")[0].rpartition(":")[2] for warning in site.build() if "templates" in warning]
    assert found == ["7", "9", "9", "11", "13", "15", "17", "20", "23"]


def test_it_says_what_to_write(site: Site) -> None:
    tags = ("highlight ruby", "endhighlight", "post_url 2020-01-01-x", "figure a.png", "raw")
    site.post(body="".join(f"{{% {tag} %}}\n\n" for tag in tags))
    highlight, end, link, figure, raw = site.build()
    assert "take it out with what it ends" in end
    assert "`![what it shows](picture.png)`" in figure
    assert "belongs in code" in raw
    assert "```` ```python ````" in highlight
    assert "`[words](other-post.md)`" in link


@pytest.mark.parametrize(
    "body",
    [
        "`{% x %}` and ``{{ x }}``\n",
        "```liquid\n{% x %}\n{{ x }}\n```\n",
        "- a\n\n      {% x %}\n      {{ x }}\n",
        "\\{% x %} and \\{{ x }}\n",
        "<pre>{% x %} {{ x }}</pre>\n",
        "{code}`{% x %}` and {code}`{{ x }}`\n",
    ],
)
def test_code_is_let_alone(site: Site, body: str) -> None:
    site.post(body=body)
    assert site.build() == []
    shown = main_of(site.page("/posts/2021/hello/")).get_text()
    assert "{% x %}" in shown
    assert "{{ x }}" in shown


def test_formulas_are_let_alone(site: Site) -> None:
    site.post(body="The half, $\\frac{{a}}{{b}}$, is\n\n$$\n\\frac{{a}}{{b}}\n$$\n")
    assert site.build() == []
