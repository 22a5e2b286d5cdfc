"""What each directive, role, option and rule of syntax that the parsers know does with files and addresses.

`tests/test_insertion.py` holds these to what is registered: one that comes with an update is judged before it is used.
"""

NO_FILES = """
abstract bug check cite collapse details done dropdown example fail failure faq help info missing question quote
notebook-outputs secondary spoiler success summary tldr todo
acks admonition attention caution centered class code code-block code-cell codeauthor compound container contents
cssclass csv-table danger date default-domain deprecated describe epigraph error footer header highlight highlights hint
hlist important index line-block list-table math moduleauthor note object only parsed-literal pull-quote replace
restructuredtext-test-directive rst-class rubric sectionauthor sectnum seealso sidebar sourcecode table
tabularcolumns target-notes tip title topic unicode update version-added version-changed version-deprecated
version-removed versionadded versionchanged versionremoved warning
c:alias c:enum c:enumerator c:function c:macro c:member c:namespace c:namespace-pop c:namespace-push c:struct
c:type c:union c:var
cpp:alias cpp:class cpp:concept cpp:enum cpp:enum-class cpp:enum-struct cpp:enumerator cpp:function cpp:member
cpp:namespace cpp:namespace-pop cpp:namespace-push cpp:struct cpp:type cpp:union cpp:var
js:attribute js:class js:data js:function js:method js:module
py:attribute py:class py:classmethod py:currentmodule py:data py:decorator py:decoratormethod py:exception
py:function py:method py:module py:property py:staticmethod py:type
rst:directive rst:directive:option rst:role
std:cmdoption std:confval std:envvar std:glossary std:option std:productionlist std:program
"""
NO_FILE_OPTIONS = """
aspect ratio
abstract abstractmethod align alt annotation append async author authors backlinks canonical caption categories
category cells class
classmethod code collapsible columns date dedent default delim deprecated depth emphasize-lines encoding end-at
end-before end-line escape excerpt excerpts exclude expand figclass figname filename final force format glob header
header-rows heading-level heading-offset height hidden includehidden keepspace label language lineno-match link
lineno-start linenos linenothreshold lines list-style literal local location ltrim maxdepth module name
no-contents-entry no-index no-index-entry no-typesetting no-wrap nocomments nocontentsentry noindex noindexentry
noroot nowrap number-lines numbered open option platform prefix prepend pyobject quote reversed rtrim scale
single-line-parameter-list single-line-type-parameter-list sort sorted start start-after start-at start-line
staticmethod stub-columns subtitle suffix synopsis tab-width tags title titlesonly tparam-line-spec trim type value
width widths
folder folders languages match number order series show tag year years
"""
NO_FILE_ROLES = """
abbr abbreviation acronym anonymous-reference citation-reference code command dfn emphasis eq file
footnote-reference guilabel index kbd literal mailheader makevar manpage math menuselection mimetype
named-reference newsgroup program regexp restructuredtext-unimplemented-role samp strong sub-ref subscript
substitution-reference superscript title-reference
c:data c:enum c:enumerator c:expr c:func c:macro c:member c:struct c:texpr c:type c:union c:var
cpp:any cpp:class cpp:concept cpp:enum cpp:enumerator cpp:expr cpp:func cpp:member cpp:struct cpp:texpr cpp:type
cpp:union cpp:var
js:attr js:class js:data js:func js:meth js:mod
math:numref
py:attr py:class py:const py:data py:deco py:exc py:func py:meth py:mod py:obj py:type
rst:dir rst:role
std:confval std:envvar std:option std:token
"""
NO_FILE_SYNTAX = """
normalize block attr inline text_join front_matter table code math_block colon_fence fence
myst_line_comment blockquote myst_block_break myst_target hr list footnote_def heading lheading deflist
paragraph text newline math_inline escape myst_role backticks emphasis footnote_ref span entity balance_pairs
fragments_join too_deep remarks wordcount maths_backslash maths_environment maths_fences
strikethrough lowered marked added raised inline_note spaced_label short_code other_tasks stray_attributes
attr_behind_marks loose_emphasis left_over slips tex_quotes loose_table unread_tables
abbreviation_line old_headings one_line_directive unread_directive
indented_box
picture_list pictures
"""

# Those that name a file or an address in their argument or text. The rest of DIRECTIVES and ROLES name neither.
GATE = "a file, which goes through the gate"
ADDRESS = "an address for readers to follow or a browser to load: nothing is fetched, see test_raw_html.py"
DOCUMENTS = "documents by their names: those held back are taken out before names are known"
MARKUP = "HTML, judged by valuable.content.raw_html"
REPORTED = "of another kind of site, reported by valuable.content.source_checks or valuable.content.headings"
NOTHING = "neither"

DIRECTIVES = {
    "include": GATE,
    "literalinclude": GATE,
    "notebook": GATE,
    "raw": MARKUP,
    "image": GATE,
    "figure": GATE,
    "figure-md": GATE,
    "video": GATE,
    "audio": GATE,
    **dict.fromkeys(["embed", "iframe", "youtube", "vimeo"], ADDRESS),
    "meta": MARKUP,
    "role": MARKUP,  # `.. role:: x(raw)`
    "default-role": MARKUP,
    "toctree": DOCUMENTS,
    "postlist": DOCUMENTS,
    "conceptlist": DOCUMENTS,
    "peoplelist": NOTHING,
    "post": REPORTED,
    **dict.fromkeys(
        NO_FILES.split(),
        NOTHING,
    ),
}

REFUSED = "refused, whatever its value"
# Options that name a file or an address, each with its directive; an option of the same name elsewhere is another.
OPTIONS = {
    ("include", "parser"): REFUSED,  # the name of a Python module
    ("raw", "file"): GATE,
    ("raw", "url"): REFUSED,
    ("csv-table", "file"): GATE,
    ("csv-table", "url"): REFUSED,
    ("literalinclude", "diff"): GATE,
    ("video", "poster"): GATE,
    ("audio", "poster"): GATE,
    **{
        (name, option): GATE
        for name in ("embed", "iframe", "youtube", "vimeo")
        for option in ("picture", "placeholder")
    },
    ("image", "target"): ADDRESS,
    ("figure", "target"): ADDRESS,
    ("image", "loading"): "how; `embed`, which would open the picture, is refused",
    ("figure", "loading"): "as of `image`",
    ("figure", "figwidth"): "a width; `image`, which would open the picture, is refused",
    ("post", "canonical_link"): REPORTED,
    ("post", "external_link"): REPORTED,
    ("post", "image"): REPORTED,
    ("post", "redirect"): REPORTED,
    # Of MyST's `{include}`: how links in the included text are written anew, before they go through the gate.
    ("include", "relative-docs"): GATE,
    ("include", "relative-images"): GATE,
}
# Options that name neither, whatever directive they belong to.
HARMLESS = frozenset(NO_FILE_OPTIONS.split())

ROLES = {
    "download": GATE,
    "raw": MARKUP,
    **dict.fromkeys(["cve", "cwe", "pep", "rfc", "pep-reference", "rfc-reference", "uri-reference", "target"], ADDRESS),
    **dict.fromkeys(["any", "std:doc", "std:ref", "std:numref", "std:keyword", "std:term"], DOCUMENTS),
    **dict.fromkeys(
        NO_FILE_ROLES.split(),
        NOTHING,
    ),
}

# The rules of markdown-it and of its plugins that are at work.
SYNTAX = {
    "link": GATE,  # to a file that is no page, and `path:`
    "image": GATE,
    "spaced_link": GATE,  # as `link` and `image`
    "autolink": ADDRESS,
    **dict.fromkeys(("gfm_autolink_www", "gfm_autolink_protocol", "gfm_autolink_email"), ADDRESS),
    "reference": "where `[x][name]` leads: as `link`",
    "html_block": MARKUP,
    "html_inline": MARKUP,
    "wikilink": DOCUMENTS,
    **dict.fromkeys(
        NO_FILE_SYNTAX.split(),
        NOTHING,
    ),
}
