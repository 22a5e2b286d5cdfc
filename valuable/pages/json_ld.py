"""Describe a page in schema.org's vocabulary: plain objects, made from records, and their JSON-LD."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from valuable.base.people import Person
from valuable.content.concepts import Concept
from valuable.content.posts import Post

Thing = dict[str, Any]
TrailStep = tuple[str, str]  # of a way through the site: a name and an address
# In a script, `</script>` would end it and `<!--` hide its end (HTML, 4.12.1.3); `&` is for those who read it as XML.
IN_SCRIPT = str.maketrans({character: f"\\u{ord(character):04x}" for character in "<>&\u2028\u2029"})
SCHEMA_TYPES = {"person": "Person", "group": "Organization"}


class Site(NamedTuple):
    """The site, with the address that all others start with."""

    name: str
    address: str
    language: str


def json_ld_script(things: Iterable[Thing]) -> str:
    """Return *things* as JSON-LD that may stand in a ``<script>`` as it is; an empty text if there are none."""
    graph = list(things)
    if not graph:
        return ""
    found = {"@context": "https://schema.org", "@graph": graph}
    return json.dumps(found, ensure_ascii=False, separators=(",", ":")).translate(IN_SCRIPT)


def author_thing(person: Person, address: str) -> Thing:
    """Return a person as the author of something; *address* is that of the person's page."""
    return {"@type": SCHEMA_TYPES[person.kind], "@id": f"{address}#author", "name": person.name, "url": address}


def profile(person: Person, address: str, picture: str | None) -> Thing:
    """Return a person as the subject of their own page."""
    same = list((person.profiles or {}).values())
    more = {"description": person.bio, "image": picture, "sameAs": same, "mainEntityOfPage": address}
    return {**author_thing(person, address), **without_empty(more)}


def website(site: Site, description: str, owner: str) -> Thing:
    """Return the site itself, for the home page; *owner* is the address of its owner's page."""
    return {
        **site_part(site),
        "url": site.address,
        "description": description,
        "inLanguage": site.language,
        "publisher": {"@id": f"{owner}#author"},
    }


def site_part(site: Site) -> Thing:
    """Return the site as something that a page is part of."""
    return {"@type": "WebSite", "@id": f"{site.address}#site", "name": site.name}


def blog_posting(
    post: Post,
    address: str,
    *,
    site: Site,
    authors: Sequence[Thing],
    description: str,
    published: str,
    updated: str | None,
    picture: str | None,
) -> Thing:
    """Return a post. *published* and *updated* are ISO 8601: a day, or a moment with its offset."""
    return without_empty(
        {
            "@type": "BlogPosting",
            "url": address,
            "mainEntityOfPage": address,
            "sameAs": post.canonical_link,
            "headline": post.title,
            "description": description,
            "datePublished": published,
            "dateModified": updated,
            "author": list(authors),
            "image": picture,
            "inLanguage": post.language,
            "wordCount": post.words,
            "articleSection": post.category,
            "keywords": list(post.tags),
            "isPartOf": site_part(site),
        }
    )


def translations(address: str, versions: Sequence[tuple[str, str]]) -> Thing:
    """Return what the post at *address* says of its translations, or of its original.

    *versions* are those of its text, itself among them and the original first: the language and address of each.
    """
    things = [{"@type": "BlogPosting", "url": url, "inLanguage": language} for language, url in versions]
    if len(things) < 2:
        return {}
    return {"workTranslation": things[1:]} if things[0]["url"] == address else {"translationOfWork": things[0]}


def term_set(address: str, name: str) -> Thing:
    """Return the concepts of the site as the page at *address* lists them; the terms are not named in it."""
    return {"@type": "DefinedTermSet", "@id": f"{address}#terms", "name": name, "url": address}


def defined_term(concept: Concept, address: str, within: Thing) -> Thing:
    """Return a concept; *within* is the set of terms that it belongs to."""
    return without_empty(
        {
            "@type": "DefinedTerm",
            "@id": f"{address}#term",
            "name": concept.title,
            "alternateName": list(concept.aliases),
            "description": concept.definition,
            "url": address,
            "mainEntityOfPage": address,
            "inDefinedTermSet": within,
        }
    )


def glossary_page(site: Site, name: str, address: str, description: str) -> Thing:
    """Return the set of terms, for its own page."""
    more = {"description": description, "inLanguage": site.language, "isPartOf": site_part(site)}
    return {**term_set(address, name), **more}


def breadcrumbs(trail: Sequence[TrailStep]) -> Thing:
    """Return the breadcrumbs of a page: the last, the page itself, has no address."""
    steps: list[Thing] = [
        {"@type": "ListItem", "position": place, "name": name, "item": address}
        for place, (name, address) in enumerate(trail, start=1)
    ]
    del steps[-1]["item"]
    return {"@type": "BreadcrumbList", "itemListElement": steps}


def without_empty(thing: Mapping[str, Any]) -> Thing:
    """Return *thing* without the properties that have no value."""
    return {name: value for name, value in thing.items() if value not in (None, "", [])}
