"""Name the card of a post: the picture that goes with a link to it elsewhere."""

from hashlib import blake2b

from sphinx.application import Sphinx

from valuable.posts import Post


def card_of(app: Sphinx, post: Post) -> str:
    """Return the path of a post's card in the output."""
    digest = blake2b(post.title.encode(), digest_size=4).hexdigest()
    return f"_images/card-{post.docname.split('/')[2]}.{digest}.png"
