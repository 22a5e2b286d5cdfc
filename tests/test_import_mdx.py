# ruff: noqa: E501  # sources and forms, one a line
"""MDX is never run: what is known becomes Markdown, what is not is named with its line."""

from pathlib import Path

import pytest

from valuable.importers.bodies import rewrite
from valuable.importers.links import Links
from valuable.importers.plan import make_plan
from valuable.importers.sources import read_old_site

KEPT = {
    "import Tabs from '@theme/Tabs';\n\nWords.": "Words.",
    "import {\n  A,\n  B,\n} from 'x';\nWords.": "Words.",
    "import 'x.css';\n\nWords.": "Words.",
    "import photo from './a.png';\n\n<img src={photo} alt=\"A\" />": '<img src="a.png" alt="A" />',
    "import Part from './_part.mdx';\n\n<Part />": "Taken *in*.",
    "To import words from a book.\n\nimport duties are paid.": "To import words from a book.\n\nimport duties are paid.",
    "export const meta = {\n  a: '}',\n};\n\nWords.": "Words.",
    "One.\n\n{/* truncate */}\n\nTwo.": "One.\n\n<!--more-->\n\nTwo.",
    '<Tabs>\n  <TabItem value="a" label="Apples">\n    Red *ones*.\n\n    ```js\n    x = {y}\n    ```\n  </TabItem>\n  <TabItem value="pears">\n    Green.\n  </TabItem>\n</Tabs>\n\nBelow.': "**Apples**\n\nRed *ones*.\n\n```js\nx = {y}\n```\n\n**pears**\n\nGreen.\n\nBelow.",
    'See <Link to="/blog/two">the *other*</Link>.': "See [the *other*](/blog/two).",
    '<details className="x">\n<summary>More</summary>\n\nWords.\n\n</details>': '<details class="x">\n<summary>More</summary>\n\nWords.\n\n</details>',
    "<div style={{marginTop: 5, color: 'red'}}>\n\nWords.\n\n</div>": '<div style="margin-top: 5px; color: red">\n\nWords.\n\n</div>',
    "<img src={require('./a.png').default} alt=\"A\" />": '<img src="a.png" alt="A" />',
    "<img src={useBaseUrl('/img/a.png')} alt=\"A\" />": '<img src="/img/a.png" alt="A" />',
    "<>\nWords.\n</>": "\nWords.\n",
    "A{' '}space and {\"words\"}.": "A space and words.",
    "`{x}` and \\{y\\} and ## {#id}\n\n## Part {#part}": "`{x}` and \\{y\\} and ## {#id}\n\n## Part {#part}",
    "```jsx {1,3}\nimport x from 'y';\n<Box a={b} />\n```": "```jsx {1,3}\nimport x from 'y';\n<Box a={b} />\n```",
    ":::note[A title]\n\nWords.\n\n:::": ":::note[A title]\n\nWords.\n\n:::",
    '<YouTube id="abc" />': "<https://www.youtube.com/watch?v=abc>",
    '<YoutubeEmbed url="https://youtu.be/abc" title="A *talk*" />': "[A \\*talk\\*](https://youtu.be/abc)",
    'Seen in <Card href="https://e.example/a" />.': "Seen in [e.example/a](https://e.example/a).",
}
LOST = {
    "<Chart data={[1, 2]} />\n\nWords.": ("Words.", 5),
    'Some <Badge kind="x">new</Badge> thing.': ("Some new thing.", 5),
    "One.\n\nBy {props.author}.": ("One.\n\nBy {props.author}.", 7),
    "import {X} from 'x';\n\n<X a={{b: 1}} onClick={() => open()}>\n\nWithin.\n\n</X>": ("Within.", 7),
    "export const Box = ({a}) => (\n  <b>{a}</b>\n);\n\nWords.": ("Words.", 5),
}


def rewritten(folder: Path, body: str) -> tuple[str, list[int]]:
    files = {
        "docusaurus.config.js": "export default { title: 'Tides' };",
        "blog/2020-01-02-one.mdx": f"---\ntitle: One\n---\n\n{body}\n",
        "blog/_part.mdx": "Taken *in*.\n",
        "blog/2020-01-03-two.md": "---\ntitle: Two\nslug: two\n---\nWords.\n",
        "static/img/a.png": "x",
    }
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    site = read_old_site(folder)
    entry = next(entry for entry in site.entries if entry.title == "One")
    text = rewrite(entry, Links(make_plan(site)))
    return text.removeprefix("# One\n\n"), [note.line for note in entry.notes if note.lost]


@pytest.mark.parametrize("body", KEPT)
def test_what_is_known_becomes_markdown(tmp_path: Path, body: str) -> None:
    text, lost = rewritten(tmp_path, body)
    assert text.replace("./a.png", "a.png").strip() == KEPT[body].strip()
    assert lost == []


@pytest.mark.parametrize("body", LOST)
def test_what_is_not_known_is_named_with_its_line(tmp_path: Path, body: str) -> None:
    text, lost = rewritten(tmp_path, body)
    assert (text.strip(), lost[0]) == LOST[body]
