"""The keys of other systems' front matter: each with what to write instead, given its value.

Of Jekyll, Hugo, Pelican, Ghost, WordPress, Eleventy, Astro, Hexo, Zola, Obsidian, Quartz, ABlog, Quarto and MyST.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from typing import Any

from valuable.content.foreign.cures import (
    PUBLISHED,
    Curing,
    Header,
    KeyCure,
    address_cure,
    aliases_cure,
    author_keys,
    build_cure,
    categories_cure,
    cover_cure,
    date_cure,
    day_of,
    expiry_cure,
    full_address,
    language_code_of,
    more_tags_cure,
    own_address_cure,
    plain_name,
    plain_names,
    published_cure,
    series_name,
    slug_cure,
    take_out,
    text_line,
    title_cure,
    updated_cure,
    value_words,
    write_once,
    yaml_line,
    yaml_list,
)
from valuable.content.foreign.dates import DATED_NAME

NESTED = frozenset({"params", "extra", "taxonomies"})
NO_LOOK = take_out("templates say how pages look")
NO_CONTENTS = take_out("each page has its contents beside it")
NO_ORDER = take_out("lists go by date")
NO_NEED = take_out("there is no need to ask for it")
NO_AUTHOR = "`people` in conf.py has nobody of that name; add them there, or leave it out"
NOT_HERE = take_out("nothing here reads it")


def keys_with(cure: Curing, text: str) -> dict[str, Curing]:
    return dict.fromkeys(text.split(), cure)


# By the key in small letters, without spaces, `-` and `_`.
KEY_CURES: Mapping[str, Curing] = {
    **keys_with(
        title_cure,
        """
        title name posttitle seotitle
        """,
    ),
    **keys_with(
        NO_LOOK,
        """
        layout template type format posttype pagetype classes class cssclass cssclasses style theme output wide hero
        herotext pagelayout postlayout headerimagestyle bodyclass standalone htmltheme skin icon
        """,
    ),
    **keys_with(
        NO_CONTENTS,
        """
        toc enabletoc tableofcontents showtoc tocopen tocsticky toclabel tocicon tocdepth notoc hidetoc autotoc
        numbersections sectionnumbers secnumdepth
        """,
    ),
    **keys_with(
        NO_NEED,
        """
        math mathjax katex latex usemath mermaid diagram highlight code syntaxhighlighting copycode lightbox
        blogpost readtime readingtime showreadingtime wordcount words readmore minutes estimatedtime search
        searchable indexable sitemap rss feed showdate authorprofile shareable canonify
        """,
    ),
    **keys_with(
        NO_ORDER,
        """
        weight order navorder position sticky pin pinned featured top priority index rank sort menuorder
        """,
    ),
    **keys_with(
        take_out("it is no part of a post here"),
        """
        comments commentslocked ads comment disableshare disqus disqusid commento giscus share sharing related
        showrelated sidebar breadcrumb breadcrumbs nav navigation menu menus parent grandparent
        eleventynavigation
        eleventyexcludefromcollections navexclude searchexclude hidefooter footer scripts styles js css header
        hidenav pagination paginate collection collections nocomments widgets
        """,
    ),
    **keys_with(
        take_out("`abbreviations.txt`, beside conf.py, says what they stand for"),
        """
        abbreviations abbr
        """,
    ),
    **keys_with(
        NOT_HERE,
        """
        id uid guid uuid postid wordpressid wpid ghostid key ref version source editor dateformat kernelspec
        jupytext myst orphan jupyter kernel execute codefold mystnb bibliography csl linkcitations license copyright
        location place publication doi rating reviewed checked cascade outputs markup resources iscjklanguage
        robots noindex nofollow metarobots ogtype twitter twittercard opengraph og seo viewport generator editpost
        enableediturl showbreadcrumbs showpostnavlinks sharebuttons hidemeta hidesummary anonymize up down
        next prev previous cid mood audience level difficulty
        excerptseparator moreseparator permalinkbase
        """,
    ),
    **keys_with(
        take_out("`translation_of: posts/2024/a-post.md` names the post that this one is a translation of"),
        """
        translationkey translations translation i18n langref hreflang
        """,
    ),
    **keys_with(
        write_once("translation_of", text_line),
        """
        translationof
        """,
    ),
    **keys_with(
        write_once("description", text_line),
        """
        summary excerpt subtitle abstract intro introduction lead lede teaser desc metadescription customexcerpt
        seodescription ogdescription tagline deck standfirst synopsis blurb headline subheading subhead snippet
        socialdescription about dek
        """,
    ),
    **keys_with(
        cover_cure,
        """
        cover image images img thumbnail thumb featuredimage featureimage featureimg featuredimg headerimage header
        banner
        bannerimage heroimage ogimage socialimage coverimage coverimg photo picture preview previewimage cardimage
        shareimage metaimage splash background teaserimage illustration feature twitterimage postimage mainimage
        leadimage
        """,
    ),
    **keys_with(
        take_out("`cover_alt` says what the cover shows"),
        """
        imagealt alt coveralt heroimagealt thumbnailalt imagecaption featureimagealt covercaption
        featureimagecaption imagecredit imagedescription
        """,
    ),
    **keys_with(
        updated_cure,
        """
        lastmod updated lastmodified lastmodifiedat modified modifiedat dateupdated datemodified updateddate
        updatedat updateddatetime moddatetime lastupdated lastupdatedat updatedate modifieddate moddate
        modificationdate modifiedtime updatedon revised revision dateedited edited lastedited changed mtime
        """,
    ),
    **keys_with(
        date_cure,
        """
        publishdate pubdate pubdatetime publisheddate publishedat datepublished publishedon publisheddatetime
        publishedtime publicationdate created createdat createddate datecreated creationdate creationtime createdon
        day posted postedon dateposted written datetime time timestamp postdate dateadded ctime releasedate issued
        """,
    ),
    **keys_with(
        expiry_cure,
        """
        expirydate expires expiry expiration unpublishdate expireson validuntil
        """,
    ),
    **keys_with(
        build_cure,
        """
        build render rendered
        """,
    ),
    **keys_with(
        published_cure,
        """
        published publish dgpublish public status visibility state poststatus private hidden unlisted hide ishidden
        isprivate
        """,
    ),
    **keys_with(
        write_once("author", author_keys, NO_AUTHOR),
        """
        author authors byline writer creator contributors contributor primaryauthor coauthors
        """,
    ),
    **keys_with(
        categories_cure,
        """
        categories category cat topics section sections subject subjects
        """,
    ),
    **keys_with(
        more_tags_cure,
        """
        tags tag keywords keyword topic labels label hashtags tagslist metakeywords
        """,
    ),
    **keys_with(
        write_once("series", series_name),
        """
        series serie seriesname seriestitle
        """,
    ),
    **keys_with(
        take_out("parts come in the order of their dates"),
        """
        seriesorder seriesindex seriespart seriesweight part partof
        """,
    ),
    **keys_with(
        write_once("language", language_code_of),
        """
        lang language locale contentlanguage lng
        """,
    ),
    **keys_with(
        write_once("canonical_link", full_address),
        """
        canonical canonicalurl canonicallink originalurl original sourceurl externalurl externallink crosspost
        crosspostedfrom origin originallypublished syndicatedfrom
        """,
    ),
    **keys_with(
        own_address_cure,
        """
        permalink url path uri saveas fullurl
        """,
    ),
    **keys_with(
        address_cure,
        """
        oldurl oldurls redirectfrom redirects redirect redirecturl oldpermalink legacyurl wordpressurl previousurl
        shorturl shortlink
        """,
    ),
    **keys_with(
        take_out("an address that only leads on is a `redirect` of the page that it leads to"),
        """
        redirectto
        """,
    ),
    **keys_with(
        aliases_cure,
        """
        aliases alias
        """,
    ),
    **keys_with(
        slug_cure,
        """
        slug basename filename postname handle
        """,
    ),
}
# What becomes of a post that has one of these can't be known before it is mended.
DECIDING = frozenset({
    "published", "publish", "dgpublish", "public", "status", "visibility", "state", "poststatus", "private", "hidden",
    "unlisted", "hide", "ishidden", "isprivate", "draft", "publishdate", "pubdate", "pubdatetime", "publisheddate",
    "publishedat", "datepublished", "expirydate", "expires", "expiry", "expiration", "unpublishdate", "expireson",
    "validuntil", "redirectto",
})  # fmt: skip


def is_foreign_key(key: str, known: Collection[str]) -> bool:
    """Return whether a key is one of another system's, rather than a slip of the pen in one of *known*."""
    name = plain_name(key)
    return name in NESTED or (name in KEY_CURES and name not in {plain_name(own) for own in known})


def is_misshapen(key: str, value: Any) -> bool:
    """Return whether a key that is known here has a value that only another system reads."""
    if key in {"cover", "series"}:
        return isinstance(value, (Mapping, list))
    if key == "category":
        return isinstance(value, list) and bool(value)
    return key == "author" and isinstance(value, list) and any(isinstance(item, Mapping) for item in value)


def cure_of_shape(key: str, value: Any, header: Header) -> KeyCure:
    """Return how a value of a known key is to be written."""
    return KEY_CURES[key](key, value, replace(header, values=without_key(header.values, key)))


def is_deciding(key: str, cure: KeyCure) -> bool:
    """Return whether it is not known before a key is mended what becomes of its post, or what that is called."""
    if cure == PUBLISHED:
        return False
    dated = any(line.startswith(("date:", "draft:")) for line in cure.lines)
    return bool(plain_name(key) in DECIDING or dated or cure.heading)


def cure_of(key: str, value: Any, header: Header) -> KeyCure:
    """Return the cure of one key; of a mapping of Hugo's or Zola's, those of the keys in it."""
    if plain_name(key) in NESTED and isinstance(value, Mapping):
        inner = [cure_of(str(name), item, header) for name, item in value.items()]
        lines = tuple(made for cure in inner for made in cure.lines)
        return KeyCure(lines, why="" if lines else "nothing here reads it")
    cure = KEY_CURES.get(plain_name(key))
    return cure(key, value, header) if cure is not None else KeyCure(why="nothing here reads it")


def whole_cure(header: Header) -> tuple[list[str], str, list[str]]:
    """Return what to write instead of a whole header: the lines, the heading, and what to say of the other keys."""
    lines: dict[str, str] = {}
    heading, others = "", []
    for key, value in flattened(header.values):
        cure = own_cure(key, value, header) or cure_of(key, value, header)
        heading = cure.heading or heading
        lines |= {made.partition(":")[0]: made for made in cure.lines}
        if "`" in cure.why and not cure.heading:
            others.append(f"`{key}`: {cure.why}")
        elif not cure.lines and not cure.heading and plain_name(key) not in {"title", "draft"}:
            others.append(f"`{key}` has no place here")
    if header.kind == "post" and "date" not in lines and "draft" not in lines:
        dated = DATED_NAME.match(header.stem)
        lines["date"] = f"date: {dated['date'] if dated else '2021-03-26'}"
    return sorted(lines.values(), key=lambda made: not made.startswith("date")), heading, others


def flattened(values: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for key, value in values.items():
        if plain_name(key) in NESTED and isinstance(value, Mapping):
            yield from flattened(value)
        else:
            yield key, value


def own_cure(key: str, value: Any, header: Header) -> KeyCure | None:
    """Return how a key that is known here too is written; None if it is not known."""
    name = plain_name(key)
    if name not in header.known:
        return None
    if name == "date":
        return KeyCure((f"date: {day_of(value, header)}",))
    if name == "draft":
        return KeyCure(("draft: true",)) if value_words(value) == "true" else KeyCure(why="it is published")
    if name in {"category", "author", "series", "language"}:
        return cure_of_shape(name, value, header)
    if name in {"tags", "aliases"}:
        return KeyCure((yaml_list(name, plain_names(value)),)) if plain_names(value) else KeyCure(why="it is empty")
    if isinstance(value, (list, tuple, Mapping)):
        return cure_of_shape(name, value, header) if name in KEY_CURES else None
    return KeyCure((yaml_line(name, value_words(value)),)) if value_words(value) else KeyCure(why="it is empty")


def without_key(values: Mapping[str, Any], key: str) -> dict[str, Any]:
    return {name: value for name, value in values.items() if plain_name(name) != plain_name(key)}
