"""The names of the shortcodes that Hugo's themes share, each with what reads it."""

from collections.abc import Iterator, Mapping

from valuable.importers.shortcode_kinds import (
    SHORTCODE_BOXES,
    KindReader,
    box,
    card,
    column_text,
    embedded,
    figure,
    file_in_place,
    folded_part,
    gallery_pictures,
    inner_alone,
    link,
    nothing,
    own_ref,
    page_card,
    page_param,
    qr_code,
    repository,
    rule,
    shown_code,
    side_note,
    song,
    tab,
    tabs,
    term_text,
    timeline_item,
    two_parts,
    wrapped_in,
)

# By what reads them: the names, with spaces between.
NAMES_OF_SHORTCODES: tuple[tuple[KindReader, str], ...] = (
    (box, " ".join(name for name in SHORTCODE_BOXES if name not in {"primary", "secondary", "light", "dark", "plain"})),
    (
        folded_part,
        "details detail detail-tag expand collapse collapsed collapsible accordion accordionitem accordion-item "
        "spoiler fold folding cfold toggle hidden hide showhide",
    ),
    (tabs, "tabs tabpane tabset tabgroup tab-group tabbed codetabs code-tabs multi-tab codes"),
    (tab, "tab code-tab codetab tab-panel tabitem tab-item"),
    (
        inner_alone,
        "center centre centerblock align row col column left right grid block container wrapper section div span p "
        "paragraph text steps step cards cardpane card-group timeline lead typeit badge keyword color colour font "
        "style rtl ltr fragment list filetree filetree/container swatches accordion-group accordiongroup features "
        "feature-grid hl md markdownify blocks/section version reveal small-text nobr wide fullwidth margin masonry",
    ),
    (column_text, "columns cols"),
    (card, "card cards/card feature hextra/feature-card tile"),
    (timeline_item, "timelineitem timeline-item"),
    (
        link,
        "button btn linkbutton hextra/hero-button a extlink external_link externallink ext linkcard link-card "
        "link_card bookmark blank newtab link url cta staticref elink outlink target-blank download webref attachment",
    ),
    (page_card, "article blog-card post-card related-post"),
    (repository("github.com"), "github github-card githubcard ghrepo repo"),
    (repository("gitlab.com"), "gitlab"),
    (repository("codeberg.org"), "codeberg"),
    (repository("huggingface.co"), "huggingface"),
    (embedded("https://asciinema.org/a/{}"), "asciinema"),
    (embedded("https://www.loom.com/share/{}"), "loom"),
    (embedded("https://www.slideshare.net/slideshow/embed_code/{}"), "slideshare"),
    (embedded("https://speakerdeck.com/player/{}"), "speakerdeck"),
    (embedded("https://docs.google.com/presentation/d/{}/embed"), "gslides"),
    (embedded("https://docs.google.com/document/d/{}"), "gdocs"),
    (embedded("https://jsfiddle.net/{}/"), "jsfiddle"),
    (embedded("https://codesandbox.io/s/{}"), "codesandbox"),
    (embedded("https://stackblitz.com/edit/{}"), "stackblitz"),
    (embedded("https://www.dailymotion.com/video/{}"), "dailymotion"),
    (embedded("https://www.tiktok.com/embed/v2/{}"), "tiktok"),
    (embedded("https://v.qq.com/x/page/{}.html", "vid"), "tencent"),
    (embedded("https://www.douyin.com/video/{}"), "douyin"),
    (embedded("https://www.youtube.com/playlist?list={}"), "youtubepl"),
    (
        embedded("https://www.youtube.com/watch?v={}", "videoid"),
        "youtube-lite youtubelite lite-youtube youtube-embed youtube_simple",
    ),
    (embedded("https://vimeo.com/{}"), "vimeo_simple"),
    (embedded("https://x.com/i/status/{}"), "twitter_simple x_simple"),
    (embedded("https://www.instagram.com/p/{}/"), "instagram_simple"),
    (embedded("{}", "link"), "bluesky ghcode codeimporter mdimporter"),
    (two_parts("https://open.spotify.com/{}/{}", "type", "id"), "spotify"),
    (two_parts("https://{}/web/statuses/{}", "host", "id"), "mastodon"),
    (two_parts("https://{}/web/statuses/{}", "instance", "id"), "toot stoot"),
    (song, "music meting audioplayer"),
    (own_ref, "ref relref"),
    (figure, "figure"),
    (gallery_pictures, "gallery carousel slider image-gallery foldergallery photos photoswipe imgs"),
    (wrapped_in("kbd"), "kbd key"),
    (wrapped_in("mark"), "mark marker highlighted highlight-text"),
    (wrapped_in("sub"), "sub"),
    (wrapped_in("sup"), "sup"),
    (wrapped_in("u"), "u underline ins"),
    (wrapped_in("s"), "del strike s"),
    (wrapped_in("small"), "small"),
    (side_note, "sidenote side-note marginnote margin-note sn mn footnote fn"),
    (
        nothing,
        "icon fa fas far fab fontawesome iconify feather svg katex math mathjax mermaid clear clearfix float space "
        "vspace hspace pagebreak break-page script css adsense ad ads horizontal_ad vertical_ad blowfish swatch "
        "comments disqus share socialshare blogdown/postref load-photoswipe load-plotly load-chart "
        "enable-math use-katex",
    ),
    (rule, "hr line divider section-break separator dinkus"),
    (lambda code: "<br>", "br"),
    (qr_code, "qr"),
    (page_param, "param siteparam site-param"),
    (shown_code, "chart echarts plotly apexcharts mapbox vega diagram plantuml markmap mindmap"),
    (file_in_place, "include readfile read-file includefile include-file includecode include-code codefile code-file"),
    (term_text, "filetree/folder filetree/file"),
)


def readers_by_name() -> Iterator[tuple[str, KindReader]]:
    for reader, names in NAMES_OF_SHORTCODES:
        for name in names.split():
            yield name, reader


KIND_READERS: Mapping[str, KindReader] = dict(readers_by_name())
