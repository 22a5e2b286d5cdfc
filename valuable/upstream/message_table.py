"""The messages that Sphinx, docutils, MyST, ABlog and Pygments print, each with what is said in its place.

``tests/test_message_table.py`` holds it against what the installed packages can print. ``{name}`` in a message stands
for anything; of what may be accepted, it is what that is about. ``{text}`` in the words is the message as it came.
"""

from dataclasses import dataclass

from valuable.base.reports import Severity


@dataclass(frozen=True)
class Cure:
    """What is said in the place of a message of another package."""

    message: str
    words: str
    severity: Severity = Severity.FATAL
    fault: str = ""  # the kind by which `accepted.txt` knows it, if it may stand there


IN_RST = "this is in `{{eval-rst}}`; Markdown has it too, see guide/writing.md"
TABLE_ADVICE = "count the bars of each row, or write a table in Markdown, with `|` between its cells"
IN_CONF = "mend the setting in conf.py; guide/settings.md has all"
ABOUT_MACHINERY = "this is about an extension in `extensions` of conf.py: take it out, or ask those who make it"

# -- Links and references

LINK_CURES = (
    Cure("broken link: {name} ({reason})", "{name} does not answer ({reason}): mend the link, or take it out"),
    Cure(
        "'myst' cross-reference target not found: {name}",
        "no page or heading is called `{name}`: cross-reference target not found; write the name of a file, "
        "as in `[words](other-post.md)`, or the anchor of a heading, as in `[words](#part-two)`",
        fault="dead_ends",
    ),
    Cure(
        "'myst' reference target not found: {name}",
        "no heading of this page has the anchor `{name}`: it is made of the heading's words, as in `#part-two`",
        fault="dead_ends",
    ),
    Cure(
        "Section reference target not found in this document: {name}",
        "no heading of this page has the anchor `{name}`: it is made of the heading's words, as in `#part-two`",
        fault="dead_ends",
    ),
    Cure(
        "local id not found in doc {page}: {name}",
        "the page `{page}` has no heading with the anchor `{name}`: it is made of the heading's words, as in "
        "`[words](other-post.md#part-two)`",
        fault="dead_ends",
    ),
    Cure(
        "Unknown source document {name}",
        "there is no page `{name}`: write the name of its file, as in `[words](other-post.md)`",
        fault="dead_ends",
    ),
    Cure(
        "Could not find document: {name}",
        "there is no page `{name}`: write the name of its file, as in `[words](other-post.md)`",
        fault="dead_ends",
    ),
    Cure(
        "unknown document: {name}",
        "there is no page `{name}`: write the name of its file, as in `[words](other-post.md)`",
        fault="dead_ends",
    ),
    Cure(
        "undefined label: {name}",
        "no label is called `{name}`: write `({name})=` on a line before the heading that is meant, or link to the "
        "heading itself, as in `[words](other-post.md#part-two)`",
        fault="dead_ends",
    ),
    Cure(
        "Failed to create a cross reference. A title or caption not found: {name}",
        "the label `{name}` stands before no heading, so the link has no words: write them, as in "
        "`` {{ref}}`words <{name}>` ``",
    ),
    Cure(
        "more than one target found for 'myst' cross-reference {name}: could be {targets}",
        "`{name}` may mean more than one thing ({targets}): link to the file, as in `[words](other-post.md#{name})`",
    ),
    Cure(
        "more than one target found for {kind} cross-reference {name}: {targets}",
        "`{name}` may mean more than one thing ({targets}): link to the file, as in `[words](other-post.md)`",
    ),
    Cure(
        "No matches for {name}",
        "no other site's list of addresses that conf.py names has `{name}`: write the address, "
        "as in `[words](https://…)`",
        fault="dead_ends",
    ),
    Cure("Multiple matches {of} {name}: {found}", "`{name}` has more than one match ({found}): write more of it"),
    Cure(
        "Failed to load inventory {name}: {reason}",
        "the list of addresses `{name}` of another site can't be read ({reason}): " + IN_CONF,
    ),
    Cure("term not in glossary: {name}", "no glossary has `{name}`: write it as it stands there", fault="dead_ends"),
    Cure("unknown keyword: {name}", "`{name}` is no keyword: write it in code, as in `` `{name}` ``"),
    Cure("unknown option: {name}", "`{name}` is described nowhere here: write it in code, as in `` `{name}` ``"),
    Cure(
        "equation not found: {name}",
        "no equation is called `{name}`: write `({name})` behind the `$$` that close it",
        fault="dead_ends",
    ),
    Cure(
        "citation not found: {name}",
        "no citation is called `{name}`: write a footnote, `[^{name}]`, and its text, `[^{name}]: …`",
    ),
    Cure(
        "Citation [{name}] is not referenced.", "nothing refers to the citation `[{name}]`: refer to it, or remove it"
    ),
    Cure(
        "duplicate citation {name}, other instance in {other}",
        "the citation `{name}` stands in {other} too: give one of them another name",
    ),
    Cure("{kind} reference target not found: {name}", "there is no `{name}`: write what is meant in code", fault=""),
    Cure(
        "Duplicate reference definition: {name}",
        "`[{name}]: …` stands twice, and only the first counts: Duplicate reference definition; rename one of them, "
        "and the links that mean it",
    ),
    Cure(
        "duplicate label of equation {name}, other instance in {other}",
        "duplicate label of equation {name}, other instance in {other}: give one of them another name",
    ),
    Cure(
        "duplicate label {name}, other instance in {other}",
        "duplicate label {name}, other instance in {other}: give one of them another name, and mend the links to it",
    ),
    Cure(
        "duplicate {kind} description of {name}, other instance in {other}",
        "`{name}` is described in {other} too: describe it once, or write it as plain text",
    ),
    Cure(
        "duplicate description of {name}, other instance in {other}",
        "`{name}` is described in {other} too: describe it once, or write it as plain text",
    ),
    Cure(
        "duplicate object description of {name}, other instance in {other}, use :no-index: for one of them",
        "`{name}` is described in {other} too: write `:no-index:` below one of them",
    ),
    Cure(
        "duplicate {kind} description of {name}, other {again} in {other}",
        "`{name}` is described in {other} too: describe it once, or write it as plain text",
    ),
    Cure(
        "Failed to create a cross reference. Any number is not assigned: {name}",
        "`{name}` has no number to refer to: link to it by words, as in `[words](#{name})`",
    ),
    Cure("numfig is disabled. :numref: is ignored.", "figures have no numbers here: link by words, `[words](#name)`"),
    Cure("the link has no caption: {name}", "what `{name}` names has no caption: write the words of the link"),
    Cure("invalid numfig_format: {text_}", "the words of this reference have a `%` too many: write plain words"),
    Cure("Invalid math_eqref_format: {name}", "`math_eqref_format` can't be used: " + IN_CONF),
    Cure(
        "`{scheme}:` scheme{rest} not yet supported in docutils",
        "`{scheme}:` leads nowhere from here: write the name of the file, as in `[words](other-post.md)`",
    ),
    Cure(
        "more than one target found for cross-reference {name}: {targets}",
        "`{name}` may mean more than one thing ({targets}): write more of it",
    ),
    Cure("Could not determine the fallback text for the cross-reference. Might be a bug.", ABOUT_MACHINERY),
    Cure("numfig_format is not defined for {name}", "`numfig_format` has no `{name}`: " + IN_CONF),
    Cure("Any IDs not assigned for {name} node", "what is to have a number has no name: write `:name: words` below it"),
)

# -- Pictures, downloads and files that are taken in

FILE_CURES = (
    Cure(
        "image file not readable: {name}",
        "image file not readable: {name}: put it beside the post, or write its name as it is, capital letters too",
        fault="dead_ends",
    ),
    Cure(
        "image file {name} not readable: {reason}",
        "image file {name} not readable ({reason}): mend its permissions, or save it anew",
    ),
    Cure(
        "download file not readable: {name}",
        "there is no file `{name}` to download: put it beside the post, or write its name as it is",
        fault="dead_ends",
    ),
    Cure("cannot copy image file {name}: {reason}", "the picture {name} can't be copied ({reason}): save it anew"),
    Cure("cannot copy downloadable file {name}: {reason}", "the file {name} can't be copied ({reason}): save it anew"),
    Cure("cannot copy static file {name}", "{name} in `_static` can't be copied: mend its permissions"),
    Cure("cannot copy extra file {name}", "{name} in `_extra` can't be copied: mend its permissions"),
    Cure(
        "a suitable image for {builder} builder not found: {name}",
        "no browser shows `{name}`: save it as .png, .jpg, .webp or .svg",
    ),
    Cure(
        "Could not fetch remote image: {name} [{code}]",
        "nothing is fetched here: put the picture `{name}` beside the post",
    ),
    Cure("Could not fetch remote image: {name}", "nothing is fetched here: put the picture `{name}` beside the post"),
    Cure("Unknown image format: {name}...", "the picture in the text (`{name}`) can't be read: put it into a file"),
    Cure(
        "Could not obtain image size. :scale: option is ignored.",
        "how large this picture is can't be known: write `width` in the place of `scale`",
    ),
    Cure("<img> missing 'src' attribute", "`<img>` shows nothing without `src`: write `![what it shows](picture.png)`"),
    Cure(
        "Include file {name} not found or reading it failed",
        "there is no file {name} to take in: write its name as it is, from this file's folder",
    ),
    Cure(
        "Encoding {encoding} used for reading included file {name} seems to be wrong, try giving an :encoding: option",
        "{name} is not in {encoding}: save it in UTF-8",
    ),
    Cure("Object named {name} not found in include file {file}", "{file} has no `{name}`: write a name that is in it"),
    Cure("Line spec {name}: no lines pulled from include file {file}", "{file} has no lines {name}: write others"),
    Cure(
        'Cannot use "lineno-match" with a disjoint set of "lines"',
        "`lineno-match` goes with one run of lines: take it out",
    ),
    Cure('Cannot use both "{one}" and "{other}" options', "`{one}` and `{other}` exclude each other: take one out"),
    Cure(
        "{option} pattern not found: {name}",
        "the file has no line with `{name}` for `{option}`: write one that is in it",
    ),
    Cure("File insertion disabled", "no file may be taken in here: write its text"),
    Cure(
        'Problems with "{directive}" directive path:{reason}',
        "the file for `{{{directive}}}` can't be taken in ({reason}): write its name as it is, from this file's folder",
    ),
    Cure(
        'Problem with "{option}" option of "{directive}" directive:\nText not found.',
        "the file for `{{{directive}}}` has not the words of `{option}`: write some that are in it",
    ),
    Cure(
        'Problem with "{directive}" directive:{reason}', "`{{{directive}}}` can't be made ({reason}): look at its file"
    ),
    Cure(
        'Directive "{directive}": file not found: {name}',
        "there is no file {name} to take in: write its name as it is, from this file's folder",
    ),
    Cure(
        'Directive "{name}": error reading file: {reason}', "a file can't be read ({reason}): save it as text, in UTF-8"
    ),
    Cure(
        'Directive "{name}"; option "{option}": text not found "{words}".',
        "the file has not the words `{words}` of `:{option}:`: write some that are in it",
    ),
    Cure('Directive "{name}" disabled.', "`{{{name}}}` is not made here: do without"),
    Cure(
        'circular inclusion in "{directive}" directive:{files}', "files take each other in for ever ({files}): end that"
    ),
    Cure(
        'Problems with "{directive}" directive URL "{name}":{reason}',
        "nothing is fetched here: save {name} beside the post, and name that file",
    ),
    Cure('File and URL access deactivated; ignoring "{directive}" directive.', "no file is read here: write the rows"),
    Cure('"{file}": line {line} exceeds the line-length-limit.', "line {line} of {file} is too long: break it"),
    Cure("Line {line} exceeds the line-length-limit.", "line {line} is too long: break it"),
    Cure("Line {line} exceeds the line-length-limit:{rest}", "line {line} is too long: break it"),
    Cure("{name} does not exist", "{name} is not there: put it there, or mend its name"),
    Cure("Writing evaluated template result to {name}", "{name} is made from a template", severity=Severity.HINT),
)

# -- Markdown

MARKDOWN_CURES = (
    Cure(
        "Unknown directive type: {name}",
        "`{{{name}}}` is nothing that can be made here: a box begins as in `:::{{note}}`, code as in `` ```python ``; "
        "guide/writing.md has all",
    ),
    Cure(
        'Unknown directive type "{name}".{rest}',
        "`{{{name}}}` is nothing that can be made here: a box begins as in `:::{{note}}`; guide/writing.md has all",
    ),
    Cure(
        'Unknown interpreted text role "{name}".{rest}',
        "`{{{name}}}` before code means nothing here: write the words plainly, or put a blank between them",
    ),
    Cure("unknown directive name: {name}", "`{{{name}}}` is nothing that can be made here: guide/writing.md has all"),
    Cure("unknown role name: {name}", "`{{{name}}}` before code means nothing here: write the words plainly"),
    Cure("default role {name} not found", "`{{{name}}}` means nothing here: write the words plainly"),
    Cure("No directive entry for {rest}", "this is nothing that can be made here: guide/writing.md has all"),
    Cure("No role entry for {rest}", "this means nothing here: write the words plainly"),
    Cure(
        "Directive '{name}': {number} argument(s) required, {given} supplied",
        "`{{{name}}}` lacks what it is about: write that behind it, as in `:::{{figure}} picture.png`",
    ),
    Cure(
        "Directive '{name}': maximum {number} argument(s) allowed, {given} supplied",
        "behind `{{{name}}}` stand more words than it takes ({number}): put them on a line of their own",
    ),
    Cure(
        "Directive '{name}' cannot be mocked: {reason}",
        "`{{{name}}}` can't be made in Markdown ({reason}): put it into `{{eval-rst}}`, or do without",
    ),
    Cure(
        "Directive '{name}': {reason}",
        "`{{{name}}}` can't be made of this ({reason}): guide/writing.md has an example of each",
    ),
    Cure(
        "'{name}': Has content, but none permitted",
        "`{{{name}}}` takes no text, and that in it would be lost: put it below",
    ),
    Cure(
        "'{name}': Invalid options format: {reason}",
        "the options of `{{{name}}}` can't be read ({reason}): write one a line, as in `:width: 50%`",
    ),
    Cure(
        "'{name}': Invalid options format {reason}",
        "the options of `{{{name}}}` can't be read ({reason}): write one a line, as in `:width: 50%`",
    ),
    Cure(
        "'code-cell': Unknown option key: {option} (allowed: {allowed})",
        "`{{code-cell}}` has no option `{option}`, which is for programs that run the cell: it is left out",
        severity=Severity.HINT,
    ),
    Cure(
        "'{name}': Unknown option key: {option} (allowed: {allowed})",
        "`{{{name}}}` has no option `{option}`, so it is left out: take it out, or write one of {allowed}",
        fault="syntax",
    ),
    Cure(
        "'{name}': Invalid option value for {option}: None: argument required but none supplied",
        "`:{option}:` has no value, so it is left out: write one, or take it out; one that begins with `#` stands in "
        "quotes",
        severity=Severity.HINT,
    ),
    Cure(
        "'{name}': Directive options has # comments{rest}",
        "what stands behind `#` in the options of `{{{name}}}` is a comment: a value that begins with `#` stands in "
        "quotes",
        severity=Severity.HINT,
    ),
    Cure(
        "'{name}': Invalid option value for {option}: {value}: {reason}",
        "`:{option}: {value}` can't be used ({reason}): write another value, or take it out",
    ),
    Cure("'{name}': {reason}", "`{{{name}}}` is not made as it stands ({reason}): look at its first lines"),
    Cure(
        "Non-consecutive header level increase; {levels}",
        "a level of heading is left out ({levels}): write one `#` less",
        severity=Severity.HINT,
    ),
    Cure(
        "Document headings start at {level}, not H1",
        "the first heading is {level}: begin the page with one `#`",
        severity=Severity.HINT,
    ),
    Cure(
        "Strikethrough is currently only supported in HTML output",
        "`~~words~~` are struck through in pages alone",
        severity=Severity.HINT,
    ),
    Cure(
        "Tasklist item has no leading paragraph for checkbox", "`[ ]` stands before no words: write the task behind it"
    ),
    Cure("Malformed YAML", "what stands between the lines `---` can't be read: write `key: value`, one a line"),
    Cure("YAML is not a dict: {kind}", "between the lines `---` stands no `key: value`: write it so, one a line"),
    Cure("Front matter field {name} {why}", "`{name}` in the front matter can't be used: shorten it, or take it out"),
    Cure("emphasize_lines: {reason}", "the lines to stand out can't be read ({reason}): write `1,3-5`"),
    Cure(
        "Substitution error:{kind}: {reason}",
        r"`{{{{ … }}}}` can't be filled in ({reason}): if it is text, write `\{{`",
    ),
    Cure("circular substitution reference: {name}", "`{name}` is made of itself: write what it stands for"),
    Cure(
        "Invalid {name} attribute value: {value}",
        "`{name}={value}` can't be used: write a number with its unit, as in `{{width=50%}}`",
    ),
    Cure("HTML could not be parsed", "this HTML can't be read: close each `<…>`, or write it in code"),
    Cure("HTML is too deeply nested to process", "this HTML is nested too deeply: write it flatter"),
    Cure(
        "Error parsing meta tag attribute {name}: {reason}.", "`{name}` can't be read ({reason}): write `name: value`"
    ),
    Cure(
        "Duplicate footnote definition found for label: {name}",
        "the footnote `[^{name}]` has two texts, and only the first is shown: rename one of them",
    ),
    Cure(
        "Footnote [{name}] is not referenced.", "nothing refers to the footnote `[^{name}]`: refer to it, or remove it"
    ),
    Cure("No render method for: {name}", "`{name}` can't be shown: write it in another way, or in code"),
    Cure(
        "The `attrs_image` extension is deprecated, please use `attrs_inline` instead.",
        "write `attrs_inline` for `attrs_image`: " + IN_CONF,
    ),
    Cure(
        "The `linkify` extension is enabled, but {rest}",
        "addresses become links without `linkify`: take it out of conf.py",
    ),
    Cure("{config} configuration invalid: {reason}", "`myst_…` can't be used ({reason}): " + IN_CONF),
    Cure("'myst' key not a dict: {kind}", "`myst` in the front matter is no list of settings: take it out"),
    Cure(
        "top-level '{name}' key is deprecated, place under 'myst' key instead", "`{name}` has no use here: take it out"
    ),
    Cure("Unknown field: {name}", "`myst` in the front matter has no `{name}`: take it out"),
    Cure(
        "'{name}' is a global-only config and cannot be set in topmatter",
        "`{name}` is set in conf.py alone: take it out",
    ),
    Cure("Raw content disabled.", "HTML is not shown here: take it out"),
    Cure(
        "Expected a {what}, but found a: {name}",
        "a list of terms is not made as it stands: write `term`, and `: meaning`",
    ),
    Cure(
        "Found a definition in a definition list, with no preceding term",
        "a line `: …` has no term before it: write one",
    ),
    Cure(
        "Found blog post front-matter as well as post directive, using post directive.",
        "`{{post}}` says what the front matter says: take it out",
    ),
    Cure(
        "Directive is only supported in myst parser",
        "this box is for Markdown alone: write it outside of `{{eval-rst}}`",
    ),
    Cure(
        "content should be one image{rest}",
        "`{{figure-md}}` needs one picture, and its caption as one paragraph below, with a blank line between",
    ),
)

# -- Code

CODE_CURES = (
    Cure(
        "Pygments lexer name {name} is not known",
        "no language of code is called `{name}`, so it is shown without colours: write `text`, or mend the name",
        severity=Severity.HINT,
    ),
    Cure(
        'Lexing literal_block {code} as "{name}" resulted in an error at token: {sign}. Retrying in relaxed mode.',
        "this code is not all `{name}` ({sign} is not), so some has no colours: write another language, or `text`",
        severity=Severity.HINT,
    ),
    Cure(
        "line number spec is out of range({range}): {name}",
        "the code has no lines {name}, only {range}: write some of these",
    ),
    Cure("invalid line number spec: {name}", "`{name}` are no numbers of lines: write `1,3-5`"),
    Cure("non-whitespace stripped by dedent", "`dedent` would cut off signs of the code: write a smaller number"),
    Cure("Invalid caption: {name}", "`{name}` can't stand below the code: write plain words"),
    Cure(
        "Could not lex {rest}", "this code can't be coloured: write another language, or `text`", severity=Severity.HINT
    ),
)

# -- What docutils says of a page

PAGE_CURES = (
    Cure(
        'Unknown target name: "{name}".',
        "nothing is called `{name}`: if it is a footnote, write its text, `[^{name}]: …`; if a link, where it leads",
    ),
    Cure(
        'Duplicate target name, cannot be used as a unique reference: "{name}".',
        "`{name}` is the name of two things, so a link to it may mean either: rename one",
    ),
    Cure(
        'Duplicate explicit target name: "{name}".',
        "`{name}` is the name of two things: rename one, or take the name out",
    ),
    Cure('Duplicate implicit target name: "{name}".', "two headings are called `{name}`: name one otherwise"),
    Cure('Duplicate ID: "{name}" used by {one} and {other}', "`{name}` is the name of two things: rename one"),
    Cure('Duplicate substitution definition name: "{name}".', "`|{name}|` is defined twice: rename one"),
    Cure('Undefined substitution referenced: "{name}".', r"`|{name}|` stands for nothing: if it is text, write `\|`"),
    Cure('Substitution definition "{name}" {why}', "`|{name}|` can't be filled in: write what it stands for"),
    Cure("Circular substitution definition {rest}", "a `|name|` is made of itself: write what it stands for"),
    Cure(
        "Document may not end with a transition.", "a line `---` stands last on the page and parts nothing: take it out"
    ),
    Cure(
        "Document or section may not begin with a transition.",
        "a line `---` stands first on the page or below a heading and parts nothing: take it out",
    ),
    Cure(
        "At least one body element must separate transitions; adjacent transitions are not allowed.",
        "two lines `---` stand together: take one out",
    ),
    Cure(
        "Transition must be child of <document> or <section>.", "a line `---` parts nothing in this place: take it out"
    ),
    Cure(
        'No suitable element following "{name}" directive', "`{{{name}}}` stands before nothing: put it before a text"
    ),
    Cure(
        "Too many {kind} footnote references: only {number} corresponding footnote{rest}",
        "there are more numbers of footnotes than texts: write `[^name]: …` for each",
    ),
    Cure("Anonymous hyperlink mismatch: {rest}", "some `…__` leads nowhere: write `[words](address)`"),
    Cure(
        "Indirect hyperlink target {name} refers to target {other}, {rest}",
        "`{name}` leads to `{other}`, which is nowhere: write where it leads",
    ),
    Cure(
        "No smart quotes defined for language {name}.",
        "quotes of `{name}` are left as they are typed",
        severity=Severity.HINT,
    ),
    Cure(
        "There can only be one {name} field.",
        "`{name}` stands twice at the top of the page: write it once, in the front matter",
    ),
    Cure(
        "{verb} bibliographic field{rest}", "the list at the top can't be read: write it as front matter, `key: value`"
    ),
    Cure("Cannot extract {rest}", "the list at the top can't be read: write it as front matter, `key: value`"),
    Cure("4 column based index found. {rest}", ABOUT_MACHINERY),
    Cure("unsupported rubric heading level: {name}", "a heading in a box has too many `#`: write six at most"),
    Cure("unknown node type: {name}", ABOUT_MACHINERY),
    Cure("Bibliographic field {rest}", "the list at the top can't be read: write it as front matter, `key: value`"),
)

# -- Directives: boxes, tables, figures

DIRECTIVE_CURES = (
    Cure(
        'Content block expected for the "{name}" directive; none found.',
        "`{{{name}}}` is empty: write its text below, before the line that closes it",
    ),
    Cure('The "{name}" directive {why} content{rest}', "`{{{name}}}` is empty: write its text below"),
    Cure('The "{name}" directive is empty; content required.', "`{{{name}}}` is empty: write its text below"),
    Cure(
        'The "{name}" directive may not be used within {where}.',
        "`{{{name}}}` can't stand in a box, a list or a quotation: put it outside",
    ),
    Cure(
        'The "{option}" option may not be used without a title.',
        "`:{option}:` needs a title: write it on the first line",
    ),
    Cure(
        'Invalid class attribute value for "{name}" directive: "{value}".',
        "`{value}` can't be a class: write letters, digits and hyphens",
    ),
    Cure(
        'Error in "{name}" directive: "{value}" is not a valid value for the "{option}" option{rest}',
        "`:{option}: {value}` can't be used in `{{{name}}}`: write `left`, `center` or `right`",
    ),
    Cure(
        'Error in "{name}" directive:{reason}',
        "`{{{name}}}` can't be made of this ({reason}): guide/writing.md has an example of each",
    ),
    Cure(
        'Invalid argument for "{name}" directive:{reason}',
        "`{{{name}}}` can't be made of this ({reason})" + ": mend its first line",
    ),
    Cure(
        "Figure caption must be a paragraph or empty comment.",
        "the first thing below a figure is its caption: write that as one paragraph",
    ),
    Cure(":number-lines: with non-integer start value", "`number-lines` needs a number: write `:number-lines: 1`"),
    Cure('"{name}" directive disabled.', "`{{{name}}}` is not made here: do without"),
    Cure(
        'Invalid context: the "{name}" directive can only be used within a substitution definition.',
        "`{{{name}}}` can't stand here: write the words themselves",
    ),
    Cure(
        '"{name}" directive {may} both specify an external file and have content.',
        "`{{{name}}}` has a file and a text: take one out",
    ),
    Cure(
        'The "file" and "url" options may not be simultaneously specified for the "{name}" directive.',
        "`{{{name}}}` has a file and an address: take the address out",
    ),
    Cure(
        '"{name}" directive requires arguments on the first line.',
        "`{{{name}}}` needs words on its first line: write them",
    ),
    Cure('"{name}" directive arguments not valid role names: "{value}".', "`{value}` can't be a name: write letters"),
    Cure("Invalid character code: {name}{rest}", "`{name}` is no sign: write the sign itself"),
    Cure("Invalid meta directive.", "`{{meta}}` can't be read: write `:name: words`, one a line"),
    Cure(
        'Error parsing content block for the "{name}" directive: exactly one table expected.',
        "`{{{name}}}` needs a table below it and nothing else: " + TABLE_ADVICE,
    ),
    Cure(
        'Error parsing content block for the "{name}" directive: {reason}',
        "the rows of `{{{name}}}` don't fit ({reason}): write `* - one` and, for each further cell, `  - two`",
    ),
    Cure(
        '{number} header row(s) specified but only {rows} row(s) of data supplied ("{name}" directive).',
        "`{{{name}}}` has {rows} rows, not {number} for its head: write a smaller `:header-rows:`",
    ),
    Cure(
        '{number} stub column(s) specified but only {rows} columns(s) of data supplied ("{name}" directive).',
        "`{{{name}}}` has only {rows} columns: write a smaller `:stub-columns:`",
    ),
    Cure(
        'Insufficient data supplied ({rows}); no data remaining for table body, required by "{name}" directive.',
        "`{{{name}}}` has a head and nothing below it: write another row",
    ),
    Cure(
        '"{name}" widths do not match the number of columns in table ({columns}).',
        "`:widths:` of `{{{name}}}` has not {columns} numbers: write as many",
    ),
    Cure("No table data detected in CSV file.", "the table is empty: write a row, with commas between its cells"),
    Cure(
        'Error with CSV data in "{name}" directive:{reason}',
        "the rows of `{{{name}}}` can't be read ({reason}): put quotes around cells with commas",
    ),
    Cure(
        '":file:" option for csv-table directive now recognizes {rest}',
        "`:file:` begins with `/`: write the name of the file from this one's folder",
    ),
    Cure(
        "toctree contains ref{more} to {what} file {name}",
        "`{{toctree}}` names `{name}`, which is no page: take it out, or write its name",
    ),
    Cure(
        "toctree contains reference to {what} document {name}",
        "`{{toctree}}` names `{name}`, which is no page: take it out, or write its name",
    ),
    Cure(
        "toctree contains reference to document {name} that doesn't have a title: no link will be generated",
        "`{name}` has no title: begin it with `# The title`",
    ),
    Cure(
        "toctree glob pattern {name} didn't match any documents",
        "`{{toctree}}` has `{name}`, and no page is called so: take it out",
    ),
    Cure("duplicated entry found in toctree: {name}", "`{{toctree}}` names `{name}` twice: take one out"),
    Cure(
        "circular toctree references detected, ignoring: {name}",
        "pages name each other in `{{toctree}}`: {name}: take one out",
    ),
    Cure("self referenced toctree found. Ignored.", "`{{toctree}}` names its own page: take that out"),
    Cure(
        "{name} is already assigned section numbers (nested numbered toctree?)",
        "`:numbered:` stands in two lists: take it out of one",
    ),
    Cure("document isn't included in any toctree", "no list of pages has this page", severity=Severity.HINT),
    Cure(".. {name} content is not a list", "`{{{name}}}` needs a list below it and nothing else: write `- one`"),
    Cure(
        "glossary {why}",
        "the glossary can't be read ({why}): write each term, and its meaning below, moved in by four blanks",
    ),
    Cure(
        "Malformed option description {name}, should look like {rest}",
        "`{name}` is no option of a program: write it as in `--name value`",
    ),
    Cure(
        "exception while evaluating only directive expression: {reason}",
        "`{{only}}` can't be read ({reason}): write `html`, or take it out",
    ),
    Cure("invalid {kind} index entry {name}", "`{name}` is no entry of an index: there is none here, so take it out"),
    Cure("unknown index entry type {name}", "`{name}` is no entry of an index: there is none here, so take it out"),
    Cure("invalid {kind} number {name}", "`{name}` is no number of a {kind}: write digits"),
    Cure(
        '{kind} number must be a number {range}; "{name}" is invalid.',
        "`{name}` is no number of a {kind}: write digits",
    ),
    Cure(
        "could not parse {what} ({name}): {reason}",
        "`{name}` can't be read as what Python calls so ({reason}): write it in code",
    ),
    Cure(
        "Problem in {name} domain: field is supposed to use role '{role}', but that role is not in the domain.",
        ABOUT_MACHINERY,
    ),
)

# -- reStructuredText, in `{eval-rst}`

RST_CURES = (
    Cure(
        "Unexpected indentation.",
        "a line is moved in and nothing before it opens that: put a blank line before it, or move it back; " + IN_RST,
    ),
    Cure(
        "Inline {kind} start-string without end-string.",
        "a sign opens {kind} and nothing closes it: write it at both ends, or a backslash before it; " + IN_RST,
    ),
    Cure(
        "{kind} ends without a blank line; unexpected unindent.",
        "the {kind} ends without a blank line: put one after it; " + IN_RST,
    ),
    Cure("{kind} ends without a blank line.", "the {kind} ends without a blank line: put one after it; " + IN_RST),
    Cure("Blank line required after table.", "a table ends without a blank line: put one after it"),
    Cure("Malformed table.{rest}", "the table can't be read: " + TABLE_ADVICE),
    Cure(
        "Title {line} too short.{rest}",
        "the line of a heading is shorter than its words: write `## ` before them instead",
    ),
    Cure(
        "Title level inconsistent:{rest}",
        "a level of heading is left out: write `##` for a part, `###` for a part of that",
    ),
    Cure(
        "Inconsistent title style: {rest}",
        "a level of heading is left out: write `##` for a part, `###` for a part of that",
    ),
    Cure("A level {number} section cannot be used here.{rest}", "no heading can stand here: write `**words**`"),
    Cure("Unexpected section title.{rest}", "no heading can stand in a box or a list: write `**words**`"),
    Cure("Unexpected section title or transition.{rest}", "no heading or line can stand here: write `**words**`"),
    Cure("Incomplete section title.{rest}", "a heading ends before its line: write `## ` before its words"),
    Cure(
        "Missing matching underline for section title overline.{rest}",
        "a heading has a line above and none below: write `## `",
    ),
    Cure(
        "Title overline & underline mismatch.{rest}", "the lines around a heading differ: write `## ` before its words"
    ),
    Cure(
        "Invalid section title or transition marker.{rest}", "this line of signs means nothing: take it out; " + IN_RST
    ),
    Cure(
        "Literal block expected; none found.",
        "after `::` stands no code: move it in, or write `` ``` `` around it; " + IN_RST,
    ),
    Cure(
        "Inconsistent literal block quoting.",
        "the lines of a quoted code begin differently: begin all alike; " + IN_RST,
    ),
    Cure("{kind} content expected.", "a {kind} has no text: write it behind"),
    Cure("Invalid option list marker: {name}", "`{name}` is no option of a program: put it in code"),
    Cure("Problematic content in substitution definition{rest}", "a `|name|` holds what it can't: write plain words"),
    Cure(
        "{kind} are not supported in a substitution definition.{rest}",
        "a `|name|` holds what it can't: write plain words",
    ),
    Cure("Multiple roles in interpreted text {rest}", "code has a role before and behind it: take one out; " + IN_RST),
    Cure("Mismatch: both interpreted text role {rest}", "code has a role and an underscore: take one out; " + IN_RST),
    Cure('Interpreted text role "{name}" not implemented.', "`{{{name}}}` means nothing here: write the words plainly"),
    Cure("raw (and derived) roles disabled", "`{{raw}}` shows nothing here: write the words plainly"),
    Cure(
        'No format (Writer name) is associated with this role: "{name}".{rest}',
        "`{{{name}}}` shows nothing here: write the words plainly",
    ),
    Cure(
        "Cannot analyze code. {rest}",
        "this code can't be coloured: write another language, or `text`",
        severity=Severity.HINT,
    ),
    Cure("malformed hyperlink target.", "a line `.. _name:` is not whole: write `[words](address)`; " + IN_RST),
    Cure(
        "Explicit markup ends without a blank line; unexpected unindent.",
        "what `..` opens ends without a blank line: put one after it; " + IN_RST,
    ),
    Cure(
        "Enumerated list start value not ordinal-1: {rest}",
        "a list does not begin with 1: write `1.`",
        severity=Severity.HINT,
    ),
    Cure(
        "inline {kind} {rest}",
        "a sign in this line opens {kind} and nothing closes it: write a backslash before it; " + IN_RST,
    ),
    Cure("wrong number of option tokens {rest}", "a line begins as an option of a program: put it in code; " + IN_RST),
    Cure(
        "malformed substitution definition.", "a line `.. |name|` is not whole: write the words themselves; " + IN_RST
    ),
)

# -- Settings, templates, and the machinery around

SETTING_CURES = (
    Cure("logo file {name} does not exist", "`html_logo` names {name}, which is not there: " + IN_CONF),
    Cure("favicon file {name} does not exist", "`html_favicon` names {name}, which is not there: " + IN_CONF),
    Cure("{setting} entry {name} does not exist", "`{setting}` names {name}, which is not there: " + IN_CONF),
    Cure(
        "{setting} entry {name} is placed inside outdir",
        "`{setting}` names {name}, which the site is built into: " + IN_CONF,
    ),
    Cure(
        "Failed to copy a file in html_static_file: {name}: {reason}", "{name} can't be copied ({reason}): save it anew"
    ),
    Cure("error writing file {name}: {reason}", "{name} can't be written ({reason}): mend its permissions"),
    Cure("invalid {kind}_file: {name}, ignored", "`{name}` in `html_{kind}_files` is no name of a file: " + IN_CONF),
    Cure(
        "unsupported theme option {name} given",
        "`html_theme_options` has `{name}`, which Furo does not know: " + IN_CONF,
    ),
    Cure("Invalid configuration value found: {rest}", "`language` is no code of a language, such as `en`: " + IN_CONF),
    Cure(
        "The config value `{name}' has to be {rest}", "`{name}` is of the wrong kind; it has to be {rest}: " + IN_CONF
    ),
    Cure("The config value `{name}' has type {rest}", "`{name}` is of the wrong kind; it has type {rest}: " + IN_CONF),
    Cure("unknown config value {name} in override, ignoring", "there is no setting `{name}`: take it out"),
    Cure("cannot override {rest}", "this setting can't be given here: " + IN_CONF),
    Cure(
        "cannot cache unpickleable configuration value: {name}{rest}",
        "`{name}` holds a function or a module, so all is read anew: write plain values",
        severity=Severity.HINT,
    ),
    Cure("Failed to convert {name} to a {kind}", "`{name}` is not a list: " + IN_CONF),
    Cure("primary_domain {name} not found, ignored.", "`primary_domain` is unknown: take it out of conf.py"),
    Cure(
        "Invalid Babel locale: {name}.",
        "`{name}` is no language that dates are known in: write another code of a language",
    ),
    Cure("Invalid date format. {rest}", "`html_last_updated_fmt` can't be read: " + IN_CONF),
    Cure(
        "multiple files found for the document {name}: {files}\nUse {one} for the build.",
        "the page {name} has more than one file ({files}): keep one",
    ),
    Cure("Ignored unreadable document {name}.", "the file of {name} can't be read: mend its permissions"),
    Cure(
        "Copying the source path {name} to {other} will overwrite data, {rest}",
        "{name} would overwrite {other}: rename it",
    ),
    Cure("Aborted attempted copy from {name} to {other} {rest}", "{name} would overwrite {other}: rename it"),
    Cure("extension {name} {rest}", ABOUT_MACHINERY),
    Cure(
        "the extension {name} was already merged with Sphinx {rest}",
        "the extension {name} is part of Sphinx: take it out of conf.py",
    ),
    Cure("the {name} extension {rest}", ABOUT_MACHINERY),
    Cure("The {name} extension is required by needs_extensions settings, but it is not loaded.", ABOUT_MACHINERY),
    Cure("doing serial {what}", ABOUT_MACHINERY),
    Cure("{kind} {name} is already registered{rest}", ABOUT_MACHINERY),
    Cure("node class {name} is already registered, its visitors will be overridden", ABOUT_MACHINERY),
    Cure(
        "file {name} on theme path is not a valid zipfile or contains no theme",
        "`html_theme_path` names {name}, which is no theme: " + IN_CONF,
    ),
    Cure("Domain {name} has not implemented a `resolve_any_xref` method", ABOUT_MACHINERY),
    Cure(
        "page {name} matches two patterns in html_sidebars: {rest}",
        "`html_sidebars` has no use here: take it out of conf.py",
    ),
    Cure(
        "Failed to copy a file in the theme's 'static' directory: {name}: {reason}",
        "{name} can't be copied ({reason}): save it anew",
    ),
    Cure("Failed to {do} build info file: {reason}", "a file in _build can't be used ({reason}): run `make clean`"),
    Cure(
        "a Unicode error occurred when rendering the page {name}. {rest}",
        "{name} can't be written: save its template in UTF-8",
    ),
    Cure(
        'Sphinx now uses "index" as the master document by default. {rest}',
        "the home page is index.md: take `master_doc` out of conf.py",
    ),
    Cure(
        "Support for source encodings other than UTF-8 is deprecated {rest}",
        "files are in UTF-8: take `source_encoding` out of conf.py",
    ),
    Cure("in rendering {name}: {reason}", "the template of {name} says: {reason}: mend it in `_templates`"),
    Cure("`None` is not a valid filetype for {name}.", "`source_suffix` has no use here: take it out of conf.py"),
    Cure("Error importing directive module {rest}", ABOUT_MACHINERY),
    Cure("No directive class {rest}", ABOUT_MACHINERY),
    Cure("Internal error: {rest}", "docutils can't read this: write it in a simpler way"),
)

CURES = (
    *LINK_CURES,
    *FILE_CURES,
    *CODE_CURES,
    *MARKDOWN_CURES,
    *PAGE_CURES,
    *DIRECTIVE_CURES,
    *RST_CURES,
    *SETTING_CURES,
)
